#include <gtest/gtest.h>

#include "vorrat/keeper/testing.h"
#include "vorrat/ledger/ledger.h"

namespace vorrat::ledger {
namespace {

using testing::test_signer;

// The example of golang.org/x/mod/sumdb/note, made and published there.
constexpr const char* published_verifier =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr const char* published_signer =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr const char* published_text =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr const char* published_signature =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    "\n";

TEST(Note, OfTheGoModuleHoldsAndIsWrittenTheSame) {
    const std::string text = std::string(published_text) + "\n" + published_signature;

    const auto note = parse_note(text, "note");
    const auto verifier = parse_verifier(published_verifier);
    const auto signer = parse_signer(published_signer);

    ASSERT_TRUE(note);
    ASSERT_TRUE(verifier);
    ASSERT_TRUE(signer);
    EXPECT_TRUE(*is_signed_by(*note, *verifier));
    EXPECT_EQ(signer->verifier(), *verifier);
    EXPECT_EQ(signer->text(), published_signer);
    EXPECT_EQ(to_text({published_text, {signature_of(*signer, published_text)}}), text);
}

TEST(Note, PassesOverUnknownKeysAndRefusesABadSignatureOfAKnownOne) {
    const Signer known = test_signer("known");
    const Signer other = test_signer("other");
    Note note{"text\n", {signature_of(other, "text\n")}};

    EXPECT_FALSE(*is_signed_by(note, known.verifier()));
    note.signatures.push_back(signature_of(known, "text\n"));
    EXPECT_TRUE(*is_signed_by(note, known.verifier()));
    note.text = "texu\n";
    EXPECT_FALSE(is_signed_by(note, known.verifier()));
}

TEST(Note, IsRefusedWithItsLine) {
    const std::string sound = to_text({"a\nb\n", {signature_of(test_signer("k"), "a\nb\n")}});
    ASSERT_TRUE(parse_note(sound, "note"));

    for (std::size_t cut = 0; cut < sound.size(); ++cut) {
        EXPECT_FALSE(parse_note(std::string_view(sound).substr(0, cut), "note")) << cut;
    }
    const auto two_blanks = parse_note("a\nb\n\n—  k AAAAAAAA\n", "note");
    ASSERT_FALSE(two_blanks);
    EXPECT_TRUE(two_blanks.error().message.starts_with("note:4: want"))
        << two_blanks.error().message;
    EXPECT_FALSE(parse_note("a\tb\n\n— k AAAAAAAA\n", "note"));
    EXPECT_FALSE(parse_note("a\n\n— k AAAA\n", "note"));
}

TEST(KeyName, HoldsNoBlanksOfAnyKind) {
    EXPECT_TRUE(is_key_name("example.org/vorrat"));
    EXPECT_TRUE(is_key_name("Genossenschaft-Nord-ä"));
    for (const char* name : {"", "a b", "a+b", "a\tb",
                             "a\xc2\xa0"
                             "b",
                             "a\xe2\x80\x83"
                             "b",
                             "a\xe3\x80\x80"
                             "b",
                             "\xff"}) {
        EXPECT_FALSE(is_key_name(name)) << name;
    }
}

TEST(VerifierKey, IsRefusedWhenItsIdIsNotItsOwn) {
    const std::string text = test_signer("k").verifier().text();
    std::string other = text;
    other[2] = other[2] == '0' ? '1' : '0';

    EXPECT_TRUE(parse_verifier(text));
    EXPECT_FALSE(parse_verifier(other));
    EXPECT_FALSE(parse_verifier(text + "="));
    EXPECT_FALSE(parse_signer(text));
}

TEST(Checkpoint, IsReadAsItIsWritten) {
    const Signer log = test_signer("example.org/log");
    const Checkpoint state{"example.org/log", {12345, sha256("root")}};
    const std::string text = to_text(signed_checkpoint(state, log));

    const auto read = open_checkpoint(text, log.verifier(), "checkpoint");

    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->head, state.head);
    EXPECT_FALSE(open_checkpoint(text, test_signer("example.org/other").verifier(), "checkpoint"));
}

TEST(Checkpoint, IsRefusedForEverySingleBitChanged) {
    const Signer log = test_signer("example.org/log");
    const std::string text =
        to_text(signed_checkpoint({"example.org/log", {12345, sha256("root")}}, log));

    for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
        std::string changed = text;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(open_checkpoint(changed, log.verifier(), "checkpoint")) << bit;
    }
}

TEST(Checkpoint, WantsASizeWithoutLeadingZerosAndARootOf32Bytes) {
    const std::string root = to_base64(as_bytes(sha256("")));
    const std::vector<std::string> texts{"o\n01\n" + root + "\n",
                                         "o\n-1\n" + root + "\n",
                                         "o\n1\nAAAA\n",
                                         "o\n9223372036854775808\n" + root + "\n",
                                         "o\n1\n" + root + "\n\nx\n",
                                         "o\n1\n",
                                         "o\n\n" + root + "\n"};
    for (const std::string& text : texts) {
        EXPECT_FALSE(parse_checkpoint({text, {}}, "checkpoint")) << text;
    }
    EXPECT_TRUE(parse_checkpoint({"o\n1\n" + root + "\nan extension\n", {}}, "checkpoint"));
}

TEST(Cosignature, SaysWhenTheWitnessSaw) {
    const Signer witness = test_signer("example.org/witness", KeyType::witness);
    Note note = signed_checkpoint({"log", {7, sha256("root")}}, test_signer("log"));
    note.signatures.push_back(cosignature_of(witness, note, 1'700'000'000));

    const auto again = parse_note(to_text(note), "checkpoint");
    ASSERT_TRUE(again);
    EXPECT_EQ(*cosigned_at(*again, witness.verifier()), 1'700'000'000);
    EXPECT_EQ(*cosigned_at(*again, test_signer("w", KeyType::witness).verifier()), std::nullopt);
    EXPECT_TRUE(*is_signed_by(*again, test_signer("log").verifier()));

    note.signatures.back().blob[7] ^= 1;  // another time
    EXPECT_FALSE(cosigned_at(note, witness.verifier()));
}

}  // namespace
}  // namespace vorrat::ledger

#include "vorrat/keeper/signing.h"

#include <fmt/format.h>
#include <sodium.h>

#include "vorrat/base/check.h"

namespace vorrat::ledger {
namespace {

constexpr std::string_view signer_prefix = "PRIVATE+KEY+";

std::string big_endian(std::uint64_t value) {
    std::string bytes(sizeof value, '\0');
    for (std::size_t i = sizeof value; i > 0; --i, value >>= 8U) {
        bytes[i - 1] = static_cast<char>(value & 0xffU);
    }
    return bytes;
}

}  // namespace

std::string to_text(const Checkpoint& checkpoint) {
    return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.head.size,
                       to_base64(as_bytes(checkpoint.head.root)));
}

std::string to_text(const Note& note) {
    std::string text = note.text + "\n";
    for (const NoteSignature& signature : note.signatures) {
        const std::string bytes = std::string(as_bytes(signature.id)) + signature.blob;
        text += fmt::format("{}{} {}\n", dash, signature.name, to_base64(bytes));
    }
    return text;
}

PublicKey public_key(const Seed& seed) {
    PublicKey key{};
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
    crypto_sign_seed_keypair(key.data(), secret.data(), seed.data());
    sodium_memzero(secret.data(), secret.size());
    return key;
}

Signature sign(const Seed& seed, std::string_view message) {
    PublicKey key{};
    Signature signature{};
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
    crypto_sign_seed_keypair(key.data(), secret.data(), seed.data());
    crypto_sign_detached(signature.data(), nullptr,
                         reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                         secret.data());
    sodium_memzero(secret.data(), secret.size());
    return signature;
}

Seed random_seed() {
    check(sodium_init() >= 0, "libsodium finds its source of randomness");
    Seed seed{};
    randombytes_buf(seed.data(), seed.size());
    return seed;
}

std::string Signer::text() const {
    return std::string(signer_prefix) + key_text(verifier(), as_bytes(seed));
}

Result<Signer> parse_signer(std::string_view text) {
    if (text.starts_with(signer_prefix)) {
        if (const auto parts = split_key(text.substr(signer_prefix.size()))) {
            Signer signer{std::string(parts->name), parts->type, parts->key};
            if (signer.text() == text) {
                return signer;
            }
        }
    }
    // What is found is not shown: it may be most of a secret.
    return bad_input("key: want PRIVATE+KEY+name+id+base64 with the id of name and key");
}

NoteSignature signature_of(const Signer& signer, std::string_view text) {
    check(signer.type == KeyType::log, "a note is signed by a key of type log");
    const Signature signature = sign(signer.seed, text);
    return {signer.name, signer.verifier().id(), std::string(as_bytes(signature))};
}

Note signed_checkpoint(const Checkpoint& checkpoint, const Signer& log) {
    Note note{to_text(checkpoint), {}};
    note.signatures.push_back(signature_of(log, note.text));
    return note;
}

NoteSignature cosignature_of(const Signer& witness, const Note& note, std::int64_t time) {
    check(witness.type == KeyType::witness, "a cosignature is made by a key of type witness");
    check(time >= 0, "a time is not before 1970");
    const auto seconds = static_cast<std::uint64_t>(time);
    const Signature signature = sign(witness.seed, cosigned_message(seconds, note.text));
    return {witness.name, witness.verifier().id(),
            big_endian(seconds) + std::string(as_bytes(signature))};
}

}  // namespace vorrat::ledger

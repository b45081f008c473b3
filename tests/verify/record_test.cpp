#include "tests/verify/record_testing.h"
#include "tests/verify/second_opinion.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Attacks on the published record: each is detected and named.

namespace vorrat::testing {
namespace {

using record::Json;
using ::testing::HasSubstr;
using verify::Trust;

class Record : public ::testing::Test {
protected:
    static const RecordedVillage& village() {
        static const RecordedVillage one;
        return one;
    }
    static const Told& told() {
        static const Told story = village_story(village());
        return story;
    }
    static const Files& sound() {
        static const Files files = published_record(village(), told());
        return files;
    }
    /// What a server does that forges its own log: signs other entries.
    static Files forged(const Told& story) { return published_record(village(), story); }
    static Told first(std::size_t entries) {
        return {told().begin(), told().begin() + static_cast<long>(entries)};
    }
    static Trust trusting(const Files& files) {
        return {.key = files.at("ledger.key"), .checkpoint = files.at("checkpoint")};
    }
};

TEST_F(Record, OfTheStoryIsSoundAndSaysWhatWasDecided) {
    const auto verdict = verify::verify_record_files(sound(), trusting(sound()));

    ASSERT_TRUE(verdict) << verdict.error().message;
    EXPECT_EQ(record_complaints(sound()), "");
    EXPECT_TRUE(verdict->sound());
    const std::string words = in_words(*verdict);
    EXPECT_THAT(words, HasSubstr("p1 (north, approval): b was chosen, with 3 ballots opened and 1 "
                                 "not: m4."));
    EXPECT_THAT(words, HasSubstr("fairness: plan w48 reaches 0.7"));
    EXPECT_THAT(words, HasSubstr("Entry 11 was corrected by entry 22."));
    EXPECT_THAT(as_json(*verdict), HasSubstr("\"sound\": true"));
}

TEST_F(Record, ContinuesWhatAReaderTrustedBefore) {
    for (const std::size_t size : {1U, 6U, 15U, 23U}) {
        const Files before = published_log(record::testing::entries_of(first(size)));
        EXPECT_EQ(record_complaints(sound(), trusting(before)), "") << size;
    }
}

TEST_F(Record, CutAtAnyByteOfAnyFileOfTheLogIsNoticed) {
    for (const auto& [name, bytes] : sound()) {
        const std::size_t step = name.starts_with("plans/") ? 1 + bytes.size() / 3 : 1;
        for (std::size_t cut = 0; cut < bytes.size(); cut += step) {
            Files files = sound();
            files[name] = bytes.substr(0, cut);
            const Trust trust = trusting(sound());
            // The key was given, and its line may end without a line feed.
            const bool harmless = name == "ledger.key" && cut + 1 == bytes.size();
            EXPECT_EQ(record_complaints(files, trust).empty(), harmless) << name << " " << cut;
        }
        Files files = sound();
        files.erase(name);
        const bool harmless = name == "ledger.key";
        EXPECT_EQ(record_complaints(files, trusting(sound())).empty(), harmless) << name;
    }
}

TEST_F(Record, WithAnyBitFlippedIsNoticed) {
    const Trust trust = trusting(sound());
    for (const auto& [name, bytes] : sound()) {
        // Every bit of the checkpoint, some hundreds of the other files of the log, some of each
        // file of the plan, which has tests of its own.
        const std::size_t bits = bytes.size() * 8;
        const std::size_t some = name.starts_with("plans/") ? 20 : 400;
        const std::size_t step = name == "checkpoint" ? 1 : bits / some | 1U;
        for (std::size_t bit = 0; bit < bits; bit += step) {
            Files files = sound();
            char& byte = files[name][bit / 8];
            byte = static_cast<char>(byte ^ (1 << (bit % 8)));
            EXPECT_NE(record_complaints(files, trust), "") << name << " bit " << bit;
        }
    }
}

TEST_F(Record, WithEntriesReorderedIsNoticed) {
    Told story = told();
    std::swap(story[12], story[13]);

    EXPECT_THAT(record_complaints(forged(story), trusting(sound())), HasSubstr("forked: at 23"));

    Files files = sound();
    std::string& bundle = files.at("tile/entries/000.p/23");
    const auto entries = record::testing::entries_of(story);
    bundle.clear();
    for (const std::string& entry : entries) {
        ledger::append_entry(bundle, entry);
    }
    EXPECT_THAT(record_complaints(files), HasSubstr("checkpoint:3: want the root"));
}

TEST_F(Record, ShownToTwoReadersInTwoWaysIsNoticedByEither) {
    Told other = told();
    other[9] = {ballot_body(record::testing::vote_of("m3", 1, {"a"}), at(13)), "m3"};
    other.resize(12);
    const Files one = published_log(record::testing::entries_of(first(12)));
    const Files two = published_log(record::testing::entries_of(other));

    EXPECT_THAT(record_complaints(one, trusting(two)), HasSubstr("forked: at 12 entries"));
    EXPECT_THAT(record_complaints(two, trusting(one)), HasSubstr("forked: at 12 entries"));
    EXPECT_THAT(record_complaints(sound(), trusting(two)), HasSubstr("forked: at 12 entries"));
}

TEST_F(Record, RolledBackIsNoticed) {
    const Files before = published_log(record::testing::entries_of(first(20)));

    EXPECT_THAT(record_complaints(before, trusting(sound())),
                HasSubstr("rolled back: you trust 23 entries, this log has 20"));
    Files mixed = sound();
    mixed["checkpoint"] = before.at("checkpoint");
    EXPECT_THAT(record_complaints(mixed), HasSubstr("tile/entries/000.p/20: is missing"));
}

TEST_F(Record, WithTheClockSetBackIsNoticed) {
    Told story = told();
    story[16].first["at"] = at(3);

    EXPECT_THAT(record_complaints(forged(story)),
                HasSubstr("entry 16: at: want 2026-11-25T02:01:00Z or later"));
}

TEST_F(Record, WithAnOldCriteriaVersionSwappedInIsNoticed) {
    Told story = told();
    const std::string old = to_hex(sha256(village().named().criteria_a));
    story[16].first["criteria"] = old;
    EXPECT_THAT(record_complaints(forged(story)), HasSubstr("entry 16: criteria: want"));

    story = told();
    story[17].first["criteria"] = old;
    EXPECT_THAT(record_complaints(forged(story)),
                HasSubstr("entry 17: plan w48: want the criteria in force"));

    // Or the plan itself is made under others than those it names.
    Files files = sound();
    replace(files, "plans/w48/plan.json", "\"horizon_days\": 14", "\"horizon_days\": 15");
    EXPECT_THAT(record_complaints(files),
                HasSubstr("plans/w48/plan.json: criteria: are not those"));
}

/// The plan changed and its hashes made to fit, by somebody who cannot sign the record.
Files with_plan(const Files& sound_files, const Files& plan) {
    Files files = sound_files;
    Files changed = plan;
    make_sums_fit(changed);
    for (const auto& [name, bytes] : changed) {
        files["plans/w48/" + name] = bytes;
    }
    return files;
}

TEST_F(Record, WithANeedQuietlyLoweredIsNoticed) {
    Files plan = village().plan;
    replace(plan, "need.csv", ",10,", ",9,");

    EXPECT_THAT(record_complaints(with_plan(sound(), plan)),
                HasSubstr("plans/w48/SHA256SUMS: is not the plan that entry 17 recorded"));
}

TEST_F(Record, WithADualAlteredToFakeABoundIsNoticed) {
    Files plan = village().plan;
    replace(plan, "certificate.csv", "-0.95", "-0.5");

    const std::string said = record_complaints(with_plan(sound(), plan));
    EXPECT_THAT(said, HasSubstr("plans/w48/SHA256SUMS: is not the plan that entry 17 recorded"));
    EXPECT_THAT(said, HasSubstr("plan w48: "));

    // Even where the record's keeper signs it: the bound is computed anew.
    RecordedVillage other = village();
    other.plan = plan;
    make_sums_fit(other.plan);
    EXPECT_THAT(record_complaints(published_record(other, village_story(other))),
                HasSubstr("plan w48: "));
}

TEST_F(Record, WithABallotDroppedAddedOrReplacedIsNoticed) {
    Told dropped = told();
    dropped.erase(dropped.begin() + 9);
    EXPECT_THAT(record_complaints(forged(dropped), trusting(sound())), HasSubstr("rolled back"));
    EXPECT_THAT(record_complaints(forged(dropped)), HasSubstr("opening: want a ballot of m3"));

    Told added = told();
    added.insert(added.begin() + 11,
                 {ballot_body(record::testing::vote_of("m5", 1, {"a"}), at(15)), "m5"});
    EXPECT_THAT(record_complaints(forged(added)), HasSubstr("m5 may not vote on p1"));

    Told stuffed = told();
    stuffed.insert(stuffed.begin() + 11,
                   {ballot_body(record::testing::vote_of("m2", 2, {"a"}), at(15)), "registrar"});
    EXPECT_THAT(record_complaints(forged(stuffed)),
                HasSubstr("ballot of m2: want their signature"));

    Told replayed = told();
    replayed.insert(replayed.begin() + 11, told()[6]);
    replayed[11].first["at"] = at(15);
    EXPECT_THAT(record_complaints(forged(replayed)), HasSubstr("ballot of m1: want turn 3, got 1"));

    Told replaced = told();
    replaced[13] = {opening_body(record::testing::vote_of("m2", 1, {"a"}), at(61)), "registrar"};
    EXPECT_THAT(record_complaints(forged(replaced)), HasSubstr("is not what entry 7 committed to"));
}

TEST_F(Record, WithATallyThatLeavesAnOpenedBallotOutIsNoticed) {
    Told story = told();
    story[15].first["ballots"] = 2;
    story[15].first["counts"] = {{"a", 0}, {"b", 2}};

    EXPECT_THAT(record_complaints(forged(story)), HasSubstr("entry 15: ballots: want 3, got 2"));
}

TEST_F(Record, WithATextThatWasRedactedOrADocumentNobodyNamedIsNoticed) {
    Files files = sound();
    add_document(files, salted("redacted"));
    EXPECT_THAT(record_complaints(files), HasSubstr("was redacted by entry 21 and is still there"));

    files = sound();
    add_document(files, "something");
    EXPECT_THAT(record_complaints(files), HasSubstr("no entry names it"));

    files = sound();
    files["plans/w49/plan.json"] = "{}";
    EXPECT_THAT(record_complaints(files), HasSubstr("no entry names the plan"));
}

TEST_F(Record, SignedByAnotherKeyIsNoticed) {
    Trust trust;
    trust.key = ledger::testing::test_signer(origin).verifier().text();

    EXPECT_THAT(record_complaints(sound(), trust), HasSubstr("want a signature of example.org"));
}

TEST_F(Record, WantsTheWitnessesThatAReaderAsksFor) {
    const auto witness = ledger::testing::test_signer("witness", ledger::KeyType::witness);
    Trust trust = trusting(sound());
    trust.witnesses = {witness.verifier().text()};
    EXPECT_THAT(record_complaints(sound(), trust), HasSubstr("witness: did not sign"));

    Files files = sound();
    auto note = ledger::parse_note(files.at("checkpoint"), "checkpoint");
    note->signatures.push_back(ledger::cosignature_of(witness, *note, 1'800'000'000));
    files["checkpoint"] = to_text(*note);
    EXPECT_EQ(record_complaints(files, trust), "");
}

TEST_F(Record, ThatBreaksItsReceiptIsNoticed) {
    const auto entries = record::testing::entries_of(first(11));
    std::vector<ledger::Hash> leaves;
    for (const std::string& entry : entries) {
        leaves.push_back(ledger::leaf_hash(entry));
    }
    const record::Receipt receipt{10, entries[10],
                                  *ledger::inclusion_path(ledger::nodes_of(leaves), 10, 11),
                                  published_log(entries).at("checkpoint")};
    Trust trust{.key = sound().at("ledger.key"), .receipts = {to_text(receipt, nullptr)}};
    EXPECT_EQ(record_complaints(sound(), trust), "");

    Told story = told();
    story[10] = {ballot_body(record::testing::vote_of("m4", 1, {"b"}), at(14)), "m4"};
    EXPECT_THAT(record_complaints(forged(story), trust),
                HasSubstr("entry 10: the log promised another one"));
}

TEST_F(Record, OfMoreEntriesThanItsFilesCanHoldIsRefusedAtOnce) {
    Files files = sound();
    files["checkpoint"] =
        to_text(ledger::signed_checkpoint({origin, {1ULL << 62U, ledger::Hash{}}}, log_signer()));

    EXPECT_THAT(record_complaints(files), HasSubstr("cannot be in these files"));
}

// All that the tests above try, once more for both checkers.
TEST_F(Record, IsJudgedTheSameByTheSecondChecker) {
    const Trust trust = trusting(sound());
    std::vector<Files> cases{sound()};
    for (const auto& [name, bytes] : sound()) {
        Files files = sound();
        files.erase(name);
        cases.push_back(files);
        for (std::size_t part = 1; part < 8; ++part) {
            files = sound();
            std::string& changed = files[name];
            const std::size_t bit = bytes.size() * part - part;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
            cases.push_back(files);
            changed = bytes.substr(0, bytes.size() * part / 8);
            cases.push_back(files);
        }
    }
    for (std::size_t k = 0; k < told().size(); ++k) {
        Told story = told();
        story.erase(story.begin() + static_cast<long>(k));
        cases.push_back(forged(story));
        story = told();
        story.insert(story.begin() + static_cast<long>(k), told()[k]);
        cases.push_back(forged(story));
        story = told();
        std::swap(story[k], story[(k + 1) % story.size()]);
        cases.push_back(forged(story));
        for (const auto& [name, value] : told()[k].first.items()) {
            story = told();
            Json& changed = story[k].first[name];
            if (value.is_number()) {
                changed = value.get<int>() + 1;
            } else if (name == "at" || name == "closes" || name == "counts") {
                changed = value.is_string() ? Json(at(30)) : Json{{"a", 2}, {"b", 2}};
            } else if (name == "member" || name == "winner" || name == "option") {
                changed = "m2";
            } else {
                continue;
            }
            cases.push_back(forged(story));
        }
        for (const char* who : {"m1", "m3", "registrar", "stranger"}) {
            story = told();
            story[k].second = who;
            cases.push_back(forged(story));
        }
    }

    for (const int ballots : {1, 2, 3, 4, 5}) {
        for (const char* winner : {"", "a", "b", "c"}) {
            Told story = first(6);
            story.push_back({{{"kind", "secret-tally"},
                              {"at", at(record::testing::counts + 1)},
                              {"proposal", "p1"},
                              {"ballots", ballots},
                              {"counts", {{"a", 1}, {"b", 3}}},
                              {"archive", to_hex(sha256(salted("kept")))},
                              {"winner", winner}},
                             "registrar"});
            Files files = published_log(record::testing::entries_of(story));
            add_document(files, village().named().criteria_a);
            add_document(files, village().criteria);
            add_document(files, salted("kept"));
            cases.push_back(files);
        }
    }

    for (const Trust& given : {trust, Trust{}}) {
        SecondOpinion second(SecondOpinion::Of::records, sound(), given);
        for (const Files& files : cases) {
            second.add(files);
        }
        const std::vector<int> theirs = second.verdicts();
        ASSERT_EQ(theirs.size(), cases.size());
        for (std::size_t k = 0; k < cases.size(); ++k) {
            const std::string ours = record_complaints(cases[k], given);
            EXPECT_EQ(theirs[k] != 0, !ours.empty()) << "case " << k << ": " << ours;
        }
    }
    RecordProperty("cases", static_cast<int>(2 * cases.size()));
}

}  // namespace
}  // namespace vorrat::testing

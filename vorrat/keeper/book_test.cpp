#include <gtest/gtest.h>

#include "vorrat/keeper/record_testing.h"
#include "vorrat/record/record.h"

namespace vorrat::record {
namespace {

using testing::at;
using testing::counts;
using testing::entries_of;
using testing::entry;
using testing::key_of;
using testing::origin;
using testing::story;
using testing::vote_of;
using Story = std::vector<std::pair<Json, std::string>>;

/// Reads the entries and gives what does not hold: `number claim: words`.
std::vector<std::string> findings(const Story& told) {
    Book book(origin);
    std::vector<std::string> found;
    for (const auto& [body, who] : told) {
        const std::uint64_t number = book.now().size();
        for (const Finding& finding : book.add(entry(body, who))) {
            found.push_back(
                fmt::format("{} {}: {}", number, static_cast<int>(finding.claim), finding.what));
        }
    }
    return found;
}

/// The first thing that does not hold when the story ends with one entry more or has one changed.
std::string first_finding(const Story& told) {
    const auto found = findings(told);
    return found.empty() ? "" : found.front();
}

Story until(std::size_t entries) {
    Story told = story();
    told.resize(entries);
    return told;
}

TEST(Book, FindsTheStorySound) { EXPECT_EQ(findings(story()), std::vector<std::string>{}); }

TEST(Book, KnowsWhatIsInForceAfterTheStory) {
    Book book(origin);
    for (const std::string& bytes : entries_of(story())) {
        book.add(bytes);
    }

    const Proposal& proposal = book.now().proposals.at("p1");
    EXPECT_EQ(proposal.tally->winner, "b");
    EXPECT_EQ(book.now().criteria, to_hex(sha256(testing::Named{}.criteria_b)));
    EXPECT_EQ(book.now().plans.at("w48").shipments, to_hex(sha256("no shipments")));
    EXPECT_EQ(book.now().texts.size(), 2U);
    EXPECT_EQ(book.now().corrections.at(11), 22U);
    EXPECT_EQ(book.now().documents.size(), 2U);
}

/// One entry more, or one entry in another way; what is said about it.
struct Wrong {
    const char* name;
    Story told;
    std::string says;
};

Story with(std::size_t entries, Json body, const std::string& who) {
    Story told = until(entries);
    told.emplace_back(std::move(body), who);
    return told;
}

Story changed(std::size_t number, const char* member, Json value) {
    Story told = until(number + 1);
    told.back().first[member] = std::move(value);
    return told;
}

Story signed_by(std::size_t number, const char* who) {
    Story told = until(number + 1);
    told.back().second = who;
    return told;
}

std::vector<Wrong> wrongs() {
    const Json late = opening_body(vote_of("m4", 1, {"a"}), at(counts + 1));
    const Json other_choice = opening_body(vote_of("m4", 1, {"b"}), at(counts));
    const Json revoke_m2{{"kind", "revocation"},       {"at", at(9)},
                         {"council", "north"},         {"member", "m2"},
                         {"member_key", key_of("m2")}, {"reason", "lost"}};
    Story revoked = with(6, revoke_m2, "m2");
    revoked.emplace_back(ballot_body(vote_of("m2", 1, {"b"}), at(10)), "m2");
    Story not_charter = story();
    not_charter.erase(not_charter.begin());
    Story twice = story();
    twice.insert(twice.begin() + 1, twice.front());
    return {
        {"no charter", not_charter, "0 2: want the charter"},
        {"two charters", twice, "1 2: want the charter"},
        {"a stranger admits", signed_by(2, "m1"), "2 3: member: want the signature"},
        {"a key for two members", changed(2, "member_key", key_of("m1")), "2 4: member_key"},
        {"two keys for a member", changed(2, "member", "m1"), "2 4: member: m1 has a key"},
        {"the clock set back", changed(10, "at", at(5)), "10 2: at: want 2026-11-25T00:13:00Z"},
        {"a proposal of a stranger", signed_by(5, "stranger"), "5 3: proposal"},
        {"a deadline in the past", changed(5, "closes", at(1)), "5 5: want at before closes"},
        {"a ballot for another member", signed_by(7, "m3"), "7 3: ballot of m2"},
        {"a ballot by the registrar", signed_by(7, "registrar"), "7 3: ballot of m2"},
        {"a ballot replayed", changed(8, "turn", 1), "8 5: ballot of m1: want turn 2"},
        {"a ballot after the deadline", changed(10, "at", at(61)), "10 5: ballot of m4"},
        {"a member too late", with(12, ballot_body(vote_of("m5", 1, {"a"}), at(21)), "m5"),
         "12 4: m5 may not vote"},
        {"a lost key", revoked, "7 4: m2 may not vote"},
        {"an opening before the deadline", changed(12, "at", at(60)), "12 5: opening of m1"},
        {"an opening too late", with(15, late, "m4"), "15 5: opening of m4"},
        {"an opening of something else", with(15, other_choice, "m4"),
         "15 5: opening of m4: is not what entry 10"},
        {"an opening of a changed ballot",
         with(12, opening_body(vote_of("m1", 1, {"a"}), at(61)), "m1"), "12 5: opening of m1"},
        {"an opening twice", with(15, story()[12].first, "m1"),
         "15 5: opening of m1: there is one already"},
        {"a tally too early", changed(15, "at", at(counts)), "15 6: at: want"},
        {"a ballot not counted", changed(15, "ballots", 2), "15 6: ballots: want 3, got 2"},
        {"counts changed", changed(15, "counts", {{"a", 3}, {"b", 1}}), "15 6: counts"},
        {"another winner", changed(15, "winner", "a"), "15 6: winner: want \"b\", got \"a\""},
        {"an unopened ballot hidden", changed(15, "unopened", Json::array()), "15 6: unopened"},
        {"criteria that lost", changed(16, "option", "a"), "16 7: option: want b"},
        {"criteria nobody decided", changed(16, "criteria", std::string(64, '0')),
         "16 7: criteria: want"},
        {"a plan under old criteria", changed(17, "criteria", std::string(64, '0')),
         "17 7: plan w48: want the criteria in force"},
        {"a plan twice", with(18, story()[17].first, "registrar"), "18 8: plan w48"},
        {"shipments of no plan", changed(18, "plan", "w49"), "18 8: plan w49"},
        {"a statement of a stranger", signed_by(19, "stranger"), "19 3: statement"},
        {"a statement about the future", changed(19, "about", 19), "19 9: about"},
        {"a redaction of what nobody said", changed(21, "text", std::string(64, '0')),
         "21 9: redaction"},
        {"a correction of another entry", changed(22, "of", 12), "22 10: leaf: want"},
        {"a correction of the charter", changed(22, "of", 0), "22 10: of"},
    };
}

TEST(Book, NamesWhatDoesNotHold) {
    for (const Wrong& wrong : wrongs()) {
        const std::string found = first_finding(wrong.told);
        EXPECT_TRUE(found.starts_with(wrong.says)) << wrong.name << ": " << found;
    }
}

TEST(Book, NoticesAForeignSignature) {
    Book book("example.org/other");

    const auto found = book.add(entries_of(story()).front());

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().claim, Claim::signature);
}

TEST(Book, LetsAMemberVoteAgainWithANewKey) {
    Story told = until(8);
    told.push_back({{{"kind", "revocation"},
                     {"at", at(12)},
                     {"council", "north"},
                     {"member", "m2"},
                     {"member_key", key_of("m2")},
                     {"reason", "lost"}},
                    "registrar"});
    told.push_back({{{"kind", "member"},
                     {"at", at(13)},
                     {"council", "north"},
                     {"member", "m2"},
                     {"member_key", key_of("m2 again")}},
                    "registrar"});
    told.emplace_back(ballot_body(vote_of("m2", 2, {"a"}), at(14)), "m2 again");

    EXPECT_EQ(first_finding(told), "");
}

TEST(Book, WithdrawsATallyOnlyByACorrection) {
    Story told = until(16);
    told.push_back(told.back());
    EXPECT_EQ(first_finding(told), "16 6: proposal: want one that is recorded and has no tally");

    const std::string leaf = to_hex(ledger::leaf_hash(entry(told[15].first, told[15].second)));
    told[16] = {{{"kind", "correction"},
                 {"at", at(counts + 2)},
                 {"of", 15},
                 {"leaf", leaf},
                 {"reason", "counted too early"}},
                "registrar"};
    told.push_back(told[15]);
    told.back().first["at"] = at(counts + 3);
    EXPECT_EQ(first_finding(told), "");
}

/// The result of a secret vote on p1, instead of ballots here.
Json secret(int ballots, Json tallied, const char* winner) {
    return {
        {"kind", "secret-tally"}, {"at", at(counts + 1)},         {"proposal", "p1"},
        {"ballots", ballots},     {"counts", std::move(tallied)}, {"archive", std::string(64, 'a')},
        {"winner", winner}};
}

TEST(Book, TakesTheResultOfASecretVoteThatCanBe) {
    EXPECT_EQ(first_finding(with(6, secret(4, {{"a", 2}, {"b", 3}}, "b"), "registrar")), "");
    EXPECT_EQ(first_finding(with(6, secret(1, {{"a", 1}, {"b", 0}}, ""), "registrar")), "")
        << "below the quorum";

    const std::vector<Wrong> secret_wrongs{
        {"a stranger", with(6, secret(4, {{"a", 2}, {"b", 3}}, "b"), "m1"), "6 3: secret-tally"},
        {"more ballots than members", with(6, secret(5, {{"a", 2}, {"b", 3}}, "b"), "registrar"),
         "6 4: ballots: want at most 4"},
        {"more for an option than ballots",
         with(6, secret(2, {{"a", 2}, {"b", 3}}, "b"), "registrar"), "6 6: counts"},
        {"an option left out", with(6, secret(4, {{"b", 3}}, "b"), "registrar"), "6 6: counts"},
        {"an option nobody proposed", with(6, secret(4, {{"a", 1}, {"c", 3}}, "a"), "registrar"),
         "6 6: counts"},
        {"another winner", with(6, secret(4, {{"a", 2}, {"b", 3}}, "a"), "registrar"),
         "6 6: winner: want \"b\""},
        {"ballots here too", with(7, secret(4, {{"a", 2}, {"b", 3}}, "b"), "registrar"),
         "7 6: proposal"},
    };
    for (const Wrong& wrong : secret_wrongs) {
        const std::string found = first_finding(wrong.told);
        EXPECT_TRUE(found.starts_with(wrong.says)) << wrong.name << ": " << found;
    }
}

TEST(Count, NeedsAQuorumAndSomebodyWhoWantsIt) {
    const std::vector<Choice> ballots{{0}, {1}, {1}};

    EXPECT_EQ(count("approval", 2, 3, ballots).winner, (std::vector<std::size_t>{1}));
    EXPECT_TRUE(count("approval", 2, 4, ballots).winner.empty());
    EXPECT_TRUE(count("approval", 2, 0, std::vector<Choice>{{}, {}}).winner.empty());
    EXPECT_EQ(count("approval", 3, 0, std::vector<Choice>{{2, 1}}).winner,
              (std::vector<std::size_t>{1}))
        << "equal counts: the first listed";
}

// Schulze 2011, section 3.1, example 1: 45 voters, E wins.
TEST(Count, BySchulzeIsThatOfThePaper) {
    std::vector<Choice> ballots;
    const auto people = [&](int count, const char* order) {
        for (int k = 0; k < count; ++k) {
            Choice choice;
            for (const char* c = order; *c != 0; ++c) {
                choice.push_back(static_cast<std::size_t>(*c - 'A'));
            }
            ballots.push_back(choice);
        }
    };
    people(5, "ACBED");
    people(5, "ADECB");
    people(8, "BEDAC");
    people(3, "CABED");
    people(7, "CAEBD");
    people(2, "CBADE");
    people(7, "DCEBA");
    people(8, "EBADC");

    const Count result = count("schulze", 5, 1, ballots);

    EXPECT_EQ(result.winner, (std::vector<std::size_t>{4}));
    EXPECT_EQ(result.per_option, (std::vector<std::int64_t>{10, 8, 12, 7, 8}));
}

TEST(Receipt, HoldsForItsEntryOnly) {
    const std::vector<std::string> entries = entries_of(story());
    std::vector<ledger::Hash> leaves;
    for (const std::string& bytes : entries) {
        leaves.push_back(ledger::leaf_hash(bytes));
    }
    const ledger::Nodes nodes = ledger::nodes_of(leaves);
    const ledger::Signer log{origin, ledger::KeyType::log, testing::seed_of("log")};
    const ledger::Head head{leaves.size(), *ledger::root_of(nodes, leaves.size())};
    const Receipt receipt{8, entries[8], *ledger::inclusion_path(nodes, 8, head.size),
                          to_text(ledger::signed_checkpoint({origin, head}, log))};
    const Vote vote = vote_of("m1", 2, {"b"});

    const std::string text = to_text(receipt, &vote);
    auto read = parse_receipt(text, "receipt.json");
    const auto kept = parse_vote(text, "receipt.json");

    ASSERT_TRUE(read) << read.error().message;
    EXPECT_TRUE(check_receipt(*read, log.verifier()));
    ASSERT_TRUE(kept);
    EXPECT_EQ(commitment(*kept), commitment(vote));
    read->entry = entries[6];
    EXPECT_FALSE(check_receipt(*read, log.verifier()));
    EXPECT_FALSE(parse_receipt("{}", "receipt.json"));
}

}  // namespace
}  // namespace vorrat::record

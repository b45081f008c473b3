#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/council/testing.h"

namespace vorrat::council {
namespace {

using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Village;

TEST(Council, IsReadBackFromItsLines) {
    Village village;
    village.reach_the_vote();
    village.vote("ada", "P1 > P1.A1 > keep");

    const auto again = read_record(village.text);

    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(in_words(*again, day("2026-11-03"), Language::english),
              in_words(village.state, day("2026-11-03"), Language::english));
    EXPECT_EQ(again->next_n(), village.state.next_n());
}

TEST(Council, NamesTheLineThatCannotFollow) {
    Village village;
    std::string text = village.text;

    EXPECT_THAT(read_record(text + text.substr(0, text.find('\n') + 1)).error().message,
                HasSubstr("council.jsonl:8: n: want 8, got 1"));
    EXPECT_THAT(read_record(text + "{}\n").error().message,
                HasSubstr("council.jsonl:8: n: want to be there, got nothing"));
    EXPECT_THAT(read_record(text.substr(0, text.size() - 1)).error().message,
                HasSubstr("want a line feed behind the entry"));
    text.insert(text.find(':') + 1, " ");
    EXPECT_THAT(read_record(text).error().message,
                HasSubstr("council.jsonl:1: want the canonical"));
}

TEST(Council, IsNotReadWhenALineIsMissingOrChanged) {
    Village village;
    village.reach_the_vote();
    std::vector<std::size_t> starts{0};
    for (std::size_t k = 0; k < village.text.size(); ++k) {
        if (village.text[k] == '\n') {
            starts.push_back(k + 1);
        }
    }
    for (std::size_t k = 0; k + 2 < starts.size(); ++k) {
        std::string less = village.text;
        less.erase(starts[k], starts[k + 1] - starts[k]);
        EXPECT_FALSE(read_record(less)) << "without line " << k + 1;
    }
}

TEST(Members, AreInACouncilOnceAndInSeveralCouncilsIfTheyLike) {
    Village village;
    village.must(day("2026-10-02"), Found{"bakers", "Bakers", Of::producers, "", Rules{}});

    EXPECT_THAT(village.refusal(day("2026-10-02"), Join{"village", "ada", ""}),
                HasSubstr("ada is a member of village already"));
    village.must(day("2026-10-02"), Join{"bakers", "ada", "eats and bakes"});
    EXPECT_TRUE(village.state.voters("bakers", day("2026-10-02")).contains("ada"));
    EXPECT_TRUE(village.state.voters("village", day("2026-10-02")).contains("ada"));
}

TEST(Members, HaveAVoteFromTheDayTheyJoinToTheDayBeforeTheyLeave) {
    Village village;
    village.must(day("2026-10-05"), Leave{"village", "emil", "moves away"});

    EXPECT_TRUE(village.state.voters("village", day("2026-10-04")).contains("emil"));
    EXPECT_FALSE(village.state.voters("village", day("2026-10-05")).contains("emil"));
    EXPECT_FALSE(village.state.voters("village", day("2026-08-31")).contains("ada"));
}

/// The village and a hamlet of three (xaver, yara, ada) inside of a region.
class Nested : public ::testing::Test {
protected:
    Nested() {
        const Date date = day("2026-10-02");
        village_.must(date, Found{"region", "The region", Of::region, "", Rules{}});
        for (const char* council : {"east", "west"}) {
            village_.must(date, Found{council, council, Of::consumers, "region", Rules{}});
            for (const char* person : {"ada", "xaver", "yara"}) {
                village_.must(date, Join{council, person, ""});
            }
        }
    }
    static Delegate delegate(const char* council, const char* person) {
        return {council, person, "less CO2e, no less bread", day("2026-12-31"), {"xaver", "yara"}};
    }

    Village village_;
};

TEST_F(Nested, DelegatesHaveAVoteUntilTheirTermEnds) {
    village_.must(day("2026-10-03"), delegate("east", "ada"));

    EXPECT_THAT(village_.state.voters("region", day("2026-12-31")), ElementsAre("ada"));
    EXPECT_THAT(village_.state.voters("region", day("2027-01-01")), ElementsAre());
}

TEST_F(Nested, NobodyIsSentByTwoCouncils) {
    village_.must(day("2026-10-03"), delegate("east", "ada"));

    EXPECT_THAT(village_.refusal(day("2026-10-03"), delegate("west", "ada")),
                HasSubstr("ada sits in region for east already; nobody has two votes there"));
    EXPECT_THAT(village_.refusal(day("2026-10-03"), delegate("east", "yara")),
                HasSubstr("has sent 1 into region already"));
}

TEST_F(Nested, DelegatesNeedMoreThanHalfOfTheMembers) {
    Delegate one = delegate("east", "ada");
    one.signers = {"yara"};
    EXPECT_THAT(village_.refusal(day("2026-10-03"), one),
                HasSubstr("want more than half of the 3 members of east, got 1"));

    one.signers = {"yara", "yara"};
    EXPECT_THAT(village_.refusal(day("2026-10-03"), one), HasSubstr("each person once"));

    one.signers = {"yara", "bela"};
    EXPECT_THAT(village_.refusal(day("2026-10-03"), one), HasSubstr("want members of east"));
}

TEST_F(Nested, ARecalledDelegateHasNoVoteAndIsToldWhy) {
    village_.must(day("2026-10-03"), delegate("east", "ada"));
    village_.must(day("2026-10-09"),
                  Recall{"east", "ada", "voted for less bread", {"xaver", "yara"}});

    EXPECT_THAT(village_.state.voters("region", day("2026-10-09")), ElementsAre());
    EXPECT_THAT(village_.refusal(day("2026-10-10"),
                                 Propose{"P2", "region", "ada", "a", "b", Village::lower("1")}),
                HasSubstr("the mandate of east was withdrawn on 2026-10-09"));
    village_.must(day("2026-10-10"), delegate("east", "yara"));
}

TEST_F(Nested, TheBallotOfADelegateWhoIsRecalledBeforeTheEndIsVoid) {
    village_.must(day("2026-10-03"), delegate("east", "ada"));
    village_.must(day("2026-10-03"), delegate("west", "yara"));
    village_.must(day("2026-10-03"),
                  Propose{"P2", "region", "ada", "Less", "so", Village::lower("2000")});
    village_.must(day("2026-10-04"), Alternative{"P2", true, ""});
    village_.must(day("2026-10-25"), Cast{"P2", "ada", "P2"});
    village_.must(day("2026-10-25"), Cast{"P2", "yara", "keep"});
    village_.must(day("2026-10-26"), Recall{"east", "ada", "not our mandate", {"xaver", "yara"}});

    const Counted counted = count_votes(village_.state, *village_.state.matter_of("P2"), 0);

    EXPECT_THAT(counted.void_ballots, ElementsAre("ada"));
    EXPECT_EQ(counted.voters, 1U);
    EXPECT_EQ(counted.winner, "keep");
}

TEST_F(Nested, WhoLeavesACouncilNoLongerSpeaksForIt) {
    village_.must(day("2026-10-03"), delegate("east", "ada"));
    village_.must(day("2026-10-09"), Leave{"east", "ada", ""});

    EXPECT_THAT(village_.state.voters("region", day("2026-10-09")), ElementsAre());
}

// The worked example of docs/formats/councils.md; the tickets are those of sha256sum.
TEST(Sortition, DrawsWhomAnybodyWithSha256sumWouldDraw) {
    EXPECT_EQ(ticket("12 19 23 31 40 45", "D1", "ada"),
              "20d530d8767fcf26ee80c97afa225ce32aa797a47f8aa3b7f2c92b39d3882334");
    EXPECT_EQ(drawn({"ada", "bela", "cem", "dora"}, 2, "12 19 23 31 40 45", "D1"),
              (std::vector<std::string>{"ada", "cem"}));
}

TEST(Sortition, IsAnnouncedBeforeTheSeedIsKnownAndCannotBeChosen) {
    Village village;
    village.must(day("2026-10-02"), Found{"jury", "Jury", Of::place, "", Rules{}});
    const std::vector<std::string> all{"ada", "bela", "cem", "dora", "emil"};
    const Announce announce{"D1", "jury", 2, "village", all, "the lottery", day("2026-10-10")};

    Announce late = announce;
    late.on = day("2026-10-02");
    EXPECT_THAT(village.refusal(day("2026-10-02"), late), HasSubstr("nobody knows the seed"));
    Announce few = announce;
    few.people.pop_back();
    EXPECT_THAT(village.refusal(day("2026-10-02"), few), HasSubstr("want the 5 people of village"));
    village.must(day("2026-10-02"), announce);

    const auto right = drawn(all, 2, "7", "D1");
    EXPECT_THAT(village.refusal(day("2026-10-09"), Draw{"D1", "7", right}),
                HasSubstr("want 2026-10-10 or later"));
    const Draw chosen{"D1", "7", {right.back(), right.front()}};
    EXPECT_THAT(village.refusal(day("2026-10-10"), chosen),
                HasSubstr("for their tickets are the smallest"));
    village.must(day("2026-10-10"), Draw{"D1", "7", right});
    EXPECT_EQ(village.state.members("jury", day("2026-10-10")).size(), 2U);
}

TEST(Sortition, DrawsEverybodyEquallyOften) {
    std::map<std::string, int> times;
    for (int seed = 0; seed < 6000; ++seed) {
        for (const std::string& person :
             drawn({"a", "b", "c", "d", "e", "f"}, 2, std::to_string(seed), "D1")) {
            ++times[person];
        }
    }
    // 2000 each; the standard deviation of a binomial count is 37.
    for (const auto& [person, count] : times) {
        EXPECT_NEAR(count, 2000, 150) << person;
    }
}

TEST(Rules, StayAsTheyAreWhileAProposalRuns) {
    Village village;

    EXPECT_THAT(village.refusal(day("2026-10-02"), ChangeRules{"village", Rules{}, "easier"}),
                HasSubstr("P1 is not decided yet"));
}

}  // namespace
}  // namespace vorrat::council

#include "vorrat/council/budgets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/council/testing.h"

namespace vorrat::council {
namespace {

using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Village;

/// The village's five members share 100 hours: a well (60), a path (40) and a shed (30). Projects
/// come until 20 October, the vote lasts until the 30th.
class Hundred : public Village {
public:
    explicit Hundred(decide::Completion completion = decide::Completion::none) {
        must(day("2026-10-01"), OpenBudget{.budget = "B1",
                                           .council = "village",
                                           .by = "ada",
                                           .title = "Hours of autumn",
                                           .reason = "they are there",
                                           .amount = 100,
                                           .unit = "h",
                                           .completion = completion});
        must(day("2026-10-03"), Project{"B1.1", "B1", "ada", "Well", "water", 60});
        must(day("2026-10-03"), Project{"B1.2", "B1", "bela", "Path", "mud", 40});
        must(day("2026-10-03"), Project{"B1.3", "B1", "bela", "Shed", "rain", 30});
    }
    void approve(const char* person, std::vector<std::string> projects) {
        must(day("2026-10-25"), Approve{"B1", person, std::move(projects)});
    }
    const SharedBudget& budget() const { return *state.budget("B1"); }
    ShareOut counted() const {
        const CountedBudget counted = count_budget(state, budget(), 1);
        return {"B1",
                1,
                static_cast<std::int64_t>(counted.voters),
                counted.election.people,
                counted.quorum,
                counted.selected};
    }
};

TEST(SharedBudgets, HaveTitlesOfOneLine) {
    Hundred village;
    const auto opening = [&](const char* title, const char* unit) {
        return village.refusal(day("2026-10-04"), OpenBudget{.budget = "B2",
                                                             .council = "village",
                                                             .by = "ada",
                                                             .title = title,
                                                             .reason = "r",
                                                             .amount = 1,
                                                             .unit = unit});
    };
    EXPECT_THAT(opening("two\nlines", "h"), HasSubstr("want one line"));
    EXPECT_THAT(opening("t", "h\n"), HasSubstr("want one line"));
    EXPECT_THAT(village.refusal(day("2026-10-04"), Project{"B1.4", "B1", "ada", "a\nb", "r", 1}),
                HasSubstr("want one line"));
}

/// Everybody has 20 of 100 hours. ada, bela and cem pay the well, 20 each, and have nothing left;
/// dora and emil have 40 together, the path. The shed's 30 are nobody's any more.
TEST(SharedBudgets, GiveEveryGroupItsShareOfTheHours) {
    Hundred village;
    for (const char* person : {"ada", "bela", "cem"}) {
        village.approve(person, {"B1.1"});
    }
    village.approve("dora", {"B1.2"});
    village.approve("emil", {"B1.3", "B1.2"});

    const ShareOut outcome = village.counted();
    village.must(day("2026-10-31"), outcome);

    EXPECT_THAT(outcome.selected, ElementsAre("B1.1", "B1.2"));
    const std::string words =
        in_words(village.state, village.budget(), day("2026-10-31"), Language::english);
    EXPECT_THAT(words, HasSubstr("Votes: 5 of 5 people with a vote."));
    EXPECT_THAT(words, HasSubstr("3 people pay 20 h each"));
    EXPECT_THAT(in_words(village.state, village.budget(), day("2026-10-31"), Language::german),
                HasSubstr("verteilt"));
    EXPECT_TRUE(read_record(village.text));
}

/// bela has 20 hours and wants the shed, 30: with none it is not paid; add1 raises everybody's
/// share to 30, and then it is, and the path of dora and emil too.
TEST(SharedBudgets, AreUsedUpByTheCompletionStatedBefore) {
    for (const auto& [completion, wanted] :
         {std::pair(decide::Completion::none, std::vector<std::string>{"B1.2"}),
          std::pair(decide::Completion::add1, std::vector<std::string>{"B1.2", "B1.3"}),
          std::pair(decide::Completion::add1u, std::vector<std::string>{"B1.2", "B1.3"}),
          std::pair(decide::Completion::utilitarian, std::vector<std::string>{"B1.2", "B1.3"})}) {
        Hundred village(completion);
        village.approve("bela", {"B1.3"});
        village.approve("dora", {"B1.2"});
        village.approve("emil", {"B1.2"});
        village.approve("ada", {});
        village.approve("cem", {});

        EXPECT_EQ(village.counted().selected, wanted) << to_string(completion);
    }
}

TEST(SharedBudgets, RefuseWhatCannotBeSharedAndSayWhy) {
    Hundred village;
    const auto project = [](std::int64_t cost) {
        return Project{"B1.4", "B1", "ada", "Bridge", "the brook", cost};
    };
    EXPECT_EQ(village.refusal(day("2026-10-03"), project(101)),
              "cost: want 1 to 100 h, the whole budget, got 101");
    EXPECT_EQ(village.refusal(day("2026-10-03"), project(0)),
              "cost: want 1 to 100 h, the whole budget, got 0");
    EXPECT_EQ(village.refusal(day("2026-10-21"), project(10)),
              "project: want a day until 2026-10-20, got 2026-10-21");
    EXPECT_EQ(village.refusal(day("2026-10-03"), Approve{"B1", "ada", {}}),
              "ballot: want a day behind 2026-10-20 and until 2026-10-30, got 2026-10-03");
    EXPECT_EQ(village.refusal(day("2026-10-25"), Approve{"B1", "ada", {"B1.9"}}),
              "approved: want projects of B1, got \"B1.9\"");
    EXPECT_EQ(village.refusal(day("2026-10-25"), Approve{"B1", "ada", {"B1.1", "B1.1"}}),
              "approved: want B1.1 once, got it twice");
    EXPECT_EQ(village.refusal(day("2026-10-25"), Approve{"B1", "zoe", {"B1.1"}}),
              "zoe has no vote in village on 2026-10-25: neither a member nor a delegate");
    village.approve("ada", {"B1.1"});
    EXPECT_EQ(village.refusal(day("2026-10-25"), Approve{"B1", "ada", {"B1.2"}}),
              "by: ada has voted on B1 already; the first ballot counts");
    EXPECT_THAT(village.refusal(day("2026-10-25"), village.counted()),
                HasSubstr("share: want a day behind 2026-10-30"));
    EXPECT_EQ(village.refusal(day("2026-10-26"), OpenBudget{.budget = "B2",
                                                            .council = "village",
                                                            .by = "ada",
                                                            .title = "Nothing",
                                                            .reason = "none",
                                                            .amount = 0,
                                                            .unit = "h"}),
              "amount: want 1 to 1000000000000 units, for there is nothing to share otherwise, "
              "got 0");
}

TEST(SharedBudgets, WithoutTheQuorumShareNothingOut) {
    Hundred village;
    village.approve("ada", {"B1.1"});
    village.approve("bela", {"B1.1"});

    const ShareOut outcome = village.counted();
    village.must(day("2026-10-31"), outcome);

    EXPECT_FALSE(outcome.quorum);
    EXPECT_THAT(outcome.selected, IsEmpty());
    EXPECT_THAT(in_words(village.state, village.budget(), day("2026-10-31"), Language::english),
                HasSubstr("the quorum was missed: nothing is shared out"));
}

/// Two projects of the same cost with the same supporters: the one that came first, by the rule of
/// the council, which is stated when it is founded.
TEST(SharedBudgets, ThatTieGoToWhatWasProposedFirst) {
    Hundred village;
    village.must(day("2026-10-03"), Project{"B1.4", "B1", "ada", "Second well", "water", 60});
    for (const char* person : {"ada", "bela", "cem", "dora", "emil"}) {
        village.approve(person, {"B1.4", "B1.1"});
    }

    EXPECT_THAT(village.counted().selected, ElementsAre("B1.1"));
}

TEST(SharedBudgets, AreCountedAgainByWhoeverReadsTheFile) {
    Hundred village;
    for (const char* person : {"ada", "bela", "cem"}) {
        village.approve(person, {"B1.1"});
    }
    ShareOut false_outcome = village.counted();
    false_outcome.selected = {"B1.2"};

    EXPECT_EQ(village.refusal(day("2026-10-31"), false_outcome),
              "selected: counted again it is \"B1.1\", got \"B1.2\"");
}

TEST(SharedBudgets, BallotsAreCountedAlikeByTheTallyOfFiles) {
    Hundred village;
    for (const char* person : {"ada", "bela", "cem"}) {
        village.approve(person, {"B1.1", "B1.3"});
    }
    village.approve("dora", {});

    const auto election =
        decide::read_election(pabulib_of(village.state, village.budget()), "b.pb");
    ASSERT_TRUE(election) << election.error().message;
    const auto tally = decide::tally(*election, {.method = decide::Method::equal_shares});
    ASSERT_TRUE(tally);
    std::vector<std::string> selected;
    for (const decide::OptionIndex option : tally->selected) {
        selected.push_back(election->options[option].id);
    }

    EXPECT_EQ(selected, village.counted().selected);
    EXPECT_EQ(election->people, 4);
}

}  // namespace
}  // namespace vorrat::council

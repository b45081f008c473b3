#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/decide/testing.h"

namespace vorrat::decide {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Election elect(const std::string& text, const std::string& file = "e.pb") {
    auto election = read_election(text, file);
    EXPECT_TRUE(election) << election.error().message;
    return *election;
}

Tally count(const Election& election, const Rule& rule) {
    auto counted = tally(election, rule);
    EXPECT_TRUE(counted) << counted.error().message;
    return *counted;
}

template <class T>
std::vector<T> steps(const Tally& tally) {
    std::vector<T> all;
    for (const Step& step : tally.steps) {
        if (const T* one = std::get_if<T>(&step)) {
            all.push_back(*one);
        }
    }
    return all;
}

TEST(Schulze, ElectsEInSchulzesOwnExampleByThePublishedPaths) {
    const Election election = elect(schulze_45(), "e.soc");

    const Tally tally = count(election, {.method = Method::schulze});

    EXPECT_THAT(ids(election, tally), ElementsAre("5"));
    EXPECT_THAT(tally.ranking, ElementsAre(4, 0, 2, 1, 3));
    std::vector<std::int64_t> paths(5, 0);
    for (const Compared& step : steps<Compared>(tally)) {
        paths[step.other] = step.path_for;
        EXPECT_EQ(step.path_against, 24);
    }
    EXPECT_THAT(paths, ElementsAre(25, 28, 28, 31, 0));
}

TEST(Schulze, MakesNashvilleTheCapitalOfTennessee) {
    // Memphis 1, Nashville 2, Chattanooga 3, Knoxville 4: Nashville beats each in a duel.
    const Election election =
        elect(preflib(4, {"42: 1,2,3,4", "26: 2,3,4,1", "15: 3,4,2,1", "17: 4,3,2,1"}), "e.soc");

    const Tally tally = count(election, {.method = Method::schulze});

    EXPECT_THAT(tally.ranking, ElementsAre(1, 2, 3, 0));
}

TEST(Schulze, LeavesACompleteTieToTheRuleStatedBefore) {
    const Election election = elect(preflib(3, {"1: {1,2,3}"}), "e.toc");

    const Tally given = count(election, {.method = Method::schulze});
    const auto turned = tally_with(election, {.method = Method::schulze}, {2, 1, 0});

    EXPECT_EQ(steps<Undecided>(given).size(), 1);
    EXPECT_THAT(given.ranking, ElementsAre(0, 1, 2));
    EXPECT_THAT(turned->ranking, ElementsAre(2, 1, 0));
}

TEST(Schulze, PutsUnrankedOptionsTogetherBehindTheRanked) {
    const Election election = elect(preflib(3, {"2: 2", "1: 1,3,2"}), "e.soi");

    const std::vector<std::int64_t> votes = prefer_counts(election);

    EXPECT_THAT(votes, ElementsAre(0, 1, 1, 2, 0, 2, 0, 1, 0));
}

// Ten people, 100 to share: 10 each. The 6 friends of the pool (50) pay 50/6 each; the 4 of the
// library (40) pay all they have. The garden (20) has 5 of the pool's friends with 10 - 50/6 each,
// that is 8 1/3 together: nobody buys it.
std::string pool_and_library() {
    return pabulib("100", {"pool 50", "library 40", "garden 20"},
                   {"5,pool garden", "1,pool", "4,library"});
}

TEST(EqualShares, GiveEveryGroupItsShare) {
    const Election election = elect(pool_and_library());

    const Tally tally = count(election, {.method = Method::equal_shares});

    EXPECT_THAT(ids(election, tally), ElementsAre("library", "pool"));
    const auto bought = steps<Bought>(tally);
    ASSERT_EQ(bought.size(), 2);
    EXPECT_EQ(bought[0].share, Fraction(50, 6));
    EXPECT_EQ(bought[1].share, Fraction(10));
    EXPECT_EQ(bought[1].rest, 0);
}

TEST(EqualShares, LetThePoorGiveAllTheyHaveAndTheOthersTheRest) {
    // 10 each. Road (16) and bridge (9) have two supporters each: an exact tie. The road goes
    // first, 8 each. Then b has 2 left and gives it to the bridge, c the other 7.
    const Election election =
        elect(pabulib("30", {"road 16", "bridge 9"}, {"1,road", "1,road bridge", "1,bridge"}));

    const Tally tally = count(election, {.method = Method::equal_shares});

    const auto bought = steps<Bought>(tally);
    ASSERT_EQ(bought.size(), 2);
    EXPECT_THAT(bought[0].tied, ElementsAre(1));
    EXPECT_EQ(bought[0].share, Fraction(8));
    EXPECT_EQ(bought[1].share, Fraction(7));
    EXPECT_EQ(bought[1].rest_paid, Fraction(2));
}

TEST(EqualShares, DivideTheBudgetBetween51RedsAnd49Blues) {
    // Wikipedia, Method of Equal Shares: ten projects each, money for ten; five and five, where
    // counting votes would give all ten to the reds. Before the completion: 51 * 100 = 5.1 reds,
    // 4.9 blues.
    std::vector<std::string> costs;
    std::string reds;
    std::string blues;
    for (char k = '0'; k <= '9'; ++k) {
        costs.push_back(std::string("r") + k + " 1000");
        costs.push_back(std::string("b") + k + " 1000");
        reds += std::string(k == '0' ? "r" : " r") + k;
        blues += std::string(k == '0' ? "b" : " b") + k;
    }
    const Election election = elect(pabulib("10000", costs, {"51," + reds, "49," + blues}));

    const auto reds_of = [&](const Rule& rule) {
        return std::ranges::count(ids(election, count(election, rule)), 'r',
                                  [](const std::string& id) { return id[0]; });
    };
    const Rule shares{.method = Method::equal_shares};
    const Rule raised{.method = Method::equal_shares, .completion = Completion::add1};

    EXPECT_EQ(count(election, shares).selected.size(), 9);
    EXPECT_EQ(reds_of(shares), 5);
    EXPECT_EQ(count(election, raised).selected.size(), 10);
    EXPECT_EQ(reds_of(raised), 5);
    EXPECT_EQ(reds_of({.method = Method::greedy}), 10);
}

TEST(EqualShares, RaiseTheShareUntilNothingElseFits) {
    // 25 each: nobody can pay 60 alone; two can pay 40 with 20 each. Add1 goes to 60 a head, where
    // the single one buys the well and the budget is used up.
    const Election election =
        elect(pabulib("100", {"well 60", "path 40"}, {"1,well", "2,path", "1,"}));

    const Tally none = count(election, {.method = Method::equal_shares});
    const Tally raised =
        count(election, {.method = Method::equal_shares, .completion = Completion::add1});

    EXPECT_THAT(ids(election, none), ElementsAre("path"));
    EXPECT_THAT(ids(election, raised), ElementsAre("path", "well"));
    EXPECT_EQ(steps<Raised>(raised).at(0).to, Fraction(60));
}

TEST(EqualShares, SkipAThousandMillionStepsWhereNothingChanges) {
    const Election election = elect(
        pabulib("3000000000", {"tower 2000000000", "bench 10"}, {"1,tower", "2,bench", "100,"}));

    const Tally tally =
        count(election, {.method = Method::equal_shares, .completion = Completion::add1});

    EXPECT_THAT(ids(election, tally), ElementsAre("bench", "tower"));
}

TEST(EqualShares, TakeWhatCostsNothingAndNeverWhatNobodyWants) {
    const Election election = elect(pabulib("10", {"free 0", "alone 5"}, {"1,free"}));

    for (const Completion completion :
         {Completion::none, Completion::add1, Completion::add1u, Completion::utilitarian}) {
        const Tally tally =
            count(election, {.method = Method::equal_shares, .completion = completion});
        EXPECT_THAT(ids(election, tally), ElementsAre("free"));
    }
}

TEST(EveryRule, SelectsNothingFromABudgetOfZero) {
    const Election election = elect(pabulib("0", {"a 10", "b 5"}, {"3,a b", "1,"}));

    for (const Method method : {Method::greedy, Method::equal_shares, Method::phragmen}) {
        EXPECT_THAT(count(election, {.method = method}).selected, IsEmpty());
    }
    EXPECT_THAT(election.notes, ElementsAre(HasSubstr("1 ballots are empty"), "the budget is 0",
                                            "2 projects cost more than the whole budget"));
}

TEST(EveryRule, NeverSelectsWhatCostsMoreThanTheWholeBudget) {
    const Election election = elect(pabulib("10", {"a 11", "b 5"}, {"9,a", "1,b"}));

    for (const Method method : {Method::greedy, Method::equal_shares, Method::phragmen}) {
        for (const Completion completion :
             {Completion::none, Completion::add1, Completion::add1u, Completion::utilitarian}) {
            if (method == Method::equal_shares || completion == Completion::none) {
                EXPECT_THAT(
                    ids(election, count(election, {.method = method, .completion = completion})),
                    Not(Contains("a")));
            }
        }
    }
    EXPECT_THAT(election.notes, ElementsAre("1 projects cost more than the whole budget"));
}

TEST(EveryRule, BreaksATieOfEverythingByTheOrderStatedBefore) {
    const Election election = elect(pabulib("10", {"b 10", "a 10"}, {"1,a", "1,b"}));
    const auto winner = [&](Ties ties, std::int64_t seed) {
        return ids(election,
                   count(election, {.method = Method::greedy, .ties = ties, .seed = seed}));
    };

    EXPECT_THAT(winner(Ties::given, 1), ElementsAre("b"));
    EXPECT_THAT(winner(Ties::name, 1), ElementsAre("a"));
    std::set<std::vector<std::string>> by_lot;
    for (std::int64_t seed = 0; seed < 20; ++seed) {
        by_lot.insert(winner(Ties::lot, seed));
    }
    EXPECT_EQ(by_lot.size(), 2);
}

TEST(EqualShares, LeaveTheOutcomeBeforeTheFirstThatCostsTooMuch) {
    // With 5 each neither is bought, with 10 each both are, for 20 of 10: so neither.
    const Election election = elect(pabulib("10", {"b 10", "a 10"}, {"1,a", "1,b"}));

    const Tally tally =
        count(election, {.method = Method::equal_shares, .completion = Completion::add1});

    EXPECT_THAT(tally.selected, IsEmpty());
}

TEST(Phragmen, EndsWhenTheNextDoesNotFit) {
    // Loads: a 30/3 = 10, b 40/2 = 20, c (5 + ...)/1. a first; then b would be next, 40 > 30 left.
    const Election election = elect(pabulib("60", {"a 30", "b 40", "c 25"}, {"3,a", "2,b", "1,c"}));

    const Tally tally = count(election, {.method = Method::phragmen});

    EXPECT_THAT(ids(election, tally), ElementsAre("a"));
    EXPECT_EQ(steps<Loaded>(tally).at(0).load, Fraction(10));
    EXPECT_EQ(steps<Stopped>(tally).size(), 1);
}

std::string committee(int seats) {
    return "profile: [[0, 1], [0, 1], [0, 1], [2], [2], [3]]\nnum_cand: 4\ncommitteesize: " +
           std::to_string(seats) + "\n";
}

TEST(Committees, AreProportionalByPavAndNotByApprovals) {
    // av: 0 and 1 (3 votes each). pav: {0, 1} 4.5, {0, 2} 5: the first of {0, 2}, {1, 2}.
    const Election election = elect(committee(2), "e.yaml");

    EXPECT_THAT(ids(election, count(election, {.method = Method::av})), ElementsAre("0", "1"));
    EXPECT_THAT(ids(election, count(election, {.method = Method::pav})), ElementsAre("0", "2"));
    EXPECT_THAT(ids(election, count(election, {.method = Method::seqpav})), ElementsAre("0", "2"));
    EXPECT_EQ(steps<Proven>(count(election, {.method = Method::pav})).at(0).score, Fraction(5));
}

TEST(Committees, AreFilledInAFewRunsWhereTheirOnlyVoterIsOneOfAHundredMillion) {
    // Each begins with 2/10^8 of a seat; the one who wants anybody pays for both when each has 2.
    const Election election = elect(
        "num_cand: 2\ncommitteesize: 2\nprofile: [[0, 1], []]\nvoter_weights: [1, 99999999]\n",
        "e.yaml");

    const Tally tally =
        count(election, {.method = Method::equal_shares, .completion = Completion::add1});

    EXPECT_THAT(ids(election, tally), ElementsAre("0", "1"));
    EXPECT_EQ(steps<Raised>(tally).at(0).from, Fraction(2, 100'000'000));
    EXPECT_EQ(steps<Raised>(tally).at(0).to, Fraction(2));
}

TEST(Rules, ThatDoNotFitTheBallotsSaySo) {
    const Election shared = elect(pool_and_library());
    const Election ranked = elect(schulze_45(), "e.soc");
    const Election seats = elect(committee(2), "e.yaml");

    EXPECT_EQ(tally(shared, {.method = Method::schulze}).error().kind, ErrorKind::usage);
    EXPECT_EQ(tally(shared, {.method = Method::pav}).error().kind, ErrorKind::usage);
    EXPECT_EQ(tally(ranked, {.method = Method::equal_shares}).error().kind, ErrorKind::usage);
    EXPECT_EQ(tally(ranked, {.method = Method::phragmen}).error().kind, ErrorKind::usage);
    EXPECT_EQ(tally(seats, {.method = Method::av, .completion = Completion::add1}).error().kind,
              ErrorKind::usage);
    EXPECT_EQ(tally(shared, {.method = Method::equal_shares, .completion = Completion::phragmen})
                  .error()
                  .kind,
              ErrorKind::usage);
}

TEST(Explanation, SaysWhoPaidWhatForWhichProject) {
    const Election election = elect(pool_and_library());
    const Rule rule{.method = Method::equal_shares};
    const Tally tally = count(election, rule);

    const std::string english = explain(election, rule, tally, Language::english);
    const std::string german = explain(election, rule, tally, Language::german);

    EXPECT_THAT(english, HasSubstr("Selected: pool, library\nTogether 90 of 100\n"));
    EXPECT_THAT(english, HasSubstr("  1. pool (50): 6 people pay 8.3333 each.\n"));
    EXPECT_THAT(german, HasSubstr("  1. pool (50): 6 Personen zahlen 8,3333 je Person.\n"));
}

TEST(Explanation, SaysWhichVictoryDecided) {
    const Election election = elect(schulze_45(), "e.soc");
    const Rule rule{.method = Method::schulze};

    const std::string text = explain(election, rule, count(election, rule), Language::english);

    EXPECT_THAT(text, HasSubstr("Winner: 5\n"));
    EXPECT_THAT(text,
                HasSubstr("5 against 1: 23 to 22; the strongest path is 5 > 4 > 3 > 2 > 1, its "
                          "weakest victory has 25 votes; the strongest path back has 24."));
}

TEST(Fractions, AreRoundedOnlyForReading) {
    EXPECT_EQ(rounded_text(Fraction(1, 3), 4), "0.3333");
    EXPECT_EQ(rounded_text(Fraction(-1, 8), 2), "-0.13");
    EXPECT_EQ(rounded_text(Fraction(5, 2), 0), "3");
    EXPECT_EQ(exact_text(Fraction(6, 4)), "3/2");
}

}  // namespace
}  // namespace vorrat::decide

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/rounds/testing.h"

namespace vorrat::rounds {
namespace {

using testing::bakery;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<double> values(const std::vector<Tranche>& tranches) {
    std::vector<double> all;
    for (const Tranche& tranche : tranches) {
        all.push_back(tranche.value);
    }
    return all;
}

double width(const std::vector<Tranche>& tranches) {
    double sum = 0;
    for (const Tranche& tranche : tranches) {
        sum += tranche.width;
    }
    return sum;
}

TEST(Curve, FallsFromTheMostThatCountsThroughWhatWasStated) {
    Curve curve(Slope::falling, 20);
    curve.add(10, 0);
    curve.add(4, 5);

    const auto steps = curve.tranches();
    const auto worth = values(steps);

    EXPECT_NEAR(width(steps), 10, 1e-12);
    EXPECT_TRUE(std::ranges::is_sorted(worth, std::greater<>()));
    EXPECT_LE(worth.front(), 20);
    for (std::size_t k = 0; k < steps.size(); ++k) {
        EXPECT_EQ(worth[k] >= 5, k < steps.size() / 2) << k;
    }
}

TEST(Curve, BelievesTheNewestWhereStatementsContradictEachOther) {
    Curve curve(Slope::falling, 20);
    curve.add(10, 0);
    curve.add(4, 5);
    curve.add(6, 7);  // more at a higher valuation: the second statement no longer holds

    for (const Tranche& tranche : curve.tranches()) {
        EXPECT_NE(tranche.value, 5);
    }
    Curve without(Slope::falling, 20);
    without.add(10, 0);
    without.add(6, 7);
    EXPECT_EQ(values(curve.tranches()), values(without.tranches()));
}

TEST(Curve, CountsNoWorthAboveTheMost) {
    Curve curve(Slope::falling, 20);
    curve.add(10, 0);
    curve.add(10, 1000);

    EXPECT_LE(std::ranges::max(values(curve.tranches())), 20);
}

/// 100 loaves take 10 hours: with 20 hours allowed everything asked for is possible.
TEST(Rounds, AreOverAtOnceWhereEverythingIsPossible) {
    const Agenda agenda = bakery(20, 1000);
    const auto answer = Facilitator(agenda).answer(first_statements(agenda));

    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_TRUE(answer->converged());
    EXPECT_THAT(answer->possible.requests, ElementsAre(DoubleNear(60, 1e-6), DoubleNear(40, 1e-6)));
    EXPECT_NEAR(answer->possible.offers[0], 10, 1e-6);
}

/// The cap allows 50 of 100 loaves. Without curves of their own both villages look alike.
TEST(Rounds, NameWhatIsInExcessAndWhichLimitIsScarce) {
    const Agenda agenda = bakery(20, 50);
    const auto answer = Facilitator(agenda).answer(first_statements(agenda));

    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_NEAR(answer->possible.requests[0] + answer->possible.requests[1], 50, 1e-6);
    EXPECT_NEAR(answer->items.front().need, 0.5, 1e-9);
    EXPECT_EQ(limit_name(agenda, answer->limits.front().row), "cap co2e_kg");
    EXPECT_NEAR(answer->valuations.goods[0], answer->limits.front().valuation, 1e-5);
    EXPECT_LE(answer->gap, 1e-6);
    EXPECT_THAT(in_words(agenda, *answer, 1, Language::english),
                HasSubstr("loaf: 50.0 % more is asked for than is possible"));
    EXPECT_THAT(in_words(agenda, *answer, 1, Language::german), HasSubstr("Runde 1"));
}

/// What the councils want at valuations that stay: they go there step by step.
Statements wanted_at(const Valuations& valuations, const Agenda& agenda,
                     const SimulatedCouncils& councils) {
    Statements stated = first_statements(agenda);
    for (int k = 0; k < 200; ++k) {
        stated = councils.revise(stated, valuations);
    }
    return stated;
}

/// The cap allows 50 loaves, so the rounds go to the valuation at which both villages together want
/// 50, though one of them states on the way what is not quite its wish.
TEST(Rounds, GoToTheValuationAtWhichWishesAndPossibilitiesMeet) {
    const Agenda agenda = bakery(20, 50);
    const auto first = Facilitator(agenda).answer(first_statements(agenda));
    ASSERT_TRUE(first);
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U}) {
        const SimulatedCouncils councils(agenda, *first, seed, 0);
        Facilitator facilitator(agenda);
        Statements stated = first_statements(agenda);
        Valuations valuations;
        for (int round = 0; round < 20; ++round) {
            const auto answer = facilitator.answer(stated);
            ASSERT_TRUE(answer);
            valuations = answer->valuations;
            stated = councils.revise(stated, valuations);
        }

        const Statements wanted = wanted_at(valuations, agenda, councils);
        EXPECT_NEAR(wanted.requests[0] + wanted.requests[1], 50, 0.5) << "seed " << seed;
    }
}

/// They end earlier, as soon as everybody gets what they ask for to within 1 %. By then nobody
/// would gain more than 1 % of their worth, by their own measure, from the request they would
/// rather make at the valuation answered.
TEST(Rounds, EndWhereNobodyGainsFromAnotherRequest) {
    const Agenda agenda = bakery(20, 50);
    const auto first = Facilitator(agenda).answer(first_statements(agenda));
    ASSERT_TRUE(first);
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U}) {
        const SimulatedCouncils councils(agenda, *first, seed, 0);
        const auto played = play(agenda, councils, 10);
        ASSERT_TRUE(played);
        const Answer& last = played->back().answer;
        const Statements wanted = wanted_at(last.valuations, agenda, councils);
        for (const std::size_t village : {0U, 1U}) {
            const auto worth = [&](const Statements& all) {
                Statements alone{{0, 0}, {0}};
                alone.requests[village] = all.requests[village];
                return councils.worth(alone);
            };
            const auto surplus = [&](const Statements& all) {
                return worth(all) - last.valuations.goods[village] * all.requests[village];
            };
            const double gain = surplus(wanted) - surplus(last.possible);

            EXPECT_GE(gain, 0) << "seed " << seed << ", village " << village;
            EXPECT_LE(gain, 0.01 * worth(last.possible))
                << "seed " << seed << ", village " << village;
        }
        EXPECT_TRUE(last.converged()) << "seed " << seed << ": " << last.largest_excess;
        const auto best = councils.best_worth();
        ASSERT_TRUE(best);
        EXPECT_GT(councils.worth(last.possible), 0.999 * *best) << "seed " << seed;
    }
}

TEST(Rounds, SayHonestlyThatFixedCouncilsDoNotAgree) {
    const Agenda agenda = bakery(20, 50);
    const auto first = Facilitator(agenda).answer(first_statements(agenda));
    ASSERT_TRUE(first);
    const SimulatedCouncils councils(agenda, *first, 1, 2);

    const auto played = play(agenda, councils, 10);

    ASSERT_TRUE(played);
    EXPECT_EQ(played->size(), 10);
    const Answer& last = played->back().answer;
    EXPECT_NEAR(last.largest_excess, 0.5, 1e-9);
    const std::string more = more_as_proposal(last, Language::english);
    EXPECT_THAT(more, HasSubstr("\"caps.co2e_kg.total\" = 75"));
    const std::string possible = possible_as_proposal(agenda, last, Language::english);
    EXPECT_THAT(possible, HasSubstr("item = \"loaf\"\ncommunity = \"east\"\nfactor = "));
    EXPECT_THAT(possible, HasSubstr("\"resources.labour_hours_per_week\" = 5"));
}

TEST(Rounds, OfPlainPriceAdjustmentBalanceTheSameLimit) {
    const Agenda agenda = bakery(20, 50);
    const auto first = Facilitator(agenda).answer(first_statements(agenda));
    ASSERT_TRUE(first);
    const SimulatedCouncils councils(agenda, *first, 1, 0);

    const auto played = adjust_prices(agenda, councils, *first, {.step = 0.5}, 100);

    ASSERT_TRUE(played);
    EXPECT_LE(played->back().largest_excess, excess_allowed);
    EXPECT_NEAR(played->back().stated.requests[0] + played->back().stated.requests[1], 50, 1);
}

/// Baking slowly takes 0.3 h and 0.2 kg of CO2e a loaf, fast 0.1 h and 1 kg. With 20 h and 40 kg
/// only both together use up both; at any valuations but those where they cost the same everybody
/// bakes in one way, so the plans of single rounds swing. The planner mixes, and so does the mean
/// of plans.
TEST(Rounds, OfPlainPriceAdjustmentSwingBetweenTwoRecipesThatAreBothNeeded) {
    Agenda agenda = bakery(20, 40);
    Activity slow = agenda.world.activities[ActivityId{0}];
    slow.id = "bake_slowly";
    slow.resources.front().per_run = 0.3;
    agenda.world.impacts.push_back(
        {ImpactKind::activity, "bake_slowly", agenda.world.impacts.front().indicator, 0.2});
    agenda.world.activities.push_back(slow);
    const auto first = Facilitator(agenda).answer(first_statements(agenda));
    ASSERT_TRUE(first);
    const SimulatedCouncils councils(agenda, *first, 1, 0);

    const auto played = play(agenda, councils, 15);
    const auto swinging = adjust_prices(agenda, councils, *first, {.step = 1}, 300);
    const auto mean = adjust_prices(agenda, councils, *first,
                                    {.step = 4, .carried_out = CarriedOut::mean_of_plans}, 300);

    ASSERT_TRUE(played);
    ASSERT_TRUE(swinging);
    ASSERT_TRUE(mean);
    EXPECT_TRUE(played->back().answer.converged());
    EXPECT_GT(swinging->back().largest_excess, 0.1);
    EXPECT_LE(mean->back().largest_excess, excess_allowed);
}

TEST(Statements, AreReadBackAsTheyWereWritten) {
    const Agenda agenda = bakery(20, 50);
    const Statements stated{{12.5, 0}, {7}};
    Statements read = first_statements(agenda);

    ASSERT_TRUE(read_requests(requests_csv(agenda, stated), "1/requests.csv", agenda, read));
    ASSERT_TRUE(read_offers(offers_csv(agenda, stated), "1/offers.csv", agenda, read));

    EXPECT_EQ(read.requests, stated.requests);
    EXPECT_EQ(read.offers, stated.offers);
}

TEST(Statements, StayAsBeforeWhereNothingIsSaid) {
    const Agenda agenda = bakery(20, 50);
    Statements read = first_statements(agenda);

    ASSERT_TRUE(read_requests("item_id,place_id,quantity\nloaf,west,1\n", "f", agenda, read));

    EXPECT_THAT(read.requests, ElementsAre(60, 1));
}

TEST(Statements, ThatCannotBeReadSayWhereAndWhy) {
    const Agenda agenda = bakery(20, 50);
    const auto refusal = [&](const char* rows) {
        Statements read = first_statements(agenda);
        const auto done =
            read_requests(std::string("place_id,item_id,quantity\n") + rows, "f", agenda, read);
        return done ? "nothing was refused" : done.error().message;
    };
    EXPECT_EQ(refusal("east,loaf,-1\n"), "f:2:11: want a number of at least 0, got \"-1\"");
    EXPECT_EQ(refusal("east,loaf,many\n"), "f:2:11: want a number of at least 0, got \"many\"");
    EXPECT_EQ(refusal("east,cake,1\n"),
              "f:2:6: want an item_id that is asked for at \"east\", got \"cake\"");
    EXPECT_EQ(refusal("east,loaf,1\neast,loaf,2\n"), "f:3:6: want each row once, got \"loaf\"");
    Statements read = first_statements(agenda);
    EXPECT_THAT(
        read_requests("place,item\n", "f", agenda, read).error().message,
        HasSubstr("f:1: want the columns place_id, item_id, quantity, got \"place, item\""));
    EXPECT_EQ(
        read_offers("place_id,resource_id,quantity\nbakery,labour_hours,21\n", "f", agenda, read)
            .error()
            .message,
        "f:2:21: want at most 20, all there is, got \"21\"");
}

}  // namespace
}  // namespace vorrat::rounds

#include <cmath>
#include <span>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "vorrat/plan/blocks.h"
#include "vorrat/plan/carry_out.h"
#include "vorrat/plan/closing.h"
#include "vorrat/plan/earlier.h"
#include "vorrat/plan/programme.h"
#include "vorrat/plan/testing.h"

namespace vorrat::plan {
namespace {

using namespace testing;

/// A problem of a random world with all that belongs to it.
struct Laid {
    explicit Laid(std::uint64_t seed) : Laid(random_world(seed, Communities::each_depot)) {}
    explicit Laid(WorldMaker made)
        : maker(std::move(made)),
          problem(*make_problem(maker.world, maker.forecast)),
          programme(build_programme(problem)),
          connections(problem, programme),
          program(programme.builder.build()) {}

    WorldMaker maker;
    Problem problem;
    Programme programme;
    Connections connections;
    solve::LinearProgram program;
};

Plan first_order(const WorldMaker& maker, unsigned threads = 1, double gap = 1e-3) {
    const auto answer = make_plan(
        maker.world, maker.forecast,
        {.algorithm = solve::Algorithm::first_order, .gap = gap, .threads = Threads{threads}});
    check(static_cast<bool>(answer), "the test's world gets an answer");
    check(std::holds_alternative<Plan>(*answer), "the test's world has a plan");
    return std::get<Plan>(*answer);
}

/// y A x is the same in both layouts, for some x and y.
void expect_same_programme(const Laid& laid) {
    const Blocks blocks(laid.problem, laid.programme, laid.connections, laid.program, {}, 1);
    Random random(7);
    std::vector<double> x(laid.program.columns());
    for (double& value : x) {
        value = random.uniform();
    }
    std::vector<double> y(laid.program.rows());
    for (double& value : y) {
        value = random.uniform();
    }

    double direct = 0;
    const solve::SparseMatrix& a = laid.program.matrix;
    for (std::size_t j = 0; j < x.size(); ++j) {
        for (std::size_t k = a.start[j]; k < a.start[j + 1]; ++k) {
            direct += a.value[k] * x[j] * y[a.row[k]];
        }
    }
    const supply::Programme& p = blocks.programme();
    const std::vector<double> bx = blocks.to_columns(x);
    const std::vector<double> by = blocks.to_rows(y);
    double laid_out = 0;
    for (std::size_t g = 0; g < p.groups.size(); ++g) {
        for (std::size_t t = 0; t < p.periods(); ++t) {
            for (const supply::Entry& entry : p.entries_of(p.groups[g])) {
                const bool single = entry.kind == supply::Entry::Kind::single;
                if (single || t + entry.lag < p.periods()) {
                    laid_out += entry.coefficient * bx[g * p.stride() + t] *
                                by[single ? entry.row : entry.row + t + entry.lag];
                }
            }
        }
    }
    EXPECT_NEAR(laid_out, direct, 1e-9 * (1 + std::abs(direct)));
    EXPECT_EQ(blocks.columns_of(bx), x);
    EXPECT_EQ(blocks.rows_of(by), y);
}

class RandomWorlds : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(RandomWorlds, BoundsOfBothMethodsLieOnTheSameSideOfBothPlans) {
    const WorldMaker maker = random_world(GetParam(), Communities::each_depot);

    const Plan exact = planned(maker);
    const Plan near = first_order(maker);

    // What the one proves, the other cannot pass: fairness alone; worth under the other's floor
    // only as far as that floor is not below this one's.
    EXPECT_LE(near.fairness, exact.stages[0].bound + 1e-9);
    EXPECT_LE(exact.fairness, near.stages[0].bound + 1e-9);
    EXPECT_LE(near.residuals.primal, 1e-9);
    for (const PlanStage& stage : near.stages) {
        const double sign = stage.maximise ? 1 : -1;
        EXPECT_LE(sign * stage.value, sign * stage.bound + 1e-9 * std::abs(stage.bound))
            << stage.name;
    }
    EXPECT_LE(near.stages[0].gap, 5e-3);
    EXPECT_LE(near.stages[1].gap, 5e-3);
}

TEST_P(RandomWorlds, WhateverIsWishedOnlyWhatIsThereIsCarriedOut) {
    const Laid laid(GetParam());
    Random random(GetParam(), 5);
    std::vector<double> wished(laid.program.columns());
    for (std::size_t j = 0; j < wished.size(); ++j) {
        const double upper = std::min(laid.program.column_upper[j], 200.0);
        wished[j] = random.below(3) == 0 ? 0 : upper * random.uniform();
    }
    const std::vector<double> prices(laid.program.rows(), 1);

    const std::vector<double> x =
        carried_out(laid.problem, laid.programme, laid.connections, laid.program, prices, wished);

    EXPECT_LE(solve::residuals(laid.program, x, std::vector<double>(laid.program.rows(), 0)).primal,
              1e-9);
}

TEST_P(RandomWorlds, ABestPlanIsCarriedOutAsItIs) {
    const Laid laid(GetParam());
    solve::LinearProgram worth = laid.program;
    worth.sense = solve::Sense::maximise;
    for (const auto& [column, value] : laid.programme.worth) {
        worth.cost[column] += value;
    }
    const solve::Solution best = solve::solve(worth);
    const std::vector<double> prices(laid.program.rows(), 1);

    const std::vector<double> x =
        carried_out(laid.problem, laid.programme, laid.connections, laid.program, prices, best.x);

    EXPECT_NEAR(value_of(laid.programme.worth, x), best.objective,
                1e-6 * std::max(1.0, std::abs(best.objective)));
}

TEST_P(RandomWorlds, ClosedDualsOfTheSimplexMethodProveItsOptimum) {
    const Laid laid(GetParam());
    solve::LinearProgram stage = laid.program;
    for (const auto& [column, value] : laid.programme.worth) {
        stage.cost[column] -= value;
    }
    const solve::Solution best = solve::solve(stage);

    const std::vector<double> y =
        closed_duals(laid.problem, laid.programme, laid.connections, stage, best.row_duals, {});

    EXPECT_NEAR(solve::dual_bound(stage, y), best.objective,
                1e-6 * std::max(1.0, std::abs(best.objective)));
}

TEST_P(RandomWorlds, PublishedDualsUnderARatioProveTheOptimumClosed) {
    // The dual of the row that defines the mean coverage is not published.
    WorldMaker maker = random_world(GetParam(), Communities::each_depot);
    maker.world.criteria.minimum_ratio = 0.95;
    const Laid laid(maker);
    solve::LinearProgram stage = laid.program;
    for (const auto& [column, value] : laid.programme.worth) {
        stage.cost[column] -= value;
    }
    const solve::Solution best = solve::solve(stage);
    std::vector<double> published = best.row_duals;
    for (std::size_t row = 0; row < published.size(); ++row) {
        published[row] = laid.programme.own[row] ? 0 : published[row];
    }

    const std::vector<double> y =
        closed_duals(laid.problem, laid.programme, laid.connections, stage, published, {});

    EXPECT_NEAR(solve::dual_bound(stage, y), best.objective,
                1e-6 * std::max(1.0, std::abs(best.objective)));
}

TEST_P(RandomWorlds, ClosedDualsAreAFairBoundFromAnyDuals) {
    // No movement of goods gains, so no ceiling enters: the bound is at worst all worth.
    const Laid laid(GetParam());
    solve::LinearProgram stage = laid.program;
    double all = 0;
    for (const auto& [column, value] : laid.programme.worth) {
        stage.cost[column] -= value;
        all += std::max(0.0, value) * stage.column_upper[column];
    }
    Random random(GetParam(), 6);
    std::vector<double> y(stage.rows(), 0);
    for (std::size_t i = 0; i < laid.connections.ready.size(); ++i) {
        y[i] = 20 * random.uniform() - 5;
    }

    const std::vector<double> closed =
        closed_duals(laid.problem, laid.programme, laid.connections, stage, y, {});

    double supplies = 0;
    for (const Supply& supply : laid.maker.world.supplies) {
        supplies += 3 * 20 * supply.available.value_or(0);
    }
    EXPECT_GE(solve::dual_bound(stage, closed), -all - supplies);
    EXPECT_LE(solve::dual_bound(stage, closed), solve::solve(stage).objective + 1e-6);
}

TEST_P(RandomWorlds, BlocksHoldTheSameProgramme) { expect_same_programme(Laid(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Seeds, RandomWorlds, ::testing::Range<std::uint64_t>(1, 21));

/// Enough goods for several pieces of work at a time: scarce bread of many kinds, baked of few.
WorldMaker many_kinds_of_bread(int kinds) {
    Random random(9);
    WorldMaker w(3);
    const PlaceId farm = w.place("farm", PlaceKind::source);
    const PlaceId bakery = w.place("bakery", PlaceKind::plant);
    std::vector<PlaceId> depots;
    w.lane(farm, bakery);
    for (const char* id : {"north", "south", "west"}) {
        depots.push_back(w.place(id, PlaceKind::depot));
        w.lane(bakery, depots.back(), 1, 20);
        w.world.places[depots.back()].storage = Litres{40.0 * kinds};
    }
    const ResourceId hours = w.resource("hours");
    w.world.capacities.push_back({hours, bakery, {}, 12.0 * kinds});
    const ItemId grain = w.item("grain");
    std::vector<ItemId> breads;
    for (int k = 0; k < kinds; ++k) {
        breads.push_back(w.item(fmt::format("bread{}", k), static_cast<Tier>(k % 3), 7));
        w.activity(fmt::format("bake{}", k), bakery, {{grain, 0.7}}, {{breads.back(), 1}},
                   {{hours, 0.05 + 0.1 * random.uniform()}});
    }
    for (const ItemId bread : breads) {
        for (const PlaceId depot : depots) {
            const double middle = 10 + 80 * random.uniform();
            w.need(bread, depot, {0.7 * middle, middle, 1.4 * middle, 1.9 * middle});
        }
    }
    return w;
}

TEST(ManyItems, PlansTheSameForAnyNumberOfThreads) {
    const WorldMaker maker = many_kinds_of_bread(450);
    const Laid laid(maker);
    const Blocks blocks(laid.problem, laid.programme, laid.connections, laid.program, {}, 1);
    ASSERT_GT(blocks.programme().groups.size(), 8'192U) << "two chunks at least";

    const Plan one = first_order(maker, 1, 5e-2);
    const Plan three = first_order(maker, 3, 5e-2);

    ASSERT_EQ(one.need.size(), three.need.size());
    for (std::size_t s = 0; s < one.need.size(); ++s) {
        EXPECT_EQ(one.need[s].set_aside, three.need[s].set_aside);
    }
    for (std::size_t k = 0; k < one.stages.size(); ++k) {
        EXPECT_EQ(one.stages[k].bound, three.stages[k].bound);
    }
}

TEST(ManyItems, SharesAShortageInEqualProportion) {
    // 60 units for needs of 100 and 50: both are met to 60 / 150.
    const Plan plan = first_order(hub_and_two_depots(60).maker);

    EXPECT_NEAR(plan.fairness, 0.4, 1e-3);
    EXPECT_LE(plan.stages[0].gap, 1e-3);
}

TEST(ManyItems, WithoutPricesAShortageIsCarriedOutInProportion) {
    const Shortage s = hub_and_two_depots(60);
    const Laid laid(s.maker);
    std::vector<double> wished(laid.program.columns(), 0);
    for (const Send& send : laid.programme.columns.sends) {
        const PlaceId to = laid.problem.world.lanes[send.lane].to;
        wished[send.column] = send.leaves > 0 ? 0 : to == s.large ? 100 : 50;
    }

    const std::vector<double> x =
        carried_out(laid.problem, laid.programme, laid.connections, laid.program, {}, wished);

    for (const Send& send : laid.programme.columns.sends) {
        EXPECT_NEAR(x[send.column], 0.4 * wished[send.column], 1e-9);
    }
}

TEST(ManyItems, KeepsARatioAndAMinimum) {
    WorldMaker maker = random_world(4, Communities::each_depot);
    const double exact = planned(maker).fairness;
    maker.world.criteria.minimum_ratio = 0.5;
    maker.world.criteria.minimum_coverage[index(Tier::essential)] = 0.5 * exact;

    const Plan plan = first_order(maker);

    EXPECT_LE(plan.residuals.primal, 1e-9);
    for (const Coverage& c : plan.coverage) {
        if (c.tier == Tier::essential) {
            EXPECT_GE(c.met, 0.5 * exact * c.need - 1e-6);
        }
    }
}

/// Every need by up to 5 % larger or smaller.
NeedForecast with_needs_changed(NeedForecast forecast, std::uint64_t seed) {
    constexpr double by = 0.05;
    Random random(seed, 9);
    const std::size_t levels = forecast.levels.size();
    for (std::size_t k = 0; k < forecast.sum_mean.size(); ++k) {
        const double factor = 1 + by * (2 * random.uniform() - 1);
        forecast.sum_mean[k] *= factor;
        for (std::size_t q = k * levels; q < (k + 1) * levels; ++q) {
            forecast.sum_quantiles[q] *= factor;
        }
    }
    return forecast;
}

TEST(ManyItems, PlansAgainInAThirdOfTheStepsAtTheSameGap) {
    constexpr double gap = 3e-3;
    long anew = 0;
    long again = 0;
    int compared = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        WorldMaker maker = random_world(seed, Communities::each_depot);
        const Plan before = first_order(maker, 1, gap);
        maker.forecast = with_needs_changed(maker.forecast, seed);
        const Plan cold = first_order(maker, 1, gap);
        const auto answer = make_plan(maker.world, maker.forecast,
                                      {.algorithm = solve::Algorithm::first_order,
                                       .gap = gap,
                                       .earlier = &before,
                                       .as_good_as_earlier = true});
        ASSERT_TRUE(answer);
        const Plan& warm = std::get<Plan>(*answer);

        EXPECT_LE(warm.residuals.primal, 1e-9);
        EXPECT_LE(warm.fairness, cold.stages[0].bound + 1e-9);
        EXPECT_LE(cold.fairness, warm.stages[0].bound + 1e-9);
        for (const PlanStage& stage : warm.stages) {
            const double sign = stage.maximise ? 1 : -1;
            EXPECT_LE(sign * stage.value, sign * stage.bound + 1e-9 * std::abs(stage.bound))
                << stage.name;
        }
        // Of plans that stay open the number of steps is that of the limit.
        const bool reached = cold.stages[2].gap <= 5 * gap;
        if (reached) {
            EXPECT_LE(warm.stages[2].gap, std::max(5 * gap, 1.1 * before.stages[2].gap));
            ++compared;
            anew += cold.iterations;
            again += warm.iterations;
        }
    }
    EXPECT_GE(compared, 10);
    EXPECT_LE(3 * again, anew) << again << " steps after " << anew << " anew";
}

TEST(ManyItems, PlansTheSameAgainWithoutSearching) {
    const WorldMaker maker = random_world(3, Communities::each_depot);
    const Plan before = first_order(maker);

    const auto answer = make_plan(maker.world, maker.forecast,
                                  {.algorithm = solve::Algorithm::first_order,
                                   .earlier = &before,
                                   .as_good_as_earlier = true});

    const Plan& again = std::get<Plan>(*answer);
    EXPECT_LE(again.iterations, before.iterations / 10);
    EXPECT_LE(again.stages[1].gap, 1.1e-3);
}

TEST(ManyItems, AnswersASmallChangeAtOnceAndProvesIt) {
    WorldMaker maker = many_kinds_of_bread(60);
    const Plan before = first_order(maker);
    for (double& quantile :
         std::span(maker.forecast.sum_quantiles).first(maker.forecast.levels.size())) {
        quantile *= 0.9;
    }

    const Plan exact = planned(maker);
    const auto answer = make_plan(maker.world, maker.forecast,
                                  {.algorithm = solve::Algorithm::first_order,
                                   .earlier = &before,
                                   .as_good_as_earlier = true});

    const Plan& plan = std::get<Plan>(*answer);
    EXPECT_EQ(plan.iterations, 0);
    EXPECT_LE(plan.residuals.primal, 1e-9);
    EXPECT_GE(plan.stages[0].bound, exact.fairness - 1e-9);
    EXPECT_LE(plan.fairness, exact.stages[0].bound + 1e-9);
    for (const std::size_t k : {0, 1}) {
        EXPECT_LE(plan.stages[k].gap, std::max(1e-3, 1.1 * before.stages[k].gap));
    }
}

TEST(ManyItems, SearchesAgainWhereTheEarlierPlanIsNoLongerGood) {
    WorldMaker maker = many_kinds_of_bread(60);
    const Plan before = first_order(maker);
    maker.world.capacities.front().available *= 0.7;

    const auto answer = make_plan(maker.world, maker.forecast,
                                  {.algorithm = solve::Algorithm::first_order, .earlier = &before});

    const Plan& plan = std::get<Plan>(*answer);
    EXPECT_GT(plan.iterations, 0);
    EXPECT_LE(plan.stages[1].gap, 1.1e-3);
}

TEST(ManyItems, BettersTheGapOfAnEarlierPlanUnlessThatIsGoodEnough) {
    const WorldMaker maker = many_kinds_of_bread(60);
    const Plan before = first_order(maker, 1, 3e-2);
    ASSERT_GT(before.stages[1].gap, 1e-3);
    plan::Settings settings{
        .algorithm = solve::Algorithm::first_order, .earlier = &before, .as_good_as_earlier = true};

    const auto as_good = make_plan(maker.world, maker.forecast, settings);
    settings.as_good_as_earlier = false;
    const auto better = make_plan(maker.world, maker.forecast, settings);

    EXPECT_EQ(std::get<Plan>(*as_good).iterations, 0);
    EXPECT_GT(std::get<Plan>(*better).iterations, 0);
    EXPECT_LE(std::get<Plan>(*better).stages[1].gap, 1.1e-3);
}

TEST(ManyItems, StartsAPeriodLaterFromWhereTheEarlierPlanStands) {
    WorldMaker maker = many_kinds_of_bread(30);
    const Plan before = first_order(maker);
    const Problem problem = *make_problem(maker.world, maker.forecast);
    const Programme programme = build_programme(problem);
    Plan earlier = before;
    earlier.start -= days{problem.horizon.period_days};

    const auto point = point_of(problem, programme, Connections(problem, programme), earlier);

    ASSERT_TRUE(point);
    const auto set_aside = [&](const NeedSlice& slice, std::size_t t) {
        for (std::size_t s = 0; s < problem.needs.slices.size(); ++s) {
            const NeedSlice& here = problem.needs.slices[s];
            if (here.item == slice.item && here.place == slice.place && here.period.index() == t &&
                here.number() == slice.number()) {
                return point->x[programme.columns.set_aside[s]];
            }
        }
        return -1.0;
    };
    for (const NeedSlice& slice : before.need) {
        const std::size_t t = slice.period.index();
        if (t > 0) {
            EXPECT_NEAR(set_aside(slice, t - 1), slice.set_aside, 1e-9 * (1 + slice.width));
        }
        if (t == 2) {
            EXPECT_NEAR(set_aside(slice, 2), slice.set_aside, 1e-9 * (1 + slice.width));
        }
    }
}

TEST(ManyItems, StartsAnewWhereTheEarlierPlanHasNoPeriodInCommon) {
    const WorldMaker maker = many_kinds_of_bread(2);
    const Plan before = first_order(maker);
    const Problem problem = *make_problem(maker.world, maker.forecast);
    const Programme programme = build_programme(problem);
    const auto starts_there = [&](int periods_earlier) {
        Plan earlier = before;
        earlier.start -= days{periods_earlier * problem.horizon.period_days};
        return point_of(problem, programme, Connections(problem, programme), earlier).has_value();
    };
    const int periods = problem.horizon.periods;

    EXPECT_TRUE(starts_there(periods - 1));
    EXPECT_FALSE(starts_there(periods));
    EXPECT_TRUE(starts_there(1 - periods));
    EXPECT_FALSE(starts_there(-periods));
}

TEST(ManyItems, PlansNothingWhereNothingIsNeeded) {
    WorldMaker maker(2);
    maker.place("shop", PlaceKind::depot);
    maker.item("bread");

    const Plan plan = first_order(maker);

    EXPECT_EQ(plan.fairness, 1);
    EXPECT_TRUE(plan.flows.empty());
}

TEST(ManyItems, PlansWhereRecipesGoRoundAndLotsExpireLate) {
    // Seed grows to grain and grain is kept as seed: each level of one waits for the other.
    WorldMaker maker(3);
    const ItemId seed = maker.item("seed");
    const ItemId grain = maker.item("grain");
    const PlaceId farm = maker.place("farm", PlaceKind::depot);
    maker.stock(seed, farm, 10, WorldMaker::start + days{20});
    maker.activity("grow", farm, {{seed, 1}}, {{grain, 3}});
    maker.activity("keep", farm, {{grain, 1}}, {{seed, 1}});
    maker.sure_need(grain, farm, 20);

    const Plan one = first_order(maker, 1);
    const Plan three = first_order(maker, 3);

    EXPECT_LE(one.residuals.primal, 1e-9);
    EXPECT_EQ(one.worth, three.worth);
    EXPECT_EQ(one.stages[1].bound, three.stages[1].bound);
}

TEST(ManyItems, BlocksHoldAHorizonOfManyPeriods) {
    WorldMaker maker(300);
    const ItemId rice = maker.item("rice");
    const PlaceId hub = maker.place("hub", PlaceKind::hub);
    const PlaceId shop = maker.place("shop", PlaceKind::depot);
    maker.lane(hub, shop, 7 * 270);
    maker.stock(rice, hub, 400, WorldMaker::start + days{7 * 290});
    maker.sure_need(rice, shop, 1);

    expect_same_programme(Laid(maker));
}

TEST(ManyItems, TellsTheConflictOfAMinimumThatAsksTooMuch) {
    WorldMaker maker = random_world(3, Communities::each_depot);
    maker.world.criteria.minimum_coverage[index(Tier::essential)] = 1;
    maker.world.criteria.minimum_coverage[index(Tier::wanted)] = 1;

    const auto answer =
        make_plan(maker.world, maker.forecast, {.algorithm = solve::Algorithm::first_order});

    ASSERT_TRUE(answer);
    EXPECT_TRUE(std::holds_alternative<Conflict>(*answer));
}

TEST(ManyItems, StopsWithAPlanWhenTimeIsUp) {
    const WorldMaker maker = random_world(5, Communities::each_depot);

    const auto answer = make_plan(
        maker.world, maker.forecast,
        {.algorithm = solve::Algorithm::first_order, .gap = 0, .time_limit_seconds = 0.0});

    ASSERT_TRUE(answer);
    const Plan& plan = std::get<Plan>(*answer);
    EXPECT_LE(plan.residuals.primal, 1e-9);
    EXPECT_GT(plan.worth, 0);
}

}  // namespace
}  // namespace vorrat::plan

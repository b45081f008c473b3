#include "vorrat/supply/supply.h"

#include <cmath>

#include <gtest/gtest.h>

#include "vorrat/supply/bound.h"
#include "vorrat/supply/repair.h"
#include "vorrat/supply/testing.h"

namespace vorrat::supply {
namespace {

/// Values of the columns that exist, in the order of `linear_program`.
std::vector<double> columns_of(const Programme& p, const std::vector<double>& x) {
    std::vector<double> out;
    for (std::size_t g = 0; g < p.groups.size(); ++g) {
        for (std::size_t t = 0; t < p.periods(); ++t) {
            if (p.exists(g, t)) {
                out.push_back(x[g * p.stride() + t]);
            }
        }
    }
    return out;
}

/// Prices of the rows that exist, in the order of `linear_program`.
std::vector<double> rows_of(const Programme& p, const std::vector<double>& y, std::size_t singles) {
    std::vector<double> out;
    const std::size_t single_from = p.limit_rows() - (singles + width - 1) / width * width;
    for (std::size_t i = 0; i < p.rows(); ++i) {
        const bool node = i >= p.limit_rows();
        const std::size_t t = node ? (i - p.limit_rows()) % p.stride() : i % p.stride();
        if ((!node && i >= single_from) || t < p.periods()) {
            out.push_back(y[i]);
        }
    }
    return out;
}

TEST(Solve, MeetsTheNeedThatARoadCanCarry) {
    // Need 8 + 4 in each of 4 periods; 10 a period can be made, and arrive from period 1 on. Met
    // are 10 in periods 1 to 3 at 2 each (60); unmet 8 at 20 and 4 at 5 in period 0 (180), and 2 of
    // the second step at 5 in each of the others (30): 270.
    const Programme p = testing::one_road(4, 8);

    const Answer answer = solve(p, {.gap = 1e-5});

    EXPECT_TRUE(answer.reached);
    EXPECT_NEAR(answer.cost, 270, 0.01);
    EXPECT_LE(answer.bound, 270);
    EXPECT_GE(answer.bound, 270 - 0.01);
    EXPECT_LE(answer.residual, 1e-9);
}

struct World {
    const char* name;
    std::size_t periods;
    int goods;
    int lead_max;
};

class Worlds : public ::testing::TestWithParam<World> {};

TEST_P(Worlds, GetAPlanAndABoundOnBothSidesOfTheSimplexMethods) {
    const World& world = GetParam();
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const Programme p = testing::small_world(world.periods, world.goods, world.lead_max, seed);

        const Answer answer = solve(p, {.gap = 2e-3, .iteration_limit = 30'000});

        const solve::Solution referee = solve::solve(p.linear_program());
        ASSERT_EQ(referee.status, solve::Status::optimal);
        const double care = 1e-7 * std::abs(referee.objective);
        EXPECT_LE(answer.bound, referee.objective + care) << "seed " << seed;
        EXPECT_GE(answer.cost, referee.objective - care) << "seed " << seed;
        EXPECT_LE(answer.residual, 1e-9) << "seed " << seed;
        EXPECT_LE(answer.gap(), 2e-3) << "seed " << seed;
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Worlds,
                         ::testing::Values(World{"eight_periods", 8, 4, 1},
                                           World{"five_periods", 5, 3, 2},
                                           World{"thirteen_periods", 13, 3, 3},
                                           World{"twenty_periods", 20, 2, 9}),
                         [](const auto& param_info) { return param_info.param.name; });

TEST(Solve, GivesTheSameBytesForAnyNumberOfThreads) {
    const Programme p = testing::small_world(8, 250, 2, 5);
    Settings one{.gap = 0, .iteration_limit = 900};
    Settings three = one;
    three.threads = {3};

    const Answer alone = solve(p, one);
    const Answer together = solve(p, three);

    EXPECT_EQ(alone.x, together.x);
    EXPECT_EQ(alone.y, together.y);
    EXPECT_EQ(alone.bound, together.bound);
}

TEST(Solve, StartsFromAnEarlierAnswer) {
    const Programme p = testing::small_world(8, 4, 1, 1);
    const Answer cold = solve(p, {.gap = 1e-3});

    const Answer warm = solve(p, {.gap = 2e-3, .warm_x = cold.x, .warm_y = cold.y});

    EXPECT_TRUE(warm.reached);
    EXPECT_LT(warm.iterations, cold.iterations);
}

TEST(Bound, IsNeverBetterThanWeakDualityWithTheSamePrices) {
    const Programme p = testing::small_world(8, 3, 2, 2);
    const solve::LinearProgram lp = p.linear_program();
    Random random(9);
    for (int round = 0; round < 20; ++round) {
        std::vector<double> y(p.rows());
        for (double& price : y) {
            price = 20 * random.uniform() - 10;
        }

        const Prices prices = closed_prices(Structure(p), y, {});

        const double referee = solve::dual_bound(lp, rows_of(p, prices.y, 4));
        EXPECT_NEAR(prices.bound, referee, 1e-6 * std::abs(referee));
    }
}

TEST(CarriedOut, MakesARealPlanOfAnyWish) {
    const Programme p = testing::small_world(8, 4, 2, 3);
    const solve::LinearProgram lp = p.linear_program();
    const std::vector<double> none(lp.rows(), 0);
    Random random(4);
    for (int round = 0; round < 20; ++round) {
        std::vector<double> wish(p.columns());
        for (double& quantity : wish) {
            quantity = 40 * random.uniform() - 10;
        }

        const Repaired plan = carried_out(Structure(p), wish);

        EXPECT_LE(plan.residual, 1e-9);
        EXPECT_LE(solve::residuals(lp, columns_of(p, plan.x), none).primal, 1e-9);
    }
}

}  // namespace
}  // namespace vorrat::supply

#include "vorrat/reserve/guaranteed.h"

#include <chrono>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/base/random.h"
#include "vorrat/reserve/testing.h"

namespace vorrat::reserve {
namespace {

using ::testing::HasSubstr;

/// Every combination of outbound times; inbound is what the suppliers make of it.
double by_enumeration(const ServiceNetwork& network) {
    std::vector<int> out(network.stages.size(), 0);
    double best = std::numeric_limits<double>::infinity();
    const int most = 7;
    for (;;) {
        double cost = 0;
        for (std::size_t j = 0; j < network.stages.size(); ++j) {
            const ServiceStage& stage = network.stages[j];
            int in = stage.inbound;
            for (const ServiceArc& arc : network.arcs) {
                in = arc.to == j ? std::max(in, out[arc.from]) : in;
            }
            const int cover = in + stage.processing - out[j];
            const bool fits = cover >= 0 && out[j] <= stage.promised.value_or(most);
            cost += fits ? stage.holding * stage.deviation * std::sqrt(cover)
                         : std::numeric_limits<double>::infinity();
        }
        best = std::min(best, cost);
        std::size_t digit = 0;
        while (digit < out.size() && out[digit] == most) {
            out[digit++] = 0;
        }
        if (digit == out.size()) {
            return best;
        }
        ++out[digit];
    }
}

TEST(GuaranteedService, IsTheBestOfAllCombinationsInRandomNetworks) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        Random random(seed);
        ServiceNetwork network;
        for (int j = 0; j < 6; ++j) {
            ServiceStage stage;
            stage.processing = static_cast<int>(random.below(3));
            stage.holding = random.between(0.1, 3);
            stage.deviation = random.between(0.5, 2);
            stage.inbound = static_cast<int>(random.below(2));
            if (j >= 4) {
                stage.promised = static_cast<int>(random.below(2));
            }
            network.stages.push_back(stage);
        }
        // Three suppliers with shared users, so that joints arise, and a tangle behind them.
        for (std::size_t a = 0; a < 6; ++a) {
            for (std::size_t b = a + 1; b < 6; ++b) {
                if (random.uniform() < 0.6) {
                    network.arcs.push_back({a, b, 1});
                }
            }
        }

        const auto times = guaranteed_service(network);

        ASSERT_TRUE(times) << times.error().message;
        EXPECT_NEAR(times->cost, by_enumeration(network), 1e-9) << "seed " << seed;
    }
}

TEST(GuaranteedService, KeepsEveryPromiseItPrices) {
    const auto network = testing::chain("willems_18.csv");
    if (!network) {
        GTEST_SKIP() << "../shared/data/supply_chains is missing";
    }
    const auto times = guaranteed_service(*network);

    ASSERT_TRUE(times) << times.error().message;
    for (const ServiceArc& arc : network->arcs) {
        EXPECT_GE(times->inbound[arc.to], times->outbound[arc.from]);
    }
    double cost = 0;
    for (std::size_t j = 0; j < network->stages.size(); ++j) {
        const ServiceStage& stage = network->stages[j];
        const int cover = times->inbound[j] + stage.processing - times->outbound[j];
        ASSERT_GE(cover, 0);
        EXPECT_LE(times->outbound[j], stage.promised.value_or(times->outbound[j]));
        cost += stage.holding * stage.deviation * std::sqrt(cover);
    }
    EXPECT_NEAR(cost, times->cost, 1e-6 * cost);
}

TEST(GuaranteedService, MeetsThePublishedOptimumOfChain02) {
    const auto network = testing::chain("willems_02.csv");
    if (!network) {
        GTEST_SKIP() << "../shared/data/supply_chains is missing";
    }

    const auto times = guaranteed_service(*network);

    ASSERT_TRUE(times) << times.error().message;
    EXPECT_NEAR(times->cost, 9'510'000, 5'000);  // printed to ten thousands
}

TEST(GuaranteedService, SolvesAChainOf154StagesWithinAMinute) {
    const auto network = testing::chain("willems_18.csv");
    if (!network) {
        GTEST_SKIP() << "../shared/data/supply_chains is missing";
    }
    const auto begin = std::chrono::steady_clock::now();

    const auto times = guaranteed_service(*network);

    ASSERT_TRUE(times) << times.error().message;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    fmt::print("chain 18: {:.0f} in {:.2f} s\n", times->cost, took.count());
    EXPECT_LT(took.count(), 60);
}

/// A source 0 with two ways to the end stage 3, through 1 and 2.
ServiceNetwork two_ways() {
    ServiceNetwork network;
    network.stages.assign(4, {.processing = 2, .holding = 1, .deviation = 1});
    network.stages[3].promised = 0;
    network.arcs = {{0, 1, 1}, {0, 2, 1}, {1, 3, 1}, {2, 3, 1}};
    return network;
}

TEST(PooledDeviations, TwoWaysToOneEndAddUp) {
    const auto pooled = pooled_deviations(two_ways(), std::vector<double>{0, 0, 0, 5});

    ASSERT_TRUE(pooled) << pooled.error().message;
    EXPECT_EQ(*pooled, (std::vector<double>{10, 5, 5, 5}));  // stage by stage: 7.07 at the source
}

TEST(GuaranteedService, RefusesACycle) {
    ServiceNetwork network = two_ways();
    network.arcs.push_back({3, 0, 1});

    const auto times = guaranteed_service(network);

    ASSERT_FALSE(times);
    EXPECT_THAT(times.error().message, HasSubstr("without a cycle"));
}

TEST(GuaranteedService, RefusesNegativeTimesAndArcsToNowhere) {
    ServiceNetwork negative = two_ways();
    negative.stages[1].processing = -1;
    ServiceNetwork nowhere = two_ways();
    nowhere.arcs.push_back({0, 9, 1});

    EXPECT_FALSE(guaranteed_service(negative));
    EXPECT_FALSE(guaranteed_service(nowhere));
}

TEST(GuaranteedService, RefusesWhatIsTooTangledAndSaysHowMuch) {
    ServiceNetwork network;
    Random random(7);
    network.stages.assign(40, {.processing = 30, .holding = 1, .deviation = 1});
    for (std::size_t a = 0; a < 40; ++a) {
        for (std::size_t b = a + 1; b < 40; ++b) {
            if (random.uniform() < 0.5) {
                network.arcs.push_back({a, b, 1});
            }
        }
    }

    const auto times = guaranteed_service(network);

    ASSERT_FALSE(times);
    EXPECT_THAT(times.error().message, HasSubstr("too tangled"));
}

}  // namespace
}  // namespace vorrat::reserve

#include "vorrat/forecast/metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace vorrat::forecast {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(NaiveScale, BeginsAtTheFirstNeed) {
    // From the 2 on: differences 2, -4, 3. Squares 4 + 16 + 9 = 29, absolute 2 + 4 + 3 = 9.
    const auto scale = naive_scale(std::array{0.0, 0.0, 2.0, 4.0, 0.0, 3.0});

    ASSERT_TRUE(scale);
    EXPECT_DOUBLE_EQ(scale->squared, 29.0 / 3);
    EXPECT_DOUBLE_EQ(scale->absolute, 3);
}

TEST(NaiveScale, SkipsPairsWithAnUnknownStep) {
    // Pairs: 2-3 and 5-1, not those with the unknown step: (1 + 16) / 2 and (1 + 4) / 2.
    const auto scale = naive_scale(std::array{2.0, 3.0, nan, 5.0, 1.0});

    ASSERT_TRUE(scale);
    EXPECT_DOUBLE_EQ(scale->squared, 8.5);
    EXPECT_DOUBLE_EQ(scale->absolute, 2.5);
}

TEST(NaiveScale, IsNothingForZerosConstantsAndSingleSteps) {
    EXPECT_FALSE(naive_scale(std::array{0.0, 0.0, 0.0}));
    EXPECT_FALSE(naive_scale(std::array{0.0, 4.0, 4.0}));
    EXPECT_FALSE(naive_scale(std::array{4.0}));
    EXPECT_FALSE(naive_scale(std::array<double, 0>{}));
}

// needed 3, unknown, 0; foreseen 1, 7, 0: errors 2 and 0.
constexpr std::array needed{3.0, nan, 0.0};
constexpr std::array foreseen{1.0, 7.0, 0.0};

TEST(Metrics, AreThoseWorkedOutByHand) {
    const Outcomes outcomes{needed, foreseen};

    EXPECT_DOUBLE_EQ(*rmsse(outcomes, 8), 0.5);  // sqrt((4 + 0) / 2 / 8)
    EXPECT_DOUBLE_EQ(*mase(outcomes, 4), 0.25);  // (2 + 0) / 2 / 4
    EXPECT_DOUBLE_EQ(*smape(outcomes), 50);      // (200 * 2 / 4 + 0) / 2; 0 against 0 is no error
}

TEST(Metrics, AreNothingWithoutAKnownNeed) {
    const std::array unknown{nan};
    const std::array one{1.0};

    EXPECT_FALSE(rmsse({unknown, one}, 1));
    EXPECT_FALSE(mase({unknown, one}, 1));
    EXPECT_FALSE(smape({unknown, one}));
}

TEST(Pinball, WeighsTooLittleByTheLevelAndTooMuchByTheRest) {
    EXPECT_DOUBLE_EQ(pinball(10, 6, 0.9), 3.6);   // 0.9 * 4
    EXPECT_DOUBLE_EQ(pinball(6, 10, 0.75), 1.0);  // 0.25 * 4
    EXPECT_DOUBLE_EQ(pinball(6, 6, 0.9), 0);
}

/// P(need <= n) of a Poisson variable.
double poisson_up_to(double mean, int n) {
    double probability = std::exp(-mean);
    double sum = probability;
    for (int k = 1; k <= n; ++k) {
        probability *= mean / k;
        sum += probability;
    }
    return sum;
}

TEST(ShareInside, OfTheTrueDistributionIsThatOfTheInterval) {
    std::vector<double> levels{0.005, 0.01, 0.025, 0.25, 0.75, 0.975, 0.99, 0.995};
    for (int k = 0; k < 40; ++k) {
        levels.push_back((k + 0.5) / 40);
    }
    std::ranges::sort(levels);
    for (const double mean : {0.1, 0.5, 1.0, 3.0, 20.0}) {
        std::vector<double> quantiles;
        for (const double level : levels) {
            int n = 0;
            while (poisson_up_to(mean, n) < level) {
                ++n;
            }
            quantiles.push_back(n);
        }
        double half = 0;
        double wide = 0;
        for (int n = 0; n < 60; ++n) {
            const double probability =
                poisson_up_to(mean, n) - (n == 0 ? 0 : poisson_up_to(mean, n - 1));
            half += probability * share_inside(n, levels, quantiles, {0.25, 0.75});
            wide += probability * share_inside(n, levels, quantiles, {0.025, 0.975});
        }

        EXPECT_NEAR(half, 0.50, 0.02) << mean;
        EXPECT_NEAR(wide, 0.95, 0.01) << mean;
    }
}

TEST(ShareInside, IsAllOrNothingBetweenQuantiles) {
    const std::array levels{0.2, 0.4, 0.6, 0.8};
    const std::array quantiles{1.0, 2.0, 3.0, 4.0};

    EXPECT_EQ(share_inside(2.5, levels, quantiles, {0.25, 0.75}), 1);
    EXPECT_EQ(share_inside(0.5, levels, quantiles, {0.25, 0.75}), 0);
    EXPECT_EQ(share_inside(9, levels, quantiles, {0.25, 0.75}), 0);
}

TEST(ShareInside, OfNothingNeededBeginsAtNoProbability) {
    const std::array levels{0.25, 0.5, 0.75};
    const std::array quantiles{0.0, 0.0, 4.0};

    // P(0) lies between .5 and .75, so the step of 0 reaches from 0 to .625.
    EXPECT_DOUBLE_EQ(share_inside(0, levels, quantiles, {0.25, 0.75}), 0.375 / 0.625);
}

}  // namespace
}  // namespace vorrat::forecast

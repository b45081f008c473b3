#include "vorrat/forecast/metrics.h"

#include <array>
#include <cmath>
#include <limits>

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

}  // namespace
}  // namespace vorrat::forecast

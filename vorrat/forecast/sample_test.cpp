#include "vorrat/forecast/sample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "vorrat/base/random.h"

namespace vorrat::forecast {
namespace {

TEST(Sample, InterpolatesBetweenMidpointsOfWeights) {
    Sample sample;
    sample.add(10, 2);
    sample.add(0, 1);
    sample.add(4, 1);
    // Sorted: 0 (weight 1), 4 (1), 10 (2); midpoints 0.5, 1.5, 3 of 4, i.e. levels 1/8, 3/8, 3/4.
    const std::array<double, 5> levels{0.05, 0.25, 0.375, 0.5625, 0.9};
    std::array<double, 5> quantiles{};

    sample.quantiles(levels, quantiles);

    // 0.25 lies half way from 0 to 4, 0.5625 half way from 4 to 10; beyond the ends nothing is made
    // up.
    EXPECT_EQ(quantiles, (std::array<double, 5>{0, 2, 4, 7, 10}));
    EXPECT_EQ(sample.mean(), 6);  // (0 + 4 + 20) / 4
}

TEST(Sample, CutsAtZeroWithoutLiftingTheMeanAsAdded) {
    Sample sample;
    sample.add(-2, 1);
    sample.add(6, 1);

    EXPECT_EQ(sample.mean(), 3);        // (0 + 6) / 2
    EXPECT_EQ(sample.added_mean(), 2);  // (-2 + 6) / 2
}

TEST(Sample, OfWholeNumbersCountsWhatLiesBetweenThemAsBoth) {
    constexpr double half = 0.5;  // a unit, in scales of two units
    Sample sample(half);
    sample.add(0.125, 1);  // a quarter of a unit: 3/4 of it at 0, 1/4 at 1
    sample.add(1, 2);      // two units
    sample.add(-1, 1);     // 0
    const std::array<double, 5> levels{0.25, 0.4375, 0.45, 0.5, 0.75};
    std::array<double, 5> quantiles{};

    sample.quantiles(levels, quantiles);

    // Weights 1.75 of 4 at 0 units (0.4375), 0.25 at 1 (up to 0.5), 2 at 2.
    EXPECT_EQ(quantiles, (std::array<double, 5>{0, 0, half, half, 2 * half}));
}

TEST(Sample, OfWholeNumbersRoundsWhereTheyAreMany) {
    Sample sample(1);
    for (int i = 0; i <= 10; ++i) {
        sample.add(1e6 + 1000.3 * i, 1);
    }
    const std::array<double, 2> levels{0.2, 0.5};
    std::array<double, 2> quantiles{};

    sample.quantiles(levels, quantiles);

    EXPECT_EQ(quantiles[0], std::floor(quantiles[0]));
    EXPECT_NEAR(quantiles[1], 1e6 + 5001.5, 1);
}

TEST(Sample, SortsAnyQuantities) {
    Sample sample;
    Random random(7);
    for (int i = 0; i < 999; ++i) {
        sample.add(std::exp2(40 * random.uniform() - 20), 1);
    }
    sample.add(0, 1);
    std::vector<double> levels;
    for (int k = 1; k < 1000; ++k) {
        levels.push_back(k / 1000.0);
    }
    std::vector<double> quantiles(levels.size());

    sample.quantiles(levels, quantiles);

    // log2 of the quantities is uniform on [-20, 20].
    EXPECT_TRUE(std::ranges::is_sorted(quantiles));
    EXPECT_NEAR(std::log2(quantiles[499]), 0, 2);
    EXPECT_NEAR(std::log2(quantiles[749]), 10, 2);
}

TEST(Sample, StaysFiniteWithEnormousQuantities) {
    Sample sample;
    sample.add(1e300, 1);
    const std::array<double, 1> levels{0.5};
    std::array<double, 1> quantiles{};

    sample.quantiles(levels, quantiles);

    EXPECT_GT(quantiles[0], 1e38);
    EXPECT_TRUE(std::isfinite(quantiles[0]));
}

}  // namespace
}  // namespace vorrat::forecast

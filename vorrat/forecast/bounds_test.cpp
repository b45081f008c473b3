#include "vorrat/forecast/bounds.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "vorrat/forecast/testing.h"

namespace vorrat::forecast {
namespace {

TEST(NeedAbove, IsTheWholeDistributionAboveZero) {
    // Gamma with shape 4 and mean 8 (scale 2): median 7.344, mean 8.
    const Tail tail{.mean = 8, .variance = 16, .bound = 0};

    double mean = 0;
    for (int i = 0; i < 1000; ++i) {
        mean += need_above(tail, (i + 0.5) / 1000) / 1000;
    }

    EXPECT_NEAR(need_above(tail, 0.5), 7.344, 0.02);
    EXPECT_NEAR(mean, 8, 0.03);
}

TEST(NeedAbove, OfAnExponentialNeedForgetsTheBound) {
    // Shape 1: E(need | need > bound) = bound + mean.
    const Tail tail{.mean = 3, .variance = 9, .bound = 6};

    double mean = 0;
    for (int i = 0; i < 1000; ++i) {
        mean += need_above(tail, (i + 0.5) / 1000) / 1000;
    }

    EXPECT_NEAR(mean, 9, 0.15);
}

TEST(NeedAbove, IsTheBoundWhereNothingWasExpectedBeyond) {
    EXPECT_EQ(need_above({.mean = 1, .variance = 0.01, .bound = 1000}, 0.9), 1000);
}

TEST(Bounds, AreFilledWithAtLeastAsMuchAndNothingElseIsTouched) {
    Series series = series_of({4, 5, 3, 9, 0, 4, 6, 5});
    series.available = {1, 1, 1, 0, 0, 1, 1, 1};
    const Observed seen = *observe(series, monday + days{8}, Frequency::day);

    const Observed filled = with_bounds_filled(seen);

    EXPECT_GE(filled.quantity[3], seen.quantity[3]);
    EXPECT_EQ(filled.knowledge[3], Knowledge::observed);
    EXPECT_EQ(filled.knowledge[4], Knowledge::censored);  // a bound of 0 says nothing
    for (const std::size_t t : {0U, 1U, 2U, 4U, 5U, 6U, 7U}) {
        EXPECT_EQ(filled.quantity[t], seen.quantity[t]);
    }
}

TEST(Bounds, StayWithinReasonWhereAlmostAllIsCensored) {
    Series series = series_of(std::vector<double>(300, 10.0));
    series.available.assign(300, 0);
    series.available[0] = 1;
    const Observed seen = *observe(series, monday + days{300}, Frequency::day);

    const Observed filled = with_bounds_filled(seen);

    EXPECT_LT(seen.scale * std::ranges::max(filled.quantity), 100);
}

}  // namespace
}  // namespace vorrat::forecast

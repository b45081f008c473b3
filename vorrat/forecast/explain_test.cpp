#include "vorrat/forecast/explain.h"

#include <numeric>

#include <gtest/gtest.h>

#include "vorrat/forecast/forecast.h"
#include "vorrat/forecast/testing.h"

namespace vorrat::forecast {
namespace {

TEST(Explain, NamesTheLevelAndTheWeekThatWereSimulated) {
    const History history = simulate({.series = 3, .days_long = 730, .mean = 20});

    const auto told = explain(history, 1, {.horizon = 14});

    ASSERT_TRUE(told) << told.error().message;
    EXPECT_NEAR(told->level, 20, 2);
    ASSERT_EQ(told->profile.size(), 7U);
    const std::size_t origin = 730 % 7;  // the profile begins at the origin's weekday
    for (std::size_t h = 0; h < 7; ++h) {
        EXPECT_NEAR(told->profile[h], shop_week.at((origin + h) % 7), 0.1) << h;
    }
    EXPECT_EQ(told->basis, Basis::windows);
    EXPECT_EQ(told->residuals, 365U);
    EXPECT_EQ(told->observed, 730U);
}

TEST(Explain, SharesTheWeightsOfAllMethods) {
    const History history = simulate({.series = 1, .days_long = 400, .mean = 0.4, .size = 1});

    const auto told = explain(history, 0, {.horizon = 7});

    ASSERT_TRUE(told);
    double sum = 0;
    for (const MethodShare& share : told->methods) {
        sum += share.weight;
    }
    EXPECT_NEAR(sum, 1, 1e-12);
    // An intermittent need is foreseen by all that is made for it, and has no trend.
    EXPECT_EQ(told->methods.size(), 4U);
    EXPECT_EQ(told->methods.front().method, Method::smoothing);
    EXPECT_EQ(told->trend, 0);
}

TEST(Explain, TellsTheTrendOfMonths) {
    std::vector<double> rising;
    for (int t = 0; t < 72; ++t) {
        rising.push_back(100 + 2 * t + t % 3);
    }

    const auto told = explain(one_series(rising, Frequency::month), 0, {.horizon = 6});

    ASSERT_TRUE(told);
    EXPECT_NEAR(told->level, 245, 5);
    EXPECT_GT(told->trend, 0.5);
    EXPECT_LT(told->trend, 2.5);
    EXPECT_EQ(told->methods.size(), 3U);
}

TEST(Explain, ReportsACoverageNearItsNameAndLessErrorThanTheSeasonBefore) {
    const History history = simulate({.series = 1, .days_long = 730, .mean = 20});

    const auto told = explain(history, 0, {.horizon = 28});

    ASSERT_TRUE(told);
    EXPECT_EQ(told->origins, 12);
    EXPECT_EQ(told->reached[0].steps, 12U * 28U);
    EXPECT_NEAR(told->reached[0].coverage_50, 0.55, 0.1);
    EXPECT_NEAR(told->reached[0].coverage_90, 0.91, 0.05);
    EXPECT_LT(told->reached[0].mean_absolute_error, told->reached[1].mean_absolute_error);
}

TEST(Explain, SaysOnWhatLittleItRests) {
    const History one = one_series({5});
    const History zeros = one_series(std::vector<double>(50, 0.0));
    const History few = one_series({5, 6, 7, 5, 6});

    EXPECT_EQ(explain(one, 0, {.horizon = 7})->basis, Basis::mean_only);
    EXPECT_EQ(explain(zeros, 0, {.horizon = 7})->basis, Basis::zeros);
    EXPECT_EQ(explain(few, 0, {.horizon = 7})->basis, Basis::steps);
    EXPECT_EQ(explain(one, 0, {.horizon = 7})->origins, 0);
}

TEST(Explain, RefusesASeriesThatHasNotBegun) {
    const auto told = explain(one_series({1, 2, 3}), 0, {.horizon = 1, .origin = monday});

    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().kind, ErrorKind::bad_input);
}

}  // namespace
}  // namespace vorrat::forecast

#include "vorrat/forecast/pooled.h"

#include <cmath>
#include <limits>
#include <numbers>

#include <gtest/gtest.h>

#include "vorrat/base/random.h"

namespace vorrat::forecast {
namespace {

constexpr Date monday{std::chrono::year{2021} / 4 / 12};
constexpr int weeks = 130;

/// The season all series share: a wave over 52 weeks, three times as high in winter.
double season(int week) { return 1 - 0.5 * std::cos(2 * std::numbers::pi * (week - 12) / 52.0); }

/// 40 intermittent series of mean 0.2 to 8 with one season; the odd ones form a group that needs
/// nothing but the level.
History many_short_series(double odd_season) {
    History history{Frequency::week, {}, {}};
    Random random(3);
    for (std::uint32_t i = 0; i < 40; ++i) {
        Series series{{i}, {0}, monday, {}, {}, {}};
        const double level = 0.2 * (1 + i);
        for (int t = 0; t < weeks; ++t) {
            const double s = i % 2 == 0 ? season(t) : 1 + odd_season * (season(t) - 1);
            series.quantity.push_back(static_cast<double>(random.poisson(level * s)));
        }
        history.series.push_back(std::move(series));
    }
    return history;
}

Grouping odd_and_even() {
    Grouping grouping{"parity", {}};
    for (std::uint32_t i = 0; i < 40; ++i) {
        grouping.group.push_back(i % 2);
    }
    return grouping;
}

Settings thirteen_weeks() {
    Settings settings;
    settings.horizon = 13;
    settings.levels = {0.1, 0.5, 0.9};
    settings.intervals = {{0, 13}};
    return settings;
}

double true_sum(std::uint32_t i, double odd_season) {
    double sum = 0;
    for (int t = weeks; t < weeks + 13; ++t) {
        sum += 0.2 * (1 + i) * (i % 2 == 0 ? season(t) : 1 + odd_season * (season(t) - 1));
    }
    return sum;
}

TEST(PooledForecast, SeriesThatShareASeasonAreForeseenThroughIt) {
    const auto forecast = pooled_forecast(many_short_series(1), {}, thirteen_weeks());

    ASSERT_TRUE(forecast) << forecast.error().message;
    for (std::uint32_t i = 10; i < 40; ++i) {
        EXPECT_NEAR(forecast->sum(i, 0).mean / true_sum(i, 1), 1, 0.35) << i;
    }
}

TEST(PooledForecast, AGroupBendsTheSeasonOfItsMembers) {
    const std::vector<Grouping> parity{odd_and_even()};
    const History history = many_short_series(0);

    const auto bent = pooled_forecast(history, parity, thirteen_weeks());
    const auto shared = pooled_forecast(history, {}, thirteen_weeks());

    ASSERT_TRUE(bent) << bent.error().message;
    ASSERT_TRUE(shared) << shared.error().message;
    double error_bent = 0;
    double error_shared = 0;
    for (std::uint32_t i = 0; i < 40; ++i) {
        error_bent += std::abs(bent->sum(i, 0).mean - true_sum(i, 0));
        error_shared += std::abs(shared->sum(i, 0).mean - true_sum(i, 0));
    }
    EXPECT_LT(error_bent, error_shared);
}

TEST(PooledForecast, ItsQuantilesHoldOnPoissonNeed) {
    const History history = many_short_series(1);
    Settings settings = thirteen_weeks();
    int below = 0;
    int cells = 0;
    for (int origin = 100; origin < weeks - 1; ++origin) {
        settings.origin = advance(monday, origin, Frequency::week);
        const auto forecast =
            pooled_forecast(known_before(history, *settings.origin), {}, settings);
        ASSERT_TRUE(forecast) << forecast.error().message;
        for (std::uint32_t i = 0; i < 40; ++i) {
            const double need = history.series[i].quantity[static_cast<std::size_t>(origin)];
            below += need <= forecast->step(i, 0).quantile(0.9) ? 1 : 0;
            ++cells;
        }
    }
    // P(need <= smallest whole number that reaches 0.9) lies between 0.9 and 1.
    EXPECT_GT(below, 0.88 * cells);
    EXPECT_LT(below, 0.98 * cells);
}

TEST(PooledForecast, OutOfStockStepsAreNoZeroNeed) {
    History history = many_short_series(1);
    Series& series = history.series[39];
    series.available.assign(series.quantity.size(), 1);
    for (std::size_t t = weeks - 6; t < weeks; ++t) {
        series.quantity[t] = 0;
        series.available[t] = 0;
    }

    const auto forecast = pooled_forecast(history, {}, thirteen_weeks());

    ASSERT_TRUE(forecast) << forecast.error().message;
    EXPECT_GT(forecast->sum(39, 0).mean, 0.7 * true_sum(39, 1));
}

TEST(PooledForecast, NothingBehindTheOriginIsLookedAt) {
    const History history = many_short_series(1);
    History changed = history;
    for (Series& series : changed.series) {
        series.quantity.back() += 1000;
    }
    Settings settings = thirteen_weeks();
    settings.origin = advance(monday, weeks - 1, Frequency::week);

    const auto one = pooled_forecast(history, {}, settings);
    const auto other = pooled_forecast(changed, {}, settings);

    ASSERT_TRUE(one) << one.error().message;
    ASSERT_TRUE(other) << other.error().message;
    EXPECT_EQ(one->quantiles, other->quantiles);
}

TEST(PooledForecast, DaysAndBrokenQuantitiesAreNotPooled) {
    History days = many_short_series(1);
    days.frequency = Frequency::day;
    History broken = many_short_series(1);
    broken.series[0].quantity[0] = 0.5;
    const Date end = advance(monday, weeks, Frequency::week);

    EXPECT_TRUE(can_pool(many_short_series(1), end));
    EXPECT_FALSE(can_pool(days, end));
    EXPECT_FALSE(can_pool(broken, end));
    EXPECT_FALSE(can_pool(many_short_series(1), advance(monday, 60, Frequency::week)));
}

}  // namespace
}  // namespace vorrat::forecast

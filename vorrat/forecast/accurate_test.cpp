#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "vorrat/forecast/evaluate.h"
#include "vorrat/forecast/forecast.h"
#include "vorrat/forecast/testing.h"

namespace vorrat::forecast {
namespace {

Settings accurate(int horizon = 14) {
    Settings settings;
    settings.horizon = horizon;
    settings.model = Model::accurate;
    settings.intervals = {{0, 7}};
    return settings;
}

/// 20 items that need three times as much on days of a sale: every day whose number leaves 0 or 1
/// when divided by 9. The sales of the next 14 days are known.
History shops_with_sales() {
    History history = simulate({.series = 20, .days_long = 300, .mean = 10});
    history.regressors = {"sale"};
    for (Series& series : history.series) {
        std::vector<float> sale;
        for (std::size_t t = 0; t < series.quantity.size() + 14; ++t) {
            sale.push_back(t % 9 < 2 ? 1 : 0);
        }
        for (std::size_t t = 0; t < series.quantity.size(); ++t) {
            series.quantity[t] *= sale[t] == 1 ? 3 : 1;
        }
        series.regressors = {sale};
    }
    return history;
}

TEST(Accurate, ForeseesSalesThatAreKnownAhead) {
    const History history = shops_with_sales();

    const auto need = forecast(history, accurate());

    ASSERT_TRUE(need) << need.error().message;
    double on_sale = 0, without = 0, sales = 0, others = 0;
    for (std::size_t i = 0; i < need->series.size(); ++i) {
        for (std::size_t h = 0; h < 14; ++h) {
            const bool sale = (300 + h) % 9 < 2;
            const double mean = need->mean[i * 14 + h] / shop_week.at((300 + h) % 7);
            (sale ? on_sale : without) += mean;
            (sale ? sales : others) += 1;
        }
    }
    EXPECT_NEAR(on_sale / sales, 30, 4.5);
    EXPECT_NEAR(without / others, 10, 1.5);
}

TEST(Accurate, IsTheSameForAnyThreadsAndAnyOrderOfSeries) {
    const History history = shops_with_sales();
    History shuffled = history;
    std::ranges::reverse(shuffled.series);
    std::swap(shuffled.series[3], shuffled.series[11]);
    Settings two = accurate();
    two.threads = Threads{2};

    const auto alone = forecast(history, accurate());
    const auto together = forecast(shuffled, two);

    ASSERT_TRUE(alone && together);
    EXPECT_EQ(alone->mean, together->mean);
    EXPECT_EQ(alone->quantiles, together->quantiles);
    EXPECT_EQ(alone->sum_mean, together->sum_mean);
    EXPECT_EQ(alone->sum_quantiles, together->sum_quantiles);
}

TEST(Accurate, KnowsNothingOfWhatCameAfterTheOrigin) {
    const History history = shops_with_sales();
    History other = history;
    for (Series& series : other.series) {
        std::fill(series.quantity.begin() + 280, series.quantity.end(), 1000);
    }
    Settings settings = accurate();
    settings.origin = monday + days{280};

    const auto one = forecast(history, settings);
    const auto two = forecast(other, settings);

    ASSERT_TRUE(one && two);
    EXPECT_EQ(one->mean, two->mean);
    EXPECT_EQ(one->quantiles, two->quantiles);
}

TEST(Accurate, CoversWhatItPromisesOnSimulatedNeed) {
    const History history = simulate(
        {.series = 60, .days_long = 420, .mean = 30, .size = 6, .persistence = 0.9, .drift = 0.3});

    const auto scores =
        evaluate(history, {.forecast = accurate(), .models = {Model::accurate}, .origins = 1});

    ASSERT_TRUE(scores) << scores.error().message;
    EXPECT_NEAR(scores->back().coverage_50, 0.50, 0.06);
    EXPECT_NEAR(scores->back().coverage_95, 0.95, 0.025);
    EXPECT_NEAR(scores->back().bias, 0, 0.08);
}

TEST(Accurate, SumsBelongToTheMeansOfTheirSteps) {
    const auto need = forecast(simulate({.series = 20, .days_long = 300}), accurate());

    ASSERT_TRUE(need) << need.error().message;
    for (std::size_t i = 0; i < need->series.size(); ++i) {
        double sum = 0;
        for (std::size_t h = 0; h < 7; ++h) {
            sum += need->mean[i * 14 + h];
        }
        EXPECT_NEAR(need->sum_mean[i], sum, 1e-9 * sum);
        EXPECT_LT(need->sum(i, 0).quantile(0.165), sum);
        EXPECT_GT(need->sum(i, 0).quantile(0.835), sum);
    }
}

TEST(Accurate, IsSmoothingWhereTheHistoryIsTooShortForTrees) {
    const History history = simulate({.series = 5, .days_long = 40});
    Settings smoothing = accurate();
    smoothing.model = Model::smoothing;

    const auto short_of_trees = forecast(history, accurate());
    const auto smoothed = forecast(history, smoothing);

    ASSERT_TRUE(short_of_trees && smoothed);
    EXPECT_EQ(short_of_trees->mean, smoothed->mean);
    EXPECT_EQ(short_of_trees->quantiles, smoothed->quantiles);
}

TEST(Accurate, LeavesASeriesOfZerosAtZeroAndForecastsANewOne) {
    History history = shops_with_sales();
    std::ranges::fill(history.series[0].quantity, 0.0);
    history.series[1].quantity.assign(10, 4.0);
    history.series[1].start = monday + days{290};

    const auto need = forecast(history, accurate());

    ASSERT_TRUE(need) << need.error().message;
    for (std::size_t h = 0; h < 14; ++h) {
        EXPECT_EQ(need->mean[h], 0);
        EXPECT_NEAR(need->mean[14 + h], 4, 1.5);
    }
}

TEST(Accurate, IsSmoothingWhereTheTreesWereWrong) {
    // Sales tripled the need until 56 days ago, where the windows held out begin; since then they
    // take two thirds of it, and what was learned from before misleads.
    History history = shops_with_sales();
    for (Series& series : history.series) {
        for (std::size_t t = 244; t < series.quantity.size(); ++t) {
            series.quantity[t] = std::floor(series.quantity[t] / (t % 9 < 2 ? 9 : 1));
        }
    }
    Settings smoothing = accurate();
    smoothing.model = Model::smoothing;

    const auto chosen = forecast(history, accurate());
    const auto smoothed = forecast(history, smoothing);

    ASSERT_TRUE(chosen && smoothed);
    EXPECT_EQ(chosen->mean, smoothed->mean);
    EXPECT_EQ(chosen->quantiles, smoothed->quantiles);
    EXPECT_EQ(chosen->sum_quantiles, smoothed->sum_quantiles);
}

TEST(Accurate, StaysFiniteAndOrderedBesideOddHistories) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    History history = shops_with_sales();
    history.series[0].quantity[150] = 1e9;
    std::ranges::fill(history.series[1].quantity, 7.0);
    history.series[2].quantity.assign(1, 5.0);
    history.series[2].start = monday + days{299};
    for (std::size_t t = 0; t < 300; t += 2) {
        history.series[3].quantity[t] = nan;
    }
    history.series[4].available.assign(300, 0);
    history.series[5].regressors[0].assign(314, std::numeric_limits<float>::quiet_NaN());

    const auto need = forecast(history, accurate());

    ASSERT_TRUE(need) << need.error().message;
    ASSERT_EQ(need->series.size(), history.series.size());
    for (std::size_t i = 0; i < need->series.size(); ++i) {
        for (int h = 0; h < 14; ++h) {
            const NeedCurve curve = need->step(i, h);
            EXPECT_TRUE(std::isfinite(curve.mean) && curve.mean >= 0) << i;
            EXPECT_TRUE(std::isfinite(curve.quantiles.back())) << i;
            EXPECT_TRUE(std::ranges::is_sorted(curve.quantiles)) << i;
        }
    }
}

TEST(Accurate, StopsWhenAsked) {
    std::stop_source stop;
    Settings settings = accurate();
    settings.progress.stop = stop.get_token();
    settings.progress.report = [&](std::string_view, double) { stop.request_stop(); };

    const auto need = forecast(shops_with_sales(), settings);

    ASSERT_FALSE(need);
    EXPECT_EQ(need.error().kind, ErrorKind::failed);
}

}  // namespace
}  // namespace vorrat::forecast

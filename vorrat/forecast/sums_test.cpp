#include <cmath>

#include <gtest/gtest.h>

#include "vorrat/forecast/forecast.h"
#include "vorrat/forecast/testing.h"

namespace vorrat::forecast {
namespace {

constexpr double mean = 100;
constexpr double deviation = 15;
constexpr double persistence = 0.7;
constexpr int week = 7;

/// Need 100 + x, x an autoregression of standard deviation 15 and persistence 0.7. Given the last x
/// the sum of the next week is normal:
///
///     mean      700 + x Σ_{h=1..7} 0.7^h
///     variance  s² Σ_{k=1..7} ((1 - 0.7^k) / (1 - 0.7))²,   s² = 15² (1 - 0.7²)
struct Autoregression {
    History history;
    std::vector<double> last;  ///< x of the last day, per series

    explicit Autoregression(std::uint32_t series) {
        const double shock = deviation * std::sqrt(1 - persistence * persistence);
        for (std::uint32_t i = 0; i < series; ++i) {
            Random random(11, i);
            double x = deviation * random.normal();
            std::vector<double> quantity;
            for (int t = 0; t < 730; ++t) {
                x = persistence * x + shock * random.normal();
                quantity.push_back(std::max(0.0, mean + x));
            }
            history.series.push_back(series_of(std::move(quantity), i));
            last.push_back(x);
        }
    }

    /// P(need of the next week <= quantity).
    double truth(std::size_t series, double quantity) const {
        double expected = week * mean;
        double variance = 0;
        for (int h = 1; h <= week; ++h) {
            expected += last[series] * std::pow(persistence, h);
            const double reach = (1 - std::pow(persistence, h)) / (1 - persistence);
            variance += reach * reach;
        }
        variance *= deviation * deviation * (1 - persistence * persistence);
        return 0.5 * std::erfc(-(quantity - expected) / std::sqrt(2 * variance));
    }
};

class SumQuantile : public ::testing::TestWithParam<double> {};

TEST_P(SumQuantile, IsReachedAsOftenAsTheSimulatedTruthSays) {
    const Autoregression truth(300);
    const double level = GetParam();

    const auto need =
        forecast(truth.history, {.horizon = week, .levels = {level}, .intervals = {{0, week}}});

    ASSERT_TRUE(need) << need.error().message;
    double reached = 0;
    double added = 0;
    for (std::size_t i = 0; i < 300; ++i) {
        double sum = 0;
        for (int h = 0; h < week; ++h) {
            sum += need->step(i, h).quantiles[0];
        }
        reached += truth.truth(i, need->sum(i, 0).quantiles[0]) / 300;
        added += truth.truth(i, sum) / 300;
    }
    EXPECT_NEAR(reached, level, 0.02);
    // The quantiles of the days do not add up to that of the week.
    EXPECT_GT(std::abs(added - level), 0.03);
}

INSTANTIATE_TEST_SUITE_P(Levels, SumQuantile, ::testing::Values(0.1, 0.9, 0.95));

}  // namespace
}  // namespace vorrat::forecast

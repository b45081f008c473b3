#include "vorrat/forecast/reconcile.h"

#include <cmath>

#include <gtest/gtest.h>

#include "vorrat/forecast/forecast.h"
#include "vorrat/forecast/least_squares.h"
#include "vorrat/forecast/testing.h"

namespace vorrat::forecast {
namespace {

using Dense = std::vector<std::vector<double>>;

Grouping level(std::string name, std::vector<std::uint32_t> group) {
    return {std::move(name), std::move(group)};
}

/// Two items at three places: all, 2 items, 3 places, 6 series.
std::vector<Grouping> two_ways() {
    return {level("all", {0, 0, 0, 0, 0, 0}), level("item", {0, 0, 0, 1, 1, 1}),
            level("place", {0, 1, 2, 0, 1, 2})};
}

Dense summing_matrix(const Hierarchy& hierarchy) {
    Dense s(hierarchy.nodes(), std::vector<double>(hierarchy.series(), 0));
    for (std::size_t i = 0; i < hierarchy.series(); ++i) {
        std::vector<double> unit(hierarchy.series(), 0);
        std::vector<double> column(hierarchy.nodes());
        unit[i] = 1;
        hierarchy.add_up(unit, column);
        for (std::size_t node = 0; node < s.size(); ++node) {
            s[node][i] = column[node];
        }
    }
    return s;
}

/// x with A x = b, by Gauss elimination with pivots.
std::vector<double> solve(Dense a, std::vector<double> b) {
    const std::size_t n = b.size();
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t pivot = k;
        for (std::size_t i = k; i < n; ++i) {
            pivot = std::abs(a[i][k]) > std::abs(a[pivot][k]) ? i : pivot;
        }
        std::swap(a[k], a[pivot]);
        std::swap(b[k], b[pivot]);
        for (std::size_t i = k + 1; i < n; ++i) {
            const double factor = a[i][k] / a[k][k];
            for (std::size_t j = k; j < n; ++j) {
                a[i][j] -= factor * a[k][j];
            }
            b[i] -= factor * b[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        for (std::size_t j = k + 1; j < n; ++j) {
            b[k] -= a[k][j] * b[j];
        }
        b[k] /= a[k][k];
    }
    return b;
}

/// (Sᵀ W⁻¹ S)⁻¹ Sᵀ W⁻¹ base with dense matrices.
std::vector<double> dense_reference(const Dense& s, const Dense& w, std::vector<double> base) {
    const std::size_t n = s.front().size();
    Dense weighed;  // columns of W⁻¹ S
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<double> column;
        for (const auto& row : s) {
            column.push_back(row[i]);
        }
        weighed.push_back(solve(w, column));
    }
    Dense normal(n, std::vector<double>(n, 0));
    std::vector<double> right(n, 0);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t node = 0; node < s.size(); ++node) {
            right[i] += weighed[i][node] * base[node];
            for (std::size_t j = 0; j < n; ++j) {
                normal[i][j] += weighed[i][node] * s[node][j];
            }
        }
    }
    return solve(normal, right);
}

TEST(NearestSums, ShareTheDifferenceByTheirVariances) {
    // A total of 10 over series of 3 and 5, variances 2, 1, 1: the 2 that are missing are shared
    // as 2 : 1 : 1, so the series become 3.5 and 5.5 and the total 9.
    const Hierarchy hierarchy(2, std::vector{level("all", {0, 0})});

    const auto bottom =
        nearest_sums(hierarchy, Precision({2, 1, 1}), std::vector<double>{10, 3, 5}, {0, 0});

    EXPECT_NEAR(bottom[0], 3.5, 1e-9);
    EXPECT_NEAR(bottom[1], 5.5, 1e-9);
}

TEST(NearestSums, AreThoseOfDenseMatrices) {
    const Hierarchy hierarchy(6, two_ways());
    const Dense s = summing_matrix(hierarchy);
    Random random(7);
    std::vector<double> base;
    std::vector<double> diagonal;
    std::vector<float> errors;
    for (std::size_t node = 0; node < s.size(); ++node) {
        base.push_back(20 + 10 * random.uniform());
        diagonal.push_back(1 + random.uniform());
        for (int t = 0; t < 4; ++t) {
            errors.push_back(static_cast<float>(random.normal()));
        }
    }
    constexpr double factor = 0.3;
    Dense w(s.size(), std::vector<double>(s.size(), 0));
    for (std::size_t a = 0; a < s.size(); ++a) {
        w[a][a] = diagonal[a];
        for (std::size_t b = 0; b < s.size(); ++b) {
            for (std::size_t t = 0; t < 4; ++t) {
                w[a][b] += factor * static_cast<double>(errors[4 * a + t]) *
                           static_cast<double>(errors[4 * b + t]);
            }
        }
    }

    const auto bottom = nearest_sums(hierarchy, Precision(diagonal, errors, 4, factor), base,
                                     std::vector<std::uint8_t>(6, 0));

    const auto reference = dense_reference(s, w, base);
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_NEAR(bottom[i], reference[i], 1e-8) << i;
    }
}

TEST(NearestSums, LeaveForecastsThatAgreeAsTheyAre) {
    const Hierarchy hierarchy(6, two_ways());
    const std::vector<double> series{1, 2, 3, 40, 50, 60};
    std::vector<double> base(hierarchy.nodes());
    hierarchy.add_up(series, base);

    const auto bottom = nearest_sums(hierarchy, Precision(std::vector<double>(12, 1.0)), base,
                                     std::vector<std::uint8_t>(6, 0));

    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_NEAR(bottom[i], series[i], 1e-9);
    }
}

TEST(NearestSums, AreNotNegativeAndTheBestOfThese) {
    // All of 0 over 1 and 9 with equal variances: without the bound -2.33 and 5.67. With the first
    // at 0, the second minimises (0 - x)² + (9 - x)²: 4.5.
    const Hierarchy hierarchy(2, std::vector{level("all", {0, 0})});

    const auto bottom =
        nearest_sums(hierarchy, Precision({1, 1, 1}), std::vector<double>{0, 1, 9}, {0, 0});

    EXPECT_EQ(bottom[0], 0);
    EXPECT_NEAR(bottom[1], 4.5, 1e-9);
}

class Reconciling : public ::testing::TestWithParam<Weights> {};
INSTANTIATE_TEST_SUITE_P(Weights, Reconciling,
                         ::testing::Values(Weights::structural, Weights::shrinkage));

/// 24 shops' series: 4 items at 6 places.
std::vector<Grouping> shop_levels() {
    std::vector<std::uint32_t> all(24, 0);
    std::vector<std::uint32_t> item;
    std::vector<std::uint32_t> place;
    for (std::uint32_t i = 0; i < 24; ++i) {
        item.push_back(i / 6);
        place.push_back(i % 6);
    }
    return {level("all", all), level("item", item), level("place", place)};
}

TEST_P(Reconciling, MakesAllLevelsAgreeWithoutNegativeNeed) {
    const History history = simulate({.series = 24, .days_long = 200, .mean = 3, .size = 1});
    const auto base = forecast(history, {.horizon = 7, .intervals = {{0, 7}, {2, 3}}});
    ASSERT_TRUE(base);

    const auto made = reconcile(history, *base, shop_levels(), GetParam());

    ASSERT_TRUE(made) << made.error().message;
    EXPECT_GT(made->apart_before, 1e-4);
    EXPECT_LT(made->apart_after, 1e-9);
    const NeedForecast& all = made->levels[0].need;
    double sum = 0;
    for (std::size_t row = 0; row < 24; ++row) {
        sum += made->series.step(row, 3).mean;
        for (const double quantile : made->series.step(row, 3).quantiles) {
            EXPECT_GE(quantile, 0);
            EXPECT_EQ(quantile, std::floor(quantile));  // they were counts and still are
        }
        double week = 0;
        for (int h = 0; h < 7; ++h) {
            week += made->series.step(row, h).mean;
        }
        EXPECT_NEAR(made->series.sum(row, 0).mean, week, 1e-9 * week);
    }
    EXPECT_NEAR(all.step(0, 3).mean, sum, 1e-9 * sum);
}

TEST_P(Reconciling, IsTheSameForAnyNumberOfThreads) {
    const History history = simulate({.series = 24, .days_long = 120, .mean = 3});
    const auto base = forecast(history, {.horizon = 5});
    ASSERT_TRUE(base);

    const auto one = reconcile(history, *base, shop_levels(), GetParam(), {.threads = {1}});
    const auto three = reconcile(history, *base, shop_levels(), GetParam(), {.threads = {3}});

    ASSERT_TRUE(one);
    ASSERT_TRUE(three);
    EXPECT_EQ(one->series.mean, three->series.mean);
    EXPECT_EQ(one->series.quantiles, three->series.quantiles);
    EXPECT_EQ(one->levels[1].need.mean, three->levels[1].need.mean);
}

TEST_P(Reconciling, GivesNothingToASeriesThatNeverHadNeed) {
    History history = simulate({.series = 24, .days_long = 120, .mean = 3});
    std::ranges::fill(history.series[5].quantity, 0.0);
    const auto base = forecast(history, {.horizon = 5});
    ASSERT_TRUE(base);

    const auto made = reconcile(history, *base, shop_levels(), GetParam());

    ASSERT_TRUE(made);
    EXPECT_EQ(made->series.step(5, 0).mean, 0);
    EXPECT_EQ(made->series.step(5, 0).quantiles.back(), 0);
}

TEST(Reconcile, LowersTheErrorOfSumsWhoseTrendNoSeriesShows) {
    // 60 rare needs that all halve over the last eight weeks: each alone sees noise.
    History history;
    for (std::uint32_t i = 0; i < 60; ++i) {
        Random random(3, i);
        std::vector<double> quantity;
        for (int t = 0; t < 420; ++t) {
            const double mean = t < 336 ? 0.6 : 0.6 * std::exp2(-(t - 336) / 42.0);
            quantity.push_back(static_cast<double>(random.poisson(mean)));
        }
        history.series.push_back(series_of(std::move(quantity), i));
    }
    const History known = without_last(history, 28);
    const auto base = forecast(known, {.horizon = 28});
    ASSERT_TRUE(base);
    double needed = 0;
    for (const Series& series : history.series) {
        for (std::size_t t = 392; t < 420; ++t) {
            needed += series.quantity[t];
        }
    }
    const auto total = [](const NeedForecast& need) {
        double sum = 0;
        for (const double mean : need.mean) {
            sum += mean;
        }
        return sum;
    };

    const auto made = reconcile(known, *base, {level("all", std::vector<std::uint32_t>(60, 0))},
                                Weights::structural);

    ASSERT_TRUE(made);
    EXPECT_LT(std::abs(total(made->series) - needed), std::abs(total(*base) - needed));
}

TEST(Reconcile, TakesWhatWasExpectedWhereASeriesIsUnknown) {
    // Two constants of 10 and 30; the second is unknown in the last 20 days. Their sum stays 40.
    std::vector<double> second(100, 30.0);
    std::fill(second.begin() + 80, second.end(), std::nan(""));
    const History history{
        Frequency::day, {}, {series_of(std::vector<double>(100, 10.0)), series_of(second, 1)}};
    const auto base = forecast(history, {.horizon = 3});
    ASSERT_TRUE(base);

    const auto made = reconcile(history, *base, {level("all", {0, 0})}, Weights::structural);

    ASSERT_TRUE(made);
    EXPECT_NEAR(made->levels[0].need.step(0, 0).mean, 40, 1e-6);
}

TEST(Reconcile, RefusesLevelsThatDoNotFit) {
    const History history = one_series({1, 2, 3});
    const auto base = forecast(history, {.horizon = 1});
    ASSERT_TRUE(base);

    EXPECT_EQ(reconcile(history, *base, {}, Weights::structural).error().kind, ErrorKind::usage);
    EXPECT_EQ(reconcile(history, *base, {level("all", {0, 0})}, Weights::structural).error().kind,
              ErrorKind::usage);
}

}  // namespace
}  // namespace vorrat::forecast

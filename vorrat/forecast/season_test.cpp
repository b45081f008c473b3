#include "vorrat/forecast/season.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "vorrat/forecast/testing.h"

namespace vorrat::forecast {
namespace {

Observed seen_of(const std::vector<double>& quantity, Frequency frequency = Frequency::day) {
    const Series series = series_of(quantity);
    const int steps = static_cast<int>(quantity.size());
    return *observe(series, advance(series.start, steps, frequency), frequency);
}

/// `seasons` times the same season.
std::vector<double> repeated(std::span<const double> season, int seasons) {
    std::vector<double> all;
    for (int i = 0; i < seasons; ++i) {
        all.insert(all.end(), season.begin(), season.end());
    }
    return all;
}

TEST(Season, RecoversAWeekAfterAYear) {
    const auto profile = season_profile(seen_of(repeated(shop_week, 52)));

    ASSERT_EQ(profile.size(), 7);
    // Four pretended weeks against about 36 weighted ones pull each day a tenth towards 1.
    for (std::size_t j = 0; j < 7; ++j) {
        EXPECT_NEAR(profile[j], shop_week[j], 0.06);
    }
    EXPECT_NEAR(std::accumulate(profile.begin(), profile.end(), 0.0), 7, 1e-12);
}

TEST(Season, IsNearlyFlatAfterTwoWeeks) {
    const auto profile = season_profile(seen_of(repeated(shop_week, 2)));

    // (2 * 1.5 + 4) / (2 + 4) = 1.167 for Saturday, less what could be noise.
    EXPECT_GT(profile[5], 1.05);
    EXPECT_LT(profile[5], 7.0 / 6);
}

TEST(Season, IsNotMovedByATrend) {
    std::vector<double> rising(20 * 7);
    for (std::size_t t = 0; t < rising.size(); ++t) {
        rising[t] = 10.0 + static_cast<double>(t);
    }

    for (const double share : season_profile(seen_of(rising))) {
        EXPECT_NEAR(share, 1, 0.02);
    }
}

TEST(Season, IsNotSeenInNoise) {
    const History history = simulate({.series = 100, .days_long = 365, .mean = 0.3, .size = 0.5});
    double differences = 0;
    for (const Series& series : history.series) {
        // Days in another order have no week.
        std::vector<double> mixed;
        for (std::size_t t = 0; t < 365; ++t) {
            mixed.push_back(series.quantity[t * 144 % 365]);
        }
        for (const double share : season_profile(seen_of(mixed))) {
            differences += std::abs(share - 1) / 700;
        }
    }

    // Without shrinking it is 0.2: 52 needs per weekday of 0.3 on average vary so much.
    EXPECT_LT(differences, 0.03);
}

TEST(Season, OfMonthsHasTwelveAndAnEvenCentre) {
    std::vector<double> year(12, 1.0);
    year[11] = 2.2;  // December

    const auto profile = season_profile(seen_of(repeated(year, 5), Frequency::month));

    ASSERT_EQ(profile.size(), 12);
    EXPECT_NEAR(profile[11], 2.0, 0.25);  // 2.2 / 1.1, pulled towards 1
    EXPECT_NEAR(profile[3], 0.91, 0.05);
}

TEST(Season, IsPositiveWhereNothingWasEverNeeded) {
    const std::vector<double> closed{1, 1, 1, 1, 1, 1, 0};

    const auto profile = season_profile(seen_of(repeated(closed, 100)));

    EXPECT_GT(profile[6], 0);
    EXPECT_LT(profile[6], 0.1);
}

}  // namespace
}  // namespace vorrat::forecast

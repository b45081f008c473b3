#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "vorrat/model/criteria.h"
#include "vorrat/model/history.h"
#include "vorrat/model/need.h"

namespace vorrat {
namespace {

Date day(const char* text) { return *parse_date(text); }

// Need is uniform on [0, 10]: the quantile of level p is 10 p, the mean 5.
constexpr std::array<double, 3> levels{0.1, 0.5, 0.9};
constexpr std::array<double, 3> uniform_to_ten{1, 5, 9};
constexpr NeedCurve uniform{.mean = 5, .levels = levels, .quantiles = uniform_to_ten};

TEST(NeedCurve, IsLinearBetweenItsLevelsAndGoesOnBeyondThem) {
    for (const double level : {0.0, 0.05, 0.1, 0.3, 0.5, 0.75, 0.9, 0.95, 1.0}) {
        EXPECT_NEAR(uniform.quantile(level), 10 * level, 1e-12) << level;
        EXPECT_NEAR(uniform.probability_met(10 * level), level, 1e-12) << level;
    }
    EXPECT_EQ(uniform.probability_met(11), 1);
}

// E(D - x)+ = (10 - x)^2 / 20 for D uniform on [0, 10].
TEST(NeedCurve, KnowsTheShortageThatAStockLeaves) {
    for (const double stock : {0.0, 0.5, 1.0, 4.2, 9.0, 9.5, 10.0, 12.0}) {
        const double left = std::max(0.0, 10 - stock);
        EXPECT_NEAR(uniform.expected_shortage(stock), left * left / 20, 1e-12) << stock;
    }
}

TEST(NeedCurve, OfACertainNeedHasAStep) {
    constexpr std::array<double, 2> two{0.1, 0.9};
    constexpr std::array<double, 2> always_four{4, 4};
    const NeedCurve certain{.mean = 4, .levels = two, .quantiles = always_four};

    EXPECT_EQ(certain.quantile(0.5), 4);
    EXPECT_EQ(certain.quantile(1), 4);
    EXPECT_EQ(certain.probability_met(4), 1);
    EXPECT_NEAR(certain.expected_shortage(4), 0, 1e-12);
}

TEST(Steps, OfMonthsKeepTheDayWhereTheMonthHasIt) {
    EXPECT_EQ(advance(day("2026-01-31"), 1, Frequency::month), day("2026-02-28"));
    EXPECT_EQ(advance(day("2026-01-31"), 2, Frequency::month), day("2026-03-31"));
    EXPECT_EQ(advance(day("2026-01-15"), -13, Frequency::month), day("2024-12-15"));
    EXPECT_EQ(steps_between(day("2024-12-15"), day("2026-01-15"), Frequency::month), 13);
}

TEST(Steps, CountBackwardsToo) {
    EXPECT_EQ(steps_between(day("2026-01-15"), day("2026-01-01"), Frequency::week), -2);
    EXPECT_EQ(advance(day("2026-01-15"), -2, Frequency::week), day("2026-01-01"));
}

TEST(History, CountsQuartersYearsAndHours) {
    EXPECT_EQ(advance(day("2026-01-31"), 1, Frequency::quarter), day("2026-04-30"));
    EXPECT_EQ(steps_between(day("2026-04-01"), day("2025-10-01"), Frequency::quarter), -2);
    EXPECT_EQ(advance(day("2024-02-29"), 1, Frequency::year), day("2025-02-28"));
    EXPECT_EQ(steps_between(day("1975-01-01"), day("1989-01-01"), Frequency::year), 14);

    const Date midnight = first_step_of(day("2026-03-29"), Frequency::hour);
    EXPECT_EQ(to_string(advance(midnight, 27, Frequency::hour), Frequency::hour),
              "2026-03-30 03:00:00");
    EXPECT_EQ(to_string(advance(midnight, -1, Frequency::hour), Frequency::hour),
              "2026-03-28 23:00:00");
    EXPECT_EQ(to_string(first_step_of(day("1969-12-31"), Frequency::hour), Frequency::hour),
              "1969-12-31 00:00:00");
}

TEST(Frequency, IsReadBackFromItsName) {
    for (const Frequency frequency : {Frequency::hour, Frequency::day, Frequency::week,
                                      Frequency::month, Frequency::quarter, Frequency::year}) {
        EXPECT_EQ(parse_frequency(to_string(frequency)), frequency);
    }
    EXPECT_EQ(parse_frequency("fortnight"), std::nullopt);
}

TEST(History, KnownBeforeADateHoldsNothingOfThatDateOrLater) {
    History history;
    history.frequency = Frequency::week;
    history.series.push_back({.item = {0},
                              .place = {0},
                              .start = day("2026-01-05"),
                              .quantity = {1, 2, 3},
                              .available = {1, 0, 1},
                              .regressors = {}});
    history.series.push_back({.item = {0},
                              .place = {1},
                              .start = day("2026-01-19"),
                              .quantity = {9},
                              .available = {},
                              .regressors = {}});

    // The week of 12 January ends on the 18th, so on the 18th it is not yet known.
    const History early = known_before(history, day("2026-01-18"));
    const History later = known_before(history, day("2026-01-19"));

    ASSERT_EQ(early.series.size(), 1U);
    EXPECT_EQ(early.series[0].quantity, (std::vector<double>{1}));
    ASSERT_EQ(later.series.size(), 1U);
    EXPECT_EQ(later.series[0].quantity, (std::vector<double>{1, 2}));
    EXPECT_EQ(later.series[0].available, (std::vector<std::uint8_t>{1, 0}));
    EXPECT_EQ(first_unknown_date(history), day("2026-01-26"));
}

TEST(Caps, CountEachDayWithTheTotalInForce) {
    const Cap cap{.indicator = "co2e_kg",
                  .total = 100,
                  .path = {{day("2026-01-08"), 60}, {day("2026-01-15"), 20}}};

    EXPECT_NEAR(cap_over(cap, day("2026-01-01"), 7), 100, 1e-12);
    EXPECT_NEAR(cap_over(cap, day("2026-01-01"), 14), 80, 1e-12);
    EXPECT_NEAR(cap_over(cap, day("2026-01-01"), 21), 60, 1e-12);
    EXPECT_NEAR(cap_over(cap, day("2027-01-01"), 21), 20, 1e-12);
}

TEST(Criteria, HaveAtLeastOnePeriod) {
    Criteria criteria;
    criteria.horizon_days = 3;

    EXPECT_EQ(period_count(criteria), 1);
}

}  // namespace
}  // namespace vorrat

#include "vorrat/forecast/observed.h"

#include <limits>

#include <gtest/gtest.h>

#include "vorrat/forecast/testing.h"

namespace vorrat::forecast {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Observed, TellsUnknownCensoredAndObservedApart) {
    Series series = series_of({4, nan, 1, 6});
    series.available = {1, 1, 0, 1};

    const auto seen = observe(series, monday + days{5}, Frequency::day);

    ASSERT_TRUE(seen);
    using enum Knowledge;
    EXPECT_EQ(seen->knowledge, (std::vector{observed, unknown, censored, observed, unknown}));
    // Mean of 4 and 6 is 5 = 1.25 * 4, and 4 is the power of two below.
    EXPECT_EQ(seen->scale, 4);
    EXPECT_EQ(seen->mean, 1.25);
    EXPECT_EQ(seen->quantity, (std::vector<double>{1, 0, 0.25, 1.5, 0}));
}

TEST(Observed, TakesBoundsWhereNothingElseIsKnown) {
    Series series = series_of({4, 8});
    series.available = {0, 0};

    const auto seen = observe(series, monday + days{2}, Frequency::day);

    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->knowledge, (std::vector(2, Knowledge::observed)));
}

TEST(Observed, IsNothingBeforeTheFirstStepAndWithoutAnyQuantity) {
    EXPECT_FALSE(observe(series_of({1, 2}), monday, Frequency::day));
    EXPECT_FALSE(observe(series_of({nan, nan}), monday + days{2}, Frequency::day));
}

TEST(Observed, KeepsTheLastThreeYears) {
    const auto seen =
        observe(series_of(std::vector<double>(2000, 1)), monday + days{2000}, Frequency::day);

    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->size(), 1095);
}

TEST(Observed, HasASeasonOnlyWithTwoOfThem) {
    const auto season = [](std::size_t weeks) {
        const auto seen = observe(series_of(std::vector<double>(weeks, 1)), monday + days{7 * 200},
                                  Frequency::week);
        return seen->season;
    };
    const auto days_seen =
        observe(series_of(std::vector<double>(13, 1)), monday + days{13}, Frequency::day);

    EXPECT_EQ(days_seen->season, 1);
    EXPECT_EQ(season(150), 52);
}

/// 40 days of which every fifth sold out, and one quantity is not known.
Series with_all_knowledge() {
    std::vector<double> quantity;
    Series series;
    for (int t = 0; t < 40; ++t) {
        quantity.push_back(t == 7 ? nan : 2 + t % 9);
        series.available.push_back(t % 5 == 0 ? 0 : 1);
    }
    series.start = monday;
    series.quantity = quantity;
    return series;
}

TEST(Observed, BeforeALaterStepIsWhatWasSeenThen) {
    const Series series = with_all_knowledge();
    const Observed whole = *observe(series, monday + days{40}, Frequency::day);
    const Observed then = *observe(series, monday + days{26}, Frequency::day, 20);

    const auto cut = before(whole, 14, 20);

    ASSERT_TRUE(cut);
    EXPECT_EQ(cut->scale, whole.scale);
    EXPECT_EQ(cut->knowledge, then.knowledge);
    EXPECT_EQ(cut->season, then.season);
    EXPECT_EQ(cut->scale * cut->mean, then.scale * then.mean);
    for (std::size_t t = 0; t < then.size(); ++t) {
        EXPECT_EQ(cut->scale * cut->quantity[t], then.scale * then.quantity[t]) << t;
    }
}

TEST(Observed, BeforeTwoWeeksOfHoursHasTheSeasonOfADay) {
    const Series hours = series_of(std::vector<double>(400, 1));
    const Observed whole = *observe(hours, monday + days{400}, Frequency::hour);

    EXPECT_EQ(whole.season, 168);
    EXPECT_EQ(before(whole, 70)->season, 24);
    EXPECT_EQ(before(whole, 353)->season, 1);
}

TEST(Observed, BeforeItsFirstStepIsNothingAndBeforeItsFirstNeedHasNoScale) {
    const Observed seen = *observe(series_of({nan, 0, 0, 5}), monday + days{4}, Frequency::day);

    EXPECT_FALSE(before(seen, 4));
    EXPECT_FALSE(before(seen, 3));
    EXPECT_EQ(before(seen, 1)->scale, 0);
    EXPECT_EQ(before(seen, 0)->scale, seen.scale);
}

}  // namespace
}  // namespace vorrat::forecast

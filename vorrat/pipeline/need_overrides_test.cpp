#include "vorrat/pipeline/need_overrides.h"

#include <numeric>

#include <gtest/gtest.h>

namespace vorrat::pipeline {
namespace {

Date day(int of_november) {
    return *parse_date(of_november < 10 ? "2026-11-0" + std::to_string(of_november)
                                        : "2026-11-" + std::to_string(of_november));
}

/// Bread at one depot, ten and twenty by turns for four days from the 2nd on; soap has no series.
/// Two levels; the sums of the first two and of all four days.
struct Bakery {
    World world;
    NeedForecast forecast;

    Bakery() {
        world.items = {{"bread"}, {"soap"}};
        world.places.push_back({"north", "", PlaceKind::depot, {}, {0}});
        forecast.start = day(2);
        forecast.horizon = 4;
        forecast.levels = {0.5, 0.9};
        forecast.series = {{{0}, {0}}};
        forecast.intervals = {{0, 2}, {0, 4}};
        forecast.mean = {10, 20, 10, 20};
        forecast.quantiles = {9, 15, 18, 30, 9, 15, 18, 30};
        forecast.sum_mean = {30, 60};
        forecast.sum_quantiles = {28, 40, 58, 75};
    }
    NeedForecast with(NeedOverride row) {
        world.need_overrides = {std::move(row)};
        return with_need_overrides(forecast, world);
    }
};

NeedOverride of_bread(int from, int until) {
    return {.id = "O1",
            .item = {0},
            .place = {0},
            .from = day(from),
            .until = day(until),
            .factor = {},
            .quantity = {},
            .reason = "a feast",
            .made = day(1),
            .by = "",
            .withdrawn = {}};
}

TEST(NeedOverrides, ScaleTheDistributionOfTheDaysTheyName) {
    NeedOverride row = of_bread(3, 4);
    row.factor = 2;

    const NeedForecast now = Bakery().with(row);

    EXPECT_EQ(now.mean, (std::vector<double>{10, 40, 20, 20}));
    EXPECT_EQ(now.quantiles, (std::vector<double>{9, 15, 36, 60, 18, 30, 18, 30}));
    // The sum of the first two days grows by 20 of 30, that of all four by 30 of 60.
    EXPECT_EQ(now.sum_mean, (std::vector<double>{50, 90}));
    EXPECT_DOUBLE_EQ(now.sum_quantiles[1], 40.0 * 50 / 30);
    EXPECT_DOUBLE_EQ(now.sum_quantiles[3], 75.0 * 90 / 60);
}

TEST(NeedOverrides, SpreadAQuantityAsTheForecastWouldHave) {
    NeedOverride row = of_bread(2, 3);
    row.quantity = 90;

    const NeedForecast now = Bakery().with(row);

    EXPECT_EQ(now.mean, (std::vector<double>{30, 60, 10, 20}));
    EXPECT_EQ(now.sum_mean, (std::vector<double>{90, 120}));
}

TEST(NeedOverrides, CountOnlyTheDaysThatTheForecastSees) {
    // Four of eight days lie before the forecast: half of the quantity is for those.
    NeedOverride row = of_bread(2, 5);
    row.from = day(2) - days{4};
    row.quantity = 120;

    const NeedForecast now = Bakery().with(row);

    EXPECT_DOUBLE_EQ(std::accumulate(now.mean.begin(), now.mean.end(), 0.0), 60);
}

TEST(NeedOverrides, CanSayThatNothingWillBeNeeded) {
    NeedOverride row = of_bread(2, 5);
    row.quantity = 0;

    const NeedForecast now = Bakery().with(row);

    EXPECT_EQ(now.mean, std::vector<double>(4, 0.0));
    EXPECT_EQ(now.sum_quantiles, std::vector<double>(4, 0.0));
}

TEST(NeedOverrides, SpeakOfWhatNobodyEverAskedFor) {
    NeedOverride row = of_bread(3, 4);
    row.item = {1};
    row.quantity = 8;

    const NeedForecast now = Bakery().with(row);

    ASSERT_EQ(now.series, (std::vector<SeriesKey>{{{0}, {0}}, {{1}, {0}}}));
    EXPECT_EQ(std::vector<double>(now.mean.begin() + 4, now.mean.end()),
              (std::vector<double>{0, 4, 4, 0}));
    EXPECT_EQ(now.step(1, 1).quantile(0.9), 4);
    EXPECT_EQ(now.sum_mean, (std::vector<double>{30, 60, 4, 8}));
}

TEST(NeedOverrides, ChangeAWeekByTheShareOfItsDays) {
    Bakery bakery;
    bakery.forecast.frequency = Frequency::week;
    NeedOverride row = of_bread(2, 2);
    row.until = day(8);  // the first week, of the 2nd to the 8th
    row.factor = 1.5;

    EXPECT_EQ(bakery.with(row).mean, (std::vector<double>{15, 20, 10, 20}));

    row.from = day(9);
    row.until = day(9);  // one of the seven days of the second week
    EXPECT_DOUBLE_EQ(bakery.with(row).mean[1], 20 * (1 + 0.5 / 7));
}

TEST(NeedOverrides, ThatAreWithdrawnOrOverChangeNothing) {
    NeedOverride row = of_bread(3, 4);
    row.factor = 2;
    row.withdrawn = day(1);
    EXPECT_EQ(Bakery().with(row).mean, Bakery().forecast.mean);

    row.withdrawn.reset();
    row.from = row.until = day(1);
    EXPECT_EQ(Bakery().with(row).mean, Bakery().forecast.mean);
}

TEST(NeedOverrides, OfTheSameWeekSpeakOfTheWeekAsItWasForeseen) {
    Bakery bakery;
    bakery.forecast.frequency = Frequency::week;
    NeedOverride first = of_bread(2, 5);
    first.factor = 0;
    NeedOverride then = of_bread(6, 8);
    then.factor = 0;
    bakery.world.need_overrides = {first, then};

    const NeedForecast now = with_need_overrides(bakery.forecast, bakery.world);

    EXPECT_NEAR(now.mean[0], 0, 1e-12) << "closed on all seven days";
    std::swap(bakery.world.need_overrides[0], bakery.world.need_overrides[1]);
    EXPECT_EQ(with_need_overrides(bakery.forecast, bakery.world).mean, now.mean);
}

TEST(NeedOverrides, SayAQuantityOfWhatIsSeldomNeeded) {
    Bakery bakery;  // a loaf now and then
    bakery.forecast.mean = std::vector<double>(4, 0.01);
    bakery.forecast.quantiles = std::vector<double>(8, 0.0);
    bakery.forecast.sum_mean = {0.02, 0.04};
    bakery.forecast.sum_quantiles = {0, 0, 0, 1};
    NeedOverride row = of_bread(2, 5);
    row.quantity = 400;

    bakery.world.need_overrides = {row};
    const NeedForecast now = with_need_overrides(bakery.forecast, bakery.world);

    EXPECT_NEAR(now.step(0, 0).quantile(0.5), 100, 0.1);
    EXPECT_NEAR(now.sum(0, 1).quantile(0.5), 400, 1);
    EXPECT_NEAR(now.sum(0, 1).quantile(0.9), 401, 1);
}

}  // namespace
}  // namespace vorrat::pipeline

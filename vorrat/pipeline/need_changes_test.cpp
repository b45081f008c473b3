#include "vorrat/pipeline/need_changes.h"

#include <gtest/gtest.h>

namespace vorrat::pipeline {
namespace {

/// Coffee in two communities, tea in the first only; two steps, two levels, one sum.
struct CoffeeHouse {
    World world;
    NeedForecast forecast;

    CoffeeHouse() {
        world.items = {{"coffee"}, {"tea"}};
        world.communities = {{"north", 1}, {"south", 1}};
        world.places.push_back({"n", "", PlaceKind::depot, {}, {0}});
        world.places.push_back({"s", "", PlaceKind::depot, {}, {1}});
        forecast.horizon = 2;
        forecast.levels = {0.5, 0.9};
        forecast.intervals = {{0, 2}};
        add({{0}, {0}}, 10);
        add({{0}, {1}}, 20);
        add({{1}, {0}}, 4);
    }

    void add(SeriesKey key, double need) {
        forecast.series.push_back(key);
        forecast.mean.insert(forecast.mean.end(), {need, 2 * need});
        forecast.quantiles.insert(forecast.quantiles.end(), {need, 2 * need, 2 * need, 3 * need});
        forecast.sum_mean.push_back(3 * need);
        forecast.sum_quantiles.insert(forecast.sum_quantiles.end(), {3 * need, 5 * need});
    }
};

TEST(NeedChanges, ScaleEveryNumberOfTheSeriesTheyName) {
    CoffeeHouse house;
    house.world.need_changes = {{ItemId{0}, CommunityId{1}, 1.5, {}, 1}};

    const NeedForecast changed = with_need_changes(house.forecast, house.world);

    EXPECT_EQ(changed.series, house.forecast.series);
    EXPECT_EQ(changed.mean, (std::vector<double>{10, 20, 30, 60, 4, 8}));
    EXPECT_EQ(changed.sum_quantiles, (std::vector<double>{30, 50, 90, 150, 12, 20}));
}

TEST(NeedChanges, AskAnotherItemForWhatIsNoLongerAskedFor) {
    CoffeeHouse house;
    house.world.need_changes = {{ItemId{0}, {}, 0.5, ItemId{1}, 0.2}};

    const NeedForecast changed = with_need_changes(house.forecast, house.world);

    // Half of 10 is 5 units, a fifth of which is 1 more of tea; in the south tea is new.
    EXPECT_EQ(changed.series,
              (std::vector<SeriesKey>{{{0}, {0}}, {{0}, {1}}, {{1}, {0}}, {{1}, {1}}}));
    EXPECT_EQ(changed.mean, (std::vector<double>{5, 10, 10, 20, 5, 10, 2, 4}));
    EXPECT_EQ(changed.sum_mean, (std::vector<double>{15, 30, 15, 6}));
    EXPECT_EQ(changed.quantiles[12], 2);
}

TEST(NeedChanges, AreAppliedInTheirOrder) {
    CoffeeHouse house;
    house.world.need_changes = {{ItemId{0}, {}, 0.5, ItemId{1}, 1}, {ItemId{1}, {}, 0, {}, 1}};

    const NeedForecast changed = with_need_changes(house.forecast, house.world);

    EXPECT_EQ(changed.sum_mean, (std::vector<double>{15, 30, 0, 0}));
}

}  // namespace
}  // namespace vorrat::pipeline

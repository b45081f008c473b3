#include "vorrat/placement/policies.h"

#include <gtest/gtest.h>

#include "vorrat/placement/testing.h"

namespace vorrat::placement {
namespace {

using testing::hub_world;
using testing::monday;
using testing::Shops;

double only_order(const NamedPolicy& policy, const World& world) {
    const auto orders = policy.decide({monday, world});
    EXPECT_TRUE(orders);
    EXPECT_LE(orders->size(), 1U);
    return orders->empty() ? 0 : orders->front().quantity;
}

TEST(ReferencePolicy, CoversFourWeeksOfTheThirteenWeekMean) {
    // 13 weeks of 2: the mean is 2 and no week has a season of its own. 3 on hand, 1 under way.
    Shops shops;
    shops.record(0, 0, monday - days{7 * 13}, std::vector<double>(13, 2.0));
    shops.world.stock.push_back({{0}, shops.depot(0), 3, {}});
    shops.world.transit.push_back({{0}, {0}, shops.depot(0), {}, 1, monday + days{7}});

    EXPECT_EQ(only_order(reference_policy(), shops.world), 4 * 2 - 3 - 1);
}

TEST(ReferencePolicy, LeavesOutWeeksWithoutStock) {
    Shops shops;
    std::vector<double> need(13, 2.0);
    need[5] = 0;
    shops.record(0, 0, monday - days{7 * 13}, need);
    shops.world.history.series[0].available.assign(13, 1);
    shops.world.history.series[0].available[5] = 0;

    EXPECT_EQ(only_order(reference_policy(), shops.world), 8);
}

TEST(ReferencePolicy, FollowsTheSeasonOfTheYear) {
    // Two years that need 1 a week, and 3 in the four weeks of the year that lie ahead. 104 weeks:
    // mean of all = (96 + 8 * 3) / 104 = 1.1538; index 0.8667 and 2.6; the level is 1 / 0.8667, and
    // four weeks ahead need 4 * 2.6 / 0.8667 = 12.
    Shops shops;
    std::vector<double> need(104, 1.0);
    for (const int year : {0, 52}) {
        for (int week = 0; week < 4; ++week) {
            need[static_cast<std::size_t>(year + week)] = 3;
        }
    }
    shops.record(0, 0, monday - days{7 * 104}, need);

    EXPECT_EQ(only_order(reference_policy(), shops.world), 12);
}

TEST(BaseStockPolicy, AddsNormalSafetyStockToTheMean) {
    // 26 weeks of 1 and 3 in turn: mean 2, deviation sqrt(26/25) = 1.0198; 3 weeks, ratio 1/1.2,
    // quantile 0.96742: 6 + 0.96742 * 1.0198 * 1.7321 = 7.709, rounded 8.
    Shops shops;
    std::vector<double> need;
    for (int t = 0; t < 26; ++t) {
        need.push_back(t % 2 == 0 ? 1 : 3);
    }
    shops.record(0, 0, monday - days{7 * 26}, need);

    EXPECT_EQ(only_order(base_stock_policy(), shops.world), 8);
}

TEST(ReorderPolicy, OrdersNothingAboveItsLowerLevelAndAWeekMoreBelow) {
    // As base stock's: 26 weeks of 1 and 3 in turn, s = 7.709; S = s + 2 = 9.709.
    Shops above;
    std::vector<double> need;
    for (int week = 0; week < 13; ++week) {
        need.insert(need.end(), {1.0, 3.0});
    }
    above.record(0, 0, monday - days{7 * 26}, need);
    Shops below = above;
    above.world.stock.push_back({{0}, above.depot(0), 8, {}});
    below.world.stock.push_back({{0}, below.depot(0), 7, {}});

    const auto none = reorder_policy().decide({monday, above.world});

    ASSERT_TRUE(none) << none.error().message;
    EXPECT_TRUE(none->empty());
    EXPECT_EQ(only_order(reorder_policy(), below.world), 3);
}

TEST(ReactivePolicy, SendsWhatWasAskedForSinceTheLastReview) {
    Shops shops;
    shops.record(0, 0, monday - days{21}, {9, 9, 5});
    shops.world.stock.push_back({{0}, shops.depot(0), 100, {}});

    EXPECT_EQ(only_order(reactive_policy(), shops.world), 5);
}

TEST(ReferencePolicy, OrdersForAHubWhatAllItsDepotsNeed) {
    // 1 a day at each of two depots: each covers 28 days, the hub 2 * (28 + 7) = 70 with what lies
    // below it: 10 at a depot, 4 at the hub.
    World world = hub_world();
    for (const PlaceId depot : {PlaceId{2}, PlaceId{3}}) {
        const std::vector<double> need(91, 1.0);
        world.history.series.push_back({{0}, depot, monday - days{91}, need, {}, {}});
    }
    world.stock.push_back({{0}, {1}, 4, {}});
    world.stock.push_back({{0}, {2}, 10, {}});

    const auto orders = reference_policy().decide({monday, world});

    ASSERT_TRUE(orders);
    ASSERT_EQ(orders->size(), 3U);
    EXPECT_EQ((*orders)[0].quantity, 18);
    EXPECT_EQ((*orders)[1].quantity, 28);
    EXPECT_EQ((*orders)[2].lane, LaneId{0});
    EXPECT_EQ((*orders)[2].quantity, 56);
}

}  // namespace
}  // namespace vorrat::placement

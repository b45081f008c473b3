#include <gtest/gtest.h>

#include "vorrat/placement/testing.h"

/// Worlds that cannot be quite right: what is wrong is left alone, the rest is served.
namespace vorrat::placement {
namespace {

using testing::certain_forecast;
using testing::hub_world;
using testing::monday;
using testing::Shops;

std::vector<Shipment> placed(const World& world, const NeedForecast& forecast) {
    const auto placement = place(world, forecast, monday);
    EXPECT_TRUE(placement) << placement.error().message;
    return placement ? placement->shipments : std::vector<Shipment>{};
}

std::vector<Oddity> noted(const World& world, const NeedForecast& forecast) {
    std::vector<Oddity> all;
    const auto placement = place(world, forecast, monday);
    EXPECT_TRUE(placement) << placement.error().message;
    for (const Finding& finding : placement->findings) {
        EXPECT_NE(in_words(world, finding), "");
        all.push_back(finding.what);
    }
    return all;
}

using Noted = std::vector<Oddity>;

double sent_to(const std::vector<Shipment>& shipments, PlaceId place) {
    double sum = 0;
    for (const Shipment& shipment : shipments) {
        sum += shipment.to == place ? shipment.quantity : 0;
    }
    return sum;
}

// Two shops, lead two weeks, 10 a week for certain, nothing there: 10 to each for the third week.
constexpr double usual = 10;

NeedForecast ten_a_week(const Shops& shops) {
    return certain_forecast(shops.world, monday,
                            {{{{0}, shops.depot(0)}, 10}, {{{0}, shops.depot(1)}, 10}});
}

TEST(OddWorlds, ADepotWithoutALaneGetsNothingAndTheOtherItsUsual) {
    Shops shops(1, 2);
    const NeedForecast forecast = ten_a_week(shops);
    shops.world.lanes = {shops.world.lanes[LaneId{1}]};

    const auto shipments = placed(shops.world, forecast);

    EXPECT_EQ(sent_to(shipments, shops.depot(0)), 0);
    EXPECT_EQ(sent_to(shipments, shops.depot(1)), usual);
    EXPECT_EQ(noted(shops.world, forecast), Noted{Oddity::no_lane});
}

TEST(OddWorlds, GoodsThatWereDueYesterdayCountAsComingToday) {
    Shops late(1, 2);
    late.world.transit.push_back({{0}, {0}, late.depot(0), {}, 25, monday - days{1}});
    Shops today(1, 2);
    today.world.transit.push_back({{0}, {0}, today.depot(0), {}, 25, monday});

    EXPECT_EQ(sent_to(placed(late.world, ten_a_week(late)), late.depot(0)), 5);
    EXPECT_EQ(sent_to(placed(today.world, ten_a_week(today)), today.depot(0)), 5);
    EXPECT_EQ(noted(late.world, ten_a_week(late)), Noted{Oddity::overdue});
    EXPECT_EQ(noted(today.world, ten_a_week(today)), Noted{});
}

TEST(OddWorlds, NothingIsSentWhoseShelfLifeIsShorterThanTheWay) {
    Shops shops(2, 2);
    shops.world.items[ItemId{0}].shelf_life_days = 13;
    const NeedForecast forecast = certain_forecast(
        shops.world, monday, {{{{0}, shops.depot(0)}, 10}, {{{1}, shops.depot(0)}, 10}});

    const auto shipments = placed(shops.world, forecast);

    ASSERT_EQ(shipments.size(), 1U);
    EXPECT_EQ(shipments[0].item, ItemId{1});
    EXPECT_EQ(noted(shops.world, forecast), Noted{Oddity::expires_under_way});
}

TEST(OddWorlds, APackLargerThanTheStorageIsNotSent) {
    Shops shops(1, 2);
    shops.world.items[ItemId{0}].pack_size = 10;
    shops.world.places[shops.depot(0)].storage = Litres{9};

    const auto shipments = placed(shops.world, ten_a_week(shops));

    EXPECT_EQ(sent_to(shipments, shops.depot(0)), 0);
    EXPECT_EQ(sent_to(shipments, shops.depot(1)), usual);
    EXPECT_EQ(noted(shops.world, ten_a_week(shops)), Noted{Oddity::pack_over_storage});
}

TEST(OddWorlds, AHubWithNothingIsFilledAndSendsNothing) {
    const World world = hub_world();
    const auto forecast = certain_forecast(world, monday, {{{{0}, {2}}, 10}, {{{0}, {3}}, 10}});

    const auto shipments = placed(world, forecast);

    ASSERT_EQ(shipments.size(), 1U);
    EXPECT_EQ(shipments[0].to, PlaceId{1});
    EXPECT_EQ(shipments[0].quantity,
              200);  // ten days of 20: 7 + 2 on the way, 1 to the next review
    EXPECT_EQ(noted(world, forecast), Noted{Oddity::origin_empty});
}

TEST(OddWorlds, AWayThatGotLongerIsNotedAndTheGoodsAreCountedWhenTheyCome) {
    // 14 days by the lane, but these 25 come after 21: they serve the cycle of the third week no
    // more.
    Shops shops(1, 2);
    shops.world.transit.push_back({{0}, {0}, shops.depot(0), {}, 25, monday + days{21}});

    EXPECT_EQ(sent_to(placed(shops.world, ten_a_week(shops)), shops.depot(0)), usual);
    EXPECT_EQ(noted(shops.world, ten_a_week(shops)), Noted{Oddity::slow});
}

}  // namespace
}  // namespace vorrat::placement

#include "vorrat/placement/under_way.h"

#include <gtest/gtest.h>

#include "vorrat/placement/testing.h"

namespace vorrat::placement {
namespace {

using testing::certain_forecast;
using testing::hub_world;
using testing::monday;
using testing::uniform_forecast;

constexpr PlaceId east{2};
constexpr PlaceId west{3};

/// Both depots need 10 a day for certain; goods for both wait at no hub. The branching point is the
/// hub, two days before the depots.
World with_area(double quantity, Date arrives) {
    World world = hub_world();
    world.areas.push_back({"both", {east, west}});
    world.transit.push_back({{0}, {0}, {}, AreaId{0}, quantity, arrives});
    return world;
}

double sent_to(const Redirection& row, PlaceId place) {
    double sum = 0;
    for (const Part& part : row.parts) {
        sum += part.to == place ? part.quantity : 0;
    }
    return sum;
}

TEST(UnderWay, GoodsToAnAreaGoWhereTheyAreNeededWhenTheBranchingPointIsReached) {
    // East has 30 on hand: 3 days of need are met until Thursday; goods arrive on Wednesday, the
    // next shipment helps from Wednesday on, so only Wednesday's 10 in the west are at stake.
    World world = with_area(10, monday + days{2});
    world.stock.push_back({{0}, east, 30, {}});
    const auto forecast = certain_forecast(world, monday, {{{{0}, east}, 10}, {{{0}, west}, 10}});

    const auto rows = redirect_under_way(world, forecast, monday);

    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_EQ(rows->size(), 1U);
    EXPECT_EQ(rows->front().fate, Fate::address);
    EXPECT_EQ(sent_to(rows->front(), west), 10);
    EXPECT_EQ(sent_to(rows->front(), east), 0);
    EXPECT_NEAR(rows->front().shortage_avoided, 10, 0.2);
    EXPECT_EQ(rows->front().parts[0].arrives, monday + days{2});
}

TEST(UnderWay, BeforeTheBranchingPointWaitingIsWorthSomethingWhereNeedIsUnsure) {
    World world = with_area(10, monday + days{7});
    world.stock.push_back({{0}, east, 70, {}});
    world.stock.push_back({{0}, west, 70, {}});
    const auto unsure = uniform_forecast(world, monday, {{{{0}, east}, 10}, {{{0}, west}, 10}});
    const auto sure = certain_forecast(world, monday, {{{{0}, east}, 10}, {{{0}, west}, 10}});

    const auto open = redirect_under_way(world, unsure, monday);
    const auto certain = redirect_under_way(world, sure, monday);

    ASSERT_TRUE(open) << open.error().message;
    ASSERT_TRUE(certain) << certain.error().message;
    EXPECT_EQ(open->front().fate, Fate::wait);
    EXPECT_EQ(open->front().branches, monday + days{5});
    EXPECT_GT(open->front().option_worth, 0.1);
    EXPECT_NEAR(certain->front().option_worth, 0, 1e-9);
}

TEST(UnderWay, GoodsToADepotAreGivenToAnotherThatNeedsThemMore) {
    World world = hub_world();
    world.stock.push_back({{0}, east, 500, {}});
    world.transit.push_back({{0}, {0}, east, {}, 10, monday + days{4}});
    const auto forecast = certain_forecast(world, monday, {{{{0}, east}, 10}, {{{0}, west}, 10}});

    const auto rows = redirect_under_way(world, forecast, monday);

    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_EQ(rows->size(), 1U);
    EXPECT_EQ(rows->front().fate, Fate::readdress);
    EXPECT_EQ(sent_to(rows->front(), west), 10);
    EXPECT_GT(rows->front().gain, rows->front().cost);
}

TEST(UnderWay, APlanIsConfirmedWhereTheGainIsWithinTheCalm) {
    World world = hub_world();
    world.criteria.placement.calm = 2;  // a change must treble what the plan avoids
    world.stock.push_back({{0}, east, 10, {}});
    world.transit.push_back({{0}, {0}, east, {}, 10, monday + days{4}});
    const auto forecast = uniform_forecast(world, monday, {{{{0}, east}, 10}, {{{0}, west}, 11}});

    const auto rows = redirect_under_way(world, forecast, monday);

    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(rows->front().fate, Fate::confirm);
    EXPECT_EQ(sent_to(rows->front(), east), 10);
    EXPECT_EQ(rows->front().gain, 0);
}

TEST(UnderWay, AChangeMustPayForItsTransport) {
    World world = hub_world();
    world.lanes[LaneId{2}].length = Kilometres{1e9};  // hub to west
    world.stock.push_back({{0}, east, 500, {}});
    world.transit.push_back({{0}, {0}, east, {}, 10, monday + days{4}});
    const auto forecast = certain_forecast(world, monday, {{{{0}, east}, 10}, {{{0}, west}, 10}});

    const auto rows = redirect_under_way(world, forecast, monday);

    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(rows->front().fate, Fate::confirm);
}

TEST(UnderWay, GoodsPastTheHubHaveNoChoiceLeft) {
    World world = hub_world();
    world.transit.push_back({{0}, {1}, east, {}, 10, monday + days{1}});
    world.transit.push_back({{0}, {0}, east, {}, 10, monday + days{1}});
    const auto forecast = certain_forecast(world, monday, {{{{0}, east}, 10}});

    const auto rows = redirect_under_way(world, forecast, monday);

    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_TRUE(rows->empty());
}

TEST(UnderWay, WhatWasAddressedIsNotSentASecondTime) {
    // East has 30 on hand and needs none of the 10 under way to both; all of it is the west's,
    // whose Wednesday is then met, and place() sends nothing there. In proportion to need it would
    // be 5.
    World world = with_area(10, monday + days{2});
    world.stock.push_back({{0}, east, 30, {}});
    world.stock.push_back({{0}, {1}, 100, {}});
    const auto forecast = certain_forecast(world, monday, {{{{0}, east}, 10}, {{{0}, west}, 10}});
    const auto rows = redirect_under_way(world, forecast, monday);
    ASSERT_TRUE(rows);

    const World addressed = with_redirections(world, *rows);
    const auto before = place(world, forecast, monday);
    const auto after = place(addressed, forecast, monday);

    ASSERT_EQ(addressed.transit.size(), 1U);
    EXPECT_EQ(addressed.transit[0].to_place, west);
    EXPECT_EQ(addressed.transit[0].quantity, 10);
    ASSERT_TRUE(before);
    ASSERT_TRUE(after);
    const auto to_west = [](const Placement& placement) {
        double sum = 0;
        for (const Shipment& s : placement.shipments) {
            sum += s.to == west ? s.quantity : 0;
        }
        return sum;
    };
    EXPECT_EQ(to_west(*before), 5);
    EXPECT_EQ(to_west(*after), 0);
}

}  // namespace
}  // namespace vorrat::placement

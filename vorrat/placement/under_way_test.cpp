#include "vorrat/placement/under_way.h"

#include <gtest/gtest.h>

#include "vorrat/base/random.h"
#include "vorrat/placement/testing.h"

namespace vorrat::placement {
namespace {

using testing::certain_forecast;
using testing::hub_world;
using testing::monday;
using testing::uniform_forecast;

constexpr PlaceId east{2};
constexpr PlaceId west{3};

/// Both depots need 10 a day for certain; the hub has one unit, so that the next shipment comes
/// from there. It is the branching point, two days before the depots.
World with_area(double quantity, Date arrives) {
    World world = hub_world();
    world.stock.push_back({{0}, {1}, 1, {}});
    world.areas.push_back({"both", {east, west}});
    world.transit.push_back({{0}, {0}, {}, AreaId{0}, quantity, arrives});
    return world;
}

/// The only one.
Fate fate_of(const Redirection& row) {
    EXPECT_FALSE(row.parts.empty());
    for (const Part& part : row.parts) {
        EXPECT_EQ(part.fate, row.parts.front().fate);
    }
    return row.parts.empty() ? Fate::confirm : row.parts.front().fate;
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
    EXPECT_EQ(fate_of(rows->front()), Fate::address);
    EXPECT_EQ(sent_to(rows->front(), west), 10);
    EXPECT_EQ(sent_to(rows->front(), east), 0);
    EXPECT_NEAR(rows->front().parts[0].shortage_avoided, 10, 0.2);
    EXPECT_EQ(rows->front().parts[0].arrives, monday + days{2});
}

TEST(UnderWay, GoodsThatAvoidAShortageAreNotReleasedBecauseMoreComesBehindThem) {
    World world = with_area(10, monday + days{2});
    for (const PlaceId depot : {east, west}) {
        world.transit.push_back({{0}, {0}, depot, {}, 5000, monday + days{3}});
    }
    const auto forecast = certain_forecast(world, monday, {{{{0}, east}, 10}, {{{0}, west}, 10}});

    const auto rows = redirect_under_way(world, forecast, monday);

    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(fate_of(rows->front()), Fate::address);
    EXPECT_NEAR(rows->front().parts[0].shortage_avoided, 10, 0.2);
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
    EXPECT_EQ(fate_of(open->front()), Fate::wait);
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
    EXPECT_EQ(fate_of(rows->front()), Fate::readdress);
    EXPECT_EQ(sent_to(rows->front(), west), 10);
    EXPECT_GT(rows->front().parts[0].gain, rows->front().parts[0].cost);
}

TEST(UnderWay, APlanIsConfirmedWhereTheGainIsWithinTheCalm) {
    World world = hub_world();
    world.criteria.placement.calm = 2;  // a change must treble what the plan avoids
    world.stock.push_back({{0}, east, 10, {}});
    world.transit.push_back({{0}, {0}, east, {}, 10, monday + days{4}});
    const auto forecast = uniform_forecast(world, monday, {{{{0}, east}, 10}, {{{0}, west}, 11}});

    const auto rows = redirect_under_way(world, forecast, monday);

    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(fate_of(rows->front()), Fate::confirm);
    EXPECT_EQ(sent_to(rows->front(), east), 10);
    EXPECT_EQ(rows->front().parts[0].gain, 0);
}

TEST(UnderWay, AChangeMustPayForItsTransport) {
    World world = hub_world();
    world.lanes[LaneId{2}].length = Kilometres{1e9};  // hub to west
    world.stock.push_back({{0}, east, 500, {}});
    world.transit.push_back({{0}, {0}, east, {}, 10, monday + days{4}});
    const auto forecast = certain_forecast(world, monday, {{{{0}, east}, 10}, {{{0}, west}, 10}});

    const auto rows = redirect_under_way(world, forecast, monday);

    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(sent_to(rows->front(), west), 0);
}

TEST(UnderWay, GoodsPastTheHubArriveWhereNoLaneLeadsOn) {
    World world = hub_world();
    world.transit.push_back({{0}, {1}, east, {}, 10, monday + days{1}});
    world.transit.push_back({{0}, {0}, east, {}, 10, monday + days{1}});
    const auto forecast = certain_forecast(world, monday, {{{{0}, east}, 10}});

    const auto rows = redirect_under_way(world, forecast, monday);

    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_EQ(rows->size(), 2U);
    for (const Redirection& row : *rows) {
        EXPECT_EQ(fate_of(row), Fate::confirm);
        EXPECT_EQ(sent_to(row, east), 10);
    }
}

/// 10 of the item come from the hub to the east tomorrow, which has 1000; the hub has one more, and
/// both depots need 10 a day for certain.
World with_too_much_in_the_east() {
    World world = hub_world();
    world.stock.push_back({{0}, east, 1000, {}});
    world.stock.push_back({{0}, {1}, 1, {}});
    world.transit.push_back({{0}, {1}, east, {}, 10, monday + days{1}});
    return world;
}

NeedForecast ten_a_day(const World& world) {
    return certain_forecast(world, monday, {{{{0}, east}, 10}, {{{0}, west}, 10}});
}

Lane road(PlaceId from, PlaceId to, double km) {
    return {from, to, "road", 1, Kilometres{km}, {}, {}};
}

TEST(UnderWay, GoodsGoOnToAnotherDepotWhereALaneLeadsThere) {
    // In the west from Wednesday on, whose 10 nothing else can meet: the next shipment is there on
    // Thursday.
    World world = with_too_much_in_the_east();
    world.lanes.push_back(road(east, west, 30));

    const auto rows = redirect_under_way(world, ten_a_day(world), monday);

    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_EQ(fate_of(rows->front()), Fate::transship);
    const Part& part = rows->front().parts[0];
    EXPECT_EQ(part.to, west);
    EXPECT_EQ(part.quantity, 10);
    EXPECT_EQ(part.arrives, monday + days{2});
    EXPECT_NEAR(part.shortage_avoided, 10, 1e-6);
    // 10 kg over 30 km at 0.001 a tonne-kilometre.
    EXPECT_NEAR(part.cost, 0.001 * 10 * 30 / 1000, 1e-12);
    EXPECT_GT(part.gain, 9.9);
}

TEST(UnderWay, GoodsGoOnOnlyIfThatPaysForTheWay) {
    World world = with_too_much_in_the_east();
    world.lanes.push_back(road(east, west, 3e6));  // 3 a unit, for a lack of 1 and some holding

    const auto rows = redirect_under_way(world, ten_a_day(world), monday);

    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_NE(fate_of(rows->front()), Fate::transship);
}

TEST(UnderWay, GoodsGoBackToAHubThatRunsShort) {
    // The hub and its depots need 200 in ten days. With 100 in the east it lacks 100, and a unit
    // there is missed with R/(λ+R) = 1/3. With 1,200 nobody lacks anything in the 56 days of the
    // plan.
    World little = with_too_much_in_the_east();
    little.lanes.push_back(road(east, {1}, 30));
    little.stock[0].quantity = 100;
    World much = little;
    much.stock[0].quantity = 1200;

    const auto kept = redirect_under_way(much, ten_a_day(much), monday);
    const auto returned = redirect_under_way(little, ten_a_day(little), monday);

    ASSERT_TRUE(kept) << kept.error().message;
    ASSERT_TRUE(returned) << returned.error().message;
    EXPECT_NE(fate_of(kept->front()), Fate::give_back);
    ASSERT_EQ(fate_of(returned->front()), Fate::give_back);
    const Part& part = returned->front().parts[0];
    EXPECT_EQ(part.to, PlaceId{1});
    EXPECT_EQ(part.arrives, monday + days{2});
    EXPECT_NEAR(part.gain, 10.0 / 3, 1e-6);
}

TEST(UnderWay, GoodsStayAtTheHubAheadWhereTheirDepotHasEnough) {
    World world = hub_world();
    world.stock.push_back({{0}, {1}, 1, {}});
    world.stock.push_back({{0}, east, 100, {}});
    world.stock.push_back({{0}, west, 60, {}});
    world.transit.push_back({{0}, {0}, east, {}, 10, monday + days{4}});

    const auto rows = redirect_under_way(world, ten_a_day(world), monday);

    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_EQ(fate_of(rows->front()), Fate::give_back);
    const Part& part = rows->front().parts[0];
    EXPECT_EQ(part.to, PlaceId{1});
    EXPECT_EQ(part.arrives, monday + days{2});
    EXPECT_LT(part.cost, 0);  // the way to the east is saved
}

TEST(UnderWay, WhatNobodyCanUseInTimeIsOfferedToTheExchange) {
    // Five days of life from the hub on Sunday: from Tuesday to Friday the east needs 40 and has
    // 990. A unit costs 0.02 a day for these four days and its waste.
    World world = with_too_much_in_the_east();
    world.items[ItemId{0}].shelf_life_days = 5;

    const auto rows = redirect_under_way(world, ten_a_day(world), monday);

    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_EQ(fate_of(rows->front()), Fate::release);
    const Part& part = rows->front().parts[0];
    EXPECT_EQ(part.to, east);
    EXPECT_EQ(part.quantity, 10);
    EXPECT_EQ(part.cost, 0);
    const double waste = 0.1 * world.items[ItemId{0}].mass_per_unit.value;
    EXPECT_NEAR(part.gain, 10 * (4 * 0.02 + waste), 1e-9);
    EXPECT_TRUE(with_redirections(world, *rows).transit.empty());
}

TEST(UnderWay, NothingIsReleasedThatSomebodyWillUse) {
    World world = with_too_much_in_the_east();
    world.items[ItemId{0}].shelf_life_days = 5;
    world.stock[0].quantity = 20;  // used up on Tuesday

    const auto rows = redirect_under_way(world, ten_a_day(world), monday);

    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(fate_of(rows->front()), Fate::confirm);
}

TEST(UnderWay, TwoRowsDoNotMeetTheSameNeed) {
    // Only Wednesday's 10 are missing in the west: the first row goes there, the second has nothing
    // to go there for.
    World world = with_too_much_in_the_east();
    world.stock[0].quantity = 100;
    world.transit.push_back(world.transit[0]);
    world.lanes.push_back(road(east, west, 30));

    const auto rows = redirect_under_way(world, ten_a_day(world), monday);

    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_EQ(rows->size(), 2U);
    EXPECT_EQ(sent_to((*rows)[0], west), 10);
    EXPECT_EQ(sent_to((*rows)[1], west), 0);
}

/// A world of the fixtures' shape with stock, goods under way, lives and lanes drawn at random.
World random_world(Random& random) {
    World world = hub_world();
    world.items[ItemId{0}].pack_size = 1 + random.below(4);
    if (random.below(2) == 0) {
        world.items[ItemId{0}].shelf_life_days = static_cast<int>(3 + random.below(12));
    }
    const std::vector<Lane> more{road(east, west, 30), road(west, east, 30), road(east, {1}, 40)};
    for (const Lane& lane : more) {
        if (random.below(2) == 0) {
            world.lanes.push_back(lane);
        }
    }
    world.areas.push_back({"both", {east, west}});
    for (const PlaceId place : {PlaceId{1}, east, west}) {
        world.stock.push_back({{0}, place, static_cast<double>(random.below(120)), {}});
    }
    for (int row = 0; row < 4; ++row) {
        const PlaceId from{random.below(2)};
        Transit goods{{0}, from, {}, {}, 1.0 + random.below(60), monday + days{random.below(9)}};
        if (random.below(4) == 0) {
            goods.to_area = AreaId{0};
        } else {
            goods.to_place = PlaceId{1 + random.below(3)};
        }
        world.transit.push_back(goods);
    }
    return world;
}

TEST(UnderWay, EveryChangeGainsMoreThanItCostsAndNothingIsLost) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Random random(seed);
        const World world = random_world(random);
        const auto forecast =
            uniform_forecast(world, monday, {{{{0}, east}, 10}, {{{0}, west}, 8}});

        const auto rows = redirect_under_way(world, forecast, monday);

        ASSERT_TRUE(rows) << rows.error().message;
        for (const Redirection& row : *rows) {
            double units = 0;
            for (const Part& part : row.parts) {
                units += part.quantity;
                // What goes to an area has no plan that it could gain against.
                if (world.transit[row.transit].to_place && part.fate != Fate::confirm) {
                    EXPECT_GT(part.gain, part.cost - 1e-9) << name_of(part.fate);
                }
            }
            EXPECT_NEAR(units, world.transit[row.transit].quantity, 1e-9);
        }
    }
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

#include "vorrat/plan/plan.h"

#include <gtest/gtest.h>

#include "vorrat/plan/testing.h"

namespace vorrat::plan {
namespace {

using namespace testing;

/// The floors of the stages give up a millionth; what was worked out by hand holds this closely.
constexpr double near = 1e-3;

TEST(Plan, SendsFromTheNearerMillWhenBothHaveStock) {
    // One shop needs 100; the near mill is 5 km away, the far one 40 km; transport is the only
    // burden.
    WorldMaker w(1);
    const ItemId flour = w.item("flour");
    const PlaceId near_mill = w.place("near", PlaceKind::source);
    const PlaceId far_mill = w.place("far", PlaceKind::source);
    const PlaceId bakery = w.place("bakery", PlaceKind::depot);
    const LaneId near_lane = w.lane(near_mill, bakery, 0, 5);
    const LaneId far_lane = w.lane(far_mill, bakery, 0, 40);
    w.sure_need(flour, bakery, 100);
    w.world.criteria.burden["transport_tkm"] = 1;

    const Plan plan = planned(w);

    EXPECT_NEAR(set_aside(plan, flour, bakery), 100, near);
    EXPECT_NEAR(shipped(plan, near_lane), 100, near);
    EXPECT_NEAR(shipped(plan, far_lane), 0, 1e-6);
    EXPECT_NEAR(plan.worth, 10 * 100, 0.01);
    EXPECT_NEAR(plan.burden, 0.5, near);
}

TEST(Plan, SharesAShortageInEqualProportion) {
    // 60 units for needs of 100 and 50: both are met to 60 / 150.
    const Shortage s = hub_and_two_depots(60);

    const Plan plan = planned(s.maker);

    EXPECT_NEAR(plan.fairness, 0.4, 1e-5);
    EXPECT_NEAR(set_aside(plan, s.item, s.large), 40, near);
    EXPECT_NEAR(set_aside(plan, s.item, s.small), 20, near);
}

TEST(Plan, NamesWhatStaysUnmet) {
    // The same: of 100 at the large depot 40 are met; of 50 at the small one 20.
    const Shortage s = hub_and_two_depots(60);

    const Plan plan = planned(s.maker);

    ASSERT_EQ(plan.unmet.size(), 2);
    EXPECT_EQ(plan.unmet[0].place, s.large);
    EXPECT_NEAR(plan.unmet[0].need, 100, 1e-9);
    EXPECT_NEAR(plan.unmet[0].met, 40, near);
    EXPECT_NEAR(plan.unmet[1].met, 20, near);
}

TEST(Plan, FollowsARecipeOfThreeLevels) {
    // 1.25 grain -> 1 flour; 0.8 flour -> 1 bread: 100 bread take 80 flour take 100 grain.
    WorldMaker w(1);
    const ItemId grain = w.item("grain");
    const ItemId flour = w.item("flour");
    const ItemId bread = w.item("bread");
    const PlaceId farm = w.place("farm", PlaceKind::source);
    const PlaceId mill = w.place("mill", PlaceKind::plant);
    const PlaceId bakery = w.place("bakery", PlaceKind::plant);
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.lane(farm, mill);
    const LaneId flour_lane = w.lane(mill, bakery);
    w.lane(bakery, shop);
    const ActivityId milling = w.activity("mill", mill, {{grain, 1.25}}, {{flour, 1}});
    const ActivityId baking = w.activity("bake", bakery, {{flour, 0.8}}, {{bread, 1}});
    w.sure_need(bread, shop, 100);
    w.world.criteria.burden["transport_tkm"] = 1;

    const Plan plan = planned(w);

    EXPECT_NEAR(entered(plan, grain), 100, near);
    EXPECT_NEAR(runs(plan, milling), 80, near);
    EXPECT_NEAR(shipped(plan, flour_lane), 80, near);
    EXPECT_NEAR(runs(plan, baking), 100, near);
    EXPECT_NEAR(set_aside(plan, bread, shop), 100, near);
}

TEST(Plan, DoesNotRunAForbiddenActivity) {
    WorldMaker w(1);
    const ItemId grain = w.item("grain");
    const ItemId bread = w.item("bread");
    const PlaceId farm = w.place("farm", PlaceKind::source);
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.lane(farm, shop);
    const ActivityId baking = w.activity("bake", shop, {{grain, 1}}, {{bread, 1}});
    w.sure_need(bread, shop, 100);
    w.world.criteria.forbidden = {baking};

    const Plan plan = planned(w);

    EXPECT_TRUE(plan.runs.empty());
    EXPECT_EQ(plan.fairness, 0);
    ASSERT_EQ(plan.unmet.size(), 1);
    EXPECT_NEAR(plan.unmet[0].need, 100, 1e-9);
}

TEST(Plan, CannotMeetNeedBeforeGoodsArrive) {
    // A week on the way, two weeks, 100 a week: the first week stays unmet.
    WorldMaker w(2);
    const ItemId flour = w.item("flour");
    const PlaceId mill = w.place("mill", PlaceKind::source);
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.lane(mill, shop, 7);
    w.sure_need(flour, shop, 100);

    const Plan plan = planned(w);

    EXPECT_EQ(set_aside(plan, flour, shop, 0), 0);
    EXPECT_NEAR(set_aside(plan, flour, shop, 1), 100, near);
    EXPECT_NEAR(plan.fairness, 0.5, 1e-5);
}

TEST(Plan, CountsLateTransitAtOnceAndTransitToAnAreaAtItsFirstPlace) {
    WorldMaker w(1);
    const ItemId flour = w.item("flour");
    const PlaceId hub = w.place("hub", PlaceKind::hub);
    const PlaceId first = w.place("first", PlaceKind::depot);
    const PlaceId second = w.place("second", PlaceKind::depot);
    const AreaId area = w.world.areas.push_back({"both", {first, second}});
    w.world.transit.push_back({flour, hub, second, {}, 30, WorldMaker::start - days{3}});
    w.world.transit.push_back({flour, hub, {}, area, 20, WorldMaker::start + days{6}});
    w.world.transit.push_back({flour, hub, first, {}, 50, WorldMaker::start + days{7}});
    w.sure_need(flour, first, 100);
    w.sure_need(flour, second, 100);

    const Plan plan = planned(w);

    EXPECT_NEAR(set_aside(plan, flour, first), 20, near);
    EXPECT_NEAR(set_aside(plan, flour, second), 30, near);
}

TEST(Plan, StoresWhatTheDepotHolds) {
    // All comes in the first week; 30 litres can wait for the second: 30 units met then. One more
    // litre would meet one more unit, worth 10.
    WorldMaker w(2);
    const ItemId milk = w.item("milk");
    const PlaceId dairy = w.place("dairy", PlaceKind::source);
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.lane(dairy, shop);
    w.world.supplies.push_back({milk, dairy, 500.0, WorldMaker::start + days{2}});
    w.world.places[dairy].storage = Litres{0};
    w.world.places[shop].storage = Litres{30};
    w.sure_need(milk, shop, 100);

    const Plan plan = planned(w);

    EXPECT_NEAR(set_aside(plan, milk, shop, 0), 100, near);
    EXPECT_NEAR(set_aside(plan, milk, shop, 1), 30, near);
    EXPECT_NEAR(limit(plan, RowKind::storage, shop, 0).valuation, 10, 1e-6);
    EXPECT_NEAR(limit(plan, RowKind::storage, shop, 0).used, 30, near);
}

TEST(Plan, ValuesACapAtTheWorthOfOneMoreUnit) {
    // Two kg of CO2e a unit, 120 kg allowed: 60 of 100 units; one more kg is half a unit more.
    WorldMaker w(1);
    const ItemId flour = w.item("flour");
    const PlaceId mill = w.place("mill", PlaceKind::source);
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.lane(mill, shop);
    w.impact(ImpactKind::item, "flour", "co2e_kg", 2);
    w.world.criteria.caps.push_back({"co2e_kg", 120, {}});
    w.sure_need(flour, shop, 100);

    const Plan plan = planned(w);

    EXPECT_NEAR(set_aside(plan, flour, shop), 60, near);
    ASSERT_FALSE(plan.limits.empty());
    EXPECT_EQ(plan.limits[0].row.kind, RowKind::cap);
    EXPECT_NEAR(plan.limits[0].valuation, 5, 1e-6);
    EXPECT_NEAR(plan.indicators[0].total, 120, near);
    EXPECT_EQ(plan.indicators[0].cap, 120);
}

TEST(Plan, ValuesAMachineHourAndAWorkLimit) {
    // An hour makes 4 loaves; 10 machine hours a week, but only 7 hours of work: 28 loaves, and an
    // hour of work is worth 4 x 10, a machine hour nothing.
    WorldMaker w(1);
    const ItemId bread = w.item("bread");
    const PlaceId bakery = w.place("bakery", PlaceKind::plant);
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    const ResourceId oven = w.resource("oven");
    const ResourceId work = w.resource("work");
    w.activity("bake", bakery, {}, {{bread, 4}}, {{oven, 1}, {work, 1}});
    w.lane(bakery, shop);
    w.world.capacities.push_back({oven, bakery, {}, 10});
    w.world.criteria.work_limits.push_back({work, 7});
    w.sure_need(bread, shop, 100);

    const Plan plan = planned(w);

    EXPECT_NEAR(set_aside(plan, bread, shop), 28, near);
    EXPECT_NEAR(limit(plan, RowKind::work, {}, 0).valuation, 40, 1e-6);
    EXPECT_NEAR(limit(plan, RowKind::resource, bakery, 0).valuation, 0, 1e-9);
    EXPECT_NEAR(limit(plan, RowKind::resource, bakery, 0).used, 7, near);
}

TEST(Plan, WastesWhatSpoilsBeforeAnyoneNeedsIt) {
    // A shelf life of one week, 100 in stock, 20 needed a week for three weeks. In the first two
    // weeks 20 are used each; the rest, 60, spoils, and the third week finds nothing.
    WorldMaker w(3);
    const ItemId milk = w.item("milk", Tier::basic, 7);
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.stock(milk, shop, 100);
    w.sure_need(milk, shop, 20);

    const Plan plan = planned(w);

    EXPECT_NEAR(set_aside(plan, milk, shop, 0), 20, near);
    EXPECT_NEAR(set_aside(plan, milk, shop, 1), 20, near);
    EXPECT_NEAR(set_aside(plan, milk, shop, 2), 0, near);
    EXPECT_NEAR(wasted(plan, milk), 60, near);
}

TEST(Plan, UsesOrWastesADatedLotInTime) {
    // 100 to be used by Thursday of the first week, 20 needed a week: 20 are used, 80 wasted.
    WorldMaker w(2);
    const ItemId milk = w.item("milk");
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.stock(milk, shop, 100, WorldMaker::start + days{3});
    w.sure_need(milk, shop, 20);

    const Plan plan = planned(w);

    EXPECT_NEAR(set_aside(plan, milk, shop, 0), 20, near);
    EXPECT_NEAR(set_aside(plan, milk, shop, 1), 0, near);
    EXPECT_NEAR(wasted(plan, milk), 80, near);
}

TEST(Plan, LeavesOutALotThatIsPastItsDate) {
    WorldMaker w(1);
    const ItemId milk = w.item("milk");
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.stock(milk, shop, 100, WorldMaker::start - days{1});
    w.sure_need(milk, shop, 20);

    const Plan plan = planned(w);

    EXPECT_EQ(set_aside(plan, milk, shop), 0);
    EXPECT_EQ(wasted(plan, milk), 0);
}

TEST(Plan, HoldsTheReserveOnceNeedIsMet) {
    // Seven days of mean need, 20 units, beside the need itself.
    WorldMaker w(1);
    const ItemId rice = w.item("rice");
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.world.criteria.reserve[index(Tier::basic)].days = 7;
    w.sure_need(rice, shop, 20);

    for (const auto& [stock, missing] : {std::pair{20.0, 20.0}, {30.0, 10.0}, {50.0, 0.0}}) {
        w.world.stock.clear();
        w.stock(rice, shop, stock);
        const Plan plan = planned(w);

        EXPECT_NEAR(set_aside(plan, rice, shop), 20, near);
        ASSERT_EQ(plan.stock.size(), 1);
        EXPECT_NEAR(plan.stock[0].reserve, 20, 1e-9);
        EXPECT_NEAR(plan.stock[0].reserve_missing, missing, 0.01) << stock;
    }
}

TEST(Plan, PutsTheWorstOffBeforeTheTotal) {
    // CO2e of transport only: 0.09 a unit to the far depot, 0.01 to the near one, 5 in all. The
    // largest total would be 100 + 44; equal coverage is 50 + 50.
    WorldMaker w(1);
    const ItemId flour = w.item("flour");
    const PlaceId mill = w.place("mill", PlaceKind::source);
    const PlaceId far_shop = w.place("far", PlaceKind::depot);
    const PlaceId near_shop = w.place("near", PlaceKind::depot);
    w.lane(mill, far_shop, 0, 90);
    w.lane(mill, near_shop, 0, 10);
    w.impact(ImpactKind::mode, "road", "co2e_kg", 1);
    w.world.criteria.caps.push_back({"co2e_kg", 5, {}});
    w.sure_need(flour, far_shop, 100);
    w.sure_need(flour, near_shop, 100);

    const Plan plan = planned(w);

    EXPECT_NEAR(plan.fairness, 0.5, 1e-5);
    EXPECT_NEAR(set_aside(plan, flour, far_shop), 50, near);
    EXPECT_NEAR(set_aside(plan, flour, near_shop), 50, near);
}

TEST(Plan, MeetsEssentialNeedBeforeWantedNeed) {
    // One lane carries 120 kg: 100 of the essential, 20 of the wanted good.
    WorldMaker w(1);
    const ItemId water = w.item("water", Tier::essential);
    const ItemId wine = w.item("wine", Tier::wanted);
    const PlaceId spring = w.place("spring", PlaceKind::source);
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    const LaneId road = w.lane(spring, shop);
    w.world.lanes[road].capacity = Kilograms{120};
    w.sure_need(water, shop, 100);
    w.sure_need(wine, shop, 100);

    const Plan plan = planned(w);

    EXPECT_NEAR(set_aside(plan, water, shop), 100, 0.01);
    EXPECT_NEAR(set_aside(plan, wine, shop), 20, 0.1);
}

TEST(Plan, FillsTheSurerSlicesFirst) {
    // Quantiles 10, 20, 30, 35 at 0.1, 0.5, 0.9, 0.99, so 7.5 at 0. Of 25 in stock 7.5 are surely
    // needed (use 1), then come 2.5 (use 0.95), 10 (0.7) and 5 of the fourth slice (0.3).
    WorldMaker w(1);
    const ItemId rice = w.item("rice");
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.stock(rice, shop, 25);
    w.need(rice, shop, {10, 20, 30, 35});

    const Plan plan = planned(w);

    ASSERT_EQ(plan.need.size(), 5);
    EXPECT_NEAR(plan.need[0].set_aside, 7.5, near);
    EXPECT_NEAR(plan.need[1].set_aside, 2.5, near);
    EXPECT_NEAR(plan.need[2].set_aside, 10, near);
    EXPECT_NEAR(plan.need[3].set_aside, 5, near);
    EXPECT_NEAR(plan.need[4].set_aside, 0, near);
    EXPECT_NEAR(plan.worth, 10 * (7.5 + 2.375 + 7 + 1.5), 0.01);
}

TEST(Plan, WithoutAnyNeedIsEmptyAndFair) {
    WorldMaker w(2);
    w.item("flour");
    w.place("mill", PlaceKind::source);

    const Plan plan = planned(w);

    EXPECT_EQ(plan.fairness, 1);
    EXPECT_TRUE(plan.need.empty());
    EXPECT_TRUE(plan.flows.empty());
}

TEST(Plan, SaysWhichSumTheForecastLacks) {
    WorldMaker w(2);
    w.item("flour");
    w.forecast.intervals.pop_back();

    const auto answer = make_plan(w.world, w.forecast);

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::bad_input);
    EXPECT_NE(answer.error().message.find("7 steps from step 7 on"), std::string::npos)
        << answer.error().message;
}

TEST(Plan, StopsWhenTheCallerAsks) {
    std::stop_source source;
    source.request_stop();
    Settings settings;
    settings.progress.stop = source.get_token();

    const auto answer = make_plan(hub_and_two_depots(60).maker.world,
                                  hub_and_two_depots(60).maker.forecast, settings);

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::failed);
}

TEST(PlanIntervals, FollowTheStepsOfTheHistory) {
    Criteria criteria;
    criteria.horizon_days = 28;
    criteria.period_days = 14;

    EXPECT_EQ(*plan_intervals(criteria, Frequency::day),
              (std::vector<Interval>{{0, 14}, {14, 14}}));
    EXPECT_EQ(*plan_intervals(criteria, Frequency::week), (std::vector<Interval>{{0, 2}, {2, 2}}));
    EXPECT_FALSE(plan_intervals(criteria, Frequency::month));
    criteria.period_days = 10;
    EXPECT_FALSE(plan_intervals(criteria, Frequency::week));
}

}  // namespace
}  // namespace vorrat::plan

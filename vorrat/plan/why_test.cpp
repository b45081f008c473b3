#include <gtest/gtest.h>

#include "vorrat/plan/testing.h"

namespace vorrat::plan {
namespace {

using namespace testing;

constexpr double near = 1e-3;

std::vector<Reason> reasons(const WorldMaker& w) {
    auto found = why_unmet(w.world, w.forecast, planned(w), 3);
    check(static_cast<bool>(found), "the reasons of the test's world are found");
    return *found;
}

/// A loaf takes 0.75 grain and 0.1 hours; 100 loaves are needed, 4 hours bake 40.
struct Bakery {
    explicit Bakery(double grain_per_period) {
        const ItemId grain = w.item("grain");
        bread = w.item("bread");
        const PlaceId farm = w.place("farm", PlaceKind::source);
        const PlaceId oven = w.place("oven", PlaceKind::plant);
        const PlaceId shop = w.place("shop", PlaceKind::depot);
        w.lane(farm, oven);
        w.lane(oven, shop);
        const ResourceId hours = w.resource("hours");
        w.activity("bake", oven, {{grain, 0.75}}, {{bread, 1}}, {{hours, 0.1}});
        w.world.capacities.push_back({hours, oven, {}, 4});
        w.supply(grain, farm, grain_per_period);
        w.sure_need(bread, shop, 100);
    }

    WorldMaker w{1};
    ItemId bread;
};

TEST(Why, NamesTheLimitOnTheWayAndWhatAShiftBrings) {
    const auto found = reasons(Bakery(1000).w);

    ASSERT_EQ(found.size(), 1);
    EXPECT_EQ(found[0].earliest, found[0].period);
    ASSERT_EQ(found[0].way.size(), 1);
    EXPECT_EQ(found[0].way[0].limit, "capacity of hours at oven: at most 4 per period");
    EXPECT_NEAR(found[0].way[0].use, 0.1, 1e-9);
    EXPECT_NEAR(found[0].way[0].valuation, 100, near);  // ten loaves of worth 10
    ASSERT_EQ(found[0].relaxed.size(), 1);
    EXPECT_EQ(found[0].relaxed[0].from, 4);
    EXPECT_EQ(found[0].relaxed[0].to, 12);
    EXPECT_NEAR(found[0].relaxed[0].met, 60, near);
    EXPECT_NEAR(found[0].relaxed[0].worth, 600, 0.01);
    EXPECT_NEAR(found[0].relaxed[0].fairness, 0.6, near);
}

TEST(Why, CountsOnlyWhatTheOtherLimitsLetThrough) {
    // 8 more hours are 80 loaves by their valuation; 50 grain are 66.67 loaves, 26.67 more.
    const auto found = reasons(Bakery(50).w);

    ASSERT_EQ(found[0].relaxed.size(), 1);
    EXPECT_NEAR(found[0].relaxed[0].met, 50 / 0.75 - 40, near);
}

TEST(Why, FollowsASupplyThatIsUsedUp) {
    // 15 grain are 20 loaves; a tenth more are 2 loaves.
    const auto found = reasons(Bakery(15).w);

    ASSERT_EQ(found[0].relaxed.size(), 1);
    EXPECT_EQ(found[0].way[0].limit, "supply of grain at farm: at most 15 per period");
    EXPECT_NEAR(found[0].way[0].use, 0.75, 1e-9);
    EXPECT_NEAR(found[0].relaxed[0].to, 16.5, 1e-9);
    EXPECT_NEAR(found[0].relaxed[0].met, 2, near);
}

TEST(Why, LeavesOutALimitThatIsNotScarce) {
    // A cap for 30 loaves leaves hours idle; a tenth more is 3 loaves.
    Bakery bakery(1000);
    bakery.w.impact(ImpactKind::item, "grain", "co2e_kg", 1);
    bakery.w.world.criteria.caps.push_back({"co2e_kg", 0.75 * 30, {}});

    const auto found = reasons(bakery.w);

    ASSERT_EQ(found[0].relaxed.size(), 1);
    EXPECT_EQ(found[0].relaxed[0].limit, "cap on co2e_kg: at most 22.5");
    EXPECT_NEAR(found[0].relaxed[0].met, 3, near);
}

TEST(Why, SaysFromWhenOnGoodsCanCome) {
    WorldMaker w(2);
    const ItemId flour = w.item("flour");
    const PlaceId mill = w.place("mill", PlaceKind::source);
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.lane(mill, shop, 7);
    w.sure_need(flour, shop, 100);

    const auto found = reasons(w);

    ASSERT_EQ(found.size(), 1);
    EXPECT_EQ(found[0].period, Period{0});
    EXPECT_EQ(found[0].earliest, Period{1});
    EXPECT_TRUE(found[0].relaxed.empty());
}

TEST(Why, SaysWhereNoWayLeads) {
    WorldMaker w(1);
    const ItemId flour = w.item("flour");
    w.place("mill", PlaceKind::source);
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.sure_need(flour, shop, 100);

    const auto found = reasons(w);

    ASSERT_EQ(found.size(), 1);
    EXPECT_FALSE(found[0].earliest);
}

TEST(Why, NoRelaxationMakesThePlanWorseInTheOrderOfItsGoals) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        for (const Reason& reason : reasons(random_world(seed, Communities::each_depot))) {
            for (const Relaxed& relaxed : reason.relaxed) {
                constexpr double floors = 1e-5;
                EXPECT_GE(relaxed.fairness, -floors) << "seed " << seed << " " << relaxed.limit;
                EXPECT_TRUE(relaxed.fairness > floors || relaxed.worth > -0.1)
                    << "seed " << seed << " " << relaxed.limit << " " << relaxed.worth;
            }
        }
    }
}

}  // namespace
}  // namespace vorrat::plan

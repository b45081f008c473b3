#include <gtest/gtest.h>

#include "vorrat/plan/testing.h"

namespace vorrat::plan {
namespace {

using namespace testing;

/// One good from a mill to a shop that surely needs 100; 1 kg of CO2e a unit.
WorldMaker mill_and_shop() {
    WorldMaker w(1);
    const ItemId flour = w.item("flour");
    const PlaceId mill = w.place("mill", PlaceKind::source);
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    const LaneId road = w.lane(mill, shop);
    w.world.lanes[road].capacity = Kilograms{1000};
    w.world.places[shop].storage = Litres{1000};
    w.impact(ImpactKind::item, "flour", "co2e_kg", 1);
    w.sure_need(flour, shop, 100);
    return w;
}

Conflict conflict_of(const WorldMaker& w) {
    const auto answer = make_plan(w.world, w.forecast);
    check(static_cast<bool>(answer), "the test's world gets an answer");
    check(std::holds_alternative<Conflict>(*answer), "the test's world has no plan");
    return std::get<Conflict>(*answer);
}

using Words = std::vector<std::string>;

TEST(Conflict, NamesTheCapAndTheMinimumThatCannotHoldTogether) {
    WorldMaker w = mill_and_shop();
    w.world.criteria.caps.push_back({"co2e_kg", 50, {}});
    w.world.criteria.minimum_coverage[index(Tier::basic)] = 0.9;

    const Conflict conflict = conflict_of(w);

    EXPECT_EQ(conflict.limits, (Words{"minimum coverage of basic need: at least 0.9",
                                      "cap on co2e_kg: at most 50"}));
}

TEST(Conflict, FindsTheCheapestRelaxation) {
    // The cap would have to rise from 50 to 90, by 80 %; the minimum falls from 0.9 to 0.5, by 44
    // %.
    WorldMaker w = mill_and_shop();
    w.world.criteria.caps.push_back({"co2e_kg", 50, {}});
    w.world.criteria.minimum_coverage[index(Tier::basic)] = 0.9;

    const Conflict conflict = conflict_of(w);

    ASSERT_EQ(conflict.cheapest.size(), 1);
    EXPECT_EQ(conflict.cheapest[0].limit, "minimum coverage of basic need: at least 0.9");
    EXPECT_NEAR(conflict.cheapest[0].from, 0.9, 1e-12);
    EXPECT_NEAR(conflict.cheapest[0].to, 0.5, 1e-6);
}

TEST(Conflict, LowersTheMinimumThatCostsLeast) {
    // Minimums of 0.05 basic (1 kg a unit) and 0.1 essential (2 kg a unit) take 5 + 20 kg of 10.
    // 15 kg too many: 1.5 times the cap, or three quarters of the essential minimum.
    WorldMaker w = mill_and_shop();
    const ItemId water = w.item("water", Tier::essential);
    w.impact(ImpactKind::item, "water", "co2e_kg", 2);
    w.sure_need(water, PlaceId{1}, 100);
    w.world.criteria.caps.push_back({"co2e_kg", 10, {}});
    w.world.criteria.minimum_coverage[index(Tier::basic)] = 0.05;
    w.world.criteria.minimum_coverage[index(Tier::essential)] = 0.1;

    const Conflict conflict = conflict_of(w);

    ASSERT_EQ(conflict.cheapest.size(), 1);
    EXPECT_EQ(conflict.cheapest[0].limit, "minimum coverage of essential need: at least 0.1");
    EXPECT_NEAR(conflict.cheapest[0].to, 0.025, 1e-6);
}

TEST(Conflict, NamesASupplyThatIsTooSmall) {
    WorldMaker w = mill_and_shop();
    w.supply(ItemId{0}, PlaceId{0}, 40);
    w.world.criteria.minimum_coverage[index(Tier::basic)] = 0.5;

    const Conflict conflict = conflict_of(w);

    EXPECT_EQ(conflict.limits, (Words{"supply of flour at mill: at most 40 per period",
                                      "minimum coverage of basic need: at least 0.5"}));
    // 40 -> 50 is a quarter, 0.5 -> 0.4 a fifth.
    ASSERT_EQ(conflict.cheapest.size(), 1);
    EXPECT_NEAR(conflict.cheapest[0].to, 0.4, 1e-6);
}

TEST(Conflict, NamesAMinimumThatNothingCanReach) {
    // No way leads to the shop.
    WorldMaker w(1);
    const ItemId flour = w.item("flour");
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.sure_need(flour, shop, 100);
    w.world.criteria.minimum_coverage[index(Tier::basic)] = 0.5;

    const Conflict conflict = conflict_of(w);

    EXPECT_EQ(conflict.limits, (Words{"minimum coverage of basic need: at least 0.5"}));
    ASSERT_EQ(conflict.cheapest.size(), 1);
    EXPECT_NEAR(conflict.cheapest[0].to, 0, 1e-9);
}

TEST(Conflict, NamesAWasteCapThatOpeningStockBreaks) {
    // 50 kg past use by the end of the week, nobody needs them, no kilogram may be wasted.
    WorldMaker w(1);
    const ItemId milk = w.item("milk");
    const PlaceId shop = w.place("shop", PlaceKind::depot);
    w.stock(milk, shop, 50, WorldMaker::start + days{2});
    w.world.criteria.caps.push_back({"waste_kg", 0, {}});

    const Conflict conflict = conflict_of(w);

    EXPECT_EQ(conflict.limits, (Words{"cap on waste_kg: at most 0"}));
    ASSERT_EQ(conflict.cheapest.size(), 1);
    EXPECT_NEAR(conflict.cheapest[0].to, 50, 1e-6);
}

TEST(ConflictError, TellsLimitsAndWayOut) {
    const Conflict conflict{{"cap on co2e_kg: at most 50"},
                            {{"cap on co2e_kg: at most 50", 50, 90}}};

    const Error error = conflict_error(conflict);

    EXPECT_EQ(error.kind, ErrorKind::infeasible);
    EXPECT_NE(error.message.find("cap on co2e_kg: at most 50: from 50 to 90"), std::string::npos)
        << error.message;
}

}  // namespace
}  // namespace vorrat::plan

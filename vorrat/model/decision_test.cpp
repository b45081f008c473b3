#include "vorrat/model/decision.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/model/world.h"

namespace vorrat {
namespace {

using ::testing::Contains;
using ::testing::Field;

Date day(const char* text) { return parse_date(text).value(); }

/// Coffee and tea in two communities, a cap with a path, a recipe that is forbidden.
World coffee_house() {
    World world;
    world.items = {{"coffee", "", "kg"}, {"tea", "", "kg"}};
    world.communities = {{"north", 10}, {"south", 20}};
    world.activities = {{"roast"}, {"brew"}};
    world.resources = {{"labour_hours", "h"}};
    world.indicators = {"co2e_kg"};
    world.criteria.caps = {{"co2e_kg", 2500, {{day("2027-01-01"), 2000.5}}}};
    world.criteria.forbidden = {ActivityId{0}, ActivityId{1}};
    world.criteria.work_limits = {{ResourceId{0}, 12}};
    world.criteria.reserve.at(0).coverage = 0.99;
    world.need_changes = {{ItemId{0}, CommunityId{1}, 0.8, ItemId{1}, 0.5}};
    return world;
}

/// A decision for every number as it stands.
std::vector<Decision> all_decided(const World& world) {
    std::vector<Decision> decisions;
    for (const CriterionValue& row : criteria_values(world)) {
        decisions.push_back(
            {"D1", day("2026-10-05"), "house", row.key, row.value, "", "so we want it", ""});
    }
    return decisions;
}

TEST(CriteriaValues, NameEveryNumberAsTextThatPeopleCanWrite) {
    const auto values = criteria_values(coffee_house());

    for (const CriterionValue& expected :
         {CriterionValue{"horizon_days", "56"}, CriterionValue{"caps.co2e_kg.total", "2500"},
          CriterionValue{"caps.co2e_kg.path", "2027-01-01 2000.5"},
          CriterionValue{"forbidden.activities", "roast; brew"},
          CriterionValue{"resources.labour_hours_per_week", "12"},
          CriterionValue{"reserve.essential.coverage", "0.99"},
          CriterionValue{"minimum_coverage.wanted", "0"},
          CriterionValue{"burden.labour_hours", "0.1"},
          CriterionValue{"needs.coffee@south", "0.8 > tea x 0.5"}}) {
        EXPECT_THAT(values, Contains(expected));
    }
    for (const CriterionValue& value : values) {
        EXPECT_TRUE(can_be_decided(value.key)) << value.key;
    }
}

TEST(Adoption, IsOfEveryNumberOrOfNone) {
    World world = coffee_house();
    EXPECT_FALSE(adopted(world)) << "nobody decided anything";

    world.decisions = all_decided(world);
    EXPECT_TRUE(adopted(world));

    world.criteria.tier_weight.at(2) = 3;
    EXPECT_FALSE(adopted(world)) << "somebody changed a number without a decision";
    EXPECT_THAT(standings(world),
                Contains(::testing::AllOf(Field(&CriterionStanding::key, "tiers.wanted"),
                                          Field(&CriterionStanding::standing, Standing::differs))));
}

TEST(Adoption, FollowsTheLastDecision) {
    World world = coffee_house();
    world.decisions = all_decided(world);
    world.decisions.push_back(
        {"D2", day("2026-10-06"), "house", "horizon_days", "28", "56", "too far", ""});
    EXPECT_FALSE(adopted(world));

    world.criteria.horizon_days = 28;
    EXPECT_TRUE(adopted(world));
}

TEST(Adoption, MissesWhatWasDecidedAndTakenOut) {
    World world = coffee_house();
    world.decisions = all_decided(world);
    world.criteria.caps.clear();

    EXPECT_FALSE(adopted(world));

    world.decisions.push_back(
        {"D2", day("2026-10-06"), "house", "caps.co2e_kg.total", "", "2500", "we give it up", ""});
    world.decisions.push_back({"D2", day("2026-10-06"), "house", "caps.co2e_kg.path", "",
                               "2027-01-01 2000.5", "we give it up", ""});
    EXPECT_TRUE(adopted(world)) << "a criterion can be given up by decision";
}

TEST(Adoption, TakesAnActivityThatWasAddedAsAFact) {
    World world = coffee_house();
    world.decisions = all_decided(world);
    world.decisions.push_back(
        {"D2", day("2026-10-06"), "house", "activities.decaf", "added", "", "for the night", ""});

    EXPECT_TRUE(adopted(world));
}

TEST(SameValue, ComparesNumbersAsNumbersAndTextsAsTexts) {
    EXPECT_TRUE(same_value("180000.0", "1.8e5"));
    EXPECT_FALSE(same_value("0.1", "0.10000000000000001e1"));
    EXPECT_TRUE(same_value("a; b", "a; b"));
    EXPECT_FALSE(same_value("", "0"));
}

}  // namespace
}  // namespace vorrat

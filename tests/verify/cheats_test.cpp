#include <algorithm>

#include "tests/verify/testing.h"
#include "tests/verify/village.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vorrat::testing {
namespace {

using ::testing::HasSubstr;

/// What somebody with a text editor, a calculator and sha256sum would try.
struct Cheat {
    const char* name;
    const char* file;
    const char* from;
    const char* to;
    const char* found;  ///< a part of what the checker says
};

class Cheats : public ::testing::TestWithParam<Cheat> {};

TEST_P(Cheats, AreNamedEvenWithNewHashes) {
    const Cheat& cheat = GetParam();
    Files files = published(hand_made());
    ASSERT_EQ(complaints(files), "");

    replace(files, cheat.file, cheat.from, cheat.to);
    make_sums_fit(files);

    EXPECT_THAT(complaints(files), HasSubstr(cheat.found));
}

INSTANTIATE_TEST_SUITE_P(
    Verify, Cheats,
    ::testing::Values(
        Cheat{"a bound that is too good", "plan.json", "\"bound\": 32.3", "\"bound\": 32.2",
              "stage worth: bound"},
        Cheat{"a value nobody reached", "plan.json", "\"value\": 32.3", "\"value\": 32.4",
              "stage worth: value"},
        Cheat{"a dual of the wrong sign", "certificate.csv", "worth,ready,flour,B,0,,-0.95",
              "worth,ready,flour,B,0,,0.95", "wrong sign"},
        Cheat{"a dual of a row that is not there", "certificate.csv", "worth,ready,flour,B,0",
              "worth,ready,flour,H,0", "no such row"},
        Cheat{"a lane left out", "lanes.csv", "H,B,road,7,20,,\n", "", "a lane of this plan"},
        Cheat{"a lane that is quicker than it is", "lanes.csv", "H,B,road,7", "H,B,road,0",
              "flows.csv"},
        Cheat{"less need than there was", "need.csv", "flour,B,0,2,0,0.1,10,0.95,4",
              "flour,B,0,2,0,0.1,4,0.95,4", "coverage.csv"},
        Cheat{"need that was left out", "need.csv", "flour,B,0,2,0,0.1,10,0.95,4\n", "",
              "coverage.csv"},
        Cheat{"need that is asked for less", "need.csv", "flour,B,0,2,0,0.1,10,0.95,4",
              "flour,B,0,2,0,0.1,10,0.5,4", "need.csv:4"},
        Cheat{"goods set aside that are not there", "need.csv", "0.95,4\n", "0.95,10\n",
              "balance of flour at B in period 0"},
        Cheat{"stock out of nothing", "stock.csv", "flour,B,4", "flour,B,14",
              "balance of flour at B in period 0"},
        Cheat{"a ceiling that makes the bound good", "items.csv", ",881\n", ",21\n",
              "ceiling of flour"},
        Cheat{"a floor lower than what was reached", "plan.json", "\"fairness_floor\": 0.69999",
              "\"fairness_floor\": 0.69000", "fairness_floor"},
        Cheat{"a tier that weighs less", "plan.json", "\"essential\": 1.0", "\"essential\": 0.5",
              "stage worth"},
        Cheat{"a tier that weighs less than nothing", "plan.json", "\"essential\": 1.0",
              "\"essential\": -1.0", "criteria/tiers/essential: want a number from 0 on"},
        Cheat{"a burden that is rewarded", "plan.json", "\"transport_tkm\": 0.001",
              "\"transport_tkm\": -0.001",
              "criteria/burden/transport_tkm: want a number from 0 on"},
        Cheat{"another format", "plan.json", "vorrat-plan/1", "vorrat-plan/2", "format"}),
    [](const auto& cheat) {
        std::string name = cheat.param.name;
        std::erase(name, ',');
        std::ranges::replace(name, ' ', '_');
        return name;
    });

/// What somebody would try who wants a number to look decided.
class FalseDecisions : public ::testing::TestWithParam<Cheat> {};

TEST_P(FalseDecisions, AreNamedEvenWithNewHashes) {
    static const Files village = published(Village().planned());
    const Cheat& cheat = GetParam();
    Files files = village;

    replace(files, cheat.file, cheat.from, cheat.to);
    make_sums_fit(files);

    EXPECT_THAT(complaints(files), HasSubstr(cheat.found));
}

INSTANTIATE_TEST_SUITE_P(
    Verify, FalseDecisions,
    ::testing::Values(
        Cheat{"adopted by nobody", "plan.json", "\"adopted\": false", "\"adopted\": true",
              "adopted: want false, found true"},
        Cheat{"a number that is not listed", "plan.json", "\"criterion\": \"period_days\"",
              "\"criterion\": \"horizon_days\"",
              "not_adopted: does not list period_days = 7, never decided"},
        Cheat{"another value decided", "decisions.csv", "tiers.wanted,2", "tiers.wanted,1",
              "not_adopted: lists tiers.wanted = 1, decided 2 by D1"},
        Cheat{"a decision taken out", "decisions.csv",
              "D2,2026-10-24,village,caps.co2e_kg.total,800,900,less,P1\n", "",
              "not_adopted: does not list caps.co2e_kg.total = 800, decided 900 by D1"},
        Cheat{"a decision written over", "decisions.csv", "caps.co2e_kg.total,900",
              "caps.co2e_kg.total,850", "replaced: want 850, found 900"},
        Cheat{"a decision put in front", "decisions.csv", "D2,2026-10-24", "D2,2026-09-24",
              "is older than the row before"},
        Cheat{"another council", "decisions.csv", "D2,2026-10-24,village", "D2,2026-10-24,experts",
              "decisions.caps.co2e_kg.total"}),
    [](const auto& cheat) {
        std::string name = cheat.param.name;
        std::ranges::replace(name, ' ', '_');
        return name;
    });

TEST(Verify, CatchesAShipmentOfMoreThanLiesAtItsOrigin) {
    Story story = hand_made();
    story.world.stock.push_back({{0}, {1}, 10, std::nullopt});  // 10 kg at the hub
    Shipment& sent = story.shipments.front();
    sent.from = {1};
    sent.to = {2};
    sent.lane = {1};

    const std::string found = complaints(published(story));

    EXPECT_THAT(found, HasSubstr("flour from H: want at most 10, found 15"));
}

TEST(Verify, CatchesABrokenPackAtADepot) {
    Story story = hand_made();
    story.world.stock.push_back({{0}, {1}, 100, std::nullopt});
    Shipment& sent = story.shipments.front();
    sent.from = {1};
    sent.to = {2};
    sent.lane = {1};
    sent.quantity = 12;
    sent.mass = Kilograms{12};

    EXPECT_THAT(complaints(published(story)), HasSubstr("not in whole packs"));
}

/// 18 kg of flour come from the hub to A today, and a lane leads on from A to B.
Story with_flour_going_on() {
    Story story = hand_made();
    story.world.lanes.push_back({{2}, {3}, "road", 1, {30}, std::nullopt, std::nullopt});
    story.world.transit.push_back({{0}, {1}, PlaceId{2}, std::nullopt, 18, monday});
    const double cost = 0.001 * 18 * 30 / 1000;
    story.under_way = {
        {0, monday, {{Fate::transship, {3}, 18, monday + days{1}, 9, 9, cost, 0}}, 0}};
    return story;
}

/// What the check of goods under way finds; whether the plan fits them is another matter.
std::string found_under_way(const Story& story) {
    const auto verdict = verify::verify_files(published(story));
    EXPECT_TRUE(verdict) << verdict.error().message;
    std::string text;
    for (const verify::Check& one : verdict->checks) {
        if (one.what.starts_with("Goods under way")) {
            for (const std::string& where : one.where) {
                text += where + "\n";
            }
        }
    }
    return text;
}

TEST(Verify, KnowsTheWayOfGoodsThatGoOnToAnotherDepot) {
    EXPECT_EQ(found_under_way(with_flour_going_on()), "");
}

TEST(Verify, CatchesGoodsUnderWayThatArriveTooSoon) {
    Story story = with_flour_going_on();
    story.under_way[0].parts[0].arrives = monday;

    EXPECT_THAT(found_under_way(story), HasSubstr("no lanes give this arrival, cost and CO2e"));
}

TEST(Verify, CatchesGoodsUnderWayThatBecomeMore) {
    Story story = with_flour_going_on();
    story.under_way[0].parts.push_back({Fate::confirm, {2}, 1, monday, 1, 0, 0, 0});

    EXPECT_THAT(found_under_way(story), HasSubstr("parts of row 1 of transit.csv: want 18"));
}

TEST(Verify, CatchesAChangeUnderWayThatDoesNotPay) {
    Story story = with_flour_going_on();
    story.under_way[0].parts[0].gain = 0;

    EXPECT_THAT(found_under_way(story), HasSubstr("gain: less than the cost"));
}

TEST(Verify, CatchesAReturnToWhereTheGoodsWereGoing) {
    Story story = with_flour_going_on();
    story.world.transit[0] = {{0}, {0}, PlaceId{1}, std::nullopt, 18, monday};
    story.under_way[0].parts = {{Fate::give_back, {1}, 18, monday, 0, 0, 0, 0}};

    EXPECT_THAT(found_under_way(story), HasSubstr("fate: not one that these goods can have"));
}

}  // namespace
}  // namespace vorrat::testing

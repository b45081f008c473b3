#include "vorrat/ingest/ingest.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/ingest/testing.h"

namespace vorrat::ingest {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Reading read(Files files, const Settings& settings = {}) {
    auto reading = read_files(std::move(files), settings);
    EXPECT_TRUE(reading) << reading.error().message;
    return *std::move(reading);
}

TEST(Ingest, ReadsASmallWorkspaceWithoutWarnings) {
    const Reading reading = read(small_workspace());

    EXPECT_THAT(lines_of(reading, Severity::error), IsEmpty());
    EXPECT_THAT(lines_of(reading, Severity::warning), IsEmpty());
    EXPECT_TRUE(reading.sound());
    const World& world = reading.world;
    ASSERT_EQ(world.items.size(), 2U);
    EXPECT_EQ(world.items[ItemId{0}].pack_size, 10);
    EXPECT_EQ(world.items[ItemId{0}].tier, Tier::essential);
    EXPECT_EQ(world.items[ItemId{1}].shelf_life_days, std::nullopt);
    ASSERT_EQ(world.places.size(), 3U);
    EXPECT_EQ(world.places[PlaceId{1}].storage, Litres{5000});
    ASSERT_EQ(world.lanes.size(), 2U);
    EXPECT_EQ(world.lanes[LaneId{1}].minimum, Kilograms{5});
}

TEST(Ingest, MakesEachDepotItsOwnCommunityUnlessItNamesOne) {
    const World world = read(small_workspace()).world;

    ASSERT_EQ(world.communities.size(), 2U);
    EXPECT_EQ(world.communities[CommunityId{0}], (Community{"east", 1200}));
    EXPECT_EQ(world.communities[CommunityId{1}], (Community{"west town", 800}));
}

TEST(Ingest, FillsGapsOfNeedsWithZeroAndSaysHowMany) {
    const Reading reading = read(small_workspace());

    const History& history = reading.world.history;
    ASSERT_EQ(history.series.size(), 2U);
    EXPECT_EQ(history.frequency, Frequency::day);
    EXPECT_EQ(history.series[0].quantity, (std::vector<double>{3, 4, 0}));
    EXPECT_EQ(history.series[0].available, (std::vector<std::uint8_t>{1, 1, 0}));
    EXPECT_EQ(history.series[1].quantity, (std::vector<double>{1, 0, 2}));
    EXPECT_EQ(history.regressors, (std::vector<std::string>{"price"}));
    EXPECT_THAT(lines_of(reading, Severity::note),
                Contains("needs.csv: 1 dates in 1 series have no row: they count as zero need"));
}

TEST(Ingest, ContinuesASeriesWithZerosToTheLastDateOfTheTable) {
    const World world = read(small_workspace_with("needs.csv",
                                                  "date,item_id,place_id,quantity\n"
                                                  "2026-01-05,bread,east,3\n"
                                                  "2026-01-05,soap,west,1\n"
                                                  "2026-01-07,soap,west,2\n"))
                            .world;

    EXPECT_EQ(world.history.series[0].quantity, (std::vector<double>{3, 0, 0}));
}

TEST(Ingest, EndsASeriesBeforeRowsWithEmptyQuantityAndKeepsTheirRegressors) {
    const World world = read(small_workspace_with("needs.csv",
                                                  "date,item_id,place_id,quantity,price\n"
                                                  "2026-01-05,bread,east,3,1\n"
                                                  "2026-01-06,bread,east,,2\n"
                                                  "2026-01-08,bread,east,,4\n"
                                                  "2026-01-05,soap,west,1,1\n"
                                                  "2026-01-07,soap,west,2,1\n"))
                            .world;

    const Series& bread = world.history.series[0];
    EXPECT_EQ(bread.quantity, (std::vector<double>{3}));
    ASSERT_EQ(bread.regressors[0].size(), 4U);
    EXPECT_EQ(bread.regressors[0][3], 4);
    EXPECT_TRUE(std::isnan(bread.regressors[0][2]));
}

TEST(Ingest, NamesItsInputsWithHashAndRows) {
    const World world = read(small_workspace()).world;

    ASSERT_EQ(world.inputs.size(), 4U);
    EXPECT_EQ(world.inputs[2].name, "needs.csv");
    EXPECT_EQ(world.inputs[2].rows, 5U);
    EXPECT_EQ(world.inputs[2].sha256.size(), 64U);
}

TEST(Ingest, GivesTheSameWorldForAnyNumberOfThreads) {
    std::string needs = "date,item_id,place_id,quantity\n";
    for (int k = 0; k < 150000; ++k) {
        needs += vorrat::to_string(Date{days{18000 + k % 3000}});
        needs += k % 2 == 0 ? ",bread,east," : ",soap,west,";
        needs += std::to_string(k % 17) + "\n";
    }
    const Files files = small_workspace_with("needs.csv", needs);

    const Reading one = read(files, {.threads = {1}});
    const Reading four = read(files, {.threads = {4}});

    EXPECT_EQ(one.world, four.world);
    EXPECT_EQ(one.findings.kept, four.findings.kept);
    EXPECT_GT(one.findings.errors, 0U);  // many dates twice: the findings are the same, too
}

}  // namespace
}  // namespace vorrat::ingest

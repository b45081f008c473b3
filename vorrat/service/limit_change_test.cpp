#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "vorrat/base/file.h"
#include "vorrat/service/what_if.h"

namespace vorrat::service {
namespace {

namespace fs = std::filesystem;

/// Two bakeries that say all three kinds of limits, as a spreadsheet in German writes them.
class LimitChanges : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_limits_") +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        write("items.csv", "item_id\nbread\n");
        write("places.csv", "place_id;kind;storage_litres\nnorth;plant;500,5\nsouth;depot;\n");
        write("lanes.csv",
              "from_place;to_place;mode;lead_days;capacity_kg\nnorth;south;road;1;80\n"
              "north;south;rail;1;70,5\n");
        write("resources.csv",
              "unit;resource_id;place_id;available\nh;oven;north;40,5\nh;oven;south;20\n"
              "h;labour;;100\n");
        auto reading = ingest::read_workspace(folder_, {});
        ASSERT_TRUE(reading) << reading.error().message;
        world_ = std::move(reading->world);
        ASSERT_EQ(world_.capacities.size(), 3U);
        ASSERT_EQ(world_.lanes.size(), 2U);
    }
    void TearDown() override { fs::remove_all(folder_); }
    void write(const char* name, const char* text) const {
        ASSERT_TRUE(write_file(folder_ / name, text));
    }
    bool change(const LimitChange& change) {
        return static_cast<bool>(change_limits(world_, std::span(&change, 1)));
    }

    fs::path folder_;
    World world_;
};

TEST_F(LimitChanges, ScaleOnlyTheLimitTheyName) {
    ASSERT_TRUE(change({"resource", "oven", "north", 2}));
    ASSERT_TRUE(change({"resource", "labour", "", 0.5}));
    ASSERT_TRUE(change({"storage", "", "north", 2}));
    ASSERT_TRUE(change({"lane", "north>south>rail", "", 2}));

    EXPECT_EQ(world_.capacities[0].available, 81);
    EXPECT_EQ(world_.capacities[1].available, 20);
    EXPECT_EQ(world_.capacities[2].available, 50);
    EXPECT_EQ(world_.places[PlaceId{0}].storage->value, 1001);
    EXPECT_EQ(world_.places[PlaceId{1}].storage, std::nullopt);
    EXPECT_EQ(world_.lanes[LaneId{0}].capacity->value, 80);
    EXPECT_EQ(world_.lanes[LaneId{1}].capacity->value, 141);
}

TEST_F(LimitChanges, OfOneLimitMultiply) {
    const LimitChange changes[] = {{"resource", "oven", "north", 2},
                                   {"resource", "oven", "north", 2}};

    ASSERT_TRUE(change_limits(world_, changes));

    EXPECT_EQ(world_.capacities[0].available, 162);
}

TEST_F(LimitChanges, OfWhatNoTableSaysAreRefused) {
    for (const LimitChange& one :
         {LimitChange{"resource", "gold", "north", 2}, LimitChange{"resource", "oven", "", 2},
          LimitChange{"storage", "", "south", 2}, LimitChange{"lane", "north>south", "", 2},
          LimitChange{"lane", "south>north>road", "", 2}, LimitChange{"cap", "co2e_kg", "", 2}}) {
        EXPECT_FALSE(change(one)) << one.kind << one.id;
    }
}

}  // namespace
}  // namespace vorrat::service

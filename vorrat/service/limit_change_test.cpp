#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "vorrat/base/file.h"
#include "vorrat/service/what_if.h"

namespace vorrat::service {
namespace {

namespace fs = std::filesystem;

/// A bakery that says all three kinds of limits.
class LimitChanges : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_limits_") +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        ASSERT_TRUE(write_file(folder_ / "resources.csv",
                               "unit,resource_id,place_id,available\nh,oven,north,40\n"
                               "h,oven,south,20\nh,labour,,100\n"));
        ASSERT_TRUE(
            write_file(folder_ / "places.csv", "place_id,storage_litres\nnorth,500\nsouth,\n"));
        ASSERT_TRUE(write_file(folder_ / "lanes.csv",
                               "from_place,to_place,mode,capacity_kg\nnorth,south,road,80\n"
                               "north,south,rail,70\n"));
    }
    void TearDown() override { fs::remove_all(folder_); }
    std::string with(const LimitChange& change, const std::string& table) const {
        const auto files = with_limits(folder_, {}, std::span(&change, 1));
        return files ? files->at(table) : files.error().message;
    }

    fs::path folder_;
};

TEST_F(LimitChanges, ScaleOnlyTheRowTheyName) {
    EXPECT_EQ(with({"resource", "oven", "north", 1.5}, "resources.csv"),
              "unit,resource_id,place_id,available\nh,oven,north,60\nh,oven,south,20\n"
              "h,labour,,100\n");
    EXPECT_EQ(with({"resource", "labour", "", 0.5}, "resources.csv"),
              "unit,resource_id,place_id,available\nh,oven,north,40\nh,oven,south,20\n"
              "h,labour,,50\n");
    EXPECT_EQ(with({"storage", "", "north", 2}, "places.csv"),
              "place_id,storage_litres\nnorth,1000\nsouth,\n");
    EXPECT_EQ(with({"lane", "north>south>rail", "", 0}, "lanes.csv"),
              "from_place,to_place,mode,capacity_kg\nnorth,south,road,80\nnorth,south,rail,0\n");
}

TEST_F(LimitChanges, OfOneTableAddUp) {
    const LimitChange changes[] = {{"resource", "oven", "north", 2},
                                   {"resource", "oven", "north", 2}};

    const auto files = with_limits(folder_, {{"needs.csv", "as it was"}}, changes);

    ASSERT_TRUE(files) << files.error().message;
    EXPECT_NE(files->at("resources.csv").find("h,oven,north,160\n"), std::string::npos);
    EXPECT_EQ(files->at("needs.csv"), "as it was");
}

TEST_F(LimitChanges, OfWhatNoTableSaysAreRefused) {
    for (const LimitChange& change :
         {LimitChange{"resource", "gold", "north", 2}, LimitChange{"resource", "oven", "", 2},
          LimitChange{"storage", "", "south", 2}, LimitChange{"lane", "north>south", "", 2},
          LimitChange{"lane", "south>north>road", "", 2}, LimitChange{"cap", "co2e_kg", "", 2}}) {
        EXPECT_FALSE(with_limits(folder_, {}, std::span(&change, 1))) << change.kind << change.id;
    }
    fs::remove(folder_ / "lanes.csv");
    const LimitChange lane{"lane", "north>south>road", "", 2};
    EXPECT_FALSE(with_limits(folder_, {}, std::span(&lane, 1)));
}

}  // namespace
}  // namespace vorrat::service

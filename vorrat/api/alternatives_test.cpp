#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/api/api.h"
#include "vorrat/base/file.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class AlternativesOverHttp : public testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_api_alternatives_") +
                   testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::create_directories(folder_);
        put("plan.json", R"({"format":"vorrat-plan/1"})");
        put("items.csv", "item_id,name,unit\nflour,Flour,bag\n");
        put("places.csv", "place_id,name,kind\na,Äsch,depot\nh,Mitte,hub\n");
        put("activities.csv", "activity_id,place_id,name\nmill,h,Grind flour\n");
        put("alternatives.json", R"({"format":"vorrat-alternatives/1","alternatives":[]})");
        put("changes.csv",
            "alternative_id,kind,id,from_place,to_place,base,here\n"
            "even-50,run,mill,,h,3,2\neven-50,send,flour,h,a,30,20\nboth-75,send,flour,h,a,30,1\n");
    }
    void TearDown() override { fs::remove_all(folder_); }

    void put(const char* name, const std::string& text) {
        ASSERT_TRUE(write_file(folder_ / name, text));
    }
    Reply get(const std::string& target) const {
        return open_site({.plan = folder_, .alternatives = folder_})
            ->api.answer({.method = "GET", .target = "/api/v1/" + target});
    }

    fs::path folder_;
};

TEST_F(AlternativesOverHttp, AreServedByteForByte) {
    EXPECT_EQ(get("alternatives").body, *read_file(folder_ / "alternatives.json"));
}

TEST_F(AlternativesOverHttp, TellTheChangesOfOneWithNames) {
    const json answer = json::parse(get("alternatives/even-50/changes").body);

    ASSERT_EQ(answer["total"], 2);
    EXPECT_EQ(answer["rows"][0]["name"], "Grind flour");
    EXPECT_TRUE(answer["rows"][0]["item"].is_null());
    EXPECT_EQ(answer["rows"][1]["name"], "Flour");
    EXPECT_EQ(answer["rows"][1]["from"], "Mitte");
    EXPECT_EQ(answer["rows"][1]["to"], "Äsch");
    EXPECT_EQ(answer["rows"][1]["here"], 20);
}

TEST_F(AlternativesOverHttp, TellChangesInPages) {
    const json first = json::parse(get("alternatives/even-50/changes?limit=1").body);
    const json second = json::parse(get("alternatives/even-50/changes?limit=1&cursor=1").body);

    EXPECT_EQ(first["next"], "1");
    EXPECT_EQ(second["rows"][0]["id"], "flour");
    EXPECT_TRUE(second["next"].is_null());
}

TEST_F(AlternativesOverHttp, AreNamedAmongWhatIsServed) {
    const auto without = open_site({.plan = folder_});

    EXPECT_NE(get("served").body.find("\"alternatives\""), std::string::npos);
    EXPECT_EQ(without->api.answer({.method = "GET", .target = "/api/v1/served"})
                  .body.find("\"alternatives\""),
              std::string::npos);
    EXPECT_EQ(without->api.answer({.method = "GET", .target = "/api/v1/alternatives"}).status, 404);
}

TEST_F(AlternativesOverHttp, AreRefusedWhereTheFolderIsNone) {
    put("alternatives.json", R"({"format":"vorrat-alternatives/9"})");
    EXPECT_FALSE(open_site({.plan = folder_, .alternatives = folder_}));

    put("alternatives.json", R"({"format":"vorrat-alternatives/1"})");
    put("changes.csv", "alternative_id,kind\n");
    const auto site = open_site({.plan = folder_, .alternatives = folder_});
    ASSERT_FALSE(site);
    EXPECT_NE(site.error().message.find("changes.csv:1: want a column id"), std::string::npos);
}

}  // namespace
}  // namespace vorrat::api

#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/api/api.h"
#include "vorrat/api/testing.h"
#include "vorrat/base/date.h"
#include "vorrat/base/file.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;

const access::Clock noon = [] { return std::int64_t{1793534400}; };

/// Bread at Äsch, every day for `days_known` days before 2026-11-01, more on Sundays; a plan with
/// a forecast of seven days.
class StoryOfASeries : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_api_story_") +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_ / "plan");
        put("items.csv", "item_id,name,unit\nbread,Bread,piece\n");
        put("places.csv", "place_id,name,kind\naesch,Äsch,depot\n");
        put_needs(60);
        put("plan/plan.json", R"({"format":"vorrat-plan/1","start":"2026-11-01"})");
        std::string forecast = "unique_id,ds,mean,q0.5\n";
        for (int day = 1; day <= 7; ++day) {
            forecast += fmt::format("bread/aesch,2026-11-{:02},5,5\n", day);
        }
        put("plan/forecast.csv", forecast);
    }
    void TearDown() override { fs::remove_all(folder_); }

    void put(const char* name, const std::string& text) const {
        ASSERT_TRUE(write_file(folder_ / name, text));
    }
    void put_needs(int days_known) const {
        const Date end = *parse_date("2026-11-01");
        std::string needs = "date,item_id,place_id,quantity\n";
        for (int day = days_known; day > 0; --day) {
            needs += fmt::format("{},bread,aesch,{}\n", to_string(end - days{day}),
                                 day % 7 == 0 ? 20 : 5);
        }
        put("needs.csv", needs);
    }
    static Reply get(const Api& api, const std::string& target) {
        return api.answer({.method = "GET", .target = "/api/v1/needs/" + target});
    }

    fs::path folder_;
};

TEST_F(StoryOfASeries, TellsWhatTheModelSawInBothLanguages) {
    const auto site = open_site(testing::served(folder_, noon));

    const auto told = nlohmann::json::parse(get(site->api, "bread/aesch/story").body);

    EXPECT_NE(told["text_en"].get<std::string>().find("60 steps are known"), std::string::npos);
    EXPECT_NE(told["text_de"].get<std::string>().find("60 Schritte sind bekannt"),
              std::string::npos);
}

TEST_F(StoryOfASeries, IsThatOfTheTablesAsTheyAreNow) {
    const auto site = open_site(testing::served(folder_, noon));
    ASSERT_EQ(get(site->api, "bread/aesch/story").status, 200);
    put_needs(61);
    fs::last_write_time(folder_ / "needs.csv", fs::file_time_type::clock::now() + days{1});

    const std::string told = get(site->api, "bread/aesch/story").body;
    EXPECT_NE(told.find("61 steps"), std::string::npos) << told;
}

TEST_F(StoryOfASeries, IsNotThereForWhatIsNotForeseenNorWithoutAWorkspace) {
    const auto site = open_site(testing::served(folder_, noon));
    const auto plan_alone = open_site({.plan = folder_ / "plan"});

    EXPECT_EQ(get(site->api, "butter/aesch/story").status, 404);
    EXPECT_EQ(get(plan_alone->api, "bread/aesch/story").status, 404);
}

TEST_F(StoryOfASeries, IsUnavailableWhileTheTablesHaveErrors) {
    const auto site = open_site(testing::served(folder_, noon));
    put("needs.csv", "date,item_id,place_id,quantity\n2026-10-01,bread,aesch,many\n");

    EXPECT_EQ(get(site->api, "bread/aesch/story").status, 503);
}

}  // namespace
}  // namespace vorrat::api

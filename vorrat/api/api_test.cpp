#include "vorrat/api/api.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/api/testing.h"
#include "vorrat/base/file.h"
#include "vorrat/base/sha256.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Two periods, flour and milk, the town Äsch supplied from the hub Mitte. Need of flour at Äsch:
/// 0.5 * 10 + 0.25 * 8 = 7 units, met 0.5 * 10 + 0.25 * 4 = 6, all in period 1. Flour weighs
/// 2 kg, so 14 kg are needed and 12 kg met. Milk: 1 * 5 needed, none met, in period 0; 5 kg.
const std::map<std::string, std::string>& two_items_one_town() {
    static const std::map<std::string, std::string> files = {
        {"plan.json",
         R"({"format":"vorrat-plan/1","title":"test","start":"2026-11-02","period_days":7,)"
         R"("periods":2,"coverage":{"essential":0.9}})"},
        {"items.csv",
         "item_id,name,unit,kg_per_unit,tier,group\n"
         "007,Flour,bag,2,essential,dry\nmilk,\"Milk, fresh\",l,1,basic,cold\n"},
        {"places.csv",
         "place_id,name,kind,lat,lon,community,population,storage_litres\n"
         "h,Mitte,hub,51,13,,,\na,Äsch,depot,51.5,13.5,aesch,900,100\n"},
        {"need.csv",
         "item_id,place_id,period,slice,level_from,level_to,width,use,set_aside\n"
         "007,a,1,1,0,0.5,10,0.5,10\n007,a,1,2,0.5,0.9,8,0.25,4\nmilk,a,0,1,0,0.5,5,1,0\n"},
        {"flows.csv",
         "item_id,from_place,to_place,mode,leaves,arrives,quantity,kg,tkm\n"
         "007,h,a,road,0,1,10,20,1.5\n007,h,a,road,1,1,4,8,0.5\n"},
        {"history.csv",
         "item_id,place_id,date,quantity,available\n"
         "007,a,2026-10-31,3,1\n007,a,2026-11-01,0,0\n"},
        {"forecast.csv", "unique_id,ds,mean,q0.1,q0.5\n007/a,2026-11-02,1.5,1,1.25\n"},
        {"limits.csv",
         "kind,id,place_id,period,used,limit,valuation\n"
         "storage,,a,0,50,100,0\nlane,h>a>road,,1,28,28,0.75\n"},
        {"shipments.csv",
         "item_id,from_place,to_place,mode,leaves,arrives,quantity,kg,reason_en,reason_de\n"
         "007,h,a,road,2026-11-02,2026-11-03,4,8,because,weil\n"},
        {"need_overrides.csv",
         "override_id,item_id,place_id,from,until,factor,quantity,reason,made,withdrawn\n"
         "O1,007,a,2026-11-02,2026-11-08,1.5,,a feast,2026-10-30,\n"
         "O2,007,a,2026-11-09,2026-11-09,2,,a mistake,2026-10-30,2026-10-31\n"
         "O3,milk,a,2026-11-02,2026-11-02,,4,a visit,2026-10-30,\n"},
        {"indicators.csv", "indicator,total,cap\nco2e_kg,12.5,20\nwaste_kg,3,\n"},
        {"coverage.csv", "community,tier,need,met,coverage\naesch,essential,7,6,0.857\n"}};
    return files;
}

class ApiOfTwoItems : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_api_") +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        std::string sums;
        for (const auto& [name, bytes] : two_items_one_town()) {
            ASSERT_TRUE(write_file(folder_ / name, bytes));
            sums += to_hex(sha256(bytes)) + "  " + name + '\n';
        }
        ASSERT_TRUE(write_file(folder_ / "SHA256SUMS", sums));
    }
    void TearDown() override { fs::remove_all(folder_); }

    Reply get(const std::string& target, const std::string& accept = "",
              const std::string& if_none_match = "") const {
        const auto site = open_site({.plan = folder_});
        EXPECT_TRUE(site) << site.error().message;
        return site->api.answer({.method = "GET",
                                 .target = "/api/v1/" + target,
                                 .accept = accept,
                                 .if_none_match = if_none_match});
    }
    json body(const std::string& target) const { return json::parse(get(target).body); }

    fs::path folder_;
};

std::string header(const Reply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers) {
        if (key == name) {
            return value;
        }
    }
    return "";
}

TEST_F(ApiOfTwoItems, GivesThePlanByteForByte) {
    EXPECT_EQ(get("plan").body, two_items_one_town().at("plan.json"));
}

TEST_F(ApiOfTwoItems, TypesNumbersKeepsIdsAsTextAndEmptyNumbersAsNull) {
    const json items = body("tables/items");
    const json places = body("tables/places");

    EXPECT_EQ(items["rows"][0]["item_id"], "007");
    EXPECT_EQ(items["rows"][0]["kg_per_unit"], 2);
    EXPECT_TRUE(places["rows"][0]["population"].is_null());
}

TEST_F(ApiOfTwoItems, FiltersATableByItsColumns) {
    const json rows = body("tables/need?item_id=007&period=1")["rows"];

    ASSERT_EQ(rows.size(), 2);
    EXPECT_EQ(rows[1]["width"], 8);
    EXPECT_EQ(get("tables/need?colour=red").status, 400);
}

TEST_F(ApiOfTwoItems, PagesThroughATableWithoutLossOrRepeat) {
    const json first = body("tables/need?limit=2");
    const json second = body("tables/need?limit=2&cursor=" + first["next"].get<std::string>());

    EXPECT_EQ(first["rows"].size(), 2);
    ASSERT_EQ(second["rows"].size(), 1);
    EXPECT_EQ(second["rows"][0]["item_id"], "milk");
    EXPECT_TRUE(second["next"].is_null());
}

TEST_F(ApiOfTwoItems, GivesATableAsCsvByNameAndByAccept) {
    const Reply by_name = get("tables/items.csv");
    const Reply by_accept = get("tables/items", "text/csv");

    EXPECT_EQ(by_name.body, two_items_one_town().at("items.csv"));
    EXPECT_EQ(by_accept.body, by_name.body);
    EXPECT_EQ(by_accept.content_type, "text/csv; charset=utf-8");
}

TEST_F(ApiOfTwoItems, SearchFindsWordsInAnyOrderAndCase) {
    EXPECT_EQ(body("needs?search=%C3%A4SCH%20flo")["total"], 1);
    EXPECT_EQ(body("needs?search=fresh")["rows"][0]["item"]["name"], "Milk, fresh");
    EXPECT_EQ(body("needs?search=bread")["total"], 0);
}

TEST_F(ApiOfTwoItems, SumsTheNeedOfASeriesOverItsSlices) {
    const json flour = body("needs?search=007")["rows"][0];

    EXPECT_EQ(flour["need"], 7.0);
    EXPECT_EQ(flour["met"], 6.0);
    EXPECT_EQ(flour["out_of_stock"], 1.0);
}

TEST_F(ApiOfTwoItems, PutsTheLeastCoveredFirstWhenAsked) {
    EXPECT_EQ(body("needs")["rows"][0]["item"]["id"], "007");
    EXPECT_EQ(body("needs?sort=coverage")["rows"][0]["item"]["id"], "milk");
    EXPECT_EQ(get("needs?sort=luck").status, 400);
}

TEST_F(ApiOfTwoItems, ShowsOneSeriesWithHistoryForecastAndPeriods) {
    const json series = body("needs/007/a");

    EXPECT_EQ(series["history"].size(), 2);
    EXPECT_EQ(series["history"][1]["available"], 0);
    EXPECT_EQ(series["forecast"][0]["q0.5"], 1.25);
    ASSERT_EQ(series["periods"].size(), 2);
    EXPECT_EQ(series["periods"][1]["starts"], "2026-11-09");
    EXPECT_EQ(series["periods"][1]["need"], 7.0);
    EXPECT_EQ(series["periods"][1]["set_aside"], 14.0);
    EXPECT_EQ(get("needs/007/h").status, 404);
}

TEST_F(ApiOfTwoItems, ShowsTheCorrectionsInForceThatASeriesWasPlannedWith) {
    const json flour = body("needs/007/a")["overrides"];

    ASSERT_EQ(flour.size(), 1) << flour;
    EXPECT_EQ(flour[0], (json{{"override_id", "O1"},
                              {"from", "2026-11-02"},
                              {"until", "2026-11-08"},
                              {"factor", 1.5},
                              {"quantity", nullptr},
                              {"reason", "a feast"},
                              {"made", "2026-10-30"}}));
    EXPECT_EQ(body("needs/milk/a")["overrides"][0]["quantity"], 4.0);
}

TEST_F(ApiOfTwoItems, AddsFlowsByLaneAndNeedInKilograms) {
    const json overview = body("overview");

    ASSERT_EQ(overview["lanes"].size(), 1);
    EXPECT_EQ(overview["lanes"][0]["kg"], 28.0);
    EXPECT_EQ(overview["lanes"][0]["tkm"], 2.0);
    EXPECT_EQ(overview["tiers"]["essential"]["need_kg"], 14.0);
    EXPECT_EQ(overview["tiers"]["basic"]["met_kg"], 0.0);
    EXPECT_EQ(overview["communities"][0]["name"], "Äsch");
    EXPECT_EQ(overview["unmet"][0]["item"]["id"], "milk");
    EXPECT_TRUE(overview["indicators"][1]["cap"].is_null());
}

TEST_F(ApiOfTwoItems, NamesPlacesInLimitsAndPutsTheScarcestFirst) {
    const json rows = body("limits")["rows"];

    EXPECT_EQ(rows[0]["lane"]["from"], "Mitte");
    EXPECT_EQ(rows[0]["unit"], "kg");
    EXPECT_EQ(rows[1]["place"], "Äsch");
    EXPECT_EQ(rows[1]["unit"], "l");
}

TEST_F(ApiOfTwoItems, NamesItemsAndPlacesOfShipments) {
    const json row = body("shipments")["rows"][0];

    EXPECT_EQ(row["item"]["name"], "Flour");
    EXPECT_EQ(row["to"]["name"], "Äsch");
    EXPECT_EQ(row["reason_de"], "weil");
}

TEST_F(ApiOfTwoItems, SaysWhichFilesNoLongerHaveTheirHash) {
    ASSERT_TRUE(write_file(folder_ / "coverage.csv", "community,tier,need,met,coverage\n"));

    const json files = body("files");
    ASSERT_FALSE(files["rows"].empty());
    for (const json& file : files["rows"]) {
        EXPECT_EQ(file["matches"], file["name"] != "coverage.csv") << file["name"];
    }
}

TEST_F(ApiOfTwoItems, GivesPublishedFilesAndNoOthers) {
    ASSERT_TRUE(write_file(folder_ / "secret.txt", "x"));

    EXPECT_EQ(get("files/need.csv").body, two_items_one_town().at("need.csv"));
    for (const char* name : {"secret.txt", "..%2Fsecret.txt", "%2e%2e/secret.txt", "../secret.txt",
                             "..", ".", "%2Fetc%2Fpasswd", "need.csv%00"}) {
        EXPECT_NE(get(std::string("files/") + name).status, 200) << name;
    }
}

TEST_F(ApiOfTwoItems, AnswersNotModifiedToWhoHasTheBytes) {
    const std::string etag = header(get("overview"), "ETag");

    EXPECT_EQ(get("overview", "", etag).status, 304);
    EXPECT_EQ(get("overview", "", "\"other\", W/" + etag).status, 304);
    EXPECT_EQ(get("overview", "", "\"other\"").status, 200);
    EXPECT_TRUE(get("overview", "", etag).body.empty());
}

TEST_F(ApiOfTwoItems, RefusesOtherMethodsAndNamesTheAllowedOnes) {
    const auto site = open_site({.plan = folder_});

    const Reply reply = site->api.answer({.method = "DELETE", .target = "/api/v1/plan"});

    EXPECT_EQ(reply.status, 405);
    EXPECT_EQ(header(reply, "Allow"), "GET, HEAD");
}

TEST_F(ApiOfTwoItems, DescribesProblemsAsRfc9457Wants) {
    for (const char* target : {"nothing", "tables/nothing", "tables/need?limit=0", "needs?cursor=x",
                               "tables/need?limit=99999999", "plan/%zz", "needs/a%/b"}) {
        const Reply reply = get(target);
        EXPECT_EQ(reply.content_type, "application/problem+json") << target;
        EXPECT_EQ(json::parse(reply.body)["status"], reply.status) << target;
        EXPECT_EQ(reply.status / 100, 4) << target;
    }
}

TEST_F(ApiOfTwoItems, SurvivesBytesThatAreNotUtf8) {
    EXPECT_EQ(get("tables/%FF%FE").status, 404);
    EXPECT_EQ(get("needs?search=%FF").status, 200);
}

TEST_F(ApiOfTwoItems, ReadsAColumnThatTurnsOutToHoldTextsAsTexts) {
    ASSERT_TRUE(write_file(folder_ / "mixed.csv", "a,b\n1,\n2,\nx,2026-11-01\n"));

    const json rows = body("tables/mixed")["rows"];

    EXPECT_EQ(rows[0]["a"], "1");
    EXPECT_EQ(rows[2]["a"], "x");
    EXPECT_EQ(rows[0]["b"], "");
    EXPECT_EQ(rows[2]["b"], "2026-11-01");
}

TEST_F(ApiOfTwoItems, ServesAWorkspaceWithThePlanInsideAndBeforeThereIsOne) {
    const fs::path workspace = folder_ / "workspace";
    fs::create_directories(workspace);
    const Request overview{.method = "GET", .target = "/api/v1/overview"};

    const auto status = [&](const fs::path& plan) {
        Workplace workplace = testing::served(workspace, [] { return 0; });
        workplace.plan = plan;
        const auto site = open_site(workplace);
        return site->api.answer(overview).status;
    };
    EXPECT_EQ(status({}), 404);
    EXPECT_EQ(status(folder_), 200);
    EXPECT_FALSE(open_site({.workspace = folder_ / "nothing"}));
}

TEST(Api, RefusesAFolderThatIsNoPlanAndSaysWhy) {
    const auto api = open_site({.plan = "/nonexistent"});

    ASSERT_FALSE(api);
    EXPECT_EQ(api.error().kind, ErrorKind::bad_input);
    EXPECT_NE(api.error().message.find("plan.json"), std::string::npos);
}

TEST_F(ApiOfTwoItems, RefusesABrokenTableAndNamesTheLine) {
    ASSERT_TRUE(write_file(folder_ / "need.csv", "item_id,place_id\na,b\nc\n"));

    const auto api = open_site({.plan = folder_});

    ASSERT_FALSE(api);
    EXPECT_NE(api.error().message.find("need.csv:3"), std::string::npos) << api.error().message;
}

}  // namespace
}  // namespace vorrat::api

#include "vorrat/api/overrides.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/api/route.h"
#include "vorrat/api/work_routes.h"
#include "vorrat/base/file.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;

/// Bread at two depots, no plan; everybody is `Authorization`: `paula` plans everywhere, `emil` for
/// the east, `mia` is a member, nobody has no account.
class Overrides : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_overrides_") +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        ASSERT_TRUE(write_file(folder_ / "items.csv", "item_id,name\nbread,Bread\n"));
        ASSERT_TRUE(write_file(folder_ / "places.csv",
                               "place_id,kind\nmill,source\neast,depot\nwest,depot\n"));
        ASSERT_TRUE(write_file(folder_ / "needs.csv",
                               "date,item_id,place_id,quantity\n2026-01-05,bread,east,3\n"
                               "2026-01-06,bread,west,4\n"));
        shelf_ = std::make_shared<PlanShelf>(nullptr);
        const auto desk =
            std::make_shared<OverrideDesk>(folder_, std::make_shared<const WorkspaceShelf>(folder_),
                                           [] { return *parse_date("2026-01-07"); });
        api_ = std::make_unique<Api>(
            override_routes(desk, shelf_),
            [](const Request& request) -> std::variant<access::Caller, Reply> {
                const auto& name = request.authorization;
                const auto role = name == "mia" ? access::Role::member : access::Role::planner;
                return access::Caller{.name = name,
                                      .grants = {{role, name == "emil" ? "east" : ""}}};
            });
    }
    void TearDown() override { fs::remove_all(folder_); }

    Reply ask(std::string method, const std::string& path, const Json& body = nullptr,
              std::string who = "paula", std::string if_match = "") const {
        return api_->answer({.method = std::move(method),
                             .target = "/api/v1/overrides" + path,
                             .if_match = std::move(if_match),
                             .content_type = "application/json",
                             .authorization = std::move(who),
                             .body = body.is_null() ? "" : body.dump()});
    }
    static Json feast() {
        return {{"item", "bread"},       {"place", "east"}, {"from", "2026-01-10"},
                {"until", "2026-01-12"}, {"factor", 1.5},   {"reason", "a feast"}};
    }
    std::string file() const {
        const auto text = read_file(folder_ / "need_overrides.csv");
        return text ? *text : std::string();
    }

    fs::path folder_;
    std::shared_ptr<PlanShelf> shelf_;
    std::unique_ptr<Api> api_;
};

const std::string header =
    "override_id,item_id,place_id,from,until,factor,quantity,reason,made,by,withdrawn\n";

TEST_F(Overrides, AreKeptInTheTableWithTheirReasonDayAndWho) {
    const Reply made = ask("POST", "", feast());

    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(file(),
              header + "O1,bread,east,2026-01-10,2026-01-12,1.5,,a feast,2026-01-07,paula,\n");
    const Json row = Json::parse(ask("GET", "?item=bread&place=east").body)["rows"][0];
    EXPECT_EQ(row["id"], "O1");
    EXPECT_EQ(row["factor"], 1.5);
    EXPECT_EQ(row["quantity"], nullptr);
    EXPECT_EQ(row["item"]["name"], "Bread");
    EXPECT_EQ(row["planned"], false);
    EXPECT_EQ(Json::parse(ask("GET", "?place=west").body)["total"], 0);
}

TEST_F(Overrides, AreSeenByEverybodyAndTheirMakerByMembersOnly) {
    ask("POST", "", feast());

    EXPECT_EQ(Json::parse(ask("GET", "/O1", nullptr, "mia").body)["by"], "paula");
    const Json to_all = Json::parse(ask("GET", "/O1", nullptr, "").body);
    EXPECT_EQ(to_all["by"], nullptr);
    EXPECT_EQ(to_all["reason"], "a feast");
    EXPECT_EQ(ask("GET", "/O2").status, 404);
}

TEST_F(Overrides, AreMadeAndTakenBackByWhoPlansForThePlace) {
    EXPECT_EQ(ask("POST", "", feast(), "mia").status, 403);
    EXPECT_EQ(ask("POST", "", feast(), "").status, 401);
    EXPECT_EQ(ask("POST", "", feast(), "emil").status, 201);
    Json west = feast();
    west["place"] = "west";
    EXPECT_EQ(ask("POST", "", west, "emil").status, 403);
    ASSERT_EQ(ask("POST", "", west).status, 201);

    const std::string etag = ask("GET", "/O2").etag;
    EXPECT_EQ(ask("DELETE", "/O2", nullptr, "emil", etag).status, 403);
    EXPECT_EQ(ask("DELETE", "/O2", nullptr, "paula", etag).status, 200);
}

TEST_F(Overrides, AreTakenBackOnlyAsTheyWereSeenAndStayInTheTable) {
    ask("POST", "", feast());
    const std::string etag = ask("GET", "/O1").etag;

    EXPECT_EQ(ask("DELETE", "/O1").status, 428);
    EXPECT_EQ(ask("DELETE", "/O1", nullptr, "paula", "\"other\"").status, 412);
    const Reply gone = ask("DELETE", "/O1", nullptr, "paula", etag);

    ASSERT_EQ(gone.status, 200) << gone.body;
    EXPECT_EQ(Json::parse(gone.body)["withdrawn"], "2026-01-07");
    EXPECT_TRUE(file().ends_with("paula,2026-01-07\n")) << file();
    EXPECT_EQ(ask("DELETE", "/O1", nullptr, "paula", etag).status, 412);
    EXPECT_EQ(ask("DELETE", "/O1", nullptr, "paula", ask("GET", "/O1").etag).status, 409);
}

TEST_F(Overrides, DoNotSpeakOfTheSameDaysTwice) {
    ask("POST", "", feast());
    Json later = feast();
    later["from"] = "2026-01-12";
    later["until"] = "2026-01-20";

    EXPECT_EQ(ask("POST", "", later).status, 409);
    ask("DELETE", "/O1", nullptr, "paula", ask("GET", "/O1").etag);
    const Reply made = ask("POST", "", later);

    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(Json::parse(made.body)["id"], "O2");
}

TEST_F(Overrides, NeedWordsAndOneSoundNumber) {
    const auto status = [&](const Json& changed) {
        Json body = feast();
        for (const auto& [name, value] : changed.items()) {
            body[name] = value;
            if (value.is_null()) {
                body.erase(name);
            }
        }
        return ask("POST", "", body).status;
    };
    for (const Json& bad :
         {Json{{"reason", " "}}, Json{{"reason", "123 !"}}, Json{{"reason", "a\nb"}},
          Json{{"reason", std::string(1001, 'a')}}, Json{{"factor", -1}}, Json{{"factor", 101}},
          Json{{"factor", "2"}}, Json{{"quantity", 5}}, Json{{"factor", nullptr}},
          Json{{"factor", nullptr}, {"quantity", -5}}, Json{{"until", "2026-01-09"}},
          Json{{"from", "10.1.2026"}}, Json{{"item", "gold"}}, Json{{"place", "mill"}},
          Json{{"by", "emil"}}, Json{{"withdrawn", "2026-01-01"}}, Json{{"id", "O9"}}}) {
        EXPECT_EQ(status(bad), 422) << bad;
    }
    EXPECT_EQ(file(), "");
    EXPECT_EQ(
        status({{"factor", nullptr}, {"quantity", 0}, {"reason", "=geschlossen, \"Urlaub\""}}),
        201);
    EXPECT_TRUE(file().ends_with(",,0,\"=geschlossen, \"\"Urlaub\"\"\",2026-01-07,paula,\n"))
        << file();
}

TEST_F(Overrides, ArePlannedOnlyAsThePlanHasThem) {
    const auto planned = [&](const std::string& published) {
        auto table = parse_table("need_overrides", header + published);
        EXPECT_TRUE(table) << table.error().message;
        auto plan = std::make_shared<PublishedPlan>();
        plan->tables.emplace("need_overrides", std::move(*table));
        shelf_->replace(std::move(plan));
        return Json::parse(ask("GET", "/O1").body)["planned"].get<bool>();
    };
    ASSERT_EQ(ask("POST", "", feast()).status, 201);

    EXPECT_TRUE(planned("O1,bread,east,2026-01-10,2026-01-12,1.5,,a feast,2026-01-07,,\n"));
    EXPECT_FALSE(planned("O1,bread,east,2026-01-10,2026-01-12,2,,a feast,2026-01-07,,\n"));
    EXPECT_FALSE(planned("O1,bread,west,2026-01-10,2026-01-12,1.5,,a feast,2026-01-07,,\n"));
    EXPECT_FALSE(planned("O2,bread,east,2026-01-10,2026-01-12,1.5,,a feast,2026-01-07,,\n"));
}

}  // namespace
}  // namespace vorrat::api

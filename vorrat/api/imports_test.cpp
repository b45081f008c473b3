#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/api/import_desk.h"
#include "vorrat/api/routes.h"
#include "vorrat/api/work_routes.h"
#include "vorrat/base/file.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;

constexpr const char* items = "item_id,name\nbread,Brot\nsoap,Seife\n";
constexpr const char* places =
    "place_id,name,kind\nmill,Mühle,source\neast,Ost,depot\nwest,West,depot\n";
constexpr const char* lanes = "from_place,to_place,lead_days\nmill,east,1\nmill,west,1\n";
constexpr const char* needs =
    "date,item_id,place_id,quantity,price\n2026-01-05,bread,east,3,2.5\n"
    "2026-01-06,bread,east,4,2.5\n2026-01-05,soap,west,1,\n";

/// A workspace of two depots whose planners import; `local` plans at one place only.
class Imports : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_imports_") +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_ / "own");
        for (const auto& [name, text] :
             {std::pair{"items.csv", items}, std::pair{"places.csv", places},
              std::pair{"lanes.csv", lanes}, std::pair{"needs.csv", needs}}) {
            ASSERT_TRUE(write_file(folder_ / name, text));
        }
        const auto desk = std::make_shared<ImportDesk>(folder_, folder_ / "own" / "imports",
                                                       [] { return 1'790'000'000; });
        auto routes = import_routes(desk);
        for (Route& route : takeout_routes(folder_)) {
            routes.push_back(std::move(route));
        }
        api_ = std::make_unique<Api>(
            std::move(routes), [](const Request& request) -> std::variant<access::Caller, Reply> {
                const auto& name = request.authorization;
                return access::Caller{
                    .name = name,
                    .grants = {{access::Role::planner, name == "local" ? "east" : ""}}};
            });
    }
    void TearDown() override { fs::remove_all(folder_); }

    Reply ask(const std::string& method, const std::string& path, const std::string& body = {},
              const std::string& if_match = {}, const std::string& who = "paula") const {
        return api_->answer({.method = method,
                             .target = "/api/v1/" + path,
                             .if_match = if_match,
                             .content_type = method == "PUT" ? "application/json" : "",
                             .authorization = who,
                             .body = body});
    }
    Json sent(const std::string& text) const {
        const Reply reply = ask("POST", "imports?name=kw2.csv", text);
        EXPECT_EQ(reply.status, 201) << reply.body;
        return Json::parse(reply.body);
    }
    /// The import with another mapping.
    Json mapped(const Json& import, const Json& mapping, const std::string& mode = "add") const {
        const auto path = "imports/" + std::to_string(import["number"].get<int>());
        const Reply reply =
            ask("PUT", path + "/mapping", Json{{"mapping", mapping}, {"mode", mode}}.dump(),
                ask("GET", path).etag);
        EXPECT_EQ(reply.status, 200) << reply.body;
        return Json::parse(reply.body);
    }
    std::string table(const std::string& name) const {
        const auto text = read_file(folder_ / name);
        return text ? *text : "";
    }

    fs::path folder_;
    std::unique_ptr<Api> api_;
};

constexpr const char* messy =
    "Bedarf KW 2;;;\nDatum;Ware;Ausgabe;Menge\n;;;(Stück)\n05.01.2026;Brot;Ost;3,5\n"
    ";Seife;West;1\n06.01.2026;Bort;Ost;4\n";

TEST_F(Imports, AreProposedMendedTriedAppliedAndUndone) {
    const Json draft = sent(messy);
    EXPECT_EQ(draft["mapping"]["table"], "needs");
    EXPECT_EQ(draft["mapping"]["first_row"], 3);
    EXPECT_EQ(draft["sound"], false);
    ASSERT_EQ(draft["troubles"].size(), 1U);
    EXPECT_EQ(draft["troubles"][0]["found"], "Bort");
    EXPECT_EQ(ask("POST", "imports/1/apply").status, 409);

    Json mapping = draft["mapping"];
    mapping["mended"] = {{{"field", "item_id"}, {"from", "Bort"}, {"to", "bread"}}};
    const Json mended = mapped(draft, mapping);
    EXPECT_EQ(mended["sound"], true) << mended.dump(1);
    EXPECT_EQ(mended["difference"]["changed"], 1);
    EXPECT_EQ(mended["difference"]["unchanged"], 2);
    EXPECT_EQ(table("needs.csv"), needs) << "trying changes nothing";

    EXPECT_EQ(ask("POST", "imports/1/apply").status, 200);
    EXPECT_EQ(table("needs.csv"),
              "date,item_id,place_id,quantity,price\n2026-01-05,bread,east,3.5,2.5\n"
              "2026-01-06,bread,east,4,2.5\n2026-01-05,soap,west,1,\n");
    EXPECT_EQ(ask("POST", "imports/1/apply").status, 409);

    EXPECT_EQ(ask("POST", "imports/1/undo").status, 200);
    EXPECT_EQ(table("needs.csv"), needs);
    EXPECT_EQ(ask("POST", "imports/1/undo").status, 409);
}

TEST_F(Imports, AreNotUndoneOverLaterChanges) {
    Json mapping = sent("date,item,place,quantity\n2026-01-07,bread,east,9\n")["mapping"];
    ASSERT_EQ(ask("POST", "imports/1/apply").status, 200);
    ASSERT_TRUE(
        write_file(folder_ / "needs.csv", std::string(needs) + "2026-01-08,bread,east,1,\n"));

    const Reply reply = ask("POST", "imports/1/undo");

    EXPECT_EQ(reply.status, 409);
    EXPECT_NE(reply.body.find("changed since"), std::string::npos);
}

TEST_F(Imports, DoNotSignCorrectionsWithAName) {
    ASSERT_TRUE(write_file(folder_ / "need_overrides.csv",
                           "override_id,item_id,place_id,from,until,factor,reason,made,by\n"
                           "O1,bread,east,2026-02-01,2026-02-02,2,a feast,2026-01-06,paula\n"));

    const Json draft = sent(
        "override_id,item_id,place_id,from,until,factor,reason,made,by\n"
        "O1,bread,east,2026-02-01,2026-02-02,3,a feast,2026-01-06,emil\n"
        "O2,bread,west,2026-02-01,2026-02-02,2,a feast,2026-01-06,emil\n");
    EXPECT_EQ(draft["mapping"]["table"], "need_overrides");
    ASSERT_EQ(ask("POST", "imports/1/apply").status, 200) << draft.dump(1);

    EXPECT_EQ(table("need_overrides.csv"),
              "override_id,item_id,place_id,from,until,factor,reason,made,by\n"
              "O1,bread,east,2026-02-01,2026-02-02,3,a feast,2026-01-06,paula\n"
              "O2,bread,west,2026-02-01,2026-02-02,2,a feast,2026-01-06,\n");
}

TEST_F(Imports, NameTheRowOfTheSheetThatAFindingIsAbout) {
    const Json draft = sent(
        "date,item,place,quantity\n2026-01-07,bread,east,1\n"
        "2026-01-08,bread,east,-4\n");

    EXPECT_EQ(draft["sound"], false);
    ASSERT_FALSE(draft["findings"].empty());
    bool named = false;
    for (const Json& finding : draft["findings"]) {
        named = named || (finding["severity"] == "error" && finding["row"] == 2);
    }
    EXPECT_TRUE(named) << draft["findings"].dump(1);
}

TEST_F(Imports, ThatTakeAwayWhatOthersNeedAreNotSound) {
    const Json draft = sent("item_id,name\nbread,Brot\n");
    EXPECT_EQ(draft["mapping"]["table"], "items");

    const Json replacing = mapped(draft, draft["mapping"], "replace");

    EXPECT_EQ(replacing["difference"]["removed"], 1);
    EXPECT_EQ(replacing["sound"], false);
}

TEST_F(Imports, BeginAWorkspaceThatHasOnlyPlaces) {
    fs::remove(folder_ / "needs.csv");
    fs::remove(folder_ / "items.csv");

    const Json draft = sent("Artikelnummer;Bezeichnung\nbread;Brot\n");

    EXPECT_EQ(draft["sound"], true) << "that there are no needs yet is not the import's fault";
    EXPECT_EQ(ask("POST", "imports/1/apply").status, 200);
    EXPECT_EQ(table("items.csv"), "item_id,name\nbread,Brot\n");
    EXPECT_EQ(ask("POST", "imports/1/undo").status, 200);
    EXPECT_FALSE(fs::exists(folder_ / "items.csv"));
}

TEST_F(Imports, AreEditedByOneAtATime) {
    const Json draft = sent(messy);
    const Json body{{"mapping", draft["mapping"]}, {"mode", "add"}};
    const std::string seen = ask("GET", "imports/1").etag;

    EXPECT_EQ(ask("PUT", "imports/1/mapping", body.dump()).status, 428);
    Json other = body;
    other["mode"] = "replace";
    EXPECT_EQ(ask("PUT", "imports/1/mapping", other.dump(), seen).status, 200);
    EXPECT_EQ(ask("PUT", "imports/1/mapping", body.dump(), seen).status, 412);
}

TEST_F(Imports, RefuseMappingsThatAreNone) {
    const Json draft = sent(messy);
    const std::string seen = ask("GET", "imports/1").etag;
    const auto status = [&](const char* member, const Json& value) {
        Json mapping = draft["mapping"];
        mapping[member] = value;
        return ask("PUT", "imports/1/mapping", Json{{"mapping", mapping}, {"mode", "add"}}.dump(),
                   seen)
            .status;
    };

    for (const auto& [member, value] :
         std::vector<std::pair<const char*, Json>>{{"sheet", 7},
                                                   {"sheet", -1},
                                                   {"sheet", 1e30},
                                                   {"table", "../../etc/passwd"},
                                                   {"table", 3},
                                                   {"columns", {1}},
                                                   {"columns", {"date", "date"}},
                                                   {"mended", {{{"field", "date"}}}},
                                                   {"decimals", "dot"},
                                                   {"twice", 1},
                                                   {"constants", {{"date", 3}}},
                                                   {"first_row", 999},
                                                   {"unknown", ""}}) {
        EXPECT_EQ(status(member, value), 422) << member << value;
    }
}

TEST_F(Imports, OfWhatWasTakenOutChangeNothing) {
    for (const char* const file : {"needs.xlsx", "needs.csv", "items.xlsx", "lanes.csv"}) {
        const Reply out = ask("GET", std::string("workspace/") + file);
        ASSERT_EQ(out.status, 200) << out.body;
        const Reply in = ask("POST", std::string("imports?name=") + file, out.body);
        ASSERT_EQ(in.status, 201) << in.body;

        const Json draft = Json::parse(in.body);
        EXPECT_EQ(draft["sound"], true) << draft.dump(1);
        EXPECT_EQ(draft["mapping"]["table"], std::string(file).substr(0, 5));
        EXPECT_EQ(draft["difference"]["unchanged"], draft["rows"]);
        EXPECT_EQ(draft["difference"]["added"], 0);
        EXPECT_EQ(draft["difference"]["changed"], 0);
    }
    ASSERT_EQ(ask("POST", "imports/1/apply").status, 200);
    EXPECT_EQ(table("needs.csv"), needs) << "the same table, and so the same plan";
    EXPECT_EQ(ask("GET", "workspace/need_overrides.csv").body,
              "override_id,item_id,place_id,from,until,factor,quantity,reason,made,withdrawn\n")
        << "a table that is not there yet comes to be filled in";
    EXPECT_EQ(ask("GET", "workspace/criteria.csv").status, 404);
    EXPECT_EQ(ask("GET", "workspace/..%2fneeds.csv").status, 404);
}

TEST_F(Imports, SayWhichSeriesTheyLeaveWithoutNeed) {
    const auto silence = [&](const char* sheet) {
        const Reply in = ask("POST", "imports?name=a.csv", sheet);
        EXPECT_EQ(in.status, 201) << in.body;
        return Json::parse(in.body)["difference"]["silence"];
    };
    const Json some = silence("date,item,place,quantity\n2026-01-07,bread,east,3\n");

    EXPECT_EQ(some["known"], "2026-01-06");
    EXPECT_EQ(some["last"], "2026-01-07");
    EXPECT_EQ(some["silent"], 1) << "nothing is said of soap in the west";
    EXPECT_EQ(some["series"], 2);
    EXPECT_EQ(silence("date,item,place,quantity\n2026-01-07,bread,east,3\n"
                      "2026-01-08,soap,west,2\n"),
              nullptr);
    EXPECT_EQ(silence("date,item,place,quantity\n2026-01-06,bread,east,5\n"), nullptr)
        << "no new day";
}

TEST_F(Imports, RefuseFilesThatAreNone) {
    EXPECT_EQ(ask("POST", "imports?name=a.xlsx", "PK\x03\x04 broken").status, 422);
    EXPECT_EQ(ask("POST", "imports?name=a.csv", "").status, 422);
    EXPECT_EQ(ask("POST", "imports?name=a.csv", "\n\n").status, 422);
    EXPECT_EQ(ask("POST", "imports", "a,b\n").status, 400);
    EXPECT_EQ(Json::parse(ask("GET", "imports").body)["total"], 0);
}

TEST_F(Imports, KeepAPackedTableAsItIs) {
    sent("date,item,place,quantity\n2026-01-07,bread,east,9\n");
    fs::rename(folder_ / "needs.csv", folder_ / "needs.csv.gz");

    const Reply seen = ask("GET", "imports/1");

    ASSERT_EQ(seen.status, 200) << seen.body;
    EXPECT_EQ(Json::parse(seen.body)["sound"], false);
    EXPECT_EQ(Json::parse(seen.body)["findings"].size(), 1U);
    EXPECT_EQ(ask("POST", "imports/1/apply").status, 422);
}

TEST_F(Imports, OfATableThatCannotBeReadCanBeSeenAndDiscarded) {
    ASSERT_TRUE(write_file(folder_ / "needs.csv", "date,item_id,place_id,\"quantity\n"));

    const Json draft = sent("date,item,place,quantity\n2026-01-07,bread,east,9\n");

    EXPECT_EQ(draft["sound"], false);
    ASSERT_EQ(draft["findings"].size(), 1U) << draft["findings"];
    EXPECT_EQ(draft["findings"][0]["severity"], "error");
    EXPECT_EQ(ask("GET", "imports/1").status, 200);
    EXPECT_EQ(ask("DELETE", "imports/1").status, 204);
}

TEST_F(Imports, ThatAddAnErrorOfWhichThereIsOneAlreadyAreNotSound) {
    ASSERT_TRUE(write_file(folder_ / "stock.csv", "item_id,place_id,quantity\nbread,east,-1\n"));

    const Json sound = sent("item_id,place_id,quantity,best_before\nbread,west,3,\n");
    const Json more = sent("item_id,place_id,quantity,best_before\nbread,west,-1,\n");

    ASSERT_EQ(sound["mapping"]["table"], "stock") << sound["mapping"];
    EXPECT_EQ(sound["sound"], true) << sound["findings"];
    EXPECT_EQ(more["sound"], false) << more["findings"];
}

TEST_F(Imports, ConcernEveryPlaceAndAreDiscarded) {
    EXPECT_EQ(ask("POST", "imports?name=a.csv", "a,b\n1,2\n", {}, "local").status, 403);
    sent(messy);
    EXPECT_EQ(ask("GET", "imports/1", {}, {}, "local").status, 403);
    EXPECT_EQ(ask("DELETE", "imports/1").status, 204);
    EXPECT_EQ(ask("GET", "imports/1").status, 404);
    EXPECT_EQ(ask("GET", "imports/..%2f1").status, 404);
}

}  // namespace
}  // namespace vorrat::api

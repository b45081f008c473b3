#include "vorrat/api/deliberation.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "vorrat/api/budgets.h"
#include "vorrat/api/routes.h"
#include "vorrat/base/file.h"
#include "vorrat/example/example.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

Date day(const char* text) { return parse_date(text).value(); }

/// The example shop, whose village (ada, bela, cem) begins on 2026-10-01 with nothing proposed.
/// `Authorization` is who asks; `clara` has the role council, `conrad` at one place only; `paula`
/// plans, `petra` plans and speaks, all others speak.
class Deliberation : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_deliberation_") +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        ASSERT_TRUE(example::write_shop(folder_));
        fs::create_directories(folder_ / "own");
        const auto today = [this] { return today_; };
        councils_ = std::make_shared<CouncilApi>(folder_, today);
        desk_ = std::make_shared<const CouncilDesk>(folder_, today, councils_);
        add(council::Found{"village", "The village", council::Of::place, "", council::Rules{}});
        for (const char* person : {"ada", "bela", "cem", "clara"}) {
            add(council::Join{"village", person, ""});
        }
        site_ = {.workspace = folder_,
                 .plan = folder_ / "plan",
                 .own = folder_ / "own",
                 .shelf = std::make_shared<PlanShelf>(nullptr),
                 .today = today};
        auto kinds = job_kinds(site_);
        for (auto& [name, work] : kinds) {
            work = [this, done = work](const jobs::Job& job, const Progress& progress) {
                while (held_) {
                    std::this_thread::sleep_for(1ms);
                }
                return done(job, progress);
            };
        }
        auto jobs = jobs::Jobs::open({.file = folder_ / "own" / "jobs.sqlite",
                                      .clock = [] { return 1'790'000'000; },
                                      .kinds = std::move(kinds)});
        ASSERT_TRUE(jobs) << jobs.error().message;
        site_.jobs = std::move(*jobs);
        auto routes = deliberation_routes(desk_, site_);
        for (auto more : {budget_routes(desk_), council_routes(councils_), job_routes(site_)}) {
            routes.insert(routes.end(), more.begin(), more.end());
        }
        api_ = std::make_unique<Api>(
            std::move(routes), [](const Request& request) -> std::variant<access::Caller, Reply> {
                const auto& name = request.authorization;
                access::Caller caller{.name = name, .grants = {{access::Role::member, ""}}};
                if (name == "clara" || name == "conrad") {
                    caller.grants = {{access::Role::council, name == "clara" ? "" : "leipzig"}};
                } else if (name == "paula") {
                    caller.grants = {{access::Role::planner, ""}};
                } else if (name == "petra") {
                    caller.grants.push_back({access::Role::planner, ""});
                }
                return caller;
            });
    }
    void TearDown() override {
        held_ = false;
        api_.reset();
        site_ = {};
        fs::remove_all(folder_);
    }

    void add(council::Event event) const {
        const auto done =
            desk_->add([&](const council::State&) -> Result<council::Event> { return event; });
        ASSERT_TRUE(done) << done.error().message;
    }
    Reply ask(const std::string& method, const std::string& path, const std::string& who,
              const Json& body = nullptr) const {
        return api_->answer({.method = method,
                             .target = "/api/v1/" + path,
                             .content_type = "application/json",
                             .authorization = who,
                             .body = body.is_null() ? "" : body.dump()});
    }
    int status(const std::string& path, const std::string& who, const Json& body = nullptr) const {
        return ask("POST", path, who, body).status;
    }
    Reply propose(const std::string& who) const {
        return ask("POST", "proposals", who,
                   {{"council", "village"},
                    {"title", "Less CO2e"},
                    {"reason", "the path"},
                    {"changes", lower(2200)}});
    }
    static Json lower(int cap) {
        return {{"criteria", {{"caps.co2e_kg.total", std::to_string(cap)}}}};
    }
    /// The job once it is over.
    Json ended(const Reply& begun) const {
        const std::string path = "jobs/" + Json::parse(begun.body)["number"].dump();
        for (int k = 0; k < 6'000; ++k) {
            Json job = Json::parse(ask("GET", path, "ada").body);
            if (!job["ended"].is_null()) {
                return job;
            }
            std::this_thread::sleep_for(10ms);
        }
        return nullptr;
    }
    std::string record() const {
        const auto text = read_file(folder_ / "council.jsonl");
        return text ? *text : "";
    }

    fs::path folder_;
    std::atomic<bool> held_ = false;  ///< jobs wait
    Date today_ = day("2026-10-01");
    std::shared_ptr<const CouncilApi> councils_;
    std::shared_ptr<const CouncilDesk> desk_;
    JobSite site_;
    std::unique_ptr<Api> api_;
};

TEST_F(Deliberation, GoesFromAProposalThroughWhatPeopleSay) {
    const Reply made = propose("ada");
    ASSERT_EQ(made.status, 201) << made.body;
    const Json shown = Json::parse(made.body);
    EXPECT_EQ(shown["id"], "P1");
    EXPECT_EQ(shown["by"], "ada");
    EXPECT_EQ(shown["options"][0]["lines"][0], "caps.co2e_kg.total: 2200");

    EXPECT_EQ(status("proposals/P1/supporters", "bela"), 201);
    EXPECT_EQ(status("proposals/P1/supporters", "bela"), 422) << "once is enough";
    EXPECT_EQ(status("proposals/P1/statements", "cem", {{"as", "discussion"}, {"text", "Why?"}}),
              201);
    EXPECT_EQ(status("proposals/P1/statements", "cem", {{"as", "objection"}, {"text", "No."}}), 422)
        << "objections come last";
    const Json half{{"reason", "half of it"}, {"changes", lower(2400)}};
    EXPECT_EQ(status("proposals/P1/amendments", "cem", half), 422) << "too early";
    today_ = day("2026-10-16");
    EXPECT_EQ(status("proposals/P1/amendments", "cem", half), 201);
    const Json same{{"reason", "the same"}, {"changes", lower(2400)}};
    EXPECT_EQ(status("proposals/P1/amendments", "bela", same), 422);

    const Json now = Json::parse(ask("GET", "proposals/P1", "").body);
    EXPECT_EQ(now["supporters"], Json::array({"ada", "bela"}));
    EXPECT_EQ(now["statements"][0]["text"], "Why?");
    EXPECT_EQ(now["options"][1]["id"], "P1.A1");
    EXPECT_EQ(now["options"][1]["by"], "cem");
}

TEST_F(Deliberation, AnswersWritesAsOfTodayWhateverTheQuerySays) {
    const Json wanted{{"council", "village"}, {"title", "T"}, {"reason", "r"}};
    Json less = wanted;
    less["changes"] = lower(2200);
    Json hours = wanted;
    hours["amount"] = 100;
    hours["unit"] = "h";
    for (const std::string day_asked : {"garbage", "2030-01-01"}) {
        const Reply made = ask("POST", "proposals?on=" + day_asked, "ada", less);
        ASSERT_EQ(made.status, 201) << made.body;
        EXPECT_EQ(Json::parse(made.body)["on"], "2026-10-01");
        EXPECT_EQ(status("proposals/P1/statements?on=" + day_asked, "cem",
                         {{"as", "discussion"}, {"text", "Why?"}}),
                  201);
        EXPECT_EQ(status("budgets?on=" + day_asked, "ada", hours), 201);
    }
    EXPECT_EQ(ask("GET", "proposals/P1?on=garbage", "").status, 400);
}

TEST_F(Deliberation, IsOfThoseWithAVoteAndNobodySpeaksForOthers) {
    EXPECT_EQ(propose("stranger").status, 422);
    EXPECT_EQ(propose("paula").status, 403) << "who plans does not propose";
    EXPECT_EQ(propose("").status, 401);
    ASSERT_EQ(propose("ada").status, 201);
    const std::string before = record();

    EXPECT_EQ(status("proposals/P1/statements", "stranger", {{"as", "discussion"}, {"text", "!"}}),
              422);
    EXPECT_EQ(status("proposals/P1/statements", "bela",
                     {{"as", "discussion"}, {"text", "!"}, {"by", "ada"}}),
              422);
    EXPECT_EQ(status("proposals/P1/statements", "bela", {{"as", "support"}, {"text", "!"}}), 422);
    EXPECT_EQ(status("proposals/P9/supporters", "bela"), 404);
    EXPECT_EQ(status("proposals", "bela",
                     {{"council", "village"}, {"title", "t"}, {"reason", "r"}, {"changes", {}}}),
              422)
        << "nothing would change";
    EXPECT_EQ(record(), before);
}

TEST_F(Deliberation, RefusesChangesThatAreNone) {
    const auto of = [&](const Json& changes) {
        return status(
            "proposals", "ada",
            {{"council", "village"}, {"title", "t"}, {"reason", "r"}, {"changes", changes}});
    };
    EXPECT_EQ(of({{"criteria", {{"no.such.key", "1"}}}}), 422);
    EXPECT_EQ(of({{"criteria", {{"caps.co2e_kg.total", 2200}}}}), 422) << "a value is a text";
    EXPECT_EQ(of({{"needs", {{{"item", "coffee"}, {"factor", 0.8}, {"reason", ""}}}}}), 422);
    EXPECT_EQ(of({{"needs", {{{"item", "coffee"}, {"factor", -1}, {"reason", "r"}}}}}), 422);
    const Json two_lines{
        {"criteria", {{"caps.co2e_kg.total", "2200\n[fairness]\nminimum_ratio = 0"}}}};
    EXPECT_EQ(of(two_lines), 422) << "a value writes one criterion";
    EXPECT_EQ(status("councils/village/trials", "ada", {{"changes", two_lines}}), 422);
    EXPECT_EQ(of({{"wishes", Json::array()}}), 422);
    EXPECT_EQ(of({{"needs", {{{"item", "coffee"}, {"factor", 0.8}, {"reason", "r"}}}}}), 201);
}

TEST_F(Deliberation, RefusesChangesThatThePlannerCouldNotBeAskedAbout) {
    const std::string before = record();
    const auto need = [](const char* item, const char* community, double factor) {
        return Json{
            {"needs",
             {{{"item", item}, {"community", community}, {"factor", factor}, {"reason", "r"}}}}};
    };
    const std::vector<Json> all{need("unobtainium", "", 0.5),
                                need("coffee", "atlantis", 0.5),
                                need("coffee", "", 101),
                                {{"activities",
                                  {{{"id", "conjure"},
                                    {"name", "Conjure"},
                                    {"places", {"atlantis"}},
                                    {"inputs", Json::object()},
                                    {"outputs", {{"coffee", 1}}},
                                    {"resources", Json::object()},
                                    {"impacts", Json::object()}}}}}};
    for (const Json& changes : all) {
        const Reply refused =
            ask("POST", "proposals", "ada",
                {{"council", "village"}, {"title", "t"}, {"reason", "r"}, {"changes", changes}});
        EXPECT_EQ(refused.status, 422) << changes.dump() << refused.body;
    }
    EXPECT_EQ(record(), before);

    ASSERT_EQ(propose("ada").status, 201);
    today_ = day("2026-10-16");
    for (const Json& changes : all) {
        EXPECT_EQ(
            status("proposals/P1/amendments", "bela", {{"reason", "r"}, {"changes", changes}}),
            422);
    }
}

TEST_F(Deliberation, WeighsWhatTheFilesNoLongerHoldAsWithoutAPlan) {
    ASSERT_EQ(propose("ada").status, 201);
    today_ = day("2026-10-16");
    add(council::Amend{
        "P1.A1",
        "P1",
        "bela",
        "r",
        {.criteria = {},
         .needs =
             {{.item = "gone", .community = "", .factor = 0.5, .replaced_by = "", .reason = "r"}},
         .activities = {}}});

    const Json job = ended(ask("POST", "proposals/P1/alternatives", "ada", Json::object()));

    EXPECT_EQ(job["state"], "done") << job.dump();
    const Json options = Json::parse(ask("GET", "proposals/P1", "").body)["options"];
    EXPECT_EQ(options[0]["alternative"]["feasible"], true);
    EXPECT_EQ(options[1]["alternative"]["feasible"], false);
    EXPECT_NE(options[1]["alternative"]["words"].get<std::string>().find("gone"), std::string::npos)
        << options[1].dump();
    today_ = day("2026-10-23");
    add(council::Cast{"P1", "ada", "P1 > keep"});
}

TEST_F(Deliberation, MovesADeadlineOnlyLaterAndOnlyByTheCouncil) {
    ASSERT_EQ(propose("ada").status, 201);
    const auto move = [&](const char* to) {
        return Json{{"phase", "discuss"}, {"to", to}, {"reason", "harvest"}};
    };

    EXPECT_EQ(status("proposals/P1/deadlines", "ada", move("2026-10-20")), 403);
    EXPECT_EQ(status("proposals/P1/deadlines", "conrad", move("2026-10-20")), 403)
        << "conrad decides for one place only";
    EXPECT_EQ(status("proposals/P1/deadlines", "clara", move("2026-10-10")), 422);
    EXPECT_EQ(status("proposals/P1/deadlines", "clara", move("soon")), 422);
    EXPECT_EQ(status("proposals/P1/deadlines", "clara", move("2026-10-20")), 201);

    const Json now = Json::parse(ask("GET", "proposals/P1", "").body);
    EXPECT_EQ(now["moved"][0]["by"], "clara");
    EXPECT_EQ(now["deadlines"]["amend"], "2026-10-27") << "what comes behind moves as far";
}

TEST_F(Deliberation, ShowsWhatChangesWouldBringBeforeTheyAreProposedAndWritesNothing) {
    const std::string before = record();
    EXPECT_EQ(status("councils/village/trials", "stranger", {{"changes", lower(1500)}}), 422);
    EXPECT_EQ(status("councils/nowhere/trials", "ada", {{"changes", lower(1500)}}), 404);

    held_ = true;
    const Reply begun = ask("POST", "councils/village/trials", "ada", {{"changes", lower(1500)}});
    ASSERT_EQ(begun.status, 202) << begun.body;
    EXPECT_EQ(status("councils/village/trials", "ada", {{"changes", lower(1500)}}), 409)
        << "one question at a time";
    EXPECT_EQ(ask("DELETE", "jobs/1", "bela").status, 403) << "it is ada's";
    held_ = false;
    const Json job = ended(begun);

    EXPECT_EQ(job["state"], "done") << job.dump();
    EXPECT_EQ(job["result"]["alternatives"].size(), 2U);
    EXPECT_EQ(job["result"]["caps"][0]["then"]["cap"], 1500);
    EXPECT_EQ(job["settings"]["changes"]["criteria"]["caps.co2e_kg.total"], "1500");
    EXPECT_EQ(Json::parse(ask("GET", "jobs/1", "petra").body), job) << "petra plans";
    const Json others = Json::parse(ask("GET", "jobs/1", "bela").body);
    EXPECT_EQ(others["settings"], nullptr) << "what ada tried is not bela's business";
    EXPECT_EQ(others["result"], nullptr);
    EXPECT_EQ(others["state"], "done");
    EXPECT_EQ(Json::parse(ask("GET", "jobs", "bela").body)["rows"][0], others);
    std::promise<std::string> event;
    const auto listening = ask("GET", "jobs/1/events", "bela").events([&](std::string piece, More) {
        event.set_value(std::move(piece));
    });
    EXPECT_EQ(event.get_future().get().find("1500"), std::string::npos);
    EXPECT_EQ(record(), before);
}

TEST_F(Deliberation, AnswersOneQuestionOfAPersonAtATimeHoweverManyAreAskedAtOnce) {
    held_ = true;
    std::atomic<int> begun = 0;
    std::vector<std::thread> threads;
    for (int k = 0; k < 16; ++k) {
        threads.emplace_back([&] {
            begun += status("councils/village/trials", "ada", {{"changes", lower(1500)}}) == 202;
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }

    EXPECT_EQ(begun, 1);
    add(council::Join{"village", "petra", ""});
    EXPECT_EQ(status("councils/village/trials", "petra", {{"changes", lower(1500)}}), 202);
    EXPECT_EQ(status("councils/village/trials", "petra", {{"changes", lower(1600)}}), 202)
        << "petra plans for every place";
    for (const char* job : {"jobs/1", "jobs/2", "jobs/3"}) {
        EXPECT_EQ(ask("DELETE", job, "petra").status, 204);
    }
}

TEST_F(Deliberation, WeighsTheOptionsOfAProposalOnceAtATime) {
    ASSERT_EQ(propose("ada").status, 201);
    ASSERT_EQ(propose("ada").status, 201);
    held_ = true;
    EXPECT_EQ(status("proposals/P1/alternatives", "ada", Json::object()), 202);
    EXPECT_EQ(status("proposals/P1/alternatives", "bela", {{"language", "de"}}), 409);
    EXPECT_EQ(status("proposals/P2/alternatives", "bela", Json::object()), 202);
    for (const char* job : {"jobs/1", "jobs/2"}) {
        EXPECT_EQ(ask("DELETE", job, "petra").status, 204);
    }
}

TEST_F(Deliberation, WritesWhatEachOptionWouldBringBesideIt) {
    ASSERT_EQ(propose("ada").status, 201);
    EXPECT_EQ(status("proposals/P1/alternatives", "stranger", Json::object()), 422);
    EXPECT_EQ(status("proposals/P1/alternatives", "ada", {{"language", "xx"}}), 422);

    const Reply begun = ask("POST", "proposals/P1/alternatives", "bela", {{"language", "de"}});
    ASSERT_EQ(begun.status, 202) << begun.body;
    const Json job = ended(begun);

    EXPECT_EQ(job["state"], "done") << job.dump();
    const Json option = Json::parse(ask("GET", "proposals/P1", "").body)["options"][0];
    ASSERT_FALSE(option["alternative"].is_null());
    EXPECT_EQ(option["alternative"]["feasible"], true);
    EXPECT_NE(option["alternative"]["words"].get<std::string>().find("weniger"), std::string::npos)
        << option.dump();
    EXPECT_NE(record().find(R"("date":"2026-10-01","feasible")"), std::string::npos);
}

TEST_F(Deliberation, SharesABudgetAmongProjectsAndSaysWhoPaid) {
    const Json wanted{{"council", "village"}, {"title", "Hours of autumn"},
                      {"reason", "r"},        {"amount", 100},
                      {"unit", "h"},          {"completion", "add1"}};
    EXPECT_EQ(status("budgets", "stranger", wanted), 422);
    EXPECT_EQ(status("budgets", "paula", wanted), 403);
    Json none = wanted;
    none["amount"] = 0;
    EXPECT_EQ(status("budgets", "ada", none), 422);
    ASSERT_EQ(status("budgets", "ada", wanted), 201);
    const auto project = [&](const char* title, int cost) {
        return Json{{"title", title}, {"reason", "r"}, {"cost", cost}};
    };
    EXPECT_EQ(status("budgets/B1/projects", "bela", project("Too dear", 101)), 422);
    EXPECT_EQ(status("budgets/B1/projects", "bela", project("A well", 60)), 201);
    EXPECT_EQ(status("budgets/B1/projects", "cem", project("A bench", 50)), 201);
    EXPECT_EQ(status("budgets/B9/projects", "cem", project("A bench", 50)), 404);
    EXPECT_EQ(status("budgets/B1/ballots", "ada", {{"approved", {"B1.1"}}}), 422) << "too early";

    today_ = day("2026-10-16");
    EXPECT_EQ(status("budgets/B1/ballots", "ada", {{"approved", {"B1.1"}}}), 201);
    EXPECT_EQ(status("budgets/B1/ballots", "ada", {{"approved", {"B1.2"}}}), 422) << "the first";
    EXPECT_EQ(status("budgets/B1/ballots", "bela", {{"approved", {"B1.1", "B1.2"}}}), 201);
    EXPECT_EQ(status("budgets/B1/ballots", "cem", {{"approved", {"B1.9"}}}), 422);
    const Json open = Json::parse(ask("GET", "budgets/B1", "").body);
    EXPECT_EQ(open["phase"], "vote");
    EXPECT_EQ(open["projects"][0]["wanted_by"], nullptr);
    EXPECT_EQ(open["votes"][0]["approved"], nullptr) << "nobody waits to see what others do";
    const Json mine = Json::parse(ask("GET", "budgets/B1/ballots/mine", "ada").body)["ballot"];
    EXPECT_EQ(mine["approved"], Json::array({"B1.1"}));
    EXPECT_NE(record().find(mine["line"].get<std::string>()), std::string::npos);
    EXPECT_EQ(mine["record_sha256"], nullptr) << "while others vote";
    EXPECT_EQ(status("budgets/B1/result", "clara"), 422) << "too soon";

    today_ = day("2026-10-23");
    EXPECT_EQ(status("budgets/B1/result", "ada"), 403);
    EXPECT_EQ(status("budgets/B1/result", "conrad"), 403) << "for one place only";
    const Reply shared = ask("POST", "budgets/B1/result", "clara");
    ASSERT_EQ(shared.status, 200) << shared.body;
    const Json now = Json::parse(shared.body);
    EXPECT_EQ(now["shared"], true);
    const Json after = Json::parse(ask("GET", "budgets/B1/ballots/mine", "ada").body)["ballot"];
    EXPECT_EQ(after["record_sha256"].get<std::string>().size(), 64U);
    EXPECT_EQ(now["tally"]["selected"], Json::array({"B1.1"}));
    EXPECT_EQ(now["tally"]["cost"], 60);
    EXPECT_EQ(now["projects"][0]["wanted_by"], 2);
    EXPECT_NE(now["tally"]["why_de"].get<std::string>().find("zahlen"), std::string::npos);
    EXPECT_EQ(Json::parse(ask("GET", "budgets", "").body)["rows"][0]["project_count"], 2);
}

}  // namespace
}  // namespace vorrat::api

#include "vorrat/api/jobs.h"

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/api/route.h"
#include "vorrat/api/routes.h"
#include "vorrat/base/file.h"
#include "vorrat/example/example.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// The example shop, with jobs that planners ask for; everybody is `Authorization` and plans,
/// `local` at one place only.
class ServedJobs : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_served_jobs_") +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        ASSERT_TRUE(example::write_shop(folder_ / "shop"));
        fs::create_directories(folder_ / "own");
        site_ = {.workspace = folder_ / "shop",
                 .plan = folder_ / "plan",
                 .own = folder_ / "own",
                 .shelf = std::make_shared<PlanShelf>(nullptr),
                 .today = [] { return parse_date("2026-10-25").value(); },
                 .imports = std::make_shared<ImportDesk>(folder_ / "shop", folder_ / "imports",
                                                         [] { return 1'790'000'000; })};
        auto jobs = jobs::Jobs::open({.file = folder_ / "own" / "jobs.sqlite",
                                      .clock = [] { return 1'790'000'000; },
                                      .kinds = job_kinds(site_)});
        ASSERT_TRUE(jobs) << jobs.error().message;
        site_.jobs = std::move(*jobs);
        api_ = std::make_unique<Api>(
            job_routes(site_), [](const Request& request) -> std::variant<access::Caller, Reply> {
                const auto& name = request.authorization;
                return access::Caller{
                    .name = name,
                    .grants = {{access::Role::planner, name == "local" ? "leipzig" : ""}}};
            });
    }
    void TearDown() override {
        api_.reset();
        site_ = {};
        fs::remove_all(folder_);
    }

    Reply ask(std::string method, const std::string& path, const Json& body = nullptr,
              std::string who = "paula") const {
        return api_->answer({.method = std::move(method),
                             .target = "/api/v1/" + path,
                             .content_type = "application/json",
                             .authorization = std::move(who),
                             .body = body.is_null() ? "" : body.dump()});
    }
    /// The job of this path once it is over.
    Json ended(const std::string& path) const {
        for (int k = 0; k < 6'000; ++k) {
            Json job = Json::parse(ask("GET", path).body);
            if (!job["ended"].is_null()) {
                return job;
            }
            std::this_thread::sleep_for(10ms);
        }
        return nullptr;
    }

    fs::path folder_;
    JobSite site_;
    std::unique_ptr<Api> api_;
};

TEST_F(ServedJobs, PublishAPlanAndServeIt) {
    const Reply begun = ask("POST", "jobs", {{"kind", "plan"}, {"settings", {{"title", "T"}}}});
    ASSERT_EQ(begun.status, 202) << begun.body;

    std::promise<std::string> last;
    const auto listening = ask("GET", "jobs/1/events").events([&](std::string piece, More after) {
        if (after == More::none) {
            last.set_value(std::move(piece));
        }
    });
    const std::string event = last.get_future().get();
    const Json job = ended("jobs/1");

    EXPECT_EQ(job["state"], "done") << job.dump();
    EXPECT_EQ(job["who"], "paula");
    EXPECT_EQ(job["result"]["title"], "T");
    EXPECT_NE(event.find(R"("state":"done")"), std::string::npos) << event;
    ASSERT_NE(site_.shelf->current(), nullptr);
    EXPECT_EQ(site_.shelf->current()->plan["title"], "T");
}

TEST_F(ServedJobs, LeaveAForecastAsAFile) {
    ASSERT_EQ(ask("POST", "jobs", {{"kind", "forecast"}, {"settings", {{"horizon", 3}}}}).status,
              202);

    const Json job = ended("jobs/1");

    EXPECT_EQ(job["state"], "done") << job.dump();
    EXPECT_TRUE(ask("GET", "jobs/1/file").body.starts_with("unique_id,ds,mean"));
    EXPECT_EQ(ask("GET", "jobs/2/file").status, 404);
}

TEST_F(ServedJobs, TellWhatAnotherCapWouldBringAndChangeNothing) {
    const auto before = read_file(folder_ / "shop" / "criteria.toml");
    ASSERT_TRUE(before);
    const Json settings{{"criteria", {{"caps.co2e_kg.total", 1500}}}};
    ASSERT_EQ(ask("POST", "jobs", {{"kind", "what-if"}, {"settings", settings}}).status, 202);

    const Json job = ended("jobs/1");

    ASSERT_EQ(job["state"], "done") << job.dump();
    const Json& plans = job["result"]["alternatives"];
    ASSERT_EQ(plans.size(), 2U);
    EXPECT_LE(plans[1]["measures"]["co2e_kg"], 1500.001);
    EXPECT_GT(plans[0]["measures"]["co2e_kg"], 1500.0);
    EXPECT_LT(plans[1]["measures"]["coverage"], plans[0]["measures"]["coverage"]);
    EXPECT_FALSE(plans[1]["words"]["de"].empty());
    const Json& caps = job["result"]["caps"];
    ASSERT_EQ(caps.size(), 1U) << caps;
    EXPECT_EQ(caps[0]["then"]["cap"], 1500.0);
    EXPECT_LE(caps[0]["then"]["used"], 1500.001);
    const Json& first = job["result"]["changes"][0];
    EXPECT_EQ(first["kind"], "limit") << first;
    EXPECT_EQ(first["after"], 1500.0);
    const Json& last = job["result"]["changes"].back();
    EXPECT_FALSE(last["because"]["en"].get<std::string>().empty()) << last;
    EXPECT_EQ(*read_file(folder_ / "shop" / "criteria.toml"), *before);
    EXPECT_EQ(site_.shelf->current(), nullptr);
}

TEST_F(ServedJobs, TellWhatAnotherNeedWouldBring) {
    const Json needs{{{"item", "coffee"}, {"community", "South"}, {"factor", 0.5}}};
    ASSERT_EQ(ask("POST", "jobs", {{"kind", "what-if"}, {"settings", {{"needs", needs}}}}).status,
              202);

    const Json job = ended("jobs/1");

    ASSERT_EQ(job["state"], "done") << job.dump();
    EXPECT_EQ(job["result"]["alternatives"].size(), 2U);
}

TEST_F(ServedJobs, TellWhatMoreOfALimitWouldBring) {
    const Json limits{
        {{"kind", "resource"}, {"id", "labour_hours"}, {"place", "bakery"}, {"factor", 0.5}}};
    ASSERT_EQ(ask("POST", "jobs", {{"kind", "what-if"}, {"settings", {{"limits", limits}}}}).status,
              202);

    const Json job = ended("jobs/1");

    ASSERT_EQ(job["state"], "done") << job.dump();
    EXPECT_LT(job["result"]["alternatives"][1]["measures"]["worth"],
              job["result"]["alternatives"][0]["measures"]["worth"]);
}

TEST_F(ServedJobs, RefuseQuestionsThatAreNone) {
    for (const Json& settings :
         {Json::object(), Json{{"import", "1"}}, Json{{"criteria", {{"horizon_days", "x"}}}},
          Json{{"criteria", Json::object()}}, Json{{"needs", {{{"item", 1}, {"factor", 1}}}}},
          Json{{"limits", Json::array()}}, Json{{"limits", {{{"kind", "lane"}, {"factor", -1}}}}},
          Json{{"limits", {{{"kind", "lane"}}}}}, Json{{"out", "/etc"}},
          Json{{"import", 1}, {"criteria", {{"a", 1}}}}}) {
        EXPECT_EQ(ask("POST", "jobs", {{"kind", "what-if"}, {"settings", settings}}).status, 422)
            << settings;
    }
    ASSERT_EQ(ask("POST", "jobs", {{"kind", "what-if"}, {"settings", {{"import", 9}}}}).status,
              202);
    EXPECT_EQ(ended("jobs/1")["state"], "failed");
}

TEST_F(ServedJobs, RefuseWhatTheyDoNotOffer) {
    EXPECT_EQ(ask("POST", "jobs", {{"kind", "dig"}}).status, 422);
    EXPECT_EQ(ask("POST", "jobs", {{"kind", "plan"}, {"settings", {{"out", "/etc"}}}}).status, 422);
    EXPECT_EQ(ask("POST", "jobs", {{"kind", "plan"}, {"settings", {{"as-of", "x"}}}}).status, 422);
    EXPECT_EQ(ask("POST", "jobs", {{"kind", "plan"}}, "local").status, 403);
    EXPECT_EQ(ask("DELETE", "jobs/7", nullptr, "local").status, 404);
    EXPECT_EQ(ask("GET", "jobs/7").status, 404);
    EXPECT_EQ(ask("GET", "jobs/x/events").status, 404);
    EXPECT_EQ(ask("DELETE", "jobs/7").status, 404);
}

TEST_F(ServedJobs, LeaveTheServedPlanWhereOneFails) {
    ASSERT_TRUE(fs::remove(folder_ / "shop" / "needs.csv"));
    ASSERT_EQ(ask("POST", "jobs", {{"kind", "plan"}}).status, 202);

    const Json job = ended("jobs/1");

    EXPECT_EQ(job["state"], "failed") << job.dump();
    EXPECT_FALSE(job["error"].get<std::string>().empty());
    EXPECT_EQ(site_.shelf->current(), nullptr);
    EXPECT_EQ(ask("DELETE", "jobs/1").status, 409);
}

}  // namespace
}  // namespace vorrat::api

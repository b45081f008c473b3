#include "vorrat/api/approval.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "vorrat/api/work_routes.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;

/// A plan with shipments of one hash; `paula` plans everywhere, `local` at one place only.
class Approving : public ::testing::Test {
protected:
    void SetUp() override {
        file_ = fs::temp_directory_path() /
                (std::string("vorrat_approvals_") +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove(file_);
        publish("aa");
        approvals_ = std::make_shared<Approvals>(file_, [] { return 1'790'000'000; });
        api_ = std::make_unique<Api>(
            approval_routes(approvals_, shelf_),
            [](const Request& request) -> std::variant<access::Caller, Reply> {
                const auto& name = request.authorization;
                return access::Caller{
                    .name = name,
                    .grants = {{access::Role::planner, name == "local" ? "east" : ""}}};
            });
    }
    void TearDown() override { fs::remove(file_); }

    void publish(const std::string& sha256) {
        auto plan = std::make_shared<PublishedPlan>();
        plan->plan = {{"title", "w48"}};
        plan->files.push_back({.name = "shipments.csv", .sha256 = sha256, .matches = true});
        shelf_->replace(plan);
    }
    Reply ask(const std::string& method, const std::string& sha256 = {},
              const std::string& who = "paula") const {
        return api_->answer({.method = method,
                             .target = "/api/v1/shipments/approval",
                             .content_type = "application/json",
                             .authorization = who,
                             .body = sha256.empty() ? "" : Json{{"sha256", sha256}}.dump()});
    }

    fs::path file_;
    std::shared_ptr<PlanShelf> shelf_ = std::make_shared<PlanShelf>(nullptr);
    std::shared_ptr<Approvals> approvals_;
    std::unique_ptr<Api> api_;
};

TEST_F(Approving, IsOfTheShipmentsThatWereSeenAndStands) {
    EXPECT_EQ(Json::parse(ask("GET").body)["approved"], nullptr);
    EXPECT_EQ(ask("POST", "bb").status, 409);
    EXPECT_EQ(ask("POST", "aa", "local").status, 403);

    EXPECT_EQ(ask("POST", "aa").status, 200);
    EXPECT_EQ(ask("POST", "aa", "pablo").status, 200);

    const Json view = Json::parse(ask("GET").body);
    EXPECT_EQ(view["approved"], (Json{{"by", "paula"}, {"at", 1'790'000'000}}));
    EXPECT_EQ(view["record"], (Json{{"kind", "shipments"}, {"plan", "w48"}, {"sha256", "aa"}}));
}

TEST_F(Approving, BeginsAnewWithEveryPlan) {
    ASSERT_EQ(ask("POST", "aa").status, 200);

    publish("bb");

    EXPECT_EQ(Json::parse(ask("GET").body)["approved"], nullptr);
    EXPECT_TRUE(approvals_->of("aa")->has_value());
}

TEST_F(Approving, TakesAPlan) {
    shelf_->replace(nullptr);

    EXPECT_EQ(ask("GET").status, 404);
    EXPECT_EQ(ask("POST", "aa").status, 404);
}

}  // namespace
}  // namespace vorrat::api

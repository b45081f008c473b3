#include <filesystem>

#include <gtest/gtest.h>

#include "vorrat/api/routes.h"
#include "vorrat/api/work_routes.h"
#include "vorrat/base/file.h"
#include "vorrat/base/sha256.h"
#include "vorrat/example/example.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;

Date day(const char* text) { return parse_date(text).value(); }

/// The example shop, whose village (ada, bela, cem) votes on a lower cap from 2026-10-23 to 29.
/// `Authorization` is who asks; `clara` may decide, all others speak.
class Ballots : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_ballots_") +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        ASSERT_TRUE(example::write_shop(folder_));
        using namespace council;
        add("2026-09-01", Found{"village", "The village", Of::place, "", Rules{}});
        for (const char* person : {"ada", "bela", "cem"}) {
            add("2026-09-01", Join{"village", person, ""});
        }
        const Changes lower{
            .criteria = {{"caps.co2e_kg.total", "2200"}}, .needs = {}, .activities = {}};
        add("2026-10-01", Propose{"P1", "village", "ada", "Less CO2e", "the path", lower});
        add("2026-10-21", Alternative{"P1", true, "a little less coffee"});
        ASSERT_TRUE(write_file(folder_ / "council.jsonl", text_));
        const auto api = std::make_shared<CouncilApi>(folder_, [this] { return today_; });
        auto routes = ballot_routes(std::make_shared<BallotDesk>(
            folder_, [this] { return today_; }, api));
        for (Route& route : council_routes(api)) {
            routes.push_back(std::move(route));
        }
        api_ = std::make_unique<Api>(
            std::move(routes), [](const Request& request) -> std::variant<access::Caller, Reply> {
                const auto& name = request.authorization;
                return access::Caller{
                    .name = name,
                    .grants = {
                        {name == "clara" ? access::Role::council : access::Role::member, ""}}};
            });
    }
    void TearDown() override { fs::remove_all(folder_); }

    void add(const char* date, council::Event event) {
        const council::Entry entry{state_.next_n(), day(date), std::move(event)};
        const auto done = state_.apply(entry);
        ASSERT_TRUE(done) << done.error().message;
        text_ += line_of(entry);
    }
    Reply ask(const std::string& method, const std::string& path, const std::string& who,
              const std::string& body = {}) const {
        return api_->answer({.method = method,
                             .target = "/api/v1/proposals/" + path,
                             .content_type = "application/json",
                             .authorization = who,
                             .body = body});
    }
    Reply vote(const std::string& who, const std::string& ranking) const {
        return ask("POST", "P1/ballots", who, Json{{"ranking", ranking}}.dump());
    }
    Json proposal() const { return Json::parse(ask("GET", "P1", "").body); }

    fs::path folder_;
    council::State state_;
    std::string text_;
    Date today_ = day("2026-10-25");
    std::unique_ptr<Api> api_;
};

TEST_F(Ballots, AreTakenWithAReceiptThatTheRecordBearsOut) {
    const Reply reply = vote("ada", "P1 > keep");
    ASSERT_EQ(reply.status, 201) << reply.body;
    ASSERT_EQ(vote("bela", "keep").status, 201);
    EXPECT_EQ(Json::parse(reply.body)["ballot"]["record_sha256"], nullptr)
        << "a hash would tell the ballots before it to who tries them out";

    today_ = day("2026-10-30");
    const Json receipt = Json::parse(ask("GET", "P1/ballots/mine", "ada").body)["ballot"];
    const auto record = read_file(folder_ / "council.jsonl");
    const std::string line = receipt["line"];
    const auto at = record->find(line + "\n");

    EXPECT_EQ(receipt["line"], Json::parse(reply.body)["ballot"]["line"]);
    EXPECT_EQ(receipt["by"], "ada");
    EXPECT_EQ(receipt["on"], "2026-10-25");
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(receipt["record_sha256"], to_hex(sha256(record->substr(0, at + line.size() + 1))));
    EXPECT_EQ(std::count(record->begin(), record->begin() + static_cast<long>(at), '\n') + 1,
              receipt["n"]);
}

TEST_F(Ballots, CanBeChangedAndAreSeenByTheirOwnersOnly) {
    ASSERT_EQ(vote("ada", "P1").status, 201);
    ASSERT_EQ(vote("ada", "").status, 201);

    EXPECT_EQ(Json::parse(ask("GET", "P1/ballots/mine", "ada").body)["ballot"]["ranking"], "");
    EXPECT_EQ(Json::parse(ask("GET", "P1/ballots/mine", "bela").body)["ballot"], nullptr);
    const Json shown = proposal();
    ASSERT_EQ(shown["votes"].size(), 1U);
    EXPECT_EQ(shown["votes"][0]["ranking"], nullptr);
}

TEST_F(Ballots, AreRefusedWithTheReason) {
    EXPECT_EQ(vote("", "P1").status, 401);
    EXPECT_EQ(vote("stranger", "P1").status, 422);
    EXPECT_EQ(vote("ada", "P9").status, 422);
    EXPECT_EQ(ask("POST", "P9/ballots", "ada", R"({"ranking":"P1"})").status, 404);
    EXPECT_EQ(ask("POST", "P1/ballots", "ada", R"({"ranking":"P1","by":"bela"})").status, 422)
        << "nobody votes for others";
    today_ = day("2026-10-30");
    const Reply late = vote("ada", "P1");
    EXPECT_EQ(late.status, 422);
    EXPECT_NE(late.body.find("2026-10-29"), std::string::npos) << late.body;
    EXPECT_EQ(*read_file(folder_ / "council.jsonl"), text_);
}

TEST_F(Ballots, AreCountedWhenTheVoteIsOverAndTheDecisionWritten) {
    ASSERT_EQ(vote("ada", "P1").status, 201);
    ASSERT_EQ(vote("bela", "P1 > keep").status, 201);
    EXPECT_EQ(ask("POST", "P1/decision", "ada").status, 403);
    EXPECT_EQ(Json::parse(ask("POST", "P1/decision", "clara").body)["tally"], nullptr)
        << "too soon";

    today_ = day("2026-10-30");
    const Json counted = Json::parse(ask("POST", "P1/decision", "clara").body);
    EXPECT_EQ(counted["tally"]["winner"], "P1") << counted.dump(1);
    EXPECT_EQ(counted["outcome"], nullptr);

    today_ = day("2026-11-06");
    const Json decided = Json::parse(ask("POST", "P1/decision", "clara").body);
    EXPECT_EQ(decided["outcome"], "adopted") << decided.dump(1);
    EXPECT_NE(read_file(folder_ / "criteria.toml")->find("2200"), std::string::npos);
}

}  // namespace
}  // namespace vorrat::api

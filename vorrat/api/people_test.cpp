#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/api/edit.h"
#include "vorrat/api/route.h"
#include "vorrat/api/testing.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;

const std::string password = "correct horse battery";

std::string header(const Reply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers) {
        if (key == name) {
            return value;
        }
    }
    return "";
}

/// What somebody's browser sends with each request.
struct Browser {
    std::string cookie;
    std::string csrf;
};

/// A workspace without a plan, a clock that stands, passwords that cost nothing.
class People : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_people_") +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        auto site = open_site(testing::served(folder_, [this] { return now_; }));
        ASSERT_TRUE(site) << site.error().message;
        first_link_ = site->first_link.value();
        api_ = std::make_unique<Api>(site->api);
        site_ = std::make_unique<Site>(std::move(*site));
    }
    void TearDown() override { fs::remove_all(folder_); }

    Reply ask(const std::string& method, const std::string& path, const Json& body = nullptr,
              const Browser& by = {}, const std::string& if_match = "") const {
        return api_->answer({.method = method,
                             .target = "/api/v1/" + path,
                             .if_match = if_match,
                             .content_type = body.is_null() ? "" : "application/json",
                             .cookie = by.cookie,
                             .csrf_token = by.csrf,
                             .client = "::1",
                             .body = body.is_null() ? "" : body.dump()});
    }
    Browser sign_in(const std::string& name) const {
        const Reply reply = ask("POST", "session", {{"name", name}, {"password", password}});
        EXPECT_EQ(reply.status, 200) << reply.body;
        const std::string cookie = header(reply, "Set-Cookie");
        return {cookie.substr(0, cookie.find(';')),
                Json::parse(reply.body)["csrf_token"].get<std::string>()};
    }
    Browser admin() const {
        if (ask("POST", "links", {{"link", first_link_}, {"password", password}}).status != 200) {
            ADD_FAILURE() << "the first link does not work";
        }
        return sign_in("admin");
    }
    Browser somebody(const Browser& admin, const std::string& name, const Json& grants) const {
        const Reply made = ask("POST", "users", {{"name", name}, {"grants", grants}}, admin);
        EXPECT_EQ(made.status, 201) << made.body;
        const Json link = Json::parse(made.body)["link"];
        EXPECT_EQ(ask("POST", "links", {{"link", link}, {"password", password}}).status, 200);
        return sign_in(name);
    }

    fs::path folder_;
    access::Seconds now_ = 1'790'000'000;
    std::string first_link_;
    std::unique_ptr<Api> api_;
    std::unique_ptr<Site> site_;
};

TEST_F(People, BeginWithAnAdminWhoSetsTheirOwnPassword) {
    EXPECT_EQ(ask("POST", "session", {{"name", "admin"}, {"password", ""}}).status, 401);
    EXPECT_EQ(ask("GET", "users").status, 401);

    const Browser by = admin();

    EXPECT_EQ(ask("GET", "users", nullptr, by).status, 200);
    EXPECT_EQ(ask("POST", "links", {{"link", first_link_}, {"password", password}}).status, 404);
}

TEST_F(People, GetACookieThatScriptsAndOtherSitesCannotUse) {
    admin();
    const Reply reply = ask("POST", "session", {{"name", "admin"}, {"password", password}});

    const std::string cookie = header(reply, "Set-Cookie");
    EXPECT_TRUE(cookie.starts_with("__Host-vorrat=")) << cookie;
    for (const char* part : {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"}) {
        EXPECT_NE(cookie.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(header(reply, "Cache-Control"), "no-store");
}

TEST_F(People, ChangeNothingWithoutTheTokenAgainstForgedRequests) {
    Browser by = admin();
    const Json body{{"name", "eve"}, {"grants", Json::array()}};
    const std::string right = std::exchange(by.csrf, "");
    EXPECT_EQ(ask("POST", "users", body, by).status, 403);
    by.csrf = std::string(right.size(), '0');
    EXPECT_EQ(ask("POST", "users", body, by).status, 403);
    by.csrf = right;
    EXPECT_EQ(ask("POST", "users", body, by).status, 201);
}

TEST_F(People, KnowWhoTheyAreAndWhenNobody) {
    const Json nobody = Json::parse(ask("GET", "me").body);
    EXPECT_TRUE(nobody["name"].is_null());
    EXPECT_EQ(nobody["rights"], Json::array({"open"}));

    const Browser by = admin();
    const Json me = Json::parse(ask("GET", "me", nullptr, by).body);
    EXPECT_EQ(me["name"], "admin");
    EXPECT_EQ(me["csrf_token"], by.csrf);

    EXPECT_EQ(ask("DELETE", "session", nullptr, by).status, 204);
    EXPECT_TRUE(Json::parse(ask("GET", "me", nullptr, by).body)["name"].is_null());
}

TEST_F(People, DoOnlyWhatTheirRolesAllow) {
    const Browser boss = admin();
    const Browser paula = somebody(boss, "paula", {{{"role", "planner"}, {"place", "leipzig"}}});
    const Browser local = somebody(boss, "local", {{{"role", "admin"}, {"place", "leipzig"}}});

    EXPECT_EQ(ask("GET", "users", nullptr, paula).status, 403);
    EXPECT_EQ(ask("GET", "audit", nullptr, paula).status, 403);
    const Json more{{"name", "x"}, {"grants", {{{"role", "admin"}}}}};
    EXPECT_EQ(ask("POST", "users", more, local).status, 403) << "an admin of one place only";
    EXPECT_EQ(ask("PATCH", "users/local", {{"grants", more["grants"]}}, local, "*").status, 403);
}

TEST_F(People, SetNothingThatIsNotOffered) {
    const Browser by = admin();
    EXPECT_EQ(
        ask("POST", "users", {{"name", "x"}, {"grants", Json::array()}, {"password", password}}, by)
            .status,
        422);
    EXPECT_EQ(ask("POST", "users", {{"name", "x"}, {"grants", {{{"role", "root"}}}}}, by).status,
              422);
    EXPECT_EQ(
        ask("POST", "users", {{"name", "x"}, {"grants", {{{"role", "member"}, {"id", 1}}}}}, by)
            .status,
        422);
    EXPECT_EQ(ask("PATCH", "users/admin", {{"has_password", false}}, by, "*").status, 422);
}

TEST_F(People, EditAnAccountOnlyAsTheySawIt) {
    const Browser by = admin();
    somebody(by, "paula", Json::array());
    const Json change{{"grants", {{{"role", "auditor"}, {"place", nullptr}}}}};
    const std::string seen = ask("GET", "users/paula", nullptr, by).etag;

    EXPECT_EQ(ask("PATCH", "users/paula", change, by).status, 428);
    EXPECT_EQ(ask("PATCH", "users/paula", change, by, "\"77\"").status, 412);
    const Reply first = ask("PATCH", "users/paula", change, by, seen);
    EXPECT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(ask("PATCH", "users/paula", {{"disabled", true}}, by, seen).status, 412);
    EXPECT_EQ(ask("PATCH", "users/paula", {{"disabled", true}}, by, first.etag).status, 200);
    EXPECT_EQ(ask("POST", "session", {{"name", "paula"}, {"password", password}}).status, 401);
    EXPECT_EQ(ask("PATCH", "users/admin", {{"disabled", true}}, by, "*").status, 422);
}

TEST_F(People, HaveTokensWithinTheirOwnRights) {
    const Browser paula = somebody(admin(), "paula", {{{"role", "planner"}}});
    const auto new_token = [&](const Json& scope) {
        return ask("POST", "tokens", {{"label", "erp"}, {"scope", scope}, {"expires", now_ + 3600}},
                   paula);
    };
    EXPECT_EQ(new_token({"administer"}).status, 422);
    const Reply made = new_token({"plan", "signed_in"});
    ASSERT_EQ(made.status, 201) << made.body;

    Request request{
        .method = "GET",
        .target = "/api/v1/tokens",
        .authorization = "Bearer " + Json::parse(made.body)["token"].get<std::string>()};
    EXPECT_EQ(api_->answer(request).status, 200);
    request.method = "POST";
    EXPECT_EQ(api_->answer(request).status, 403) << "a token makes no tokens";
    request.method = "GET";
    request.target = "/api/v1/users";
    EXPECT_EQ(api_->answer(request).status, 403);
    EXPECT_EQ(ask("DELETE", "tokens/1", nullptr, paula).status, 204);
    EXPECT_EQ(ask("DELETE", "tokens/1", nullptr, paula).status, 404);
    request.target = "/api/v1/tokens";
    EXPECT_EQ(api_->answer(request).status, 401);
}

TEST_F(People, AreToldWhereTheyHaveTheirRights) {
    const Browser boss = admin();
    const Json grants{{{"role", "planner"}, {"place", "leipzig"}},
                      {{"role", "planner"}, {"place", "torgau"}},
                      {{"role", "member"}}};
    const Browser paula = somebody(boss, "paula", grants);

    const Json at = Json::parse(ask("GET", "me", nullptr, paula).body)["rights_at"];

    EXPECT_EQ(at["plan"], Json::array({"leipzig", "torgau"}));
    EXPECT_EQ(at["speak"], nullptr);
    EXPECT_EQ(at["signed_in"], nullptr);
    EXPECT_FALSE(at.contains("administer"));
    EXPECT_EQ(Json::parse(ask("GET", "me").body)["rights_at"], (Json{{"open", nullptr}}));
}

TEST_F(People, SeeAndEndTheirSessionsAndNobodyElses) {
    const Browser boss = admin();
    const Browser paula = somebody(boss, "paula", Json::array());
    const Browser again = sign_in("paula");
    const auto of = [&](const Browser& by) {
        return Json::parse(ask("GET", "me/sessions", nullptr, by).body)["rows"];
    };

    ASSERT_EQ(of(again).size(), 2U);
    EXPECT_EQ(of(again)[0]["this"], true);
    EXPECT_EQ(of(again)[0]["client"], "::1");
    const auto path = [](const Json& session) { return "me/sessions/" + session["number"].dump(); };
    const Json older = of(again)[1];
    EXPECT_EQ(ask("DELETE", path(older), nullptr, boss).status, 404);
    EXPECT_EQ(ask("DELETE", path(older), nullptr, again).status, 204);
    EXPECT_EQ(ask("GET", "me/sessions", nullptr, paula).status, 401) << "it is over";
    EXPECT_EQ(Json::parse(ask("GET", "users", nullptr, boss).body)["rows"][1]["sessions"], 1);
    EXPECT_EQ(ask("DELETE", "users/paula/sessions", nullptr, again).status, 403);
    EXPECT_EQ(ask("DELETE", "users/nobody/sessions", nullptr, boss).status, 404);
    EXPECT_EQ(ask("DELETE", "users/paula/sessions", nullptr, boss).status, 204);
    EXPECT_EQ(ask("GET", "me/sessions", nullptr, again).status, 401);
    EXPECT_EQ(of(boss).size(), 1U);
    const Browser elsewhere = sign_in("admin");
    EXPECT_EQ(ask("DELETE", "users/admin/sessions", nullptr, boss).status, 204);
    EXPECT_EQ(of(boss).size(), 1U) << "the one by which is asked stays";
    EXPECT_EQ(ask("GET", "me/sessions", nullptr, elsewhere).status, 401);
}

TEST_F(People, ChangeTheirOwnPassword) {
    const Browser boss = admin();
    const Browser paula = somebody(boss, "paula", Json::array());
    const Browser elsewhere = sign_in("paula");
    const auto change = [&](const std::string& former, const std::string& wanted) {
        return ask("PUT", "me/password", {{"former", former}, {"password", wanted}}, paula).status;
    };

    EXPECT_EQ(change("wrong horse battery", "another horse battery"), 422);
    EXPECT_EQ(change(password, "short"), 422);
    EXPECT_EQ(ask("PUT", "me/password",
                  {{"former", password}, {"password", "another horse"}, {"name", "admin"}}, paula)
                  .status,
              422)
        << "nobody's but their own";
    EXPECT_EQ(change(password, "another horse battery"), 204);

    EXPECT_EQ(ask("GET", "me/sessions", nullptr, paula).status, 200);
    EXPECT_EQ(ask("GET", "me/sessions", nullptr, elsewhere).status, 401);
    EXPECT_EQ(ask("POST", "session", {{"name", "paula"}, {"password", password}}).status, 401);
    EXPECT_EQ(
        ask("POST", "session", {{"name", "paula"}, {"password", "another horse battery"}}).status,
        200);
    const Json deeds = Json::parse(ask("GET", "audit", nullptr, boss).body);
    EXPECT_NE(deeds.dump().find("/api/v1/me/password"), std::string::npos);
    EXPECT_EQ(deeds.dump().find("another horse"), std::string::npos);
}

TEST_F(People, AreAskedToWaitAfterWrongPasswords) {
    admin();
    int status = 0;
    for (int k = 0; k < 6; ++k) {
        status = ask("POST", "session", {{"name", "admin"}, {"password", "guess"}}).status;
    }
    const Reply right = ask("POST", "session", {{"name", "admin"}, {"password", password}});

    EXPECT_EQ(status, 429);
    EXPECT_EQ(right.status, 429);
    EXPECT_NE(header(right, "Retry-After"), "");
}

TEST_F(People, LeaveARecordOfEveryWrite) {
    const Browser by = admin();
    ask("POST", "users", {{"name", "Bad Name"}, {"grants", Json::array()}}, by);

    const Json rows = Json::parse(ask("GET", "audit", nullptr, by).body)["rows"];

    ASSERT_EQ(rows.size(), 3);
    EXPECT_EQ(rows[0]["who"], "admin");
    EXPECT_EQ(rows[0]["path"], "/api/v1/users");
    EXPECT_EQ(rows[0]["status"], 422);
    EXPECT_EQ(rows[1]["path"], "/api/v1/session");
    EXPECT_TRUE(rows[2]["who"].is_null());
    const Json page = Json::parse(ask("GET", "audit?limit=2", nullptr, by).body);
    const Json rest = Json::parse(
        ask("GET", "audit?cursor=" + page["next"].get<std::string>(), nullptr, by).body);
    EXPECT_EQ(rest["rows"].size(), 1);
}

TEST_F(People, CannotFillTheRecordWithoutAnAccount) {
    const Browser by = admin();
    const auto recorded = [&] {
        return Json::parse(ask("GET", "audit", nullptr, by).body)["rows"].size();
    };
    const std::size_t before = recorded();

    EXPECT_EQ(ask("POST", "session", Json::object()).status, 422);
    EXPECT_EQ(ask("POST", "links", {{"link", "x"}, {"password", password}}).status, 404);
    EXPECT_EQ(recorded(), before);
    EXPECT_EQ(ask("POST", "session", {{"name", "admin"}, {"password", "x"}}).status, 401);
    EXPECT_EQ(recorded(), before + 1);
}

TEST_F(People, GetTheFirstAnswerAgainWhenTheyRepeatARequest) {
    auto journal = access::Journal::open(folder_ / "own.sqlite", [] { return 0; });
    ASSERT_TRUE(journal);
    int made = 0;
    const Api api(
        {{.method = "POST",
          .path = "things",
          .right = access::Right::signed_in,
          .answer =
              [&](const Call& call) {
                  ++made;
                  if (call.request.body == "busy") {
                      return problem(503, "Service Unavailable", "come again");
                  }
                  if (call.request.body == "wrong") {
                      return unprocessable("wrong");
                  }
                  return created({{"number", made}}, "things/1");
              },
          .body_bytes_max = 100}},
        [](const Request& request) -> std::variant<access::Caller, Reply> {
            return access::Caller{.name = request.authorization};
        },
        std::move(*journal));
    const auto post = [&](std::string who, std::string key, std::string body) {
        return api.answer({.method = "POST",
                           .target = "/api/v1/things",
                           .authorization = std::move(who),
                           .idempotency_key = std::move(key),
                           .body = std::move(body)});
    };

    const Reply first = post("a", "k", "x");
    const Reply again = post("a", "k", "x");
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(header(again, "Location"), "/api/v1/things/1");
    EXPECT_EQ(post("a", "k", "y").status, 422);
    EXPECT_EQ(made, 1);
    post("b", "k", "x");
    post("a", "", "x");
    EXPECT_EQ(made, 3);

    post("a", "wrong", "wrong");
    const Reply wrong = post("a", "wrong", "wrong");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(wrong.content_type, "application/problem+json");
    EXPECT_EQ(made, 4);
    post("a", "busy", "busy");
    EXPECT_EQ(post("a", "busy", "busy").status, 503);
    EXPECT_EQ(made, 6) << "who was asked to come again is the first again";
}

/// An event stream that somebody listens to, begun with a job that fails at once.
class Listening : public People {
protected:
    void SetUp() override {
        People::SetUp();
        admin_ = admin();
        planner_ = somebody(admin_, "paula", {{{"role", "planner"}}});
        const Json job{{"kind", "forecast"}};
        ASSERT_EQ(ask("POST", "jobs", job, planner_).status, 202);
        auditor_ = somebody(admin_, "ada", {{{"role", "auditor"}}});
    }
    std::function<bool()> listens(const Browser& by) const {
        Reply reply = ask("GET", "jobs/1/events", nullptr, by);
        EXPECT_EQ(reply.status, 200) << reply.body;
        return std::move(reply.still_allowed);
    }

    Browser admin_;
    Browser planner_;
    Browser auditor_;
};

TEST_F(Listening, EndsWithTheSession) {
    const auto still = listens(planner_);
    ASSERT_TRUE(still());

    EXPECT_EQ(ask("DELETE", "session", nullptr, planner_).status, 204);

    EXPECT_FALSE(still());
}

TEST_F(Listening, IsNoUseOfTheSession) {
    const auto still = listens(planner_);

    for (int minute = 0; minute < 29; ++minute) {
        now_ += 60;
        EXPECT_TRUE(still()) << minute;
    }
    now_ += 120;

    EXPECT_FALSE(still());
    EXPECT_EQ(ask("GET", "jobs", nullptr, planner_).status, 401);
}

TEST_F(Listening, EndsWhenRolesAreTakenOrTheTokenIsRevoked) {
    const Reply made =
        ask("POST", "tokens", {{"label", "t"}, {"scope", {"signed_in"}}, {"expires", now_ + 3600}},
            planner_);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string token = "Bearer " + Json::parse(made.body)["token"].get<std::string>();
    const auto by_token = [&] {
        return api_->answer(
            {.method = "GET", .target = "/api/v1/jobs/1/events", .authorization = token});
    };
    const auto still = listens(planner_);
    const auto still_by_token = by_token().still_allowed;
    ASSERT_TRUE(still_by_token());
    const Json nothing{{"grants", Json::array()}, {"disabled", true}};

    EXPECT_EQ(ask("DELETE", "tokens/1", nullptr, planner_).status, 204);
    EXPECT_FALSE(still_by_token());
    const std::string etag = ask("GET", "users/paula", nullptr, admin_).etag;
    EXPECT_EQ(ask("PATCH", "users/paula", nothing, admin_, etag).status, 200);
    EXPECT_FALSE(still());
}

TEST_F(Listening, ToTheServersFiguresTakesTheRightToAudit) {
    const auto may_watch = [&](const Browser& by) {
        return site_->may_watch({.method = "GET", .target = "/metrics", .cookie = by.cookie});
    };

    EXPECT_TRUE(may_watch(auditor_));
    EXPECT_TRUE(may_watch(admin_));
    EXPECT_FALSE(may_watch(planner_));
    EXPECT_FALSE(may_watch({}));
    EXPECT_TRUE(site_->ready());
    EXPECT_NE(site_->figures().find("vorrat_jobs{state=\"waiting\"} "), std::string::npos);
    EXPECT_NE(site_->figures().find("vorrat_build_info{version="), std::string::npos);
}

TEST_F(People, WriteNothingFromAPageWithoutTlsWhereThereIsTls) {
    const Browser by = admin();
    const auto status = [&](const std::string& origin, bool secure) {
        return api_
            ->answer({.method = "DELETE",
                      .target = "/api/v1/session",
                      .cookie = by.cookie,
                      .host = "vorrat.example",
                      .origin = origin,
                      .csrf_token = by.csrf,
                      .secure = secure})
            .status;
    };

    EXPECT_EQ(status("http://vorrat.example", true), 403);
    EXPECT_EQ(status("https://vorrat.example", true), 204);
}

}  // namespace
}  // namespace vorrat::api

#include "vorrat/api/route.h"

#include <map>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/api/edit.h"

namespace vorrat::api {
namespace {

Route echo(std::string_view method, std::string_view path,
           access::Right right = access::Right::open) {
    const auto answer = [path](const Call& call) {
        Json parts = Json::object();
        for (const auto& [name, value] : call.parts) {
            parts[name] = value;
        }
        return json_reply({{"path", path}, {"parts", parts}, {"body", call.request.body}});
    };
    return {.method = method,
            .path = path,
            .right = right,
            .answer = answer,
            .body_bytes_max = method == "GET" ? 0U : 16U};
}

/// Accounts without secrets: `Bearer NAME` is the caller, who plans.
std::variant<access::Caller, Reply> by_name(const Request& request) {
    if (request.authorization.empty()) {
        return access::Caller{};
    }
    return access::Caller{.name = request.authorization, .grants = {{access::Role::planner}}};
}

Api some_routes() {
    return Api({echo("GET", "users"), echo("GET", "users/me"), echo("GET", "users/{name}"),
                echo("PUT", "users/{name}", access::Right::administer),
                echo("POST", "jobs", access::Right::plan), echo("GET", "files/{path...}")},
               by_name);
}

Reply ask(std::string method, const std::string& path, Request more = {}) {
    more.method = std::move(method);
    more.target = "/api/v1/" + path;
    return some_routes().answer(more);
}

std::string header(const Reply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers) {
        if (key == name) {
            return value;
        }
    }
    return "";
}

TEST(ApiRoute, IsTheMostExactOne) {
    const std::map<std::string, std::string> expected = {{"users", "users"},
                                                         {"users/me", "users/me"},
                                                         {"users/you", "users/{name}"},
                                                         {"files/a/b/c", "files/{path...}"}};
    for (const auto& [path, route] : expected) {
        EXPECT_EQ(Json::parse(ask("GET", path).body)["path"], route);
    }
    EXPECT_EQ(ask("GET", "users/you/me").status, 404);
    EXPECT_EQ(ask("GET", "files").status, 404);
}

TEST(ApiRoute, GetsTheDecodedPartsOfItsPath) {
    EXPECT_EQ(Json::parse(ask("GET", "users/a%2Fb").body)["parts"]["name"], "a/b");
    EXPECT_EQ(Json::parse(ask("GET", "files/x/y%20z").body)["parts"]["path"], "x/y z");
}

TEST(ApiRoute, NamesTheMethodsOfAPathThatLacksTheOneAsked) {
    const Reply reply = ask("DELETE", "users/you");

    EXPECT_EQ(reply.status, 405);
    EXPECT_EQ(header(reply, "Allow"), "GET, HEAD, PUT");
    EXPECT_EQ(ask("PUT", "users/me").status, 405);
}

TEST(ApiRoute, IsRefusedBeforeTheBodyIsReadToWhoMayNot) {
    const Request head{.method = "POST", .target = "/api/v1/jobs"};
    const Request admin{.method = "PUT", .target = "/api/v1/users/x", .authorization = "planner"};

    EXPECT_EQ(some_routes().admit(head).refusal.value().status, 401);
    EXPECT_EQ(some_routes().admit(admin).refusal.value().status, 403);
    EXPECT_EQ(ask("POST", "jobs", {.authorization = "planner"}).status, 200);
}

TEST(ApiRoute, TakesNoMoreThanItDeclares) {
    EXPECT_EQ(ask("POST", "jobs", {.authorization = "p", .body = std::string(17, 'x')}).status,
              413);
    EXPECT_EQ(ask("GET", "users", {.body = "x"}).status, 413);
}

TEST(ApiRoute, ChangesNothingForAPageOfAnotherSite) {
    Request request{.authorization = "p", .host = "vorrat.example", .body = "{}"};
    EXPECT_EQ(ask("POST", "jobs", request).status, 200);

    for (const char* origin : {"https://evil.example", "null", "https://vorrat.example:8443"}) {
        request.origin = origin;
        EXPECT_EQ(ask("POST", "jobs", request).status, 403) << origin;
    }
    request.origin = "https://vorrat.example";
    EXPECT_EQ(ask("POST", "jobs", request).status, 200);
    for (const char* site : {"cross-site", "same-site"}) {
        request.fetch_site = site;
        EXPECT_EQ(ask("POST", "jobs", request).status, 403) << site;
    }
}

TEST(ApiRoute, IsNotKeptByCachesUnlessItIsOpen) {
    EXPECT_EQ(header(ask("GET", "users"), "Cache-Control"), "no-cache");
    EXPECT_EQ(header(ask("POST", "jobs", {.authorization = "p"}), "Cache-Control"), "no-store");
}

int status_of(const std::variant<Json, Reply>& body) {
    const auto* reply = std::get_if<Reply>(&body);
    return reply == nullptr ? 200 : reply->status;
}

TEST(ApiEdit, TakesOnlyTheMembersThatTheRouteNames) {
    const auto read = [](std::string body, std::string type = "application/json") {
        const Request request{.content_type = std::move(type), .body = std::move(body)};
        return status_of(read_body(request, {{"name"}, {"age", Member::Kind::whole, false}}));
    };

    EXPECT_EQ(read(R"({"name":"x"})"), 200);
    EXPECT_EQ(read(R"({"name":"x","age":3})", "application/json; charset=utf-8"), 200);
    EXPECT_EQ(read(R"({"name":"x","roles":["admin"]})"), 422);
    EXPECT_EQ(read(R"({"age":3})"), 422);
    EXPECT_EQ(read(R"({"name":"x","age":"3"})"), 422);
    EXPECT_EQ(read(R"(["name"])"), 400);
    EXPECT_EQ(read(R"({"name":)"), 400);
    EXPECT_EQ(read(std::string(1000, '[')), 400);
    EXPECT_EQ(read(R"({"name":"x"})", "text/plain"), 415);
}

TEST(ApiEdit, HappensOnlyToWhatTheEditorHasSeen) {
    const auto refusal = [](std::string if_match) {
        const auto reply = refused_edit({.if_match = std::move(if_match)}, "\"7\"");
        return reply ? reply->status : 0;
    };

    EXPECT_EQ(refusal("\"7\""), 0);
    EXPECT_EQ(refusal("\"6\""), 412);
    EXPECT_EQ(refusal("W/\"7\""), 412);
    EXPECT_EQ(refusal(""), 428);
}

}  // namespace
}  // namespace vorrat::api

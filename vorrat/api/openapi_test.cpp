#include "vorrat/api/openapi.h"

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/api/budgets.h"
#include "vorrat/api/deliberation.h"
#include "vorrat/api/route.h"
#include "vorrat/api/routes.h"
#include "vorrat/api/work_routes.h"

namespace vorrat::api {
namespace {

/// Every route there can be; they are looked at, not asked.
std::vector<Route> all_routes() {
    std::vector<Route> all;
    for (auto routes :
         {plan_routes(nullptr), council_routes(nullptr), record_routes(nullptr),
          people_routes(nullptr, nullptr), job_routes({}), openapi_routes(), import_routes(nullptr),
          ballot_routes(nullptr), approval_routes(nullptr, nullptr), takeout_routes({}),
          story_routes(nullptr, nullptr), alternatives_routes(nullptr, nullptr),
          override_routes(nullptr, nullptr), deliberation_routes(nullptr, {}),
          budget_routes(nullptr)}) {
        all.insert(all.end(), routes.begin(), routes.end());
    }
    all.push_back(served_route(all));
    return all;
}

std::string operation(std::string method, std::string path) {
    for (char& c : method) {
        c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    if (const auto rest = path.find("...}"); rest != std::string::npos) {
        path.erase(rest, 3);
    }
    return method + " /" + path;
}

/// What of a route the description must say: its right, and whether it takes a body.
using Said = std::map<std::string, std::pair<std::string, bool>>;

Said said_by_routes() {
    Said said;
    for (const Route& route : all_routes()) {
        said[operation(std::string(route.method), std::string(route.path))] = {
            std::string(to_string(route.right)), route.body_bytes_max > 0};
    }
    return said;
}

Said said_by_description(const Json& description) {
    Said said;
    for (const auto& [path, item] : description["paths"].items()) {
        for (const auto& [method, one] : item.items()) {
            said[method + " " + path] = {one["x-right"].get<std::string>(),
                                         one.contains("requestBody")};
        }
    }
    return said;
}

TEST(Openapi, DescribesEveryRouteAndNoOther) {
    const Json description = Json::parse(openapi());

    EXPECT_EQ(description["openapi"], "3.1.0");
    EXPECT_EQ(said_by_description(description), said_by_routes());
}

TEST(Openapi, IsServed) {
    const Api api(openapi_routes());

    const Reply reply = api.answer({.method = "GET", .target = "/api/v1/openapi.json"});

    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, openapi());
}

}  // namespace
}  // namespace vorrat::api

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/api/api.h"
#include "vorrat/api/target.h"

namespace vorrat::api {

/// A request on its way to its route.
struct Call {
    const Request& request;
    const Target& target;
    const std::map<std::string, std::string, std::less<>>& parts;  ///< of the path, decoded
    const access::Caller& caller;

    /// The part of the path that stands for `{name}`, which the route must have.
    const std::string& part(std::string_view name) const;
};

/// One thing the API can be asked for. A room or file that has something to offer gives a list of
/// routes; `open_site` joins the lists.
struct Route {
    std::string_view method;  ///< GET (answers HEAD too), POST, PUT, PATCH, DELETE
    /// below /api/v1/: `needs/{item}/{place}`; a last part `{name...}` takes the rest, slashes too
    std::string_view path;
    access::Right right = access::Right::open;
    /// The right was checked somewhere; what happens at one place asks `allowed_at` itself.
    std::function<Reply(const Call&)> answer;
    std::size_t body_bytes_max = 0;  ///< 0: there is nothing to send
    Runs runs = Runs::by_workers;
    /// The caller is wanted although the right is open.
    bool asks_who = false;
    /// A POST that is repeated with its Idempotency-Key gets the first answer again, which is kept
    /// for a day; an answer that holds a secret is not.
    bool answer_is_secret = false;
};

bool changes_nothing(std::string_view method);

/// Room for a body of JSON that a person has written.
constexpr std::size_t json_bytes_max = std::size_t{64} * 1024;

/// Routes by method and path.
class RouteTable {
public:
    explicit RouteTable(std::vector<Route> routes);

    struct Found {
        const Route* route = nullptr;  ///< null: none for this method
        std::map<std::string, std::string, std::less<>> parts;
        std::string allow;  ///< the methods of this path, as an Allow header; empty: no such path
    };
    /// path   the parts below /api/v1
    Found find(std::string_view method, std::span<const std::string> path) const;

    std::span<const Route> all() const { return routes_; }

private:
    std::vector<Route> routes_;  // literal parts before `{...}` at the same position
};

}  // namespace vorrat::api

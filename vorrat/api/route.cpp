#include "vorrat/api/route.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace vorrat::api {
namespace {

using Parts = std::map<std::string, std::string, std::less<>>;

bool is_open(std::string_view part) { return part.starts_with('{'); }
bool takes_rest(std::string_view part) { return part.ends_with("...}"); }

std::string_view name_of(std::string_view part) {
    part.remove_prefix(1);
    part.remove_suffix(takes_rest(part) ? 4 : 1);
    return part;
}

std::string_view next_part(std::string_view& path) {
    const auto end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    return part;
}

std::string joined(std::span<const std::string> parts) {
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : "/") + part;
    }
    return text;
}

/// The parts that stand for `{...}`; nothing when the path is another.
std::optional<Parts> match(std::string_view pattern, std::span<const std::string> path) {
    Parts parts;
    std::size_t at = 0;
    while (!pattern.empty()) {
        const std::string_view wanted = next_part(pattern);
        if (at == path.size()) {
            return std::nullopt;
        }
        if (!is_open(wanted)) {
            if (path[at] != wanted) {
                return std::nullopt;
            }
        } else if (takes_rest(wanted)) {
            parts.emplace(name_of(wanted), joined(path.subspan(at)));
            return parts;
        } else {
            parts.emplace(name_of(wanted), path[at]);
        }
        ++at;
    }
    return at == path.size() ? std::optional(parts) : std::nullopt;
}

/// `{` sorts behind every letter, so `users/me` comes before `users/{name}`.
bool more_exact(const Route& a, const Route& b) { return a.path < b.path; }

}  // namespace

const std::string& Call::part(std::string_view name) const {
    const auto found = parts.find(name);
    check(found != parts.end(), "a route asks only for parts of its own path");
    return found->second;
}

RouteTable::RouteTable(std::vector<Route> routes) : routes_(std::move(routes)) {
    std::ranges::stable_sort(routes_, more_exact);
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const Route& route : routes_) {
        check(seen.emplace(route.method, route.path).second, "a route stands in the table once");
    }
}

RouteTable::Found RouteTable::find(std::string_view method,
                                   std::span<const std::string> path) const {
    const std::string_view wanted = method == "HEAD" ? "GET" : method;
    Found found;
    std::string_view allowed_path;
    for (const Route& route : routes_) {
        auto parts = match(route.path, path);
        // A path that two patterns fit belongs to the more exact one, whatever the method.
        if (!parts || (!allowed_path.empty() && route.path != allowed_path)) {
            continue;
        }
        allowed_path = route.path;
        found.allow += (found.allow.empty() ? "" : ", ");
        found.allow += route.method;
        found.allow += route.method == "GET" ? ", HEAD" : "";
        if (route.method == wanted) {
            found.route = &route;
            found.parts = std::move(*parts);
        }
    }
    return found;
}

}  // namespace vorrat::api

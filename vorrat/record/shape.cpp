#include "vorrat/record/shape.h"

#include <algorithm>

#include <fmt/format.h>

#include "vorrat/base/check.h"
#include "vorrat/base/text.h"
#include "vorrat/ledger/ledger.h"

namespace vorrat::record {
namespace {

constexpr int depth_max = 16;

/// Follows the rest of a path from a value that was found at `where`.
std::string misfit_at(const Json& value, std::string where, std::string_view path,
                      const Shape& shape) {
    if (path.empty()) {
        return shape.fits(value)
                   ? ""
                   : fmt::format("{}: want {}, got {}", where, shape.want,
                                 shown(value.dump(-1, ' ', false, Json::error_handler_t::replace)));
    }
    std::string key(ledger::take_until('/', path));
    where += where.empty() ? "" : "/";
    if (key == "*") {
        for (const auto& [name, inner] : value.items()) {
            if (std::string wrong = misfit_at(inner, where + name, path, shape); !wrong.empty()) {
                return wrong;
            }
        }
        return "";
    }
    const bool may_be_missing = key.ends_with('?');
    key.resize(key.size() - (may_be_missing ? 1 : 0));
    if (value.is_object() && value.contains(key)) {
        return misfit_at(value[key], where + key, path, shape);
    }
    return may_be_missing ? "" : fmt::format("{}{}: want {}, got nothing", where, key, shape.want);
}

}  // namespace

std::string misfit(const Json& value, std::string_view members, std::span<const Shape> shapes) {
    while (!members.empty()) {
        std::string_view name = ledger::take_until(' ', members);
        const std::string_view path = ledger::take_until(':', name);
        const auto shape = std::ranges::find(shapes, name, &Shape::name);
        check(shape != shapes.end(), "a member has a shape of the list");
        if (std::string wrong = misfit_at(value, "", path, *shape); !wrong.empty()) {
            return wrong;
        }
    }
    return "";
}

Json parse_shallow(std::string_view text) {
    bool too_deep = false;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& /*value*/) {
        using Event = Json::parse_event_t;
        const bool opens = event == Event::object_start || event == Event::array_start;
        too_deep = too_deep || (opens && depth >= depth_max);
        return !too_deep;
    };
    Json value = Json::parse(text, watch, false);
    return too_deep ? Json(Json::value_t::discarded) : value;
}

}  // namespace vorrat::record

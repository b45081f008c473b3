#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vorrat::api {

/// A request's target, decoded.
struct Target {
    std::vector<std::string> path;             ///< segments between slashes, decoded
    std::map<std::string, std::string> query;  ///< decoded; a repeated key keeps its last value
};

/// `%41` to `A`. Nothing for a broken escape, or for a decoded NUL byte.
std::optional<std::string> percent_decode(std::string_view text);

/// Splits before decoding, so that an encoded slash stays inside its segment. Nothing for a
/// target that does not begin with a slash, for broken escapes, and for segments `.` and `..`.
std::optional<Target> parse_target(std::string_view target);

}  // namespace vorrat::api

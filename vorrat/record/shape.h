#pragma once

#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace vorrat::record {

using Json = nlohmann::json;

/// What a value of a JSON format must be.
struct Shape {
    std::string_view name;
    std::string_view want;  ///< in words
    bool (*fits)(const Json&);
};

/// What is wrong with the first member that is missing or has another shape: `title: want a text,
/// got nothing`; empty: nothing.
///
/// members   `name:shape` each, separated by blanks, in the order in which they are looked at.
///           A name may lead inwards, `caps/*/total`: `*` stands for every member or element, and
///           what holds them is named before; `weight?` may be missing
std::string misfit(const Json& value, std::string_view members, std::span<const Shape> shapes);

/// The value of a JSON text; discarded where it is none, or deeper than 16 levels: nothing that
/// walks a value then runs out of stack.
Json parse_shallow(std::string_view text);

}  // namespace vorrat::record

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "vorrat/api/import_desk.h"
#include "vorrat/api/table.h"

namespace vorrat::api {
namespace {

using sheet::Mapping;

constexpr std::array twice_words{std::pair{sheet::Twice::refuse, "refuse"},
                                 std::pair{sheet::Twice::sum, "sum"},
                                 std::pair{sheet::Twice::last, "last"}};

Error unfit(std::string_view member, std::string_view wanted) {
    return usage_error(fmt::format("mapping: {}: want {}", member, wanted));
}

std::optional<Error> take_text(const Json& json, const char* member, std::string& to) {
    if (!json.at(member).is_string()) {
        return unfit(member, "a text");
    }
    to = json.at(member).get<std::string>();
    return std::nullopt;
}

std::optional<Error> take_whole(const Json& json, const char* member, std::size_t& to) {
    constexpr std::size_t most = 10'000'000;
    if (!json.at(member).is_number_unsigned() || json.at(member).get<std::size_t>() > most) {
        return unfit(member, "a whole number from 0 on");
    }
    to = json.at(member).get<std::size_t>();
    return std::nullopt;
}

std::optional<Error> take_texts(const Json& json, const char* member,
                                std::vector<std::string>& to) {
    const Json& list = json.at(member);
    const bool sound = list.is_array() && std::ranges::all_of(list, &Json::is_string);
    if (!sound) {
        return unfit(member, "a list of texts");
    }
    to = list.get<std::vector<std::string>>();
    return std::nullopt;
}

std::optional<Error> take_constants(const Json& json, Mapping& to) {
    const Json& constants = json.at("constants");
    if (!constants.is_object() || !std::ranges::all_of(constants, &Json::is_string)) {
        return unfit("constants", "an object of texts");
    }
    to.constants = constants.get<std::map<std::string, std::string>>();
    return std::nullopt;
}

std::optional<Error> take_mended(const Json& json, Mapping& to) {
    const auto is_mend = [](const Json& one) {
        return one.is_object() && one.size() == 3 && one.contains("field") &&
               one.at("field").is_string() && one.contains("from") && one.at("from").is_string() &&
               one.contains("to") && (one.at("to").is_string() || one.at("to").is_null());
    };
    const Json& mended = json.at("mended");
    if (!mended.is_array() || !std::ranges::all_of(mended, is_mend)) {
        return unfit("mended", "a list of objects with field, from and to");
    }
    for (const Json& one : mended) {
        to.mended.push_back(
            {one["field"], one["from"],
             one["to"].is_null() ? std::nullopt : std::optional(one["to"].get<std::string>())});
    }
    return std::nullopt;
}

std::optional<Error> take_words(const Json& json, Mapping& to) {
    const Json& decimals = json.at("decimals");
    if (decimals != "point" && decimals != "comma") {
        return unfit("decimals", "point or comma");
    }
    to.decimals = decimals == "comma" ? sheet::Decimals::comma : sheet::Decimals::point;
    if (!json.at("day_first").is_boolean()) {
        return unfit("day_first", "true or false");
    }
    to.day_first = json.at("day_first").get<bool>();
    const auto* const twice = std::ranges::find_if(
        twice_words, [&](const auto& pair) { return json.at("twice") == pair.second; });
    if (twice == twice_words.end()) {
        return unfit("twice", "refuse, sum or last");
    }
    to.twice = twice->first;
    return std::nullopt;
}

}  // namespace

std::string json_text(const Mapping& mapping) {
    Json mended = Json::array();
    for (const sheet::Mend& mend : mapping.mended) {
        mended.push_back({{"field", mend.field},
                          {"from", mend.from},
                          {"to", mend.to ? Json(*mend.to) : Json(nullptr)}});
    }
    const auto* const twice =
        std::ranges::find(twice_words, mapping.twice, &std::pair<sheet::Twice, const char*>::first);
    const Json json{{"table", mapping.table},
                    {"sheet", mapping.sheet},
                    {"first_header", mapping.first_header},
                    {"first_row", mapping.first_row},
                    {"columns", mapping.columns},
                    {"across", mapping.across},
                    {"filled", mapping.filled},
                    {"decimals", mapping.decimals == sheet::Decimals::comma ? "comma" : "point"},
                    {"day_first", mapping.day_first},
                    {"twice", twice->second},
                    {"constants", mapping.constants},
                    {"mended", std::move(mended)}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Mapping> mapping_of(std::string_view json_text) {
    const Json json = Json::parse(json_text, nullptr, false);
    // What is left out keeps its default, so that a mapping can be written by hand.
    Json whole = Json::parse(api::json_text(Mapping{}));
    if (!json.is_object()) {
        return usage_error("mapping: want an object");
    }
    for (const auto& [member, value] : json.items()) {
        if (!whole.contains(member)) {
            return usage_error(fmt::format("mapping: \"{}\" is no member of a mapping", member));
        }
        whole[member] = value;
    }
    Mapping mapping;
    for (auto& why :
         {take_text(whole, "table", mapping.table), take_whole(whole, "sheet", mapping.sheet),
          take_whole(whole, "first_header", mapping.first_header),
          take_whole(whole, "first_row", mapping.first_row),
          take_texts(whole, "columns", mapping.columns),
          take_texts(whole, "across", mapping.across), take_texts(whole, "filled", mapping.filled),
          take_constants(whole, mapping), take_mended(whole, mapping),
          take_words(whole, mapping)}) {
        if (why) {
            return *why;
        }
    }
    return mapping;
}

}  // namespace vorrat::api

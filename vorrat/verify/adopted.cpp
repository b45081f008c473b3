#include <charconv>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/verify/answer.h"

namespace vorrat::verify {
namespace {

using Json = nlohmann::ordered_json;

struct Decided {
    std::string value;
    std::string id;
    std::string words;  ///< as plan.json names it beside the criterion
};

/// Dotted key -> the last decision about it.
using Record = std::map<std::string, Decided, std::less<>>;
/// Dotted key -> value, of all criteria.
using Values = std::map<std::string, std::string, std::less<>>;

std::string text_of(const Json& value) {
    if (value.is_number()) {
        return fmt::format("{}", value.get<double>());
    }
    return value.is_string() ? value.get<std::string>() : "";
}

std::optional<double> number_in(std::string_view text) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || problem != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

bool same(std::string_view a, std::string_view b) {
    const auto left = number_in(a);
    const auto right = number_in(b);
    return left && right ? *left == *right : a == b;
}

std::string path_text(const Json& path) {
    std::string text;
    for (const Json& step : path) {
        if (step.is_object()) {
            text += fmt::format("{}{} {}", text.empty() ? "" : "; ",
                                text_of(step.value("from", Json())),
                                text_of(step.value("total", Json())));
        }
    }
    return text;
}

std::string list_text(const Json& list) {
    std::string text;
    for (const Json& entry : list) {
        text += (text.empty() ? "" : "; ") + text_of(entry);
    }
    return text.empty() ? "none" : text;
}

/// Every number of the criteria by its dotted key; what a list says is one text.
void flatten(const Json& json, const std::string& prefix, Values& values) {
    for (const auto& [key, value] : json.items()) {
        const std::string name = prefix.empty() ? key : fmt::format("{}.{}", prefix, key);
        if (name == "decisions") {
            continue;
        }
        if (value.is_object()) {
            flatten(value, name, values);
        } else if (!value.is_array()) {
            values[name] = text_of(value);
        } else if (name == "forbidden.activities") {
            values[name] = list_text(value);
        } else if (!value.empty()) {
            values[name] = path_text(value);
        }
    }
}

Values all_values(const Json& criteria) {
    Values values;
    flatten(criteria, "", values);
    for (const std::string_view tier : tier_names) {
        values.try_emplace(fmt::format("minimum_coverage.{}", tier), "0");
    }
    return values;
}

/// The record as it grew; a row that does not follow on those before is a failed case.
Record read_record(Input& input, Tally& tally) {
    Record record;
    if (!input.files.contains("decisions.csv")) {
        return record;
    }
    Table rows(input, "decisions.csv",
               {text("decision_id"), date("date"), text("council_id"), text("key"), text("value"),
                text("replaced"), text("reason"), text("proposal_id")});
    std::optional<Date> before;
    while (rows.next()) {
        const auto held = record.find(rows.text(3));
        const std::string value = held == record.end() ? "" : held->second.value;
        tally.expect(!before || *before <= rows.date(1),
                     [&] { return rows.place() + ": is older than the row before"; });
        tally.expect(same(value, rows.text(5)), [&] {
            return fmt::format("{}: replaced: want {}, found {}", rows.place(), value,
                               rows.text(5));
        });
        before = rows.date(1);
        record[std::string(rows.text(3))] = {
            std::string(rows.text(4)), std::string(rows.text(0)),
            fmt::format("{}, {}, {}: {}", rows.text(0), rows.text(2), to_string(rows.date(1)),
                        rows.text(6))};
    }
    return record;
}

/// What plan.json has to list: the numbers nobody decided, or decided otherwise.
std::set<std::string> open_criteria(const Values& values, const Record& record) {
    std::set<std::string> open;
    for (const auto& [key, value] : values) {
        const auto decided = record.find(key);
        if (decided == record.end()) {
            open.insert(fmt::format("{} = {}, never decided", key, value));
        } else if (!same(decided->second.value, value)) {
            open.insert(fmt::format("{} = {}, decided {} by {}", key, value, decided->second.value,
                                    decided->second.id));
        }
    }
    for (const auto& [key, decided] : record) {
        // An activity that was decided is a row of the tables from then on.
        if (!values.contains(key) && !decided.value.empty() && !key.starts_with("activities.")) {
            open.insert(fmt::format("{} = , decided {} by {}", key, decided.value, decided.id));
        }
    }
    return open;
}

std::set<std::string> listed_criteria(const Json& list) {
    std::set<std::string> listed;
    for (const Json& entry : list) {
        if (!entry.is_object()) {
            listed.insert("an entry that is no object");
            continue;
        }
        const std::string name = fmt::format("{} = {}", text_of(entry.value("criterion", Json())),
                                             text_of(entry.value("value", Json())));
        listed.insert(entry.contains("decision")
                          ? fmt::format("{}, decided {} by {}", name,
                                        text_of(entry.value("decided", Json())),
                                        text_of(entry.value("decision", Json())))
                          : name + ", never decided");
    }
    return listed;
}

void check_named(const Json& criteria, const Values& values, const Record& record, Tally& tally) {
    const Json names = criteria.value("decisions", Json::object());
    for (const auto& [key, decided] : record) {
        const auto value = values.find(key);
        if (value == values.end() || !same(value->second, decided.value)) {
            continue;
        }
        const std::string said = names.is_object() ? text_of(names.value(key, Json())) : "";
        tally.expect(said == decided.words, [&key = key, &decided = decided, &said] {
            return fmt::format("plan.json: decisions.{}: want \"{}\", found \"{}\"", key,
                               decided.words, said);
        });
    }
}

}  // namespace

void check_adopted(Input& input, Verdict& verdict) {
    Tally tally(
        "plan.json says which numbers of the criteria were adopted, as decisions.csv has it");
    const Record record = read_record(input, tally);
    if (input.error) {
        return;
    }
    const Json json = Json::parse(input.files.at("plan.json"), nullptr, false);
    const Json criteria = json.value("criteria", Json::object());
    const Values values = all_values(criteria);
    const std::set<std::string> open = open_criteria(values, record);
    const std::set<std::string> listed = listed_criteria(json.value("not_adopted", Json::array()));
    for (const std::string& want : open) {
        tally.expect(listed.contains(want),
                     [&] { return "plan.json: not_adopted: does not list " + want; });
    }
    for (const std::string& found : listed) {
        tally.expect(open.contains(found),
                     [&] { return "plan.json: not_adopted: lists " + found; });
    }
    const Json claimed = json.value("adopted", Json());
    tally.expect(claimed.is_boolean() && claimed.get<bool>() == open.empty(), [&] {
        return fmt::format("plan.json: adopted: want {}, found {}", open.empty(), claimed.dump());
    });
    check_named(criteria, values, record, tally);
    verdict.not_adopted = open.size();
    verdict.checks.push_back(tally.done());
}

}  // namespace vorrat::verify

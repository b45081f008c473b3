#include <map>
#include <set>

#include <fmt/format.h>

#include "vorrat/base/text.h"
#include "vorrat/verify/answer.h"

namespace vorrat::verify {
namespace {

using record::Json;

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
    return value.is_number()   ? fmt::format("{}", value.get<double>())
           : value.is_string() ? value.get<std::string>()
                               : "";
}

/// Of an object; nothing where there is no such key, or no object.
std::string text_of(const Json& object, const std::string& key) {
    return object.is_object() ? text_of(object.value(key, Json())) : "";
}

bool same(std::string_view a, std::string_view b) {
    const auto left = number_in<double>(a);
    const auto right = number_in<double>(b);
    return left && right ? *left == *right : a == b;
}

/// A list as one text: names, or steps of a path.
std::string list_text(const Json& list) {
    std::string text;
    for (const Json& entry : list) {
        text += text.empty() ? "" : "; ";
        text += entry.is_object() ? text_of(entry, "from") + " " + text_of(entry, "total")
                                  : text_of(entry);
    }
    return text;
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
        } else if (!value.empty()) {
            values[name] = list_text(value);
        } else if (name == "forbidden.activities") {
            values[name] = "none";
        }
    }
}

/// The record as it grew; a row that does not follow on those before is a failed case.
Record read_record(Problem& problem, Tally& tally) {
    Record record;
    if (!problem.files.contains("decisions.csv")) {
        return record;
    }
    Table rows(problem, "decisions.csv");
    std::optional<Date> before;
    while (rows.next()) {
        Decided& held = record[std::string(rows.text(3))];
        tally.expect(!before || *before <= rows.date(1), "{}: is older than the row before", rows);
        tally.expect(same(held.value, rows.text(5)), "{}: replaced: want {}, found {}", rows,
                     held.value, rows.text(5));
        before = rows.date(1);
        held = {std::string(rows.text(4)), std::string(rows.text(0)),
                fmt::format("{}, {}, {}: {}", rows.text(0), rows.text(2), to_string(rows.date(1)),
                            rows.text(6))};
    }
    return record;
}

/// A number that is not the one last decided; null: nobody decided it.
std::string open_criterion(std::string_view key, std::string_view value, const Decided* decided) {
    return decided == nullptr
               ? fmt::format("{} = {}, never decided", key, value)
               : fmt::format("{} = {}, decided {} by {}", key, value, decided->value, decided->id);
}

/// What plan.json has to list.
std::set<std::string> open_criteria(const Values& values, const Record& record) {
    std::set<std::string> open;
    for (const auto& [key, value] : values) {
        const auto decided = record.find(key);
        if (decided == record.end()) {
            open.insert(open_criterion(key, value, nullptr));
        } else if (!same(decided->second.value, value)) {
            open.insert(open_criterion(key, value, &decided->second));
        }
    }
    for (const auto& [key, decided] : record) {
        // An activity that was decided is a row of the tables from then on.
        if (!values.contains(key) && !decided.value.empty() && !key.starts_with("activities.")) {
            open.insert(open_criterion(key, "", &decided));
        }
    }
    return open;
}

std::set<std::string> listed_criteria(const Json& list) {
    std::set<std::string> listed;
    for (const Json& entry : list) {
        const Decided decided{text_of(entry, "decided"), text_of(entry, "decision"), ""};
        const bool is_decided = entry.is_object() && entry.contains("decision");
        listed.insert(open_criterion(text_of(entry, "criterion"), text_of(entry, "value"),
                                     is_decided ? &decided : nullptr));
    }
    return listed;
}

}  // namespace

void check_adopted(Problem& problem, Verdict& verdict) {
    Tally tally(
        verdict.checks,
        "plan.json says which numbers of the criteria were adopted, as decisions.csv has it");
    const Record record = read_record(problem, tally);
    const Json& criteria = problem.json["criteria"];
    Values values;
    flatten(criteria, "", values);
    for (const std::string_view tier : tier_names) {
        values.try_emplace(fmt::format("minimum_coverage.{}", tier), "0");
    }
    const std::set<std::string> open = open_criteria(values, record);
    const auto listed = listed_criteria(problem.json.value("not_adopted", Json::array()));
    for (const std::string& want : open) {
        tally.expect(listed.contains(want), "plan.json: not_adopted: does not list {}", want);
    }
    for (const std::string& found : listed) {
        tally.expect(open.contains(found), "plan.json: not_adopted: lists {}", found);
    }
    const Json claimed = problem.json.value("adopted", Json());
    tally.expect(claimed == Json(open.empty()), "plan.json: adopted: want {}, found {}",
                 open.empty(), [&] { return claimed.dump(); });
    const Json names = criteria.value("decisions", Json());
    for (const auto& [key, decided] : record) {
        const auto value = values.find(key);
        const bool holds = value != values.end() && same(value->second, decided.value);
        const std::string said = text_of(names, key);
        tally.expect(!holds || said == decided.words,
                     "plan.json: decisions.{}: want \"{}\", found \"{}\"", key, decided.words,
                     said);
    }
    verdict.not_adopted = open.size();
}

}  // namespace vorrat::verify

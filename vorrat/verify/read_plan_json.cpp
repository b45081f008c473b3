#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "vorrat/verify/problem.h"

namespace vorrat::verify {
namespace {

using record::Json;
using record::Shape;

template <int least, int most>
bool is_whole(const Json& value) {
    const double number = value.is_number() ? value.get<double>() : most + 1.0;
    return number >= least && number <= most && number == std::floor(number);
}

bool is_number(const Json& value) {
    return value.is_number() && std::abs(value.get<double>()) <= number_max;
}

constexpr std::array<Shape, 11> shapes{{
    {"format", "vorrat-plan/1, the format this checker knows",
     [](const Json& v) { return v == "vorrat-plan/1"; }},
    {"object", "an object", [](const Json& v) { return v.is_object(); }},
    {"list", "a list", [](const Json& v) { return v.is_array(); }},
    {"text", "a text", [](const Json& v) { return v.is_string(); }},
    {"truth", "true or false", [](const Json& v) { return v.is_boolean(); }},
    {"date", "a date such as 2026-11-23",
     [](const Json& v) { return v.is_string() && parse_date(v.get<std::string>()); }},
    {"number", "a number", is_number},
    {"amount", "a number from 0 on",
     [](const Json& v) { return is_number(v) && v.get<double>() >= 0; }},
    {"periods", "a whole number from 1 to 10000", is_whole<1, 10'000>},
    {"days", "a whole number from 1 to 1000000", is_whole<1, 1'000'000>},
    {"count", "a whole number from 0 on", is_whole<0, 1 << 30>},
}};

/// All that is read of plan.json; what it says beside is for others.
constexpr std::string_view members =
    "format:format title:text start:date period_days:periods periods:periods "
    "criteria/horizon_days:days criteria/period_days:periods "
    "criteria/tiers/essential:amount criteria/tiers/basic:amount criteria/tiers/wanted:amount "
    "criteria/reserve:object criteria/reserve/weight?:amount "
    "criteria/reserve/essential?/days?:number criteria/reserve/essential?/coverage?:number "
    "criteria/reserve/basic?/days?:number criteria/reserve/basic?/coverage?:number "
    "criteria/reserve/wanted?/days?:number criteria/reserve/wanted?/coverage?:number "
    "criteria/minimum_coverage:object criteria/minimum_coverage/essential?:number "
    "criteria/minimum_coverage/basic?:number criteria/minimum_coverage/wanted?:number "
    "criteria/fairness/minimum_ratio:number criteria/caps:object criteria/caps/*/total:number "
    "criteria/caps/*/path:list criteria/caps/*/path/*/from:date "
    "criteria/caps/*/path/*/total:number "
    "criteria/resources:object criteria/resources/*:number criteria/forbidden/activities:list "
    "criteria/burden:object criteria/burden/*:amount "
    "result/fairness:number result/worth:number result/burden:number "
    "result/fairness_floor:number result/worth_floor:number "
    "stages:list stages/*/name:text stages/*/maximise:truth stages/*/value:number "
    "stages/*/bound:number stages/*/gap:number residuals/primal:number residuals/dual:number "
    "coverage:object coverage/*:number "
    "counts/items:count counts/places:count counts/series:count counts/shipments:count";

Date date_of(const Json& text) { return *parse_date(text.get<std::string>()); }

void read_tiers(Problem& problem, const Json& said) {
    Criteria& criteria = problem.criteria;
    criteria.reserve_weight = said["reserve"].value("weight", 0.0);
    for (std::size_t k = 0; k < tier_names.size(); ++k) {
        const std::string tier(tier_names.at(k));
        criteria.tier_weight.at(k) = said["tiers"][tier];
        criteria.minimum_coverage.at(k) = said["minimum_coverage"].value(tier, 0.0);
    }
    for (const auto& [tier, rule] : said["reserve"].items()) {
        const int k = problem.find(Kind::tier, tier);
        if (k < 0 && tier != "weight") {
            problem.fail(fmt::format("plan.json: criteria/reserve/{}: want a tier", tier));
        } else if (k >= 0 && rule.size() == 1 && rule.contains("days")) {
            criteria.reserve.at(at(k)).days = rule["days"];
        } else if (k >= 0 && rule.size() == 1 && rule.contains("coverage")) {
            criteria.reserve.at(at(k)).coverage = rule["coverage"];
        } else if (k >= 0) {
            problem.fail(
                fmt::format("plan.json: criteria/reserve/{}: want either coverage or days", tier));
        }
    }
}

/// The mean over the days of the horizon of the total in force.
Interval cap_over_horizon(const Problem& problem, const Json& cap) {
    if (cap["path"].empty()) {
        return cap["total"].get<double>();
    }
    std::vector<std::pair<Date, double>> path;
    for (const Json& step : cap["path"]) {
        path.emplace_back(date_of(step["from"]), step["total"]);
    }
    Interval sum;
    const int days_long = problem.periods * problem.period_days;
    for (int day = 0; day < days_long; ++day) {
        double total = cap["total"];
        for (const auto& [from, step] : path) {
            total = from <= problem.start + days{day} ? step : total;
        }
        sum += total;
    }
    return sum / Interval(days_long);
}

void read_limits(Problem& problem, const Json& said) {
    for (const auto& [indicator, cap] : said["caps"].items()) {
        problem.of(Kind::cap).add(indicator);
        problem.criteria.caps.push_back(cap_over_horizon(problem, cap));
    }
    constexpr std::string_view suffix = "_per_week";
    for (const auto& [key, value] : said["resources"].items()) {
        if (!key.ends_with(suffix) || key.size() == suffix.size()) {
            problem.fail(fmt::format(
                "plan.json: criteria/resources/{}: want a resource followed by _per_week", key));
        }
        const std::string resource =
            key.substr(0, key.size() - std::min(key.size(), suffix.size()));
        problem.criteria.work_per_week.push_back({problem.of(Kind::resource).add(resource), value});
    }
}

}  // namespace

void read_plan_json(Problem& problem) {
    const auto bytes = problem.files.find("plan.json");
    if (bytes == problem.files.end()) {
        return problem.fail("plan.json: is missing");
    }
    problem.json = record::parse_shallow(bytes->second);
    const Json& json = problem.json;
    if (!json.is_object()) {
        return problem.fail("plan.json: want a JSON object of at most 16 levels");
    }
    if (const std::string wrong = record::misfit(json, members, shapes); !wrong.empty()) {
        return problem.fail("plan.json: " + wrong);
    }
    const Json& criteria = json["criteria"];
    problem.start = date_of(json["start"]);
    problem.period_days = json["period_days"];
    problem.periods = json["periods"];
    problem.horizon_days = criteria["horizon_days"];
    if (criteria["period_days"] != json["period_days"]) {
        problem.fail("plan.json: criteria/period_days: want the plan's period_days");
    }
    read_tiers(problem, criteria);
    read_limits(problem, criteria);
    problem.criteria.minimum_ratio = criteria["fairness"]["minimum_ratio"];
}

}  // namespace vorrat::verify

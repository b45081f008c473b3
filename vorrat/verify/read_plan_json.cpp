#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/verify/problem.h"

namespace vorrat::verify {
namespace {

using Json = nlohmann::ordered_json;

/// Typed access to plan.json; the first problem is kept, later reads give defaults.
class Reader {
public:
    const Json& object(const Json& in, const char* key) {
        static const Json none = Json::object();
        const auto found = in.is_object() ? in.find(key) : in.end();
        if (!in.is_object() || found == in.end() || !found->is_object()) {
            fail(key, "an object");
            return none;
        }
        return *found;
    }
    const Json& array(const Json& in, const char* key) {
        static const Json none = Json::array();
        if (!in.is_object() || !in.contains(key) || !in[key].is_array()) {
            fail(key, "a list");
            return none;
        }
        return in[key];
    }
    double number(const Json& in, const std::string& key) {
        if (!in.is_object() || !in.contains(key)) {
            return fail(key, "a number"), 0;
        }
        return number(in[key], key, "a number");
    }
    double number(const Json& value, const std::string& key, const char* want) {
        if (!value.is_number() || !(std::abs(value.get<double>()) <= 1e100)) {
            return fail(key, want), 0;
        }
        return value.get<double>();
    }
    int whole(const Json& in, const char* key, int low, int high) {
        const double value = number(in, key);
        if (value < low || value > high || value != std::floor(value)) {
            fail(key, fmt::format("a whole number from {} to {}", low, high));
            return low;
        }
        return static_cast<int>(value);
    }
    std::string text(const Json& in, const char* key) {
        if (!in.is_object() || !in.contains(key) || !in[key].is_string()) {
            fail(key, "a text");
            return "";
        }
        return in[key].get<std::string>();
    }
    bool truth(const Json& in, const char* key) {
        if (!in.is_object() || !in.contains(key) || !in[key].is_boolean()) {
            fail(key, "true or false");
            return false;
        }
        return in[key].get<bool>();
    }
    Date date(const Json& in, const char* key) {
        const auto value = parse_date(text(in, key));
        if (!value) {
            fail(key, "a date such as 2026-11-23");
        }
        return value.value_or(Date{});
    }
    void fail(const std::string& key, const std::string& want) {
        if (!error) {
            error = bad_input(fmt::format("plan.json: {}: want {}", key, want));
        }
    }

    std::optional<Error> error;
};

int tier_number(std::string_view name) {
    for (std::size_t k = 0; k < tier_names.size(); ++k) {
        if (tier_names.at(k) == name) {
            return static_cast<int>(k);
        }
    }
    return -1;
}

void read_reserve(Reader& reader, const Json& json, Criteria& criteria) {
    for (const auto& [key, value] : json.items()) {
        if (key == "weight") {
            criteria.reserve_weight = reader.number(json, key);
            continue;
        }
        const int tier = tier_number(key);
        if (tier < 0 || !value.is_object() || value.size() != 1) {
            reader.fail("reserve." + key, "a tier with either coverage or days");
            continue;
        }
        Reserve& reserve = criteria.reserve.at(static_cast<std::size_t>(tier));
        if (value.contains("days")) {
            reserve.days = reader.number(value, "days");
        }
        if (value.contains("coverage")) {
            reserve.coverage = reader.number(value, "coverage");
        }
    }
}

void read_caps(Reader& reader, const Json& json, Criteria& criteria) {
    for (const auto& [key, value] : json.items()) {
        Cap cap{.indicator = key, .total = reader.number(value, "total"), .path = {}};
        for (const Json& step : reader.array(value, "path")) {
            cap.path.push_back({reader.date(step, "from"), reader.number(step, "total")});
        }
        criteria.caps.push_back(std::move(cap));
    }
}

void read_work(Reader& reader, const Json& json, Problem& problem) {
    constexpr std::string_view suffix = "_per_week";
    for (const auto& [key, value] : json.items()) {
        if (!key.ends_with(suffix) || key.size() == suffix.size()) {
            reader.fail("resources." + key, "a resource followed by _per_week");
            continue;
        }
        const std::string name = key.substr(0, key.size() - suffix.size());
        problem.criteria.work_limits.push_back(
            {problem.resource_names.add(name), reader.number(json, key)});
    }
}

void read_criteria(Reader& reader, const Json& json, Problem& problem) {
    Criteria& criteria = problem.criteria;
    problem.horizon_days = reader.whole(json, "horizon_days", 1, 1'000'000);
    if (reader.whole(json, "period_days", 1, 10'000) != problem.period_days) {
        reader.fail("criteria.period_days", "the plan's period_days");
    }
    const Json& tiers = reader.object(json, "tiers");
    const Json& minimum = reader.object(json, "minimum_coverage");
    for (std::size_t k = 0; k < tier_names.size(); ++k) {
        const std::string name(tier_names.at(k));
        criteria.tier_weight.at(k) = reader.number(tiers, name);
        if (minimum.contains(name)) {
            criteria.minimum_coverage.at(k) = reader.number(minimum, name);
        }
    }
    read_reserve(reader, reader.object(json, "reserve"), criteria);
    criteria.minimum_ratio = reader.number(reader.object(json, "fairness"), "minimum_ratio");
    read_caps(reader, reader.object(json, "caps"), criteria);
    read_work(reader, reader.object(json, "resources"), problem);
    const Json& burden = reader.object(json, "burden");
    for (const auto& [key, value] : burden.items()) {
        criteria.burden.emplace_back(key, reader.number(burden, key));
    }
}

void read_claims(Reader& reader, const Json& json, Claims& claims) {
    const Json& result = reader.object(json, "result");
    claims.fairness = reader.number(result, "fairness");
    claims.worth = reader.number(result, "worth");
    claims.burden = reader.number(result, "burden");
    claims.fairness_floor = reader.number(result, "fairness_floor");
    claims.worth_floor = reader.number(result, "worth_floor");
    for (const Json& stage : reader.array(json, "stages")) {
        claims.stages.push_back({reader.text(stage, "name"), reader.truth(stage, "maximise"),
                                 reader.number(stage, "value"), reader.number(stage, "bound"),
                                 reader.number(stage, "gap")});
    }
    const Json& residuals = reader.object(json, "residuals");
    claims.primal_residual = reader.number(residuals, "primal");
    claims.dual_residual = reader.number(residuals, "dual");
    const Json& coverage = reader.object(json, "coverage");
    for (const auto& [key, value] : coverage.items()) {
        claims.coverage.emplace_back(key, reader.number(coverage, key));
    }
    const Json& counts = reader.object(json, "counts");
    claims.items = reader.whole(counts, "items", 0, 1 << 30);
    claims.places = reader.whole(counts, "places", 0, 1 << 30);
    claims.series = reader.whole(counts, "series", 0, 1 << 30);
    claims.shipments = reader.whole(counts, "shipments", 0, 1 << 30);
}

}  // namespace

Outcome read_plan_json(const Files& files, Problem& problem, std::vector<std::string>& forbidden) {
    const auto bytes = files.find("plan.json");
    if (bytes == files.end()) {
        return bad_input("plan.json: is missing");
    }
    const Json json = Json::parse(bytes->second, nullptr, false);
    if (!json.is_object()) {
        return bad_input("plan.json: want a JSON object");
    }
    Reader reader;
    if (reader.text(json, "format") != "vorrat-plan/1") {
        reader.fail("format", "vorrat-plan/1, the format this checker knows");
    }
    problem.title = reader.text(json, "title");
    problem.start = reader.date(json, "start");
    problem.period_days = reader.whole(json, "period_days", 1, 10'000);
    problem.periods = reader.whole(json, "periods", 1, 10'000);
    const Json& criteria = reader.object(json, "criteria");
    read_criteria(reader, criteria, problem);
    read_claims(reader, json, problem.claims);
    for (const Json& name : reader.array(reader.object(criteria, "forbidden"), "activities")) {
        if (name.is_string()) {
            forbidden.push_back(name.get<std::string>());
        }
    }
    if (reader.error) {
        return *reader.error;
    }
    return Done{};
}

}  // namespace vorrat::verify

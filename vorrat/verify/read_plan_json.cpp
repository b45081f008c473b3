#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/verify/problem.h"

namespace vorrat::verify {
namespace {

using Json = nlohmann::ordered_json;

/// Typed access to plan.json by paths such as /result/worth; what is missing gives defaults and
/// an error.
class Reader {
public:
    Reader(Input& input, const Json& root) : input_(input), root_(root) {}

    const Json& object(const std::string& path) const {
        static const Json none = Json::object();
        return has(path, Json::value_t::object) ? value(path) : (fail(path, "an object"), none);
    }
    const Json& list(const std::string& path) const {
        static const Json none = Json::array();
        return has(path, Json::value_t::array) ? value(path) : (fail(path, "a list"), none);
    }
    std::string text(const std::string& path) const {
        return has(path, Json::value_t::string) ? value(path).get<std::string>()
                                                : (fail(path, "a text"), "");
    }
    bool truth(const std::string& path) const {
        return has(path, Json::value_t::boolean) ? value(path).get<bool>()
                                                 : (fail(path, "true or false"), false);
    }
    double number(const std::string& path) const {
        const bool is_number = contains(path) && value(path).is_number();
        if (is_number && std::abs(value(path).get<double>()) <= 1e100) {
            return value(path).get<double>();
        }
        fail(path, "a number");
        return 0;
    }
    int whole(const std::string& path, int low, int high) const {
        const double found = number(path);
        if (found < low || found > high || found != std::floor(found)) {
            fail(path, fmt::format("a whole number from {} to {}", low, high));
            return low;
        }
        return static_cast<int>(found);
    }
    Date date(const std::string& path) const {
        const auto found = parse_date(text(path));
        if (!found) {
            fail(path, "a date such as 2026-11-23");
        }
        return found.value_or(Date{});
    }
    bool contains(const std::string& path) const {
        return root_.contains(Json::json_pointer(path));
    }
    void fail(const std::string& path, const std::string& want) const {
        input_.fail(fmt::format("plan.json: {}: want {}", path.substr(1), want));
    }

private:
    const Json& value(const std::string& path) const { return root_[Json::json_pointer(path)]; }
    bool has(const std::string& path, Json::value_t type) const {
        return contains(path) && value(path).type() == type;
    }

    Input& input_;
    const Json& root_;
};

/// A key as a part of a path, RFC 6901.
std::string escaped(std::string key) {
    for (const auto& [plain, code] : {std::pair{"~", "~0"}, std::pair{"/", "~1"}}) {
        for (std::size_t k = key.find(plain); k != std::string::npos; k = key.find(plain, k + 2)) {
            key.replace(k, 1, code);
        }
    }
    return key;
}

/// Every key of the object with the number it has.
std::vector<std::pair<std::string, double>> numbers(const Reader& reader, const std::string& path) {
    std::vector<std::pair<std::string, double>> found;
    for (const auto& [key, value] : reader.object(path).items()) {
        found.emplace_back(key, reader.number(fmt::format("{}/{}", path, escaped(key))));
    }
    return found;
}

void read_tiers(const Reader& reader, Criteria& criteria) {
    for (std::size_t k = 0; k < tier_names.size(); ++k) {
        criteria.tier_weight.at(k) =
            reader.number(fmt::format("/criteria/tiers/{}", tier_names.at(k)));
        const std::string minimum = fmt::format("/criteria/minimum_coverage/{}", tier_names.at(k));
        if (reader.contains(minimum)) {
            criteria.minimum_coverage.at(k) = reader.number(minimum);
        }
        const std::string reserve = fmt::format("/criteria/reserve/{}", tier_names.at(k));
        if (!reader.contains(reserve)) {
            continue;
        }
        if (reader.object(reserve).size() != 1) {
            reader.fail(reserve, "either coverage or days");
        }
        Reserve& read = criteria.reserve.at(k);
        for (const auto& [key, target] :
             {std::pair{"days", &read.days}, std::pair{"coverage", &read.coverage}}) {
            const std::string path = fmt::format("{}/{}", reserve, key);
            if (reader.contains(path)) {
                *target = reader.number(path);
            }
        }
    }
    for (const auto& [key, value] : reader.object("/criteria/reserve").items()) {
        if (key == "weight") {
            criteria.reserve_weight = reader.number("/criteria/reserve/weight");
        } else if (Names{tier_names[0], tier_names[1], tier_names[2]}.find(key) < 0) {
            reader.fail("/criteria/reserve/" + key, "a tier");
        }
    }
}

void read_caps(const Reader& reader, Criteria& criteria) {
    for (const auto& [key, value] : reader.object("/criteria/caps").items()) {
        const std::string path = fmt::format("/criteria/caps/{}", escaped(key));
        Cap cap{.indicator = key, .total = reader.number(path + "/total"), .path = {}};
        const std::size_t steps = reader.list(path + "/path").size();
        for (std::size_t k = 0; k < steps; ++k) {
            const std::string step = fmt::format("{}/path/{}", path, k);
            cap.path.push_back({reader.date(step + "/from"), reader.number(step + "/total")});
        }
        criteria.caps.push_back(std::move(cap));
    }
}

void read_work(const Reader& reader, Problem& problem) {
    constexpr std::string_view suffix = "_per_week";
    for (const auto& [key, value] : numbers(reader, "/criteria/resources")) {
        if (!key.ends_with(suffix) || key.size() == suffix.size()) {
            reader.fail("/criteria/resources/" + key, "a resource followed by _per_week");
            continue;
        }
        const std::string name = key.substr(0, key.size() - suffix.size());
        problem.criteria.work_per_week.push_back({problem.resource_names.add(name), value});
    }
}

void read_claims(const Reader& reader, Claims& claims) {
    for (const auto& [path, target] : {std::pair{"/result/fairness", &claims.fairness},
                                       {"/result/worth", &claims.worth},
                                       {"/result/burden", &claims.burden},
                                       {"/result/fairness_floor", &claims.fairness_floor},
                                       {"/result/worth_floor", &claims.worth_floor},
                                       {"/residuals/primal", &claims.primal_residual},
                                       {"/residuals/dual", &claims.dual_residual}}) {
        *target = reader.number(path);
    }
    for (const auto& [path, target] : {std::pair{"/counts/items", &claims.items},
                                       {"/counts/places", &claims.places},
                                       {"/counts/series", &claims.series},
                                       {"/counts/shipments", &claims.shipments}}) {
        *target = reader.whole(path, 0, 1 << 30);
    }
    claims.coverage = numbers(reader, "/coverage");
    const std::size_t stages = reader.list("/stages").size();
    for (std::size_t k = 0; k < stages; ++k) {
        const std::string stage = fmt::format("/stages/{}", k);
        claims.stages.push_back({reader.text(stage + "/name"), reader.truth(stage + "/maximise"),
                                 reader.number(stage + "/value"), reader.number(stage + "/bound"),
                                 reader.number(stage + "/gap")});
    }
}

}  // namespace

void read_plan_json(Input& input, Problem& problem) {
    const auto bytes = input.files.find("plan.json");
    if (bytes == input.files.end()) {
        return input.fail("plan.json: is missing");
    }
    const Json json = Json::parse(bytes->second, nullptr, false);
    if (!json.is_object()) {
        return input.fail("plan.json: want a JSON object");
    }
    const Reader reader(input, json);
    if (reader.text("/format") != "vorrat-plan/1") {
        reader.fail("/format", "vorrat-plan/1, the format this checker knows");
    }
    problem.title = reader.text("/title");
    problem.start = reader.date("/start");
    problem.period_days = reader.whole("/period_days", 1, 10'000);
    problem.periods = reader.whole("/periods", 1, 10'000);
    problem.horizon_days = reader.whole("/criteria/horizon_days", 1, 1'000'000);
    if (reader.whole("/criteria/period_days", 1, 10'000) != problem.period_days) {
        reader.fail("/criteria/period_days", "the plan's period_days");
    }
    Criteria& criteria = problem.criteria;
    reader.object("/criteria/minimum_coverage");
    read_tiers(reader, criteria);
    criteria.minimum_ratio = reader.number("/criteria/fairness/minimum_ratio");
    read_caps(reader, criteria);
    read_work(reader, problem);
    criteria.burden = numbers(reader, "/criteria/burden");
    for (const Json& name : reader.list("/criteria/forbidden/activities")) {
        if (name.is_string()) {
            criteria.forbidden.push_back(name.get<std::string>());
        }
    }
    read_claims(reader, problem.claims);
}

}  // namespace vorrat::verify

#include <cmath>

#include <fmt/format.h>

#include "vorrat/verify/problem.h"

namespace vorrat::verify {
namespace {

using record::Json;

/// Typed access to plan.json by paths such as /result/worth; what is missing or of another type
/// is empty, and an error.
class Reader {
public:
    explicit Reader(Problem& problem) : problem_(problem), root_(problem.json) {}

    const Json& object(const std::string& path) const {
        return get(path, &Json::is_object, "an object");
    }
    const Json& list(const std::string& path) const { return get(path, &Json::is_array, "a list"); }
    std::string text(const std::string& path) const {
        const Json& found = get(path, &Json::is_string, "a text");
        return found.is_string() ? found.get<std::string>() : "";
    }
    bool truth(const std::string& path) const {
        return get(path, &Json::is_boolean, "true or false") == Json(true);
    }
    double number(const std::string& path) const {
        const Json& found = get(path, &Json::is_number, "a number");
        const double number = found.is_number() ? found.get<double>() : 0;
        if (!(std::abs(number) <= 1e100)) {
            fail(path, "a number");
        }
        return number;
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
    /// Every key of the object with the number it has.
    PerName numbers(const std::string& path) const {
        PerName found;
        for (const auto& [key, value] : object(path).items()) {
            found.emplace_back(key, number(below(path, key)));
        }
        return found;
    }
    bool contains(const std::string& path) const {
        return root_.contains(Json::json_pointer(path));
    }
    void fail(const std::string& path, std::string_view want) const {
        problem_.fail(fmt::format("plan.json: {}: want {}", path.substr(1), want));
    }
    /// The path of a key, RFC 6901.
    static std::string below(const std::string& path, const std::string& key) {
        return (Json::json_pointer(path) / key).to_string();
    }

private:
    /// Empty where it is missing or of another type.
    const Json& get(const std::string& path, bool (Json::*is_type)() const noexcept,
                    std::string_view want) const {
        static const Json none;
        const Json& found = contains(path) ? root_[Json::json_pointer(path)] : none;
        if (!(found.*is_type)()) {
            fail(path, want);
            return none;
        }
        return found;
    }

    Problem& problem_;
    const Json& root_;
};

void read_tiers(const Reader& reader, Criteria& criteria) {
    reader.object("/criteria/minimum_coverage");
    for (std::size_t k = 0; k < tier_names.size(); ++k) {
        const std::string tier(tier_names.at(k));
        criteria.tier_weight.at(k) = reader.number("/criteria/tiers/" + tier);
        const std::string minimum = "/criteria/minimum_coverage/" + tier;
        if (reader.contains(minimum)) {
            criteria.minimum_coverage.at(k) = reader.number(minimum);
        }
        const std::string reserve = "/criteria/reserve/" + tier;
        if (!reader.contains(reserve)) {
            continue;
        }
        if (reader.object(reserve).size() != 1) {
            reader.fail(reserve, "either coverage or days");
        }
        if (reader.contains(reserve + "/days")) {
            criteria.reserve.at(k).days = reader.number(reserve + "/days");
        }
        if (reader.contains(reserve + "/coverage")) {
            criteria.reserve.at(k).coverage = reader.number(reserve + "/coverage");
        }
    }
    for (const auto& [key, value] : reader.object("/criteria/reserve").items()) {
        if (key == "weight") {
            criteria.reserve_weight = reader.number("/criteria/reserve/weight");
        } else if (std::ranges::count(tier_names, key) == 0) {
            reader.fail("/criteria/reserve/" + key, "a tier");
        }
    }
}

void read_limits(const Reader& reader, Problem& problem) {
    for (const auto& [key, value] : reader.object("/criteria/caps").items()) {
        const std::string path = Reader::below("/criteria/caps", key);
        problem.of(Kind::cap).add(key);
        Cap& cap = problem.criteria.caps.emplace_back();
        cap.total = reader.number(path + "/total");
        const std::size_t steps = reader.list(path + "/path").size();
        for (std::size_t k = 0; k < steps; ++k) {
            const std::string step = fmt::format("{}/path/{}", path, k);
            cap.path.emplace_back(reader.date(step + "/from"), reader.number(step + "/total"));
        }
    }
    constexpr std::string_view suffix = "_per_week";
    for (const auto& [key, value] : reader.numbers("/criteria/resources")) {
        if (!key.ends_with(suffix) || key.size() == suffix.size()) {
            reader.fail("/criteria/resources/" + key, "a resource followed by _per_week");
            continue;
        }
        const int resource =
            problem.of(Kind::resource).add(key.substr(0, key.size() - suffix.size()));
        problem.criteria.work_per_week.push_back({resource, value});
    }
}

void read_claims(const Reader& reader, Claims& claims) {
    for (std::size_t k = 0; k < stage_count; ++k) {
        claims.result.at(k) = reader.number(fmt::format("/result/{}", stage_names.at(k)));
    }
    for (std::size_t k = 0; k < claims.floors.size(); ++k) {
        claims.floors.at(k) = reader.number(fmt::format("/result/{}_floor", stage_names.at(k)));
    }
    claims.primal_residual = reader.number("/residuals/primal");
    claims.dual_residual = reader.number("/residuals/dual");
    for (std::size_t k = 0; k < counted.size(); ++k) {
        claims.counts.at(k) = reader.whole(fmt::format("/counts/{}", counted.at(k)), 0, 1 << 30);
    }
    claims.coverage = reader.numbers("/coverage");
    const std::size_t listed = reader.list("/stages").size();
    for (std::size_t k = 0; k < listed; ++k) {
        const std::string stage = fmt::format("/stages/{}", k);
        claims.stages.push_back({reader.text(stage + "/name"), reader.truth(stage + "/maximise"),
                                 reader.number(stage + "/value"), reader.number(stage + "/bound"),
                                 reader.number(stage + "/gap")});
    }
}

}  // namespace

void read_plan_json(Problem& problem) {
    const auto bytes = problem.files.find("plan.json");
    if (bytes == problem.files.end()) {
        return problem.fail("plan.json: is missing");
    }
    problem.json = record::parse_shallow(bytes->second);
    if (!problem.json.is_object()) {
        return problem.fail("plan.json: want a JSON object of at most 16 levels");
    }
    const Reader reader(problem);
    if (reader.text("/format") != "vorrat-plan/1") {
        reader.fail("/format", "vorrat-plan/1, the format this checker knows");
    }
    reader.text("/title");
    problem.start = reader.date("/start");
    problem.period_days = reader.whole("/period_days", 1, 10'000);
    problem.periods = reader.whole("/periods", 1, 10'000);
    problem.horizon_days = reader.whole("/criteria/horizon_days", 1, 1'000'000);
    if (reader.whole("/criteria/period_days", 1, 10'000) != problem.period_days) {
        reader.fail("/criteria/period_days", "the plan's period_days");
    }
    read_tiers(reader, problem.criteria);
    problem.criteria.minimum_ratio = reader.number("/criteria/fairness/minimum_ratio");
    read_limits(reader, problem);
    problem.criteria.burden = reader.numbers("/criteria/burden");
    for (const Json& name : reader.list("/criteria/forbidden/activities")) {
        if (name.is_string()) {
            problem.criteria.forbidden.push_back(name.get<std::string>());
        }
    }
    read_claims(reader, problem.claims);
}

}  // namespace vorrat::verify

#include <nlohmann/json.hpp>

#include "vorrat/publish/files.h"
#include "vorrat/publish/names.h"

namespace vorrat::publish {
namespace {

/// Keys stay in the order in which they are written.
using Json = nlohmann::ordered_json;

constexpr std::array<Tier, tier_count> tiers{Tier::essential, Tier::basic, Tier::wanted};

Json reserve(const Criteria& criteria) {
    Json json = {{"weight", criteria.reserve_weight}};
    for (const Tier tier : tiers) {
        const Reserve& target = criteria.reserve.at(index(tier));
        const std::string name(to_string(tier));
        if (target.coverage) {
            json[name] = {{"coverage", *target.coverage}};
        }
        if (target.days) {
            json[name] = {{"days", *target.days}};
        }
    }
    return json;
}

Json caps(const Criteria& criteria) {
    Json json = Json::object();
    for (const Cap& cap : criteria.caps) {
        Json path = Json::array();
        for (const CapStep& step : cap.path) {
            path.push_back({{"from", vorrat::to_string(step.from)}, {"total", step.total}});
        }
        json[cap.indicator] = {{"total", cap.total}, {"path", path}};
    }
    return json;
}

Json per_tier(const std::array<double, tier_count>& values, bool with_zeros) {
    Json json = Json::object();
    for (const Tier tier : tiers) {
        const double value = values.at(index(tier));
        if (with_zeros || value != 0) {
            json[std::string(to_string(tier))] = value;
        }
    }
    return json;
}

Json criteria_json(const World& world) {
    const Criteria& criteria = world.criteria;
    Json work = Json::object();
    for (const WorkLimit& limit : criteria.work_limits) {
        work[world.resources[limit.resource].id + "_per_week"] = limit.per_week;
    }
    Json forbidden = Json::array();
    for (const ActivityId id : criteria.forbidden) {
        forbidden.push_back(world.activities[id].id);
    }
    Json needs = Json::object();
    for (const CriterionValue& value : criteria_values(world)) {
        if (value.key.starts_with("needs.")) {
            needs[value.key.substr(std::string_view("needs.").size())] = value.value;
        }
    }
    const PlacementCriteria& placement = criteria.placement;
    return {{"horizon_days", criteria.horizon_days},
            {"period_days", criteria.period_days},
            {"placement",
             {{"review_days", placement.review_days},
              {"holding_per_unit_and_day", placement.holding_per_unit_and_day},
              {"shortage_per_unit", placement.shortage_per_unit},
              {"calm", placement.calm}}},
            {"tiers", per_tier(criteria.tier_weight, true)},
            {"reserve", reserve(criteria)},
            {"minimum_coverage", per_tier(criteria.minimum_coverage, false)},
            {"fairness", {{"minimum_ratio", criteria.minimum_ratio}}},
            {"caps", caps(criteria)},
            {"resources", work},
            {"forbidden", {{"activities", forbidden}}},
            {"burden", burden_weights(world)},
            {"needs", needs},
            {"decisions", criteria.decisions}};
}

/// The numbers nobody decided, or decided otherwise; empty where all are adopted.
Json not_adopted(const World& world) {
    Json json = Json::array();
    for (const CriterionStanding& row : standings(world)) {
        if (row.standing == Standing::adopted) {
            continue;
        }
        Json entry = {{"criterion", row.key}, {"value", row.value}};
        if (row.decision) {
            const Decision& decision = world.decisions[*row.decision];
            entry["decided"] = decision.value;
            entry["decision"] = decision.id;
        }
        json.push_back(std::move(entry));
    }
    return json;
}

Json inputs(const World& world) {
    Json json = Json::array();
    for (const InputFile& file : world.inputs) {
        json.push_back({{"file", file.name}, {"sha256", file.sha256}, {"rows", file.rows}});
    }
    return json;
}

Json stages(const Plan& plan) {
    Json json = Json::array();
    for (const PlanStage& stage : plan.stages) {
        json.push_back({{"name", stage.name},
                        {"maximise", stage.maximise},
                        {"value", stage.value},
                        {"bound", stage.bound},
                        {"gap", stage.gap}});
    }
    return json;
}

/// Met and needed units over all communities; a tier without need is left out.
Json coverage(const Plan& plan) {
    std::array<double, tier_count> need{};
    std::array<double, tier_count> met{};
    for (const Coverage& row : plan.coverage) {
        need.at(index(row.tier)) += row.need;
        met.at(index(row.tier)) += row.met;
    }
    Json json = Json::object();
    for (const Tier tier : tiers) {
        const std::size_t k = index(tier);
        if (need.at(k) > 0) {
            json[std::string(to_string(tier))] = met.at(k) / need.at(k);
        }
    }
    return json;
}

}  // namespace

File plan_json(const Publication& publication) {
    const World& world = publication.world;
    const Plan& plan = publication.plan;
    const Json json = {
        {"format", "vorrat-plan/1"},
        {"adopted", adopted(world)},
        {"not_adopted", not_adopted(world)},
        {"made_by", publication.made_by},
        {"start", vorrat::to_string(plan.start)},
        {"period_days", plan.period_days},
        {"periods", plan.periods},
        {"title", publication.title},
        {"inputs", inputs(world)},
        {"criteria", criteria_json(world)},
        {"result",
         {{"fairness", plan.fairness},
          {"worth", plan.worth},
          {"burden", plan.burden},
          {"fairness_floor", plan.fairness_floor},
          {"worth_floor", plan.worth_floor}}},
        {"stages", stages(plan)},
        {"residuals", {{"primal", plan.residuals.primal}, {"dual", plan.residuals.dual}}},
        {"coverage", coverage(plan)},
        {"counts",
         {{"items", world.items.size()},
          {"places", world.places.size()},
          {"series", publication.forecast.series.size()},
          {"shipments", publication.shipments.size()}}}};
    // Names may hold bytes that are no UTF-8; they are replaced rather than refused this late.
    return {"plan.json", json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"};
}

}  // namespace vorrat::publish

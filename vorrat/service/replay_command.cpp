#include <algorithm>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/service/each_command.h"

namespace vorrat::service {
namespace {

using nlohmann::ordered_json;

/// One policy by name, or all of them.
Result<std::vector<placement::NamedPolicy>> policies_of(const Values& values,
                                                        const pipeline::Means& means) {
    std::vector<placement::NamedPolicy> all = pipeline::all_policies(means.threads);
    const std::string wanted = values.text("policy");
    if (wanted == "all") {
        return all;
    }
    std::string names = "all";
    for (const placement::NamedPolicy& policy : all) {
        if (policy.name == wanted) {
            return std::vector{policy};
        }
        names += ", " + policy.name;
    }
    return usage_error(fmt::format("--policy: want one of {}, got \"{}\"", names, wanted));
}

/// Where a replay begins when nobody says: so that the counted steps are the last known ones.
Date default_start(const World& world, int steps) {
    return advance(first_unknown_date(world.history), -steps, world.history.frequency);
}

ordered_json as_json(const placement::ReplayReport& report, const World& world) {
    ordered_json communities = ordered_json::object();
    for (const placement::CommunityCoverage& coverage : report.communities) {
        communities[world.communities[coverage.community].id] =
            coverage.need > 0 ? coverage.met / coverage.need : 1.0;
    }
    return {{"policy", report.policy},
            {"cost", report.cost()},
            {"holding_cost", report.holding_cost},
            {"shortage_cost", report.shortage_cost},
            {"need", report.need},
            {"lost", report.lost},
            {"coverage", report.fill_rate()},
            {"coverage_by_community", communities},
            {"wasted", report.wasted},
            {"average_stock", report.average_stock},
            {"shipped_units", report.shipped_units},
            {"shipped_kg", report.shipped_kg},
            {"transport_tkm", report.transport_tkm},
            {"co2e_kg", report.co2e_kg},
            {"orders_changed", report.orders_changed},
            {"redecided_units", report.redecided_units},
            {"waiting_steps", report.waiting_steps},
            {"cost_of_step", report.cost_of_step}};
}

ordered_json as_json(const placement::Comparison& comparison, const World& world, Date from) {
    ordered_json policies = ordered_json::array();
    for (const placement::ReplayReport& report : comparison.policies) {
        policies.push_back(as_json(report, world));
    }
    return {{"from", to_string(from)},
            {"policies", policies},
            {"clairvoyant_bound", comparison.bound.cost()},
            {"censored", comparison.censored}};
}

std::string as_table(const placement::Comparison& comparison, Date from) {
    std::string text =
        fmt::format("replay from {}\n{:<12} {:>10} {:>10} {:>10} {:>9} {:>10} {:>8} {:>8} {:>9}\n",
                    to_string(from), "policy", "cost", "holding", "shortage", "coverage", "stock",
                    "wasted", "waiting", "redecided");
    for (const placement::ReplayReport& r : comparison.policies) {
        text += fmt::format(
            "{:<12} {:>10.1f} {:>10.1f} {:>10.1f} {:>8.1f}% {:>10.1f} {:>8.0f} {:>8.3f} {:>9.0f}\n",
            r.policy, r.cost(), r.holding_cost, r.shortage_cost, 100 * r.fill_rate(),
            r.average_stock, r.wasted, r.waiting_steps, r.redecided_units);
    }
    const placement::ClairvoyantBound& bound = comparison.bound;
    text += fmt::format("{:<12} {:>10.1f} {:>10.1f} {:>10.1f}   no policy can cost less\n",
                        "clairvoyant", bound.cost(), bound.holding_cost, bound.shortage_cost);
    if (comparison.censored > 0) {
        text += fmt::format("{} recorded needs were limited by stock and are lower bounds\n",
                            comparison.censored);
    }
    return text;
}

}  // namespace

Result<int> run_replay(const Values& values, const Streams& streams) {
    auto reading = read_workspace(values, streams);
    if (!reading) {
        return reading.error();
    }
    const auto world = pipeline::sound_world(std::move(*reading));
    if (!world) {
        return world.error();
    }
    if (auto day = pipeline::first_day(*world, {}); !day) {
        return day.error();
    }
    const pipeline::Means means = means_of(values, streams);
    const auto policies = policies_of(values, means);
    if (!policies) {
        return policies.error();
    }

    const int steps = static_cast<int>(values.whole("steps"));
    const Date from = date_of(values, "from").value_or(default_start(*world, steps));
    const auto comparison = placement::replay(
        *world,
        {.from = from, .reviews = static_cast<int>(values.whole("reviews")), .steps = steps},
        *policies, means.progress);
    if (!comparison) {
        return comparison.error();
    }
    if (values.flag("json")) {
        streams.out << as_json(*comparison, *world, from).dump(2) << "\n";
    } else {
        streams.out << as_table(*comparison, from);
    }
    return 0;
}

}  // namespace vorrat::service

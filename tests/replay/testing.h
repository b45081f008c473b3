#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "vorrat/forecast/forecast.h"
#include "vorrat/ingest/ingest.h"
#include "vorrat/placement/placement.h"

/// Forecast and placement joined into a policy, and the real worlds it is replayed on.
namespace vorrat::testing {

/// The world of a public data set; nothing where the data do not lie beside the project.
inline std::optional<World> real_world(const std::string& name) {
    const std::filesystem::path folder = std::filesystem::path(VORRAT_DATA_DIR) / name;
    if (!std::filesystem::exists(folder)) {
        return std::nullopt;
    }
    auto reading = ingest::read_workspace(folder, {.threads = Threads::all()});
    if (!reading || !reading->sound()) {
        ADD_FAILURE() << name << " cannot be read";
        return std::nullopt;
    }
    return std::move(reading->world);
}

/// Forecast, then place: what would have been sent on each morning. `levels` as fine as the
/// critical ratio needs; the horizon is the longest interval that placement asks for.
inline placement::NamedPolicy vorrat_policy() {
    const auto decide = [](const placement::Seen& seen) -> Result<std::vector<placement::Order>> {
        forecast::Settings settings;
        settings.intervals = placement::intervals_needed(seen.world, seen.world.history.frequency);
        settings.horizon = settings.intervals.back().steps;
        settings.levels = {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99};
        settings.origin = seen.today;
        settings.threads = Threads::all();
        const auto need = forecast::forecast(seen.world.history, settings);
        if (!need) {
            return need.error();
        }
        const auto shipments =
            placement::place(seen.world, *need, seen.today, {.threads = Threads::all()});
        if (!shipments) {
            return shipments.error();
        }
        return placement::orders_from(*shipments);
    };
    return {"vorrat", decide};
}

inline std::vector<placement::NamedPolicy> policies_to_compare() {
    std::vector<placement::NamedPolicy> policies{vorrat_policy()};
    for (placement::NamedPolicy& policy : placement::builtin_policies()) {
        policies.push_back(std::move(policy));
    }
    return policies;
}

/// A line per policy, so that the figures of a window can be read in the test's output.
inline void print_window(const std::string& from, const placement::Comparison& comparison) {
    fmt::print("{}: bound {:.1f}, recorded out of stock {}\n", from, comparison.bound.cost(),
               comparison.censored);
    for (const placement::ReplayReport& r : comparison.policies) {
        fmt::print(
            "  {:<10} cost {:9.1f} = holding {:8.1f} + shortage {:8.1f}, coverage {:.4f}, "
            "stock {:7.1f}, changed {}\n",
            r.policy, r.cost(), r.holding_cost, r.shortage_cost, r.fill_rate(), r.average_stock,
            r.orders_changed);
    }
}

}  // namespace vorrat::testing

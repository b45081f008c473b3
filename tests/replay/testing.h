#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "vorrat/ingest/ingest.h"
#include "vorrat/pipeline/pipeline.h"
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

inline std::vector<placement::NamedPolicy> policies_to_compare() {
    return pipeline::all_policies(Threads::all());
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

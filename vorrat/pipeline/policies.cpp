#include "vorrat/pipeline/policies.h"

#include <algorithm>

#include "vorrat/pipeline/pipeline.h"

namespace vorrat::pipeline {
namespace {

using placement::NamedPolicy;
using placement::Order;
using placement::Seen;

using Earlier = std::optional<std::vector<Order>>;

Result<std::vector<Order>> orders_on(const World& world, Date today, Earlier earlier,
                                     Threads threads) {
    const auto forecast =
        foresee_for_placement(world, today, {.threads = threads}, KnownBetter::left_out);
    if (!forecast) {
        return forecast.error();
    }
    const auto placed = placement::place(world, *forecast, today,
                                         {.threads = threads, .earlier = std::move(earlier)});
    if (!placed) {
        return placed.error();
    }
    return placement::orders_from(placed->shipments);
}

/// The lanes of the world that each order was made for stand for lanes of another.
Result<std::vector<Order>> orders_at_source(const Seen& seen, Threads threads) {
    const placement::AtSource early = placement::addressed_at_source(seen.world, seen.today);
    auto orders = orders_on(early.world, seen.today, std::nullopt, threads);
    if (!orders) {
        return orders.error();
    }
    for (Order& order : *orders) {
        const std::vector<LaneId>& way = early.ways[order.lane];
        order.lane = way.front();
        order.onward.assign(way.begin() + 1, way.end());
    }
    return orders;
}

}  // namespace

NamedPolicy vorrat_policy(Threads threads) {
    return {"vorrat", [threads](const Seen& seen) {
                return orders_on(seen.world, seen.today, std::nullopt, threads);
            }};
}

NamedPolicy calm_policy(Threads threads) {
    return {"vorrat-calm", [threads](const Seen& seen) {
                const Earlier earlier =
                    seen.last_orders.empty() ? std::nullopt : Earlier(seen.last_orders);
                return orders_on(seen.world, seen.today, earlier, threads);
            }};
}

NamedPolicy at_source_policy(Threads threads) {
    return {"vorrat-at-source",
            [threads](const Seen& seen) { return orders_at_source(seen, threads); }};
}

NamedPolicy readdressed_policy(Threads threads) {
    NamedPolicy policy = at_source_policy(threads);
    policy.name = "vorrat-readdressed";
    policy.redirect = [threads](const Seen& seen) -> Result<std::vector<Redirection>> {
        const auto forecast = foresee_for_placement(seen.world, seen.today, {.threads = threads},
                                                    KnownBetter::left_out);
        if (!forecast) {
            return forecast.error();
        }
        // What can wait for the next review is left to it.
        const int wait = placement::review_steps(seen.world.criteria, forecast->frequency) *
                         placement::step_days(forecast->frequency);
        auto rows = placement::redirect_under_way(seen.world, *forecast, seen.today,
                                                  seen.today + days{wait - 1});
        if (!rows) {
            return rows.error();
        }
        // Where everything is addressed at the source nobody plans for what stays at a hub.
        const auto stays = [](const Part& part) { return part.fate == Fate::give_back; };
        std::erase_if(
            *rows, [&](const Redirection& row) { return std::ranges::any_of(row.parts, stays); });
        return rows;
    };
    return policy;
}

std::vector<NamedPolicy> all_policies(Threads threads) {
    std::vector<NamedPolicy> policies{vorrat_policy(threads)};
    for (NamedPolicy& policy : placement::builtin_policies()) {
        policies.push_back(std::move(policy));
    }
    return policies;
}

std::vector<NamedPolicy> policy_variants(Threads threads) {
    return {calm_policy(threads), at_source_policy(threads), readdressed_policy(threads)};
}

}  // namespace vorrat::pipeline

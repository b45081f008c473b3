#include "vorrat/placement/replay.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "vorrat/placement/bound.h"
#include "vorrat/placement/engine.h"
#include "vorrat/placement/policies.h"

namespace vorrat::placement {
namespace {

Error refused(const std::string& what) { return bad_input("replay: " + what); }

/// Counted steps and reviews filled in; or what is wrong with them.
Result<ReplaySettings> checked(const World& world, ReplaySettings settings) {
    const History& history = world.history;
    if (history.series.empty()) {
        return refused("want a history, found none");
    }
    Date begin = history.series.front().start;
    for (const Series& series : history.series) {
        begin = std::min(begin, series.start);
    }
    const int before = steps_between(begin, settings.from, history.frequency);
    if (advance(begin, before, history.frequency) != settings.from) {
        return refused(
            fmt::format("want a start on the grid of the history, {} or whole {}s later, "
                        "found {}",
                        to_string(begin), to_string(history.frequency), to_string(settings.from)));
    }
    const int after = steps_between(settings.from, first_unknown_date(history), history.frequency);
    if (before < 1 || after < 1) {
        return refused(fmt::format(
            "want a start inside the history, after {} and before {}, found {}", to_string(begin),
            to_string(first_unknown_date(history)), to_string(settings.from)));
    }
    if (settings.steps == 0) {
        settings.steps = after;
    }
    if (settings.steps < 1 || settings.steps > after) {
        return refused(fmt::format("want 1 to {} steps from {} on, found {}", after,
                                   to_string(settings.from), settings.steps));
    }
    if (settings.settle_steps < 0 || settings.settle_steps >= settings.steps) {
        return refused(fmt::format("want 0 to {} steps to settle in, found {}", settings.steps - 1,
                                   settings.settle_steps));
    }
    if (settings.reviews < 0 || settings.warm_up_steps < 0) {
        return refused("want no negative number of reviews or warm-up steps");
    }
    settings.warm_up_steps = std::min(settings.warm_up_steps, before - 1);
    return settings;
}

/// What the reference policy leaves after its own run up to the start: all policies begin here.
Result<State> opening_state(const World& world, const ReplaySettings& settings) {
    if (settings.opening == Opening::from_world) {
        return State::from_world(world);
    }
    const Frequency frequency = world.history.frequency;
    const Date begin = advance(settings.from, -settings.warm_up_steps, frequency);
    State state(world.items.size(), world.places.size());
    stock_plants(world, state);
    World past = world;
    past.history = known_before(world.history, begin);
    past.stock.clear();
    past.transit.clear();
    for (const Level& level : reference_levels(past, begin)) {
        const double pack = world.items[level.item].pack_size;
        state.add(level.item, level.place, {pack * std::round(level.units / pack), Date::max()});
    }
    if (settings.warm_up_steps == 0) {
        return state;
    }
    ReplaySettings warm_up = settings;
    warm_up.from = begin;
    warm_up.steps = settings.warm_up_steps;
    warm_up.reviews = settings.warm_up_steps;
    warm_up.settle_steps = 0;
    Engine engine(world, warm_up, std::move(state));
    auto report = engine.run(reference_policy(), {});
    if (!report) {
        return report.error();
    }
    return engine.state();
}

}  // namespace

std::vector<Order> orders_from(std::span<const Shipment> shipments) {
    std::vector<Order> orders;
    for (const Shipment& s : shipments) {
        orders.push_back({s.item, s.lane, s.quantity});
    }
    return orders;
}

Result<Comparison> replay(const World& world, const ReplaySettings& wanted,
                          std::span<const NamedPolicy> policies, const Progress& progress) {
    const auto settings = checked(world, wanted);
    if (!settings) {
        return settings.error();
    }
    const auto opening = opening_state(world, *settings);
    if (!opening) {
        return opening.error();
    }
    Comparison comparison;
    for (const NamedPolicy& policy : policies) {
        progress.tell("replay " + policy.name, 0);
        Engine engine(world, *settings, *opening);
        auto report = engine.run(policy, progress);
        if (!report) {
            return report.error();
        }
        comparison.policies.push_back(std::move(*report));
        comparison.censored = engine.censored();
    }
    if (settings->settle_steps == 0) {
        comparison.bound = clairvoyant_bound(world, *settings, *opening);
    }
    return comparison;
}

}  // namespace vorrat::placement

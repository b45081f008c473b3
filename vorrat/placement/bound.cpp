#include "vorrat/placement/bound.h"

#include <algorithm>
#include <limits>

#include "vorrat/placement/needs_played.h"
#include "vorrat/placement/ratio.h"
#include "vorrat/placement/suppliers.h"

namespace vorrat::placement {
namespace {

constexpr int never = std::numeric_limits<int>::max();

/// The fastest way from any origin, stock at hubs included: steps, or never.
int fastest_lead(const World& world, const Suppliers& suppliers, PlaceId depot) {
    const auto& lanes = suppliers.lanes_to(depot);  // least lead first
    if (lanes.empty()) {
        return never;
    }
    return lead_steps(world.lanes[lanes.front()], world.history.frequency);
}

/// Per step the latest step at which sent goods can have arrived; -1: none can.
std::vector<int> latest_arrivals(const ReplaySettings& settings, int lead, int every) {
    std::vector<int> latest(static_cast<std::size_t>(settings.steps), -1);
    if (lead == never) {
        return latest;
    }
    int reviews = 0;
    for (int sent = 0; sent + lead < settings.steps; sent += every) {
        if (settings.reviews > 0 && reviews == settings.reviews) {
            break;
        }
        ++reviews;
        const int arrival = sent + lead;
        latest[static_cast<std::size_t>(arrival)] = arrival;
    }
    for (std::size_t t = 1; t < latest.size(); ++t) {
        latest[t] = std::max(latest[t], latest[t - 1]);
    }
    return latest;
}

}  // namespace

ClairvoyantBound clairvoyant_bound(const World& world, const ReplaySettings& settings,
                                   State opening) {
    const Frequency frequency = world.history.frequency;
    const int every = review_steps(world.criteria, frequency);
    const double hold = world.criteria.placement.holding_per_unit_and_day * step_days(frequency);
    const Suppliers suppliers(world, settings.from, frequency);
    const NeedsPlayed needs =
        needs_played(world, settings.from, static_cast<std::size_t>(settings.steps), 0);
    PerId<PlaceId, std::vector<int>> latest(world.places.size());
    for (const PlaceId place : world.places.ids()) {
        latest[place] = latest_arrivals(settings, fastest_lead(world, suppliers, place), every);
    }
    ClairvoyantBound bound;
    for (int step = 0; step < settings.steps; ++step) {
        const Date today = advance(settings.from, step, frequency);
        opening.receive(today);
        opening.drop_expired(today);
        for (std::size_t n = 0; n < needs.series.size(); ++n) {
            const Series& series = world.history.series[needs.series[n]];
            double lost = needs.units[n * needs.steps + static_cast<std::size_t>(step)];
            for (const Batch& b : opening.take(series.item, series.place, lost)) {
                lost -= b.quantity;
            }
            const double shortage = shortage_cost(world, series.item);
            const int arrival = latest[series.place][static_cast<std::size_t>(step)];
            const double wait = hold * (step - arrival);
            if (arrival >= 0 && wait < shortage) {
                bound.holding_cost += std::max(0.0, lost) * wait;
            } else {
                bound.shortage_cost += std::max(0.0, lost) * shortage;
            }
        }
        for (const StockLot& lot : opening.lots()) {
            // Stock at a hub can be sent on and used, so only depots' stock must be held.
            if (world.places[lot.place].kind == PlaceKind::depot) {
                bound.holding_cost += hold * lot.quantity;
            }
        }
    }
    return bound;
}

}  // namespace vorrat::placement

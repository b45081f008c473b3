#include "vorrat/placement/echelon.h"

#include <algorithm>
#include <cmath>

#include "vorrat/base/check.h"
#include "vorrat/placement/paths.h"
#include "vorrat/placement/ratio.h"
#include "vorrat/reserve/reserve.h"

namespace vorrat::placement {
namespace {

/// E X^2 of a piecewise linear quantile function.
double second_moment(const NeedCurve& curve) {
    double sum = 0;
    double level = 0;
    double from = 0;
    for (std::size_t k = 0; k <= curve.levels.size(); ++k) {
        const double next = k < curve.levels.size() ? curve.levels[k] : 1;
        const double to = curve.quantile(next);
        sum += (next - level) * (from * from + from * to + to * to) / 3;
        level = next;
        from = to;
    }
    return sum;
}

}  // namespace

std::size_t interval_of(const NeedForecast& forecast, int steps) {
    const auto found =
        std::find(forecast.intervals.begin(), forecast.intervals.end(), Interval{0, steps});
    return static_cast<std::size_t>(found - forecast.intervals.begin());
}

bool is_below(const World& world, const SupplyTree& tree, PlaceId place, PlaceId hub) {
    while (place != hub && tree.lane[place]) {
        place = world.lanes[*tree.lane[place]].from;
    }
    return place == hub;
}

int hub_steps(const World& world, const SupplyTree& tree, PlaceId hub, Frequency frequency) {
    return lead_steps(world.lanes[*tree.lane[hub]], frequency) + tree.reach_steps[hub] +
           review_steps(world.criteria, frequency);
}

double HubNeed::on_path(std::size_t k, double of) const {
    const double z = reserve::normal_quantile((static_cast<double>(k) + 0.5) / path_count);
    return std::max(0.0, of * mean + z * std::sqrt(of * variance));
}

PerId<ItemId, HubNeed> hub_needs(const World& world, const NeedForecast& forecast,
                                 const Suppliers& suppliers, PlaceId hub) {
    PerId<ItemId, HubNeed> needs(world.items.size());
    for (std::size_t s = 0; s < forecast.series.size(); ++s) {
        const auto [item, depot] = forecast.series[s];
        const SupplyTree& tree = suppliers.tree(item);
        if (!tree.lane[hub] || world.places[depot].kind != PlaceKind::depot ||
            !is_below(world, tree, depot, hub)) {
            continue;
        }
        const int steps = hub_steps(world, tree, hub, forecast.frequency);
        const std::size_t interval = interval_of(forecast, steps);
        check(interval < forecast.intervals.size(), "the forecast holds the hubs' intervals");
        const NeedCurve curve = forecast.sum(s, interval);
        needs[item].mean += curve.mean;
        needs[item].variance += std::max(0.0, second_moment(curve) - curve.mean * curve.mean);
        needs[item].steps = steps;
    }
    return needs;
}

}  // namespace vorrat::placement

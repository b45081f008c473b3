#pragma once

#include <cstddef>

#include "vorrat/model/need.h"
#include "vorrat/model/world.h"
#include "vorrat/placement/suppliers.h"

namespace vorrat::placement {

/// The sum [0, steps) among the forecast's intervals; intervals.size() when it is missing.
std::size_t interval_of(const NeedForecast& forecast, int steps);

/// Whether the hub supplies the place, over other hubs or at once, or is it.
bool is_below(const World& world, const SupplyTree& tree, PlaceId place, PlaceId hub);

/// Steps of the interval that a supplied hub is replenished for: docs/math/placement.md 6.
int hub_steps(const World& world, const SupplyTree& tree, PlaceId hub, Frequency frequency);

/// What all depots of a hub need of an item over `hub_steps`, taken as normal; units.
struct HubNeed {
    double mean = 0;
    double variance = 0;
    int steps = 0;  ///< 0: the hub supplies nobody with the item

    /// Over as many steps as `of`, at the middle of stratum k of path_count; never below 0.
    double on_path(std::size_t k, double of = 1) const;
};

/// Of every item. The forecast holds the sums of `intervals_needed`.
PerId<ItemId, HubNeed> hub_needs(const World& world, const NeedForecast& forecast,
                                 const Suppliers& suppliers, PlaceId hub);

}  // namespace vorrat::placement

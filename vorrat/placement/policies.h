#pragma once

#include <vector>

#include "vorrat/placement/replay.h"

/// Policies to measure against; none needs a forecast. docs/math/placement.md 7.1.
namespace vorrat::placement {

/// The stock, on hand and under way, that a rule wants an item to reach at a hub or depot.
struct Level {
    ItemId item;
    PlaceId place;
    LaneId lane;          ///< that supplies it
    double units = 0;     ///< wanted
    double position = 0;  ///< there and under way; of a hub with all that it supplies
};

/// What the reference policy wants to reach; `world` holds the past only. Hubs after depots.
std::vector<Level> reference_levels(const World& world, Date today);

/// Season index times 13 weeks' moving average, up to 4 weeks of it.
NamedPolicy reference_policy();

/// Up to mean need plus normal safety stock over lead and review, at the critical ratio.
NamedPolicy base_stock_policy();

/// (s, S): nothing while the position is above base stock's level s; else up to S, a week's mean
/// need above s.
NamedPolicy reorder_policy();

/// Sends what was asked for since the last review.
NamedPolicy reactive_policy();

/// Sends nothing.
NamedPolicy no_orders_policy();

/// All of them, the reference first.
std::vector<NamedPolicy> builtin_policies();

}  // namespace vorrat::placement

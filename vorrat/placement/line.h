#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "vorrat/model/shipment.h"
#include "vorrat/model/world.h"
#include "vorrat/placement/paths.h"

namespace vorrat::placement {

/// A wish of one destination for one item: what it lacks on each path, and what was made of it.
struct Line {
    ItemId item;
    LaneId lane;
    double pack = 1;            ///< units
    double weight = 1;          ///< b: worth of a unit of shortage avoided
    double kg = 1;              ///< per unit
    double litres = 1;          ///< per unit
    std::vector<float> net;     ///< N per path, units; path_count values
    std::vector<float> usable;  ///< perishables: need within the goods' life beyond what is there
    std::int64_t want = 0;      ///< packs
    std::int64_t granted = 0;   ///< packs, <= want
    bool short_at_origin = false;
    ShipmentReason reason;
};

/// E min(q, N+): expected shortage that `units` avoid. docs/math/placement.md 3.
double avoided(const Line& line, double units);

/// The kappa-quantile of the net need, at least 0: what would be sent if packs had no size.
double net_quantile(const Line& line, double ratio);

/// How many packs are worth sending: section 4.
/// extra  units of reserve added to the net need
std::int64_t packs_wanted(const Line& line, double ratio, double extra);

/// The most packs that are all used in time with at least the given probability.
std::int64_t packs_used_in_time(const Line& line, double least_use);

/// The probability that `units` are all used before they expire; 1 for what does not perish.
double probability_of_use(const Line& line, double units);

}  // namespace vorrat::placement

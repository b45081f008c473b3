#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vorrat/model/shipment.h"
#include "vorrat/placement/allocation.h"

namespace vorrat::placement {

/// A wish of one destination for one item, and what was made of it.
struct Line {
    ItemId item;
    LaneId lane;
    double pack = 1;            ///< units
    double weight = 1;          ///< b: worth of a unit of shortage avoided
    double kg = 1;              ///< per unit
    double litres = 1;          ///< per unit
    std::int64_t want = 0;      ///< packs
    std::int64_t granted = 0;   ///< packs, <= want unless an earlier placement is kept
    std::int64_t planned = -1;  ///< packs of an earlier placement; -1: there is none
    double planned_loss = 0;    ///< worth that those beyond the want cost; infinity: not allowed
    Gains gains;                ///< W: what its packs are worth
    std::vector<float> use;     ///< per piece of `gains`: share that avoids a shortage
    std::vector<float> usable;  ///< perishables: need within the goods' life beyond what is there
    bool short_at_origin = false;
    ShipmentReason reason;
};

/// What a line lacks on each path, and what decides how much of it is worth sending.
struct Lack {
    std::vector<float> net;     ///< N per path, units; path_count values
    std::vector<float> usable;  ///< perishables: as in Line; else empty
    double ratio = 0;           ///< aimed at
    double extra = 0;           ///< e: units of reserve added to the net need
    double reserve_worth = 0;   ///< of a unit of reserve, relative to b
    double cost = 0;            ///< of a unit's way, in units of b
    double waste_cost = 0;      ///< of a unit that is not used in time, in units of b
    double least_use = 0.5;     ///< least probability that all of a perishable is used in time
};

/// Fills in want, gains, use, usable and `reason.wanted`. docs/math/placement.md 4
void form_want(const Lack& lack, Line& line);

/// Expected shortage that `units` <= want avoid. docs/math/placement.md 3
double avoided(const Line& line, double units);

/// The probability that `units` are all used before they expire; 1 for what does not perish.
double probability_of_use(const Line& line, double units);

}  // namespace vorrat::placement

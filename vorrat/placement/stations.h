#pragma once

#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/model/world.h"

namespace vorrat::placement {

/// A depot, or a hub with all its depots, as the simple policies see it: one history of need.
struct Station {
    ItemId item;
    PlaceId place;
    LaneId lane;  ///< that supplies it
    bool is_hub = false;
    int lead = 0;              ///< steps; of a hub to its farthest depot
    double position = 0;       ///< on hand and under way; of a hub with all it supplies
    std::vector<double> need;  ///< per step, the last one ends on the morning of the review
    std::vector<char> clean;   ///< 1: in stock and known; a hub's sum is always taken as such
};

/// All stations with a history and a supplier, hubs last.
std::vector<Station> stations(const World& world, Date today);

}  // namespace vorrat::placement

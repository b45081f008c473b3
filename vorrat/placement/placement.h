#pragma once

#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/base/parallel.h"
#include "vorrat/base/result.h"
#include "vorrat/model/need.h"
#include "vorrat/model/shipment.h"
#include "vorrat/model/world.h"
#include "vorrat/placement/policies.h"
#include "vorrat/placement/ratio.h"
#include "vorrat/placement/replay.h"
#include "vorrat/placement/under_way.h"

/// The door of the room: what to send now, before anyone asks, and what would have happened.
namespace vorrat::placement {

struct PlacementSettings {
    /// least probability that all of a perishable shipment is used in time, in (0, 1]
    double least_use = 0.5;
    Threads threads{};
};

/// The sums that `place` asks the forecast for: [0, lead + review) of every lane into a depot, and
/// the longer intervals of the hubs. Without repeats, rising. docs/math/placement.md 1 and 6.
std::vector<Interval> intervals_needed(const World& world, Frequency frequency);

/// What to send on the morning of `as_of`: to each depot that has a series in the forecast what it
/// lacks in the first cycle this shipment decides about, to each hub what its depots will draw.
/// No limit is broken: stock at the origin, whole packs, lane capacity, storage.
/// docs/math/placement.md 1..6.
///
/// world     stock, goods in transit, lanes and criteria as known on that morning
/// forecast  starts on `as_of`; holds the sums of `intervals_needed` and as many steps
/// returns   shipments ordered by item, then destination; none of quantity 0
/// errors    bad_input: the forecast starts on another day, or lacks a sum or a step
/// cost      O(series x (lead + review)); 0.5 KB per line that wants something
Result<std::vector<Shipment>> place(const World& world, const NeedForecast& forecast, Date as_of,
                                    const PlacementSettings& settings = {});

}  // namespace vorrat::placement

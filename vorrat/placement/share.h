#pragma once

#include <span>
#include <unordered_map>

#include "vorrat/placement/line.h"
#include "vorrat/placement/wishes.h"

namespace vorrat::placement {

/// What is still free today; infinity: no limit. Every grant is taken off, nothing goes below 0.
class Limits {
public:
    explicit Limits(const Morning& morning);

    double& origin_units(ItemId item, PlaceId origin);
    double& lane_kg(LaneId lane) { return lane_kg_[lane]; }
    double& storage_litres(PlaceId place) { return storage_litres_[place]; }

    /// Whole packs that still fit all limits of the line.
    std::int64_t packs_that_fit(const Line& line);
    void take(const Line& line, std::int64_t packs);
    void give_back(const Line& line, std::int64_t packs) { take(line, -packs); }

private:
    const Morning& morning_;
    PerId<LaneId, double> lane_kg_;
    PerId<PlaceId, double> storage_litres_;
    std::unordered_map<std::uint64_t, double> origin_units_;
};

/// Grants packs: all that is wanted where the limits allow it, else to whom they avoid most
/// shortage, weighted by tier, per kg. docs/math/placement.md 5.
/// cost  O(lines x paths), and log lines times 64 portions for the lines under a binding limit
void share(const World& world, std::span<Line> lines, Limits& limits);

/// Takes back the grants of lanes whose load stays below their minimum: section 5.1.
void hold_back_small_loads(const World& world, std::span<Line> lines, Limits& limits);

}  // namespace vorrat::placement

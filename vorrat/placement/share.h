#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "vorrat/base/parallel.h"
#include "vorrat/placement/line.h"
#include "vorrat/placement/placement.h"
#include "vorrat/placement/wishes.h"

namespace vorrat::placement {

/// What transports use up of an indicator: a cap over all of them, or a resource of the places that
/// they leave.
struct TransportLimit {
    std::string indicator;
    PerId<LaneId, double> per_kg;
    PerId<LaneId, std::uint32_t> of_lane;  ///< position in `left`, or `unlimited`
    std::vector<double> left;
    std::vector<PlaceId> places;  ///< of `left`; empty: a cap, with a single limit
};

/// What is still free today; infinity: no limit. Every grant is taken off, nothing goes below 0.
class Limits {
public:
    explicit Limits(const Morning& morning);

    double& origin_units(ItemId item, PlaceId origin);
    double& lane_kg(LaneId lane) { return lane_kg_[lane]; }
    double& storage_litres(PlaceId place) { return storage_litres_[place]; }
    const std::vector<TransportLimit>& transports() const { return transports_; }

    /// Fewer than none are given back.
    void take(const Line& line, std::int64_t packs);
    bool fits(const Line& line, std::int64_t packs);

private:
    const Morning& morning_;
    PerId<LaneId, double> lane_kg_;
    PerId<PlaceId, double> storage_litres_;
    std::unordered_map<std::uint64_t, double> origin_units_;
    std::vector<TransportLimit> transports_;
};

/// What sharing came to: worths as in docs/math/placement.md 4.
struct Shared {
    double worth = 0;
    double bound = 0;
    std::vector<ScarceLimit> scarce;
};

/// Grants packs: all that is wanted where the limits allow it, else by prices; loads below their
/// lane's minimum wait. docs/math/placement.md 5.
Shared share(const Morning& morning, std::span<Line> lines, Limits& limits, Threads threads);

}  // namespace vorrat::placement

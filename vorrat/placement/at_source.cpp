#include <algorithm>
#include <map>

#include "vorrat/placement/replay.h"
#include "vorrat/placement/suppliers.h"

namespace vorrat::placement {
namespace {

/// The lanes from the root of a tree to a depot, in their order.
std::vector<LaneId> way(const World& world, const SupplyTree& tree, PlaceId depot) {
    std::vector<LaneId> lanes;
    for (auto up = tree.lane[depot]; up; up = tree.lane[world.lanes[*up].from]) {
        lanes.push_back(*up);
    }
    std::ranges::reverse(lanes);
    return lanes;
}

/// Many lanes as one.
Lane joined(const World& world, const std::vector<LaneId>& lanes) {
    Lane whole = world.lanes[lanes.back()];
    whole.from = world.lanes[lanes.front()].from;
    whole.lead_days = 0;
    whole.length = {};
    for (const LaneId id : lanes) {
        const Lane& lane = world.lanes[id];
        whole.lead_days += std::max(0, lane.lead_days);
        whole.length = Kilometres{whole.length.value + lane.length.value};
        if (lane.capacity && (!whole.capacity || lane.capacity->value < whole.capacity->value)) {
            whole.capacity = lane.capacity;
        }
    }
    whole.minimum.reset();
    return whole;
}

}  // namespace

AtSource addressed_at_source(const World& world, Date as_of) {
    const Suppliers suppliers(world, as_of, world.history.frequency);
    std::map<std::pair<PlaceId, PlaceId>, std::vector<LaneId>> ways;
    for (const SupplyTree& tree : suppliers.trees()) {
        for (const PlaceId place : world.places.ids()) {
            if (world.places[place].kind != PlaceKind::depot || !tree.lane[place]) {
                continue;
            }
            auto lanes = way(world, tree, place);
            if (lanes.size() > 1) {
                const PlaceId root = world.lanes[lanes.front()].from;
                ways.try_emplace({root, place}, std::move(lanes));
            }
        }
    }
    AtSource early{world, {}};
    early.world.lanes = {};
    for (const LaneId id : world.lanes.ids()) {
        if (world.places[world.lanes[id].to].kind != PlaceKind::hub) {
            early.world.lanes.push_back(world.lanes[id]);
            early.ways.push_back({id});
        }
    }
    for (const auto& [ends, lanes] : ways) {
        early.world.lanes.push_back(joined(world, lanes));
        early.ways.push_back(lanes);
    }
    return early;
}

}  // namespace vorrat::placement

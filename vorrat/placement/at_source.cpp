#include <algorithm>
#include <map>

#include "vorrat/placement/replay.h"
#include "vorrat/placement/suppliers.h"

namespace vorrat::placement {
namespace {

/// The way from the root of a tree to a depot as one lane; nothing where no hub lies between.
std::optional<Lane> way(const World& world, const SupplyTree& tree, PlaceId depot) {
    Lane whole = world.lanes[*tree.lane[depot]];
    bool has_hub = false;
    for (auto up = tree.lane[whole.from]; up; up = tree.lane[whole.from]) {
        const Lane& above = world.lanes[*up];
        has_hub = true;
        whole.from = above.from;
        whole.lead_days += above.lead_days;
        whole.length = Kilometres{whole.length.value + above.length.value};
        if (above.capacity && (!whole.capacity || above.capacity->value < whole.capacity->value)) {
            whole.capacity = above.capacity;
        }
    }
    whole.minimum.reset();
    return has_hub ? std::optional(whole) : std::nullopt;
}

}  // namespace

World addressed_at_source(const World& world, Date as_of) {
    const Suppliers suppliers(world, as_of, world.history.frequency);
    World early = world;
    early.lanes = {};
    std::map<std::pair<PlaceId, PlaceId>, Lane> ways;
    for (const SupplyTree& tree : suppliers.trees()) {
        for (const PlaceId place : world.places.ids()) {
            if (world.places[place].kind != PlaceKind::depot || !tree.lane[place]) {
                continue;
            }
            if (const auto whole = way(world, tree, place)) {
                ways.try_emplace({whole->from, place}, *whole);
            }
        }
    }
    for (const Lane& lane : world.lanes) {
        const bool at_hub = world.places[lane.from].kind == PlaceKind::hub ||
                            world.places[lane.to].kind == PlaceKind::hub;
        if (!at_hub) {
            early.lanes.push_back(lane);
        }
    }
    for (const auto& [ends, lane] : ways) {
        early.lanes.push_back(lane);
    }
    const auto at_hub = [&](const auto& lot) {
        return world.places[lot.place].kind == PlaceKind::hub;
    };
    std::erase_if(early.stock, at_hub);
    std::erase_if(early.transit, [&](const Transit& t) {
        return t.to_place && world.places[*t.to_place].kind == PlaceKind::hub;
    });
    return early;
}

}  // namespace vorrat::placement

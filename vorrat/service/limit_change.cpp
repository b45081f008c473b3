#include <fmt/format.h>

#include "vorrat/service/what_if.h"

namespace vorrat::service {
namespace {

/// Whether the capacity is that of the resource at the place; no place: of all places together.
bool is_meant(const World& world, const Capacity& capacity, const LimitChange& change) {
    const std::string place = capacity.place ? world.places[*capacity.place].id : "";
    return world.resources[capacity.resource].id == change.id && place == change.place;
}

bool is_meant(const World& world, const Lane& lane, const LimitChange& change) {
    return fmt::format("{}>{}>{}", world.places[lane.from].id, world.places[lane.to].id,
                       lane.mode) == change.id;
}

/// How many limits were changed.
std::size_t change_limit(World& world, const LimitChange& change) {
    std::size_t changed = 0;
    const auto scale = [&](auto& limit) {
        limit.value *= change.factor;
        ++changed;
    };
    if (change.kind == "resource") {
        for (Capacity& capacity : world.capacities) {
            if (is_meant(world, capacity, change)) {
                capacity.available *= change.factor;
                ++changed;
            }
        }
    }
    if (change.kind == "storage") {
        for (Place& place : world.places) {
            if (place.id == change.place && place.storage) {
                scale(*place.storage);
            }
        }
    }
    if (change.kind == "lane") {
        for (Lane& lane : world.lanes) {
            if (lane.capacity && is_meant(world, lane, change)) {
                scale(*lane.capacity);
            }
        }
    }
    return changed;
}

}  // namespace

vorrat::Outcome change_limits(World& world, std::span<const LimitChange> changes) {
    for (const LimitChange& change : changes) {
        if (change_limit(world, change) == 0) {
            return bad_input(fmt::format(
                "limits: no table says a limit of the kind \"{}\" named \"{}\" at \"{}\"",
                change.kind, change.id, change.place));
        }
    }
    return Done{};
}

}  // namespace vorrat::service

#include "vorrat/plan/network.h"

#include <algorithm>

namespace vorrat::plan {
namespace {

using Marks = Grid<std::uint8_t>;

std::vector<Site> allowed_sites(const World& world) {
    std::vector<Site> sites;
    for (const ActivityId activity : world.activities.ids()) {
        if (std::ranges::count(world.criteria.forbidden, activity) > 0) {
            continue;
        }
        std::vector<PlaceId> seen;
        for (const PlaceId place : world.activities[activity].places) {
            if (std::ranges::count(seen, place) > 0) {
                continue;
            }
            seen.push_back(place);
            sites.push_back({activity, place});
        }
    }
    return sites;
}

bool all_marked(const Marks& marks, const std::vector<ItemQuantity>& items, PlaceId place) {
    return std::ranges::all_of(items,
                               [&](const ItemQuantity& q) { return marks.at(q.item, place) != 0; });
}

bool any_marked(const Marks& marks, const std::vector<ItemQuantity>& items, PlaceId place) {
    return std::ranges::any_of(items,
                               [&](const ItemQuantity& q) { return marks.at(q.item, place) != 0; });
}

/// Marks; says whether anything was new.
bool mark_all(Marks& marks, const std::vector<ItemQuantity>& items, PlaceId place) {
    bool grew = false;
    for (const ItemQuantity& q : items) {
        grew = grew || marks.at(q.item, place) == 0;
        marks.at(q.item, place) = 1;
    }
    return grew;
}

/// Carries the marks of one end of each lane to the other.
bool mark_along(const World& world, Marks& marks, PlaceId Lane::*from, PlaceId Lane::*to) {
    bool grew = false;
    for (const Lane& lane : world.lanes) {
        for (const ItemId item : world.items.ids()) {
            if (marks.at(item, lane.*from) == 0 || marks.at(item, lane.*to) != 0) {
                continue;
            }
            marks.at(item, lane.*to) = 1;
            grew = true;
        }
    }
    return grew;
}

Marks supplied(const World& world, const std::vector<Site>& sites, const Opening& opening,
               const Supplies& supplies) {
    Marks marks(world, 0);
    for (const Arrival& arrival : opening.arrivals) {
        marks.at(arrival.item, arrival.place) = 1;
    }
    for (const ItemId item : world.items.ids()) {
        for (const PlaceId place : world.places.ids()) {
            if (supplies.gives(item, place)) {
                marks.at(item, place) = 1;
            }
        }
    }
    bool grew = true;
    while (grew) {
        grew = mark_along(world, marks, &Lane::from, &Lane::to);
        for (const Site& site : sites) {
            const Activity& activity = world.activities[site.activity];
            if (!all_marked(marks, activity.inputs, site.place)) {
                continue;
            }
            grew = mark_all(marks, activity.outputs, site.place) || grew;
        }
    }
    return marks;
}

Marks useful(const World& world, const std::vector<Site>& sites, const NeedForecast& forecast) {
    Marks marks(world, 0);
    for (const SeriesKey& key : forecast.series) {
        if (world.places[key.place].kind == PlaceKind::depot) {
            marks.at(key.item, key.place) = 1;
        }
    }
    bool grew = true;
    while (grew) {
        grew = mark_along(world, marks, &Lane::to, &Lane::from);
        for (const Site& site : sites) {
            const Activity& activity = world.activities[site.activity];
            if (!any_marked(marks, activity.outputs, site.place)) {
                continue;
            }
            grew = mark_all(marks, activity.inputs, site.place) || grew;
        }
    }
    return marks;
}

}  // namespace

bool belongs_to(const Place& place, CommunityId community) {
    return place.kind == PlaceKind::depot && place.community == community;
}

Network reachable(const World& world, const NeedForecast& forecast, const Opening& opening,
                  const Supplies& supplies) {
    const std::vector<Site> allowed = allowed_sites(world);
    const Marks is_supplied = supplied(world, allowed, opening, supplies);
    const Marks is_useful = useful(world, allowed, forecast);

    Network network{{}, {}, Grid<std::uint32_t>(world, Network::none)};
    Marks forced(world, 0);
    for (const Arrival& arrival : opening.arrivals) {
        forced.at(arrival.item, arrival.place) = 1;
    }
    for (const Site& site : allowed) {
        const Activity& activity = world.activities[site.activity];
        if (!all_marked(is_supplied, activity.inputs, site.place)) {
            continue;
        }
        if (!any_marked(is_useful, activity.outputs, site.place)) {
            continue;
        }
        network.sites.push_back(site);
        mark_all(forced, activity.outputs, site.place);
    }
    for (const ItemId item : world.items.ids()) {
        for (const PlaceId place : world.places.ids()) {
            const bool on_a_way =
                is_supplied.at(item, place) != 0 && is_useful.at(item, place) != 0;
            if (!on_a_way && forced.at(item, place) == 0) {
                continue;
            }
            network.node_at.at(item, place) = static_cast<std::uint32_t>(network.nodes.size());
            network.nodes.push_back({item, place});
        }
    }
    return network;
}

}  // namespace vorrat::plan

#include "vorrat/placement/stations.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "vorrat/placement/goods.h"
#include "vorrat/placement/ratio.h"
#include "vorrat/placement/suppliers.h"

namespace vorrat::placement {
namespace {

Station depot_station(const World& world, const Series& series, LaneId lane, Date today,
                      const Goods& goods) {
    Station station{series.item, series.place, lane, false, 0, 0, {}, {}};
    station.lead = lead_steps(world.lanes[lane], world.history.frequency);
    station.position = total(goods.stock(series.item, series.place)) +
                       total(goods.transit(series.item, series.place));
    for (std::size_t t = 0; t < series.quantity.size(); ++t) {
        const bool known = !std::isnan(series.quantity[t]);
        station.need.push_back(known ? series.quantity[t] : 0);
        const bool in_stock = series.available.empty() || series.available[t] != 0;
        station.clean.push_back(known && in_stock ? 1 : 0);
    }
    // A series that ended early has no clean steps since.
    const Date end =
        advance(series.start, static_cast<int>(series.quantity.size()), world.history.frequency);
    const int missing = std::max(0, steps_between(end, today, world.history.frequency));
    station.need.insert(station.need.end(), static_cast<std::size_t>(missing), 0.0);
    station.clean.insert(station.clean.end(), static_cast<std::size_t>(missing), 0);
    return station;
}

void add_to_hub(Station& hub, const Station& below) {
    hub.position += below.position;
    if (hub.need.size() < below.need.size()) {
        hub.need.insert(hub.need.begin(), below.need.size() - hub.need.size(), 0.0);
        hub.clean.resize(hub.need.size(), 1);
    }
    for (std::size_t back = 1; back <= below.need.size(); ++back) {
        hub.need[hub.need.size() - back] += below.need[below.need.size() - back];
    }
}

}  // namespace

std::vector<Station> stations(const World& world, Date today) {
    const Goods goods(world, today);
    const Suppliers suppliers(world, today, world.history.frequency);
    std::vector<Station> all;
    std::map<std::pair<ItemId, PlaceId>, Station> hubs;
    for (const Series& series : world.history.series) {
        const SupplyTree& tree = suppliers.tree(series.item);
        const auto lane = tree.lane[series.place];
        if (!lane || world.places[series.place].kind != PlaceKind::depot) {
            continue;
        }
        all.push_back(depot_station(world, series, *lane, today, goods));
        for (PlaceId up = world.lanes[*lane].from; tree.lane[up];
             up = world.lanes[*tree.lane[up]].from) {
            Station blank{series.item, up, *tree.lane[up], true, 0, 0, {}, {}};
            const auto [hub, is_new] = hubs.try_emplace({series.item, up}, blank);
            if (is_new) {
                hub->second.lead =
                    lead_steps(world.lanes[*tree.lane[up]], world.history.frequency) +
                    tree.reach_steps[up];
                // The hub's own; hubs between it and the depots add theirs once, below.
                hub->second.position =
                    total(goods.stock(series.item, up)) + total(goods.transit(series.item, up));
            }
            add_to_hub(hub->second, all.back());
        }
    }
    // Stock of a hub counts for the hubs above it too.
    std::map<std::pair<ItemId, PlaceId>, double> own;
    for (const auto& [key, hub] : hubs) {
        own[key] =
            total(goods.stock(key.first, key.second)) + total(goods.transit(key.first, key.second));
    }
    for (const auto& [key, units] : own) {
        const SupplyTree& tree = suppliers.tree(key.first);
        for (PlaceId up = world.lanes[*tree.lane[key.second]].from; tree.lane[up];
             up = world.lanes[*tree.lane[up]].from) {
            hubs.at({key.first, up}).position += units;
        }
    }
    for (auto& [key, hub] : hubs) {
        all.push_back(std::move(hub));
    }
    return all;
}

}  // namespace vorrat::placement

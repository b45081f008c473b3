#include "vorrat/placement/suppliers.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "vorrat/placement/ratio.h"

namespace vorrat::placement {
namespace {

constexpr double without_limit = std::numeric_limits<double>::infinity();

bool may_send(PlaceKind kind) { return kind != PlaceKind::depot; }

bool may_receive(PlaceKind kind) { return kind == PlaceKind::depot || kind == PlaceKind::hub; }

PerId<PlaceId, std::vector<LaneId>> useful_lanes(const World& world) {
    PerId<PlaceId, std::vector<LaneId>> lanes_to(world.places.size());
    for (const LaneId id : world.lanes.ids()) {
        const Lane& lane = world.lanes[id];
        if (lane.from == lane.to) {
            continue;
        }
        if (may_send(world.places[lane.from].kind) && may_receive(world.places[lane.to].kind)) {
            lanes_to[lane.to].push_back(id);
        }
    }
    for (std::vector<LaneId>& lanes : lanes_to) {
        std::sort(lanes.begin(), lanes.end(), [&world](LaneId a, LaneId b) {
            const auto key = [&world](LaneId id) {
                const Lane& lane = world.lanes[id];
                return std::tuple(lane.lead_days, lane.length.value, id.value);
            };
            return key(a) < key(b);
        });
    }
    return lanes_to;
}

/// Total lead and kilometres from the nearest root.
struct Distance {
    double days = without_limit;
    double km = without_limit;

    friend auto operator<=>(const Distance&, const Distance&) = default;
};

Distance along(Distance from, const Lane& lane) {
    return {from.days + std::max(0, lane.lead_days), from.km + lane.length.value};
}

}  // namespace

double review_share(const Criteria& criteria, Frequency frequency) {
    return static_cast<double>(review_steps(criteria, frequency) * step_days(frequency)) /
           std::max(1, criteria.period_days);
}

Suppliers::Suppliers(const World& world, Date as_of, Frequency frequency)
    : world_(world),
      as_of_(as_of),
      share_of_period_(review_share(world.criteria, frequency)),
      rows_(world.supplies),
      plants_(world.items.size()),
      made_(world.items.size(), 0),
      lanes_to_(useful_lanes(world)),
      tree_of_(world.items.size(), 0) {
    std::stable_sort(rows_.begin(), rows_.end(), [](const Supply& a, const Supply& b) {
        return std::pair(a.item, a.place) < std::pair(b.item, b.place);
    });
    for (const Activity& activity : world.activities) {
        for (const ItemQuantity& output : activity.outputs) {
            made_[output.item] = 1;
            auto& plants = plants_[output.item];
            plants.insert(plants.end(), activity.places.begin(), activity.places.end());
        }
    }
    for (const StockLot& lot : world.stock) {
        if (world.places[lot.place].kind == PlaceKind::plant && lot.quantity > 0) {
            plants_[lot.item].push_back(lot.place);
        }
    }
    std::map<std::vector<PlaceId>, std::size_t> known;
    for (const ItemId item : world.items.ids()) {
        const auto [place, is_new] = known.try_emplace(roots(item), trees_.size());
        if (is_new) {
            trees_.push_back(grow(place->first, frequency));
        }
        tree_of_[item] = place->second;
    }
}

std::vector<PlaceId> Suppliers::roots(ItemId item) const {
    std::vector<PlaceId> all;
    for (const PlaceId place : plants_[item]) {
        if (may_send(world_.places[place].kind)) {
            all.push_back(place);
        }
    }
    for (const PlaceId place : world_.places.ids()) {
        if (world_.places[place].kind == PlaceKind::source && ever_gives(item, place)) {
            all.push_back(place);
        }
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::span<const Supply> Suppliers::rows(ItemId item, PlaceId place) const {
    const auto key = [](const Supply& row) { return std::pair(row.item, row.place); };
    const std::pair wanted(item, place);
    const auto first = std::partition_point(rows_.begin(), rows_.end(),
                                            [&](const Supply& row) { return key(row) < wanted; });
    const auto last = std::partition_point(first, rows_.end(),
                                           [&](const Supply& row) { return key(row) == wanted; });
    return {first, last};
}

bool Suppliers::ever_gives(ItemId item, PlaceId place) const {
    if (rows_.empty()) {
        return given(item, place) > 0;
    }
    const auto found = rows(item, place);
    return std::any_of(found.begin(), found.end(),
                       [](const Supply& row) { return row.available.value_or(without_limit) > 0; });
}

double Suppliers::given(ItemId item, PlaceId place) const {
    if (rows_.empty()) {
        const bool is_source = world_.places[place].kind == PlaceKind::source;
        return is_source && made_[item] == 0 ? without_limit : 0;
    }
    double units = 0;
    for (const Supply& row : rows(item, place)) {
        const double available = row.available ? *row.available * share_of_period_ : without_limit;
        if (!row.date) {
            units = available;
        } else if (*row.date >= as_of_ &&
                   *row.date < as_of_ + days{std::max(1, world_.criteria.period_days)}) {
            return available;  // the row of this period replaces the undated one
        }
    }
    return units;
}

SupplyTree Suppliers::grow(const std::vector<PlaceId>& roots, Frequency frequency) const {
    const std::size_t count = world_.places.size();
    PerId<PlaceId, Distance> distance(count);
    SupplyTree tree{
        PerId<PlaceId, std::optional<LaneId>>(count), PerId<PlaceId, int>(count, 0), {}};
    for (const PlaceId root : roots) {
        distance[root] = {0, 0};
    }

    // Dijkstra over hubs: few enough for the plain quadratic form.
    PerId<PlaceId, char> done(count, 0);
    const auto nearest_open_hub = [&]() -> std::optional<PlaceId> {
        std::optional<PlaceId> best;
        for (const PlaceId hub : world_.places.ids()) {
            if (world_.places[hub].kind != PlaceKind::hub || done[hub] != 0) {
                continue;
            }
            for (const LaneId lane : lanes_to_[hub]) {
                const PlaceId from = world_.lanes[lane].from;
                const bool settled = world_.places[from].kind != PlaceKind::hub || done[from] != 0;
                if (!settled || distance[from].days == without_limit) {
                    continue;
                }
                const Distance candidate = along(distance[from], world_.lanes[lane]);
                if (candidate < distance[hub]) {
                    distance[hub] = candidate;
                    tree.lane[hub] = lane;
                }
            }
            if (tree.lane[hub] && (!best || distance[hub] < distance[*best])) {
                best = hub;
            }
        }
        return best;
    };
    while (const auto hub = nearest_open_hub()) {
        done[*hub] = 1;
        tree.hubs.push_back(*hub);
    }
    std::reverse(tree.hubs.begin(), tree.hubs.end());

    for (const PlaceId place : world_.places.ids()) {
        if (world_.places[place].kind != PlaceKind::depot) {
            continue;
        }
        for (const LaneId lane : lanes_to_[place]) {
            if (distance[world_.lanes[lane].from].days < without_limit) {
                tree.lane[place] = lane;
                break;
            }
        }
        int lead = 0;
        for (auto up = tree.lane[place]; up; up = tree.lane[world_.lanes[*up].from]) {
            lead += lead_steps(world_.lanes[*up], frequency);
            int& reach = tree.reach_steps[world_.lanes[*up].from];
            reach = std::max(reach, lead);
        }
    }
    return tree;
}

}  // namespace vorrat::placement

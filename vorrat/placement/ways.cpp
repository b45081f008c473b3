#include "vorrat/placement/ways.h"

#include <algorithm>
#include <tuple>

namespace vorrat::placement {
namespace {

class Search {
public:
    Search(const World& world, const Suppliers& suppliers, const Transport& transport,
           const Transit& transit, Date as_of)
        : world_(world),
          suppliers_(suppliers),
          transport_(transport),
          transit_(transit),
          as_of_(as_of) {}

    std::optional<Ways> to_area() const;
    std::optional<Ways> to_place() const;

private:
    PlaceKind kind(PlaceId place) const { return world_.places[place].kind; }
    days lead(LaneId lane) const { return days{std::max(0, world_.lanes[lane].lead_days)}; }
    Way along(Fate fate, LaneId lane, Date leaves) const;
    std::vector<LaneId> lanes_from(PlaceId from) const;
    std::optional<LaneId> lane_between(PlaceId from, PlaceId to) const;
    std::optional<PlaceId> hub_for(const std::vector<PlaceId>& places) const;
    std::optional<LaneId> lane_from_hub_ahead() const;
    Ways at_hub_ahead(LaneId planned) const;
    Ways on_arrival() const;

    const World& world_;
    const Suppliers& suppliers_;
    const Transport& transport_;
    const Transit& transit_;
    Date as_of_;
};

Way Search::along(Fate fate, LaneId lane, Date leaves) const {
    return {fate, world_.lanes[lane].to, leaves + lead(lane), transport_.cost(lane),
            transport_.co2e_kg(lane)};
}

/// To hubs and depots, one to each: the fastest, then the shortest.
std::vector<LaneId> Search::lanes_from(PlaceId from) const {
    const auto key = [this](LaneId id) {
        const Lane& lane = world_.lanes[id];
        return std::tuple(lane.to, lane.lead_days, lane.length.value, id);
    };
    std::vector<LaneId> lanes;
    for (const LaneId id : world_.lanes.ids()) {
        const PlaceId to = world_.lanes[id].to;
        const bool receives = kind(to) == PlaceKind::hub || kind(to) == PlaceKind::depot;
        if (world_.lanes[id].from == from && to != from && receives) {
            lanes.push_back(id);
        }
    }
    std::ranges::sort(lanes, {}, key);
    const auto to_same = [this](LaneId a, LaneId b) {
        return world_.lanes[a].to == world_.lanes[b].to;
    };
    lanes.erase(std::unique(lanes.begin(), lanes.end(), to_same), lanes.end());
    return lanes;
}

std::optional<LaneId> Search::lane_between(PlaceId from, PlaceId to) const {
    for (const LaneId lane : suppliers_.lanes_to(to)) {
        if (world_.lanes[lane].from == from) {
            return lane;
        }
    }
    return std::nullopt;
}

/// The hub with lanes to all the places, the nearest to its farthest one.
std::optional<PlaceId> Search::hub_for(const std::vector<PlaceId>& places) const {
    std::optional<PlaceId> best;
    int least = 0;
    for (const PlaceId hub : world_.places.ids()) {
        int farthest = 0;
        bool reaches_all = kind(hub) == PlaceKind::hub;
        for (const PlaceId place : places) {
            const auto lane = lane_between(hub, place);
            reaches_all = reaches_all && lane;
            farthest = lane ? std::max(farthest, world_.lanes[*lane].lead_days) : farthest;
        }
        if (reaches_all && (!best || farthest < least)) {
            best = hub;
            least = farthest;
        }
    }
    return best;
}

std::optional<Ways> Search::to_area() const {
    const auto& places = world_.areas[*transit_.to_area].places;
    const auto hub = hub_for(places);
    if (!hub) {
        return std::nullopt;
    }
    days farthest{0};
    for (const PlaceId place : places) {
        farthest = std::max(farthest, lead(*lane_between(*hub, place)));
    }
    Ways ways{{}, *hub, transit_.arrives - farthest};
    const Date leaves = std::max(as_of_, ways.branches);
    for (const PlaceId place : places) {
        ways.all.push_back(along(Fate::address, *lane_between(*hub, place), leaves));
    }
    ways.all.push_back({Fate::give_back, *hub, leaves, 0, 0});
    return ways;
}

/// The lane into the depot, while the hub that supplies it still lies ahead.
std::optional<LaneId> Search::lane_from_hub_ahead() const {
    const auto lane = suppliers_.tree(transit_.item).lane[*transit_.to_place];
    if (!lane || kind(*transit_.to_place) != PlaceKind::depot) {
        return std::nullopt;
    }
    const PlaceId from = world_.lanes[*lane].from;
    const bool is_ahead = kind(from) == PlaceKind::hub && from != transit_.from &&
                          transit_.arrives - lead(*lane) >= as_of_;
    return is_ahead ? lane : std::nullopt;
}

Ways Search::at_hub_ahead(LaneId planned) const {
    const PlaceId depot = *transit_.to_place;
    const PlaceId hub = world_.lanes[planned].from;
    const Date leaves = transit_.arrives - lead(planned);
    Ways ways{{{Fate::confirm, depot, transit_.arrives, 0, 0}}, depot, leaves};
    for (const LaneId other : lanes_from(hub)) {
        if (kind(world_.lanes[other].to) == PlaceKind::depot && world_.lanes[other].to != depot) {
            ways.all.push_back(along(Fate::readdress, other, leaves));
        }
    }
    ways.all.push_back({Fate::give_back, hub, leaves, 0, 0});
    for (Way& way : ways.all) {
        if (way.fate != Fate::confirm) {
            way.cost -= transport_.cost(planned);
            way.co2e_kg -= transport_.co2e_kg(planned);
        }
    }
    return ways;
}

Ways Search::on_arrival() const {
    const PlaceId place = *transit_.to_place;
    const Date arrives = std::max(as_of_, transit_.arrives);
    Ways ways{{{Fate::confirm, place, arrives, 0, 0}}, place, arrives};
    for (const LaneId lane : lanes_from(place)) {
        const bool same_kind = kind(world_.lanes[lane].to) == kind(place);
        if (same_kind) {
            ways.all.push_back(along(Fate::transship, lane, arrives));
        } else if (kind(place) == PlaceKind::depot) {
            ways.all.push_back(along(Fate::give_back, lane, arrives));
        }
    }
    return ways;
}

std::optional<Ways> Search::to_place() const {
    const PlaceKind there = kind(*transit_.to_place);
    if (there != PlaceKind::depot && there != PlaceKind::hub) {
        return std::nullopt;
    }
    const auto planned = lane_from_hub_ahead();
    return planned ? at_hub_ahead(*planned) : on_arrival();
}

}  // namespace

std::optional<Ways> ways_of(const World& world, const Suppliers& suppliers,
                            const Transport& transport, const Transit& transit, Date as_of) {
    const Search search(world, suppliers, transport, transit, as_of);
    return transit.to_area ? search.to_area() : search.to_place();
}

std::optional<Date> life_under_way(const World& world, const Suppliers& suppliers,
                                   const Transit& transit) {
    const auto life = world.items[transit.item].shelf_life_days;
    if (!life) {
        return std::nullopt;
    }
    const auto& area = transit.to_area ? world.areas[*transit.to_area].places
                                       : std::vector<PlaceId>{*transit.to_place};
    const SupplyTree& tree = suppliers.tree(transit.item);
    days taken{0};
    PlaceId at = area.front();
    while (at != transit.from && tree.lane[at]) {
        const Lane& lane = world.lanes[*tree.lane[at]];
        taken += days{std::max(0, lane.lead_days)};
        at = lane.from;
    }
    // Goods that came another way than today's count as fresh on arrival.
    const Date left = at == transit.from ? transit.arrives - taken : transit.arrives;
    return left + days{*life};
}

}  // namespace vorrat::placement

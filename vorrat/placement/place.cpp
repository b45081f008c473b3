#include <algorithm>
#include <cmath>

#include "vorrat/placement/calm.h"
#include "vorrat/placement/findings.h"
#include "vorrat/placement/placement.h"
#include "vorrat/placement/share.h"
#include "vorrat/placement/wishes.h"

namespace vorrat::placement {
namespace {

Shipment to_shipment(const Morning& morning, const Line& line) {
    const Lane& lane = morning.world.lanes[line.lane];
    const double units = static_cast<double>(line.granted) * line.pack;
    Shipment shipment{line.item,     lane.from,
                      lane.to,       line.lane,
                      morning.as_of, morning.as_of + days{std::max(0, lane.lead_days)},
                      units,         Kilograms{units * line.kg},
                      line.reason};
    shipment.reason.shortage_avoided = avoided(line, units);
    shipment.reason.use_before_expiry = probability_of_use(line, units);
    shipment.reason.co2e_kg = morning.transport.co2e_kg(line.lane) * shipment.mass.value;
    shipment.reason.short_at_origin = line.short_at_origin;
    return shipment;
}

void send(const Morning& morning, std::vector<Line> lines, Limits& limits, Threads threads,
          Placement& placement) {
    Shared shared = share(morning, lines, limits, threads);
    keep_calm(morning, lines, limits, shared);
    placement.worth += shared.worth;
    placement.bound += shared.bound;
    placement.scarce.insert(placement.scarce.end(), shared.scarce.begin(), shared.scarce.end());
    const auto is_sent = [](const Line& line) { return line.granted > 0; };
    placement.shipments.reserve(placement.shipments.size() +
                                static_cast<std::size_t>(std::ranges::count_if(lines, is_sent)));
    for (const Line& line : lines) {
        if (is_sent(line)) {
            placement.shipments.push_back(to_shipment(morning, line));
        }
    }
}

/// Stock on hand and under way at and below every place, by the item's tree.
class EchelonStock {
public:
    explicit EchelonStock(const Morning& morning)
        : morning_(morning),
          units_(morning.world.places.size(), PerId<ItemId, double>(morning.world.items.size())) {
        for (const ItemId item : morning.world.items.ids()) {
            for (const PlaceId place : morning.world.places.ids()) {
                const double units = total(morning.goods.stock(item, place)) +
                                     total(morning.goods.transit(item, place));
                if (units > 0) {
                    add(item, place, units);
                }
            }
            for (const Transit& transit : morning.goods.to_areas(item)) {
                const auto& places = morning.world.areas[*transit.to_area].places;
                if (!places.empty()) {
                    add(item, places.front(), transit.quantity);
                }
            }
        }
    }

    /// From a hub goods only move on; from a source or a plant they come in.
    void send(const Shipment& shipment) {
        add(shipment.item, shipment.to, shipment.quantity);
        if (morning_.world.places[shipment.from].kind == PlaceKind::hub) {
            add(shipment.item, shipment.from, -shipment.quantity);
        }
    }

    const PerId<ItemId, double>& at(PlaceId place) const { return units_[place]; }

private:
    void add(ItemId item, PlaceId place, double units) {
        const SupplyTree& tree = morning_.suppliers.tree(item);
        units_[place][item] += units;
        for (auto up = tree.lane[place]; up; up = tree.lane[morning_.world.lanes[*up].from]) {
            units_[morning_.world.lanes[*up].from][item] += units;
        }
    }

    const Morning& morning_;
    PerId<PlaceId, PerId<ItemId, double>> units_;
};

std::optional<Planned> planned_by(const std::optional<std::vector<Order>>& earlier) {
    if (!earlier) {
        return std::nullopt;
    }
    Planned planned;
    for (const Order& order : *earlier) {
        planned[{order.item, order.lane}] += order.quantity;
    }
    return planned;
}

/// Hubs in an order in which each comes before the hubs that supply it, over all trees.
std::vector<PlaceId> hubs_upwards(const Morning& morning) {
    std::vector<PlaceId> hubs;
    for (const SupplyTree& tree : morning.suppliers.trees()) {
        for (const PlaceId hub : tree.hubs) {
            if (std::find(hubs.begin(), hubs.end(), hub) == hubs.end()) {
                hubs.push_back(hub);
            }
        }
    }
    return hubs;
}

}  // namespace

std::vector<Interval> intervals_needed(const World& world, Frequency frequency) {
    const Suppliers suppliers(world, Date{}, frequency);
    std::vector<int> steps;
    for (const LaneId lane : world.lanes.ids()) {
        if (world.places[world.lanes[lane].to].kind == PlaceKind::depot) {
            steps.push_back(lead_steps(world.lanes[lane], frequency) +
                            review_steps(world.criteria, frequency));
        }
    }
    for (const SupplyTree& tree : suppliers.trees()) {
        for (const PlaceId hub : tree.hubs) {
            steps.push_back(hub_steps(world, tree, hub, frequency));
        }
    }
    std::sort(steps.begin(), steps.end());
    steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
    std::vector<Interval> intervals;
    intervals.reserve(steps.size());
    for (const int count : steps) {
        intervals.push_back({0, count});
    }
    return intervals;
}

double Placement::gap() const { return (bound - worth) / std::max(worth, 1e-12); }

Result<Placement> place(const World& world, const NeedForecast& forecast, Date as_of,
                        const PlacementSettings& settings) {
    if (const auto fits = check_forecast(world, forecast, as_of); !fits) {
        return fits.error();
    }
    const Goods goods(world, as_of);
    const Suppliers suppliers(world, as_of, forecast.frequency);
    const Transport transport(world);
    const Aims aims = aims_of(world, forecast.frequency);
    const std::optional<Planned> planned = planned_by(settings.earlier);
    const Morning morning{world, forecast,  as_of,  goods, suppliers, settings.least_use,
                          aims,  transport, planned};
    Limits limits(morning);
    auto wishes = depot_wishes(morning, settings.threads);
    if (!wishes) {
        return wishes.error();
    }
    Placement placement;
    placement.findings = findings(morning);
    std::vector<Shipment>& shipments = placement.shipments;
    send(morning, *std::move(wishes), limits, settings.threads, placement);

    const std::vector<PlaceId> hubs = hubs_upwards(morning);
    if (!hubs.empty()) {
        EchelonStock echelon(morning);
        for (const Shipment& s : shipments) {
            echelon.send(s);
        }
        for (const PlaceId hub : hubs) {
            const std::size_t before = shipments.size();
            send(morning, hub_wishes(morning, hub, echelon.at(hub)), limits, settings.threads,
                 placement);
            for (std::size_t s = before; s < shipments.size(); ++s) {
                echelon.send(shipments[s]);
            }
        }
    }
    std::stable_sort(shipments.begin(), shipments.end(), [](const Shipment& a, const Shipment& b) {
        return std::pair(a.item, a.to) < std::pair(b.item, b.to);
    });
    return placement;
}

}  // namespace vorrat::placement

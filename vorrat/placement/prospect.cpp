#include "vorrat/placement/prospect.h"

#include <algorithm>
#include <array>

#include "vorrat/base/check.h"
#include "vorrat/placement/ratio.h"

namespace vorrat::placement {
namespace {

using PerPath = std::array<float, path_count>;

}  // namespace

Prospect::Prospect(std::span<const float> lost, double share, std::span<const float> usable)
    : lost_(lost), share_(share), usable_(usable) {}

Prospects::Prospects(const World& world, const NeedForecast& forecast, Date as_of,
                     const Goods& goods, const Suppliers& suppliers)
    : world_(world),
      forecast_(forecast),
      as_of_(as_of),
      goods_(goods),
      suppliers_(suppliers),
      drawer_(forecast.levels, std::max(1, forecast.horizon)) {}

std::size_t Prospects::step_of(Date day) const {
    return static_cast<std::size_t>(first_step_from(as_of_, day, forecast_.frequency));
}

std::optional<Prospect> Prospects::at(PlaceId place, const Around& around, Date arrives, Date end) {
    return world_.places[place].kind == PlaceKind::hub ? at_hub(place, around, arrives, end)
                                                       : at_depot(place, around, arrives, end);
}

const Prospects::Depot* Prospects::depot(ItemId item, PlaceId place) {
    if (item != item_) {
        depots_.clear();
        item_ = item;
    }
    const auto [known, is_new] = depots_.try_emplace(place);
    const std::size_t series = forecast_.find({item, place});
    if (is_new && series < forecast_.series.size() && !suppliers_.lanes_to(place).empty()) {
        const auto usual = suppliers_.tree(item).lane[place];
        const LaneId lane = usual.value_or(suppliers_.lanes_to(place).front());
        const int protected_steps = lead_steps(world_.lanes[lane], forecast_.frequency) +
                                    review_steps(world_.criteria, forecast_.frequency);
        Depot& depot = known->second.emplace();
        depot.lead = static_cast<std::size_t>(lead_from_stock(item, lane));
        depot.steps = static_cast<std::size_t>(forecast_.horizon);
        depot.needs.resize(path_count * depot.steps);
        drawer_.draw(forecast_, series, interval_of(forecast_, protected_steps), forecast_.horizon,
                     depot.needs);
        depot.on_hand = total(goods_.stock(item, place));
    }
    return known->second ? &*known->second : nullptr;
}

/// Steps over the lane, and over those before it while nothing lies where they begin.
int Prospects::lead_from_stock(ItemId item, LaneId lane) const {
    const SupplyTree& tree = suppliers_.tree(item);
    int lead = lead_steps(world_.lanes[lane], forecast_.frequency);
    PlaceId from = world_.lanes[lane].from;
    while (tree.lane[from] && goods_.stock(item, from).empty()) {
        lead += lead_steps(world_.lanes[*tree.lane[from]], forecast_.frequency);
        from = world_.lanes[*tree.lane[from]].from;
    }
    return lead;
}

/// The step from which the next shipment can help.
std::size_t Prospects::helped_from(const Depot& depot, std::size_t arrives) const {
    const int review = review_steps(world_.criteria, forecast_.frequency);
    return std::min(std::max(arrives, depot.lead) + static_cast<std::size_t>(review), depot.steps);
}

/// Units per step; what comes later than the steps in the last cell.
std::vector<double> Prospects::arriving(const Around& around, PlaceId place,
                                        std::size_t steps) const {
    std::vector<double> units(steps + 1, 0.0);
    for (const Transit& transit : around.under_way) {
        if (transit.to_place == place) {
            units[std::min(step_of(transit.arrives), steps)] += transit.quantity;
        }
    }
    return units;
}

std::optional<Prospect> Prospects::at_depot(PlaceId place, const Around& around, Date arrives,
                                            Date end) {
    const Depot* there = depot(around.item, place);
    if (there == nullptr) {
        return std::nullopt;
    }
    const std::size_t first = step_of(arrives);
    const std::size_t last = step_of(end);
    const std::size_t helped = std::min(helped_from(*there, first), last);
    const std::vector<double> comes = arriving(around, place, there->steps);
    PerPath lost{};
    PerPath usable{};
    for (std::size_t k = 0; k < path_count; ++k) {
        const double* path = there->needs.data() + k * there->steps;
        double stock = there->on_hand;
        double sum = 0;
        double other = 0;  // all else that is there from the arrival to the last day
        double need = 0;
        double missed = 0;
        for (std::size_t t = 0; t < there->steps; ++t) {
            sum += path[t];
            other += t == first ? stock : 0;
            if (t >= first && t < last) {
                other += comes[t];
                need += path[t];
            }
            stock += comes[t] - path[t];
            if (stock < 0) {
                missed -= t >= first && t < helped ? stock : 0;
                stock = 0;
            }
        }
        // Beyond the forecast a path goes on at its own mean.
        const double rate = sum / static_cast<double>(there->steps);
        if (first >= there->steps) {
            other += std::max(0.0, stock - rate * static_cast<double>(first - there->steps));
        }
        if (const std::size_t known = std::max(first, there->steps); last > known) {
            need += rate * static_cast<double>(last - known);
            other += comes.back();
        }
        lost[k] = static_cast<float>(missed);
        // What would be lost is used, however much comes behind it.
        usable[k] = static_cast<float>(std::max(missed, need - other));
    }
    return Prospect(lost, 1, usable);
}

double Prospects::echelon_stock(PlaceId hub, const Around& around) const {
    const SupplyTree& tree = suppliers_.tree(around.item);
    double units = 0;
    for (const PlaceId place : world_.places.ids()) {
        const double here = total(goods_.stock(around.item, place));
        units += here > 0 && is_below(world_, tree, place, hub) ? here : 0;
    }
    for (const Transit& transit : around.under_way) {
        units += is_below(world_, tree, *transit.to_place, hub) ? transit.quantity : 0;
    }
    return units;
}

std::optional<Prospect> Prospects::at_hub(PlaceId hub, const Around& around, Date arrives,
                                          Date end) {
    auto needs = hubs_.find(hub);
    if (needs == hubs_.end()) {
        needs = hubs_.emplace(hub, hub_needs(world_, forecast_, suppliers_, hub)).first;
    }
    const HubNeed& need = needs->second[around.item];
    if (need.steps == 0) {
        return std::nullopt;
    }
    const double review = review_steps(world_.criteria, forecast_.frequency);
    const double share = review / (suppliers_.tree(around.item).reach_steps[hub] + review);
    const double there = echelon_stock(hub, around);
    const std::size_t first = step_of(arrives);
    const auto steps = static_cast<std::size_t>(need.steps);
    const double of = static_cast<double>(step_of(end)) / need.steps;
    PerPath lost{};
    PerPath usable{};
    for (std::size_t k = 0; k < path_count; ++k) {
        lost[k] =
            first < steps ? static_cast<float>(need.on_path(k, std::min(1.0, of)) - there) : 0;
        usable[k] = static_cast<float>(need.on_path(k, of) - there);
    }
    return Prospect(lost, share, usable);
}

PathSums Prospects::lost_after(PlaceId place, const Around& around, Date arrives, std::size_t begin,
                               std::size_t outlook) {
    const Depot* there = depot(around.item, place);
    check(there != nullptr, "something is foreseen there");
    const std::size_t first = step_of(arrives);
    const std::size_t helped = helped_from(*there, first);
    const std::vector<double> comes = arriving(around, place, there->steps);
    double at_begin = there->on_hand;
    const double* passed = there->needs.data() + outlook * there->steps;
    for (std::size_t t = 0; t < std::min(begin, there->steps); ++t) {
        at_begin = std::max(0.0, at_begin + comes[t] - passed[t]);
    }
    PerPath lost{};
    for (std::size_t k = 0; k < path_count; ++k) {
        const double* path = there->needs.data() + k * there->steps;
        double stock = at_begin;
        for (std::size_t t = begin; t < helped; ++t) {
            stock += comes[t] - path[t];
            lost[k] += stock < 0 && t >= first ? static_cast<float>(-stock) : 0;
            stock = std::max(0.0, stock);
        }
    }
    return PathSums(lost);
}

}  // namespace vorrat::placement

#include <algorithm>

#include "vorrat/plan/network.h"
#include "vorrat/solve/solve.h"

namespace vorrat::plan {
namespace {

std::optional<PlaceId> destination(const World& world, const Transit& transit) {
    if (transit.to_place) {
        return transit.to_place;
    }
    if (!transit.to_area || world.areas[*transit.to_area].places.empty()) {
        return std::nullopt;
    }
    return world.areas[*transit.to_area].places.front();
}

}  // namespace

Opening opening_goods(const World& world, const Horizon& horizon) {
    Opening opening;
    for (const StockLot& lot : world.stock) {
        if (lot.quantity <= 0) {
            continue;
        }
        if (lot.best_before && *lot.best_before < horizon.start) {
            continue;
        }
        opening.arrivals.push_back({lot.item, lot.place, 0, lot.quantity});
        const auto last = lot.best_before ? horizon.period_of(*lot.best_before) : std::nullopt;
        if (last) {
            opening.dated.push_back({lot.item, lot.place, *last, lot.quantity});
        }
    }
    for (const Transit& transit : world.transit) {
        const auto place = destination(world, transit);
        const auto period = horizon.arrival_period(transit.arrives);
        if (transit.quantity <= 0 || !place || !period) {
            continue;
        }
        opening.arrivals.push_back({transit.item, *place, *period, transit.quantity});
    }
    return opening;
}

Supplies::Supplies(const World& world, const Horizon& horizon)
    : periods_(static_cast<std::size_t>(horizon.periods)), row_(world, none) {
    const auto add_row = [&](ItemId item, PlaceId place, double value) {
        row_.at(item, place) = static_cast<std::uint32_t>(available_.size() / periods_);
        available_.insert(available_.end(), periods_, value);
    };
    if (world.supplies.empty()) {
        std::vector<bool> made(world.items.size(), false);
        for (const Activity& activity : world.activities) {
            for (const ItemQuantity& output : activity.outputs) {
                made[output.item.index()] = true;
            }
        }
        for (const ItemId item : world.items.ids()) {
            for (const PlaceId place : world.places.ids()) {
                if (world.places[place].kind != PlaceKind::source || made[item.index()]) {
                    continue;
                }
                add_row(item, place, solve::infinity);
            }
        }
        return;
    }
    // Undated rows first, so that dated ones replace them whatever their order in the table.
    for (const bool dated : {false, true}) {
        for (const Supply& supply : world.supplies) {
            if (supply.date.has_value() != dated) {
                continue;
            }
            if (world.places[supply.place].kind != PlaceKind::source) {
                continue;
            }
            if (!gives(supply.item, supply.place)) {
                add_row(supply.item, supply.place, 0);
            }
            const double value = supply.available.value_or(solve::infinity);
            const auto row =
                available_.begin() +
                static_cast<std::ptrdiff_t>(row_.at(supply.item, supply.place) * periods_);
            if (!dated) {
                std::fill_n(row, periods_, value);
            }
            const auto period = dated ? horizon.period_of(*supply.date) : std::nullopt;
            if (period) {
                row[*period] = value;
            }
        }
    }
}

double Supplies::available(ItemId item, PlaceId place, int period) const {
    if (!gives(item, place)) {
        return 0;
    }
    return available_[row_.at(item, place) * periods_ + static_cast<std::size_t>(period)];
}

}  // namespace vorrat::plan

#include "vorrat/placement/goods.h"

#include <algorithm>
#include <tuple>

namespace vorrat::placement {
namespace {

/// The rows whose key is `key`, of rows sorted by `key_of`.
template <class Row, class Key, class KeyOf>
std::span<const Row> rows_of(const std::vector<Row>& rows, const Key& key, const KeyOf& key_of) {
    const auto first = std::partition_point(rows.begin(), rows.end(),
                                            [&](const Row& row) { return key_of(row) < key; });
    const auto last = std::partition_point(first, rows.end(),
                                           [&](const Row& row) { return !(key < key_of(row)); });
    return {first, last};
}

std::pair<ItemId, PlaceId> lot_key(const StockLot& lot) { return {lot.item, lot.place}; }
std::pair<ItemId, PlaceId> transit_key(const Transit& t) { return {t.item, *t.to_place}; }

}  // namespace

Goods::Goods(const World& world, Date as_of) {
    for (const StockLot& lot : world.stock) {
        if (lot.quantity > 0 && lot.best_before.value_or(Date::max()) >= as_of) {
            stock_.push_back(lot);
        }
    }
    for (const Transit& transit : world.transit) {
        if (transit.quantity <= 0) {
            continue;
        }
        (transit.to_place ? transit_ : to_areas_).push_back(transit);
    }
    std::stable_sort(stock_.begin(), stock_.end(), [](const StockLot& a, const StockLot& b) {
        const Date never = Date::max();
        return std::tuple(a.item, a.place, a.best_before.value_or(never)) <
               std::tuple(b.item, b.place, b.best_before.value_or(never));
    });
    std::stable_sort(transit_.begin(), transit_.end(), [](const Transit& a, const Transit& b) {
        return transit_key(a) < transit_key(b);
    });
    std::stable_sort(to_areas_.begin(), to_areas_.end(),
                     [](const Transit& a, const Transit& b) { return a.item < b.item; });
}

std::span<const StockLot> Goods::stock(ItemId item, PlaceId place) const {
    return rows_of(stock_, std::pair(item, place), lot_key);
}

std::span<const Transit> Goods::transit(ItemId item, PlaceId place) const {
    return rows_of(transit_, std::pair(item, place), transit_key);
}

std::span<const Transit> Goods::to_areas(ItemId item) const {
    return rows_of(to_areas_, item, [](const Transit& t) { return t.item; });
}

double total(std::span<const StockLot> lots) {
    double sum = 0;
    for (const StockLot& lot : lots) {
        sum += lot.quantity;
    }
    return sum;
}

double total(std::span<const Transit> transit) {
    double sum = 0;
    for (const Transit& t : transit) {
        sum += t.quantity;
    }
    return sum;
}

}  // namespace vorrat::placement

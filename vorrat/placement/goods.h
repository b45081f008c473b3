#pragma once

#include <span>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/model/world.h"

namespace vorrat::placement {

/// Stock and goods under way, in an order that finds those of an item at a place at once. Lots past
/// their best_before on the morning of `as_of` are left out: they are waste already.
class Goods {
public:
    Goods(const World& world, Date as_of);

    /// First expired first, lots without a date last.
    std::span<const StockLot> stock(ItemId item, PlaceId place) const;
    /// To this very place.
    std::span<const Transit> transit(ItemId item, PlaceId place) const;
    /// To areas, all of the item.
    std::span<const Transit> to_areas(ItemId item) const;

private:
    std::vector<StockLot> stock_;
    std::vector<Transit> transit_;
    std::vector<Transit> to_areas_;
};

double total(std::span<const StockLot> lots);
double total(std::span<const Transit> transit);

}  // namespace vorrat::placement

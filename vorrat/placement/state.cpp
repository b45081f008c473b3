#include "vorrat/placement/state.h"

#include <algorithm>

namespace vorrat::placement {

State::State(std::size_t items, std::size_t places)
    : items_(items), places_(places), stock_(items * places) {}

State State::from_world(const World& world) {
    State state(world.items.size(), world.places.size());
    for (const StockLot& lot : world.stock) {
        state.add(lot.item, lot.place, {lot.quantity, lot.best_before.value_or(Date::max())});
    }
    for (const Transit& t : world.transit) {
        if (!t.to_place && world.areas[*t.to_area].places.empty()) {
            continue;
        }
        const PlaceId to = t.to_place ? *t.to_place : world.areas[*t.to_area].places.front();
        const auto life = world.items[t.item].shelf_life_days;
        const Date best_before = life ? t.arrives + days{*life} : Date::max();
        state.send({t.item, t.from, to, {t.quantity, best_before}, t.arrives});
    }
    return state;
}

std::vector<Batch>& State::batches(ItemId item, PlaceId place) {
    return stock_[item.index() * places_ + place.index()];
}

const std::vector<Batch>& State::batches(ItemId item, PlaceId place) const {
    return stock_[item.index() * places_ + place.index()];
}

void State::add(ItemId item, PlaceId place, Batch batch) {
    if (batch.quantity <= 0) {
        return;
    }
    std::vector<Batch>& there = batches(item, place);
    const auto after = std::partition_point(there.begin(), there.end(), [&batch](const Batch& b) {
        return b.best_before < batch.best_before;
    });
    if (after != there.end() && after->best_before == batch.best_before) {
        after->quantity += batch.quantity;
    } else {
        there.insert(after, batch);
    }
}

void State::receive(Date today) {
    for (const UnderWay& goods : under_way_) {
        if (goods.arrives <= today) {
            add(goods.item, goods.to, goods.batch);
        }
    }
    std::erase_if(under_way_, [today](const UnderWay& goods) { return goods.arrives <= today; });
}

double State::redirect(std::span<const Redirection> rows) {
    double released = 0;
    std::vector<UnderWay> added;
    for (const Redirection& row : rows) {
        UnderWay goods = under_way_[row.transit];
        under_way_[row.transit].batch.quantity = 0;
        for (const Part& part : row.parts) {
            if (part.fate == Fate::release) {
                released += part.quantity;
                continue;
            }
            goods.to = part.to;
            goods.arrives = part.arrives;
            goods.batch.quantity = part.quantity;
            added.push_back(goods);
        }
    }
    std::erase_if(under_way_, [](const UnderWay& goods) { return goods.batch.quantity <= 0; });
    under_way_.insert(under_way_.end(), added.begin(), added.end());
    return released;
}

double State::drop_expired(Date today) {
    double units = 0;
    for (std::vector<Batch>& there : stock_) {
        while (!there.empty() && there.front().best_before < today) {
            units += there.front().quantity;
            there.erase(there.begin());
        }
    }
    return units;
}

std::vector<Batch> State::take(ItemId item, PlaceId place, double quantity) {
    std::vector<Batch>& there = batches(item, place);
    std::vector<Batch> taken;
    while (!there.empty() && quantity > 0) {
        Batch& first = there.front();
        const double part = std::min(first.quantity, quantity);
        taken.push_back({part, first.best_before});
        first.quantity -= part;
        quantity -= part;
        if (first.quantity <= 0) {
            there.erase(there.begin());
        }
    }
    return taken;
}

double State::on_hand(ItemId item, PlaceId place) const {
    double sum = 0;
    for (const Batch& batch : batches(item, place)) {
        sum += batch.quantity;
    }
    return sum;
}

std::vector<StockLot> State::lots() const {
    std::vector<StockLot> lots;
    for (std::uint32_t i = 0; i < items_; ++i) {
        for (std::uint32_t p = 0; p < places_; ++p) {
            for (const Batch& batch : batches({i}, {p})) {
                lots.push_back({{i}, {p}, batch.quantity, {}});
                if (batch.best_before != Date::max()) {
                    lots.back().best_before = batch.best_before;
                }
            }
        }
    }
    return lots;
}

std::vector<Transit> State::transit() const {
    std::vector<Transit> transit;
    for (const UnderWay& goods : under_way_) {
        transit.push_back(
            {goods.item, goods.from, goods.to, {}, goods.batch.quantity, goods.arrives});
    }
    return transit;
}

}  // namespace vorrat::placement

#pragma once

#include <optional>
#include <span>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/model/world.h"
#include "vorrat/placement/replay.h"

namespace vorrat::placement {

/// Units that share their last day.
struct Batch {
    double quantity = 0;
    Date best_before = Date::max();
};

struct UnderWay {
    ItemId item;
    PlaceId from;
    PlaceId to;
    Batch batch;
    Date arrives;
};

/// Stock and goods under way while a replay runs. Invariant: the batches of a place are ordered by
/// best_before and none is empty.
class State {
public:
    State(std::size_t items, std::size_t places);

    /// The world's own stock and transit; goods to an area go to its first depot.
    static State from_world(const World& world);

    void add(ItemId item, PlaceId place, Batch batch);
    void send(UnderWay goods) { under_way_.push_back(goods); }
    /// Rows of `transit` get the places of their parts; returns units that are released.
    double redirect(std::span<const Redirection> rows);
    /// Goods due on or before `today` join the stock.
    void receive(Date today);
    /// Takes out what may no longer be used on `today`; returns units.
    double drop_expired(Date today);
    /// Takes up to `quantity`, first expired first; returns what was there.
    std::vector<Batch> take(ItemId item, PlaceId place, double quantity);

    double on_hand(ItemId item, PlaceId place) const;
    std::vector<StockLot> lots() const;
    std::vector<Transit> transit() const;

private:
    std::vector<Batch>& batches(ItemId item, PlaceId place);
    const std::vector<Batch>& batches(ItemId item, PlaceId place) const;

    std::size_t items_;
    std::size_t places_;
    std::vector<std::vector<Batch>> stock_;  // items x places
    std::vector<UnderWay> under_way_;
};

}  // namespace vorrat::placement

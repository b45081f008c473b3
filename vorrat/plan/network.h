#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "vorrat/model/need.h"
#include "vorrat/model/world.h"
#include "vorrat/plan/horizon.h"

namespace vorrat::plan {

/// A table over items and places, by item, then place.
template <class T>
class Grid {
public:
    Grid(const World& world, const T& value)
        : places_(world.places.size()), values_(world.items.size() * places_, value) {}

    std::size_t position(ItemId item, PlaceId place) const {
        return item.index() * places_ + place.index();
    }
    typename std::vector<T>::reference at(ItemId item, PlaceId place) {
        return values_[position(item, place)];
    }
    typename std::vector<T>::const_reference at(ItemId item, PlaceId place) const {
        return values_[position(item, place)];
    }

private:
    std::size_t places_;
    std::vector<T> values_;
};

/// A lot of opening stock that has to be used by the end of `period`.
struct DatedLot {
    ItemId item;
    PlaceId place;
    int period = 0;
    double quantity = 0;
};

/// Units that come from outside the plan, docs/math/plan.md section 1.1.
struct Arrival {
    ItemId item;
    PlaceId place;
    int period = 0;
    double quantity = 0;
};

struct Opening {
    std::vector<Arrival> arrivals;  ///< quantities > 0
    std::vector<DatedLot> dated;    ///< those whose last day lies inside the horizon
};

Opening opening_goods(const World& world, const Horizon& horizon);

/// What the sources give, docs/math/plan.md section 1.3.
class Supplies {
public:
    Supplies(const World& world, const Horizon& horizon);

    bool gives(ItemId item, PlaceId place) const { return row_.at(item, place) != none; }
    /// Units in the period; infinity: no limit.
    double available(ItemId item, PlaceId place, int period) const;

private:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    std::size_t periods_;
    Grid<std::uint32_t> row_;        ///< into available_, or none
    std::vector<double> available_;  ///< rows x periods
};

struct Node {
    ItemId item;
    PlaceId place;
};

/// Depots alone belong to a community; what other places have as theirs means nothing.
bool belongs_to(const Place& place, CommunityId community);

/// An activity at one of its places.
struct Site {
    ActivityId activity;
    PlaceId place;
};

/// Where items can be and what can run, docs/math/plan.md section 1.2.
struct Network {
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    std::vector<Node> nodes;      ///< by item, then place
    std::vector<Site> sites;      ///< by activity, then place in the order of the activity
    Grid<std::uint32_t> node_at;  ///< position in nodes, or none

    std::optional<std::uint32_t> find(ItemId item, PlaceId place) const {
        const std::uint32_t node = node_at.at(item, place);
        return node == none ? std::nullopt : std::optional(node);
    }
};

/// cost  O(rounds x (lanes x items + recipes)), rounds at most the longest path
Network reachable(const World& world, const NeedForecast& forecast, const Opening& opening,
                  const Supplies& supplies);

}  // namespace vorrat::plan

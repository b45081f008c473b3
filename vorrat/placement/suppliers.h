#pragma once

#include <optional>
#include <span>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/model/world.h"

namespace vorrat::placement {

/// Who normally supplies whom with the items that have the same roots. docs/math/placement.md 6.
struct SupplyTree {
    PerId<PlaceId, std::optional<LaneId>> lane;  ///< that supplies a hub or depot; none: a root
    PerId<PlaceId, int> reach_steps;  ///< longest lead from the place to a depot it supplies
    std::vector<PlaceId> hubs;        ///< supplied hubs, every hub before the one that supplies it
};

/// Where items come from. Invariant: no tree has a cycle (its lanes are paths of least lead).
/// Keeps a reference to the world.
class Suppliers {
public:
    Suppliers(const World& world, Date as_of, Frequency frequency);

    const SupplyTree& tree(ItemId item) const { return trees_[tree_of_[item]]; }
    const std::vector<SupplyTree>& trees() const { return trees_; }

    /// Units that a place gives as a source in one review period; infinity: no limit; 0: none.
    double given(ItemId item, PlaceId place) const;

    /// Lanes to a hub or depot from places that may send (sources, plants, hubs), best first: least
    /// lead, then fewest kilometres, then lowest id.
    const std::vector<LaneId>& lanes_to(PlaceId place) const { return lanes_to_[place]; }

private:
    bool ever_gives(ItemId item, PlaceId place) const;
    std::span<const Supply> rows(ItemId item, PlaceId place) const;
    std::vector<PlaceId> roots(ItemId item) const;
    SupplyTree grow(const std::vector<PlaceId>& roots, Frequency frequency) const;

    const World& world_;
    Date as_of_;
    double share_of_period_;                      ///< review period / period of the plan
    std::vector<Supply> rows_;                    ///< world.supplies, by item, then place
    PerId<ItemId, std::vector<PlaceId>> plants_;  ///< that make the item or hold it
    PerId<ItemId, char> made_;                    ///< 1: an activity makes it
    PerId<PlaceId, std::vector<LaneId>> lanes_to_;
    std::vector<SupplyTree> trees_;
    PerId<ItemId, std::size_t> tree_of_;
};

/// The share of `capacity per plan period` that one review period may use.
double review_share(const Criteria& criteria, Frequency frequency);

}  // namespace vorrat::placement

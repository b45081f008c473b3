#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "vorrat/model/need.h"
#include "vorrat/model/world.h"
#include "vorrat/placement/echelon.h"
#include "vorrat/placement/goods.h"
#include "vorrat/placement/path_sums.h"
#include "vorrat/placement/suppliers.h"

namespace vorrat::placement {

/// What units of a row would meet at a place. docs/math/placement.md 9
class Prospect {
public:
    /// lost    need lost without them on each path, until the next shipment can help
    /// share   of `lost` that counts
    /// usable  need on each path until the last day, beyond all else that is there
    Prospect(std::span<const float> lost, double share, std::span<const float> usable);

    double avoided(double units) const { return share_ * lost_.covered(units); }
    double used(double units) const { return usable_.covered(units); }

private:
    PathSums lost_;
    double share_;
    PathSums usable_;
};

/// Stock of one item and what is under way of it but for the row in question.
struct Around {
    ItemId item;
    std::span<const Transit> under_way;  ///< to places
};

/// Foresees what goods would meet; need paths of an item are drawn once.
class Prospects {
public:
    Prospects(const World& world, const NeedForecast& forecast, Date as_of, const Goods& goods,
              const Suppliers& suppliers);

    /// end      the first day on which the goods can no longer be used
    /// returns none where nothing is foreseen for the item there
    std::optional<Prospect> at(PlaceId place, const Around& around, Date arrives, Date end);

    /// Need lost from `arrives` on at a depot that `at` foresees something for, when `begin` steps
    /// have passed as on path `outlook`.
    PathSums lost_after(PlaceId depot, const Around& around, Date arrives, std::size_t begin,
                        std::size_t outlook);

private:
    struct Depot {
        std::vector<double> needs;  ///< paths x steps
        std::size_t steps = 0;
        std::size_t lead = 0;  ///< steps, from the nearest place on its way that has some
        double on_hand = 0;
    };

    const Depot* depot(ItemId item, PlaceId place);
    int lead_from_stock(ItemId item, LaneId lane) const;
    std::size_t helped_from(const Depot& depot, std::size_t arrives) const;
    std::vector<double> arriving(const Around& around, PlaceId place, std::size_t steps) const;
    std::optional<Prospect> at_depot(PlaceId place, const Around& around, Date arrives, Date end);
    std::optional<Prospect> at_hub(PlaceId hub, const Around& around, Date arrives, Date end);
    double echelon_stock(PlaceId hub, const Around& around) const;
    std::size_t step_of(Date day) const;

    const World& world_;
    const NeedForecast& forecast_;
    Date as_of_;
    const Goods& goods_;
    const Suppliers& suppliers_;
    PathDrawer drawer_;
    ItemId item_{0};  ///< whose depots are known
    std::map<PlaceId, std::optional<Depot>> depots_;
    std::map<PlaceId, PerId<ItemId, HubNeed>> hubs_;
};

}  // namespace vorrat::placement

#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/base/parallel.h"
#include "vorrat/base/result.h"
#include "vorrat/placement/echelon.h"
#include "vorrat/placement/goods.h"
#include "vorrat/placement/line.h"
#include "vorrat/placement/paths.h"
#include "vorrat/placement/suppliers.h"
#include "vorrat/placement/transport.h"

namespace vorrat::placement {

/// Units an earlier placement sent of an item over a lane.
using Planned = std::map<std::pair<ItemId, LaneId>, double>;

/// The ratio aimed at, by lead steps and tier.
using Aims = std::map<std::pair<int, Tier>, double>;

/// What all wishes of a morning are formed from; refers to what outlives it.
struct Morning {
    const World& world;
    const NeedForecast& forecast;
    Date as_of;
    const Goods& goods;
    const Suppliers& suppliers;
    double least_use;  ///< probability that all of a perishable shipment is used in time
    const Aims& aims;
    const Transport& transport;
    const std::optional<Planned>& planned;

    /// The ratio aimed at over a lane into a depot; to hubs, where need waits, the critical ratio.
    double aim(ItemId item, LaneId lane) const;
};

/// errors  bad_input: the forecast starts on another day, or lacks a sum or a step
Outcome check_forecast(const World& world, const NeedForecast& forecast, Date as_of);

/// The aims of every lead into a depot from elsewhere than a hub.
Aims aims_of(const World& world, Frequency frequency);

/// The lane an item takes to a place today: the first from an origin that has some of it and
/// whose goods do not expire under way. None: nothing can be sent.
std::optional<LaneId> lane_today(const Morning& morning, ItemId item, PlaceId to);

/// The last day goods of the item that leave the origin today may be used; none: no limit.
std::optional<Date> life_of_goods(const Morning& morning, ItemId item, PlaceId origin);

/// The wishes of all depots, by item, then depot; those that want nothing are left out.
/// docs/math/placement.md 3, 4. Errors: bad_input, the forecast lacks a sum or a step.
Result<std::vector<Line>> depot_wishes(const Morning& morning, Threads threads);

/// Net need of a hub: sum of its depots' need over the longer interval less the echelon stock.
/// The caller gives the echelon stock of `hub` for each item. docs/math/placement.md 6.
std::vector<Line> hub_wishes(const Morning& morning, PlaceId hub,
                             const PerId<ItemId, double>& echelon_stock);

}  // namespace vorrat::placement

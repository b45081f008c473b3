#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/base/parallel.h"
#include "vorrat/base/result.h"
#include "vorrat/model/need.h"
#include "vorrat/model/shipment.h"
#include "vorrat/model/world.h"
#include "vorrat/placement/policies.h"
#include "vorrat/placement/ratio.h"
#include "vorrat/placement/replay.h"
#include "vorrat/placement/under_way.h"

/// The door of the room: what to send now, before anyone asks, and what would have happened.
namespace vorrat::placement {

struct PlacementSettings {
    /// least probability that all of a perishable shipment is used in time, in (0, 1]
    double least_use = 0.5;
    Threads threads{};
    /// What an earlier placement sent: it stands unless something else gains more than the
    /// criteria's calm. docs/math/placement.md 5.5
    std::optional<std::vector<Order>> earlier{};
};

/// A limit that is too small for all that is wanted, and what one more unit of it would be worth
/// (in units of the shortage cost). What origins have is not among them: shipments say so.
struct ScarceLimit {
    std::optional<LaneId> lane;    ///< its capacity, per kg
    std::optional<PlaceId> place;  ///< its storage, per litre, or its resource `indicator`
    std::string indicator;         ///< a resource of `place`; without a place: a cap
    double price = 0;
};

/// What a morning's tables hold that cannot be quite right for placement.
enum class Oddity {
    no_lane,            ///< to the place, though something is needed there
    origin_empty,       ///< the place that should supply depots has none of the item
    expires_under_way,  ///< the item lives shorter than every way to the place takes
    pack_over_storage,  ///< `number`: litres of a pack
    overdue,            ///< goods under way that should have come on `date`; `number`: units
    slow,  ///< goods under way that come later than the lane's `number` days from today
};

struct Finding {
    Oddity what = Oddity::no_lane;
    ItemId item;  ///< of no_lane: the first that is needed there
    PlaceId place;
    std::optional<Date> date;
    double number = 0;
};

/// One line for people, with the ids of the tables.
std::string in_words(const World& world, const Finding& finding);

struct Placement {
    std::vector<Shipment> shipments;  ///< by item, then destination; none of quantity 0
    double worth = 0;                 ///< of what is sent, docs/math/placement.md 4
    double bound = 0;  ///< nothing that could be sent within the limits is worth more
    std::vector<ScarceLimit> scarce;
    std::vector<Finding> findings;

    /// How much more, relative to `worth`, another choice could reach at most.
    double gap() const;
};

/// The sums that `place` asks the forecast for: [0, lead + review) of every lane into a depot, and
/// the longer intervals of the hubs. Without repeats, rising. docs/math/placement.md 1 and 6.
std::vector<Interval> intervals_needed(const World& world, Frequency frequency);

/// What to send on the morning of `as_of`: to each depot that has a series in the forecast what it
/// lacks in the first cycle this shipment decides about, to each hub what its depots will draw.
/// No limit is broken: stock at the origin, whole packs, lane capacity, storage, caps on transport,
/// work at the place it leaves. docs/math/placement.md 1..6.
///
/// world     stock, goods in transit, lanes and criteria as known on that morning
/// forecast  starts on `as_of`; holds the sums of `intervals_needed` and as many steps
/// errors    bad_input: the forecast starts on another day, or lacks a sum or a step
/// cost      O(series x (lead + review)), and `allocate` where limits are too small; 0.5 KB per
///           line that wants something
Result<Placement> place(const World& world, const NeedForecast& forecast, Date as_of,
                        const PlacementSettings& settings = {});

}  // namespace vorrat::placement

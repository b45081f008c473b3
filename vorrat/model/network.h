#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/base/units.h"
#include "vorrat/model/ids.h"

namespace vorrat {

/// The order in which need is met.
enum class Tier { essential, basic, wanted };
constexpr std::size_t tier_count = 3;

struct Item {
    std::string id;
    std::string name;
    std::string unit;  ///< what quantities of this item count, e.g. kg, piece
    Kilograms mass_per_unit{1};
    Litres volume_per_unit{1};
    std::optional<int> shelf_life_days;
    Tier tier = Tier::basic;
    double pack_size = 1;  ///< units; shipments to depots are whole packs; > 0
    std::string group;

    bool operator==(const Item&) const = default;
};

enum class PlaceKind { source, plant, hub, depot };

struct Coordinates {
    double latitude = 0;   ///< degrees north, WGS 84
    double longitude = 0;  ///< degrees east

    bool operator==(const Coordinates&) const = default;
};

/// Who is supplied together and compared for fairness. A depot without one is its own community.
struct Community {
    std::string id;
    double population = 0;  ///< sum over its depots

    bool operator==(const Community&) const = default;
};

struct Place {
    std::string id;
    std::string name;
    PlaceKind kind = PlaceKind::depot;
    std::optional<Coordinates> coordinates;
    CommunityId community;  ///< meaningful for depots only
    double population = 0;
    std::optional<Litres> storage;  ///< none: unlimited

    bool operator==(const Place&) const = default;
};

struct Lane {
    PlaceId from;
    PlaceId to;
    std::string mode;  ///< as in impacts.csv, e.g. road
    int lead_days = 0;
    Kilometres length{0};
    std::optional<Kilograms> capacity;  ///< per period of the plan; none: unlimited
    std::optional<Kilograms> minimum;   ///< least load worth a trip; respected by placement

    bool operator==(const Lane&) const = default;
};

/// The depots an anticipatory shipment to the area can still reach when its place is chosen.
struct Area {
    std::string id;
    std::vector<PlaceId> places;

    bool operator==(const Area&) const = default;
};

struct ItemQuantity {
    ItemId item;
    double per_run = 0;  ///< units of the item, > 0

    bool operator==(const ItemQuantity&) const = default;
};

struct ResourceQuantity {
    ResourceId resource;
    double per_run = 0;

    bool operator==(const ResourceQuantity&) const = default;
};

/// A recipe, and the places that can run it.
struct Activity {
    std::string id;
    std::string name;
    std::vector<PlaceId> places;
    std::vector<ItemQuantity> inputs;
    std::vector<ItemQuantity> outputs;
    std::vector<ResourceQuantity> resources;

    bool operator==(const Activity&) const = default;
};

struct Resource {
    std::string id;
    std::string unit;

    bool operator==(const Resource&) const = default;
};

/// So much of a resource is available per period of the plan.
struct Capacity {
    ResourceId resource;
    std::optional<PlaceId> place;  ///< none: one limit on all places together
    std::optional<Date> date;      ///< set: only in the period that contains this day
    double available = 0;

    bool operator==(const Capacity&) const = default;
};

/// What a source can give. Without any Supply, every source gives, without limit, every item that
/// no activity makes.
struct Supply {
    ItemId item;
    PlaceId place;
    std::optional<double> available;  ///< units per period of the plan; none: unlimited
    std::optional<Date> date;         ///< set: only in the period that contains this day

    bool operator==(const Supply&) const = default;
};

enum class ImpactKind { item, activity, mode, storage, waste };

/// `quantity` of an indicator per unit of what causes it:
/// item: per unit entering at a source; activity: per run; mode: per tonne-kilometre;
/// storage: per litre and day in stock at the place; waste: per unit of the item wasted.
struct Impact {
    ImpactKind kind = ImpactKind::item;
    std::string id;  ///< of the item, activity, mode or place; checked by ingest
    IndicatorId indicator;
    double quantity = 0;

    bool operator==(const Impact&) const = default;
};

struct StockLot {
    ItemId item;
    PlaceId place;
    double quantity = 0;
    std::optional<Date> best_before;  ///< the last day it may be used

    bool operator==(const StockLot&) const = default;
};

/// Goods under way. Exactly one of to_place and to_area is set.
struct Transit {
    ItemId item;
    PlaceId from;
    std::optional<PlaceId> to_place;
    std::optional<AreaId> to_area;
    double quantity = 0;
    Date arrives;

    bool operator==(const Transit&) const = default;
};

}  // namespace vorrat

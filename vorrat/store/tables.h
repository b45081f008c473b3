#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "vorrat/base/id.h"
#include "vorrat/model/world.h"

namespace vorrat::store {

/// The tables of the newest schema, each said once: `columns` is shown to the visitors of
/// columns.h, so writing and reading cannot disagree. Model types that hold lists of others are
/// stored in several tables; the rows below are the parts that have no type in the model.

using RegressorId = Id<struct RegressorTag>;
using SeriesId = Id<struct SeriesTag>;
using CapId = Id<struct CapTag>;

struct WorldRow {
    Frequency frequency = Frequency::day;
};
struct AreaPlaceRow {
    AreaId area;
    PlaceId place;
};
struct ActivityPlaceRow {
    ActivityId activity;
    PlaceId place;
};
enum class Role { input, output };
struct ActivityItemRow {
    ActivityId activity;
    Role role = Role::input;
    ItemQuantity what;
};
struct ActivityResourceRow {
    ActivityId activity;
    ResourceQuantity what;
};
struct IndicatorRow {
    std::string id;
};
struct RegressorRow {
    std::string name;
};
struct SeriesRow {
    ItemId item;
    PlaceId place;
    Date start;
    std::int64_t steps = 0;
};
struct SeriesRegressorRow {
    SeriesId series;
    RegressorId regressor;
    std::string step_values;
};
struct CriteriaRow {
    Criteria criteria;
};
struct TierRow {
    Tier tier = Tier::basic;
    double weight = 0;
    Reserve reserve;
    double coverage = 0;
};
struct CapRow {
    std::string indicator;
    double total = 0;
};
struct CapStepRow {
    CapId cap;
    CapStep step;
};
struct ForbiddenRow {
    ActivityId activity;
};
struct BurdenRow {
    std::string indicator;
    double weight = 0;
};
struct DecisionRow {
    std::string criterion;
    std::string decision;
};
struct ImportRow {
    std::string when;
    std::size_t need_rows = 0;
};
struct ImportFileRow {
    std::int64_t import = 0;
    InputFile file;
};

/// The words of an enum in the database, in the order of its enumerators.
inline std::span<const std::string_view> names_of(Frequency) {
    static constexpr std::array<std::string_view, 6> names{"hour",  "day",     "week",
                                                           "month", "quarter", "year"};
    return names;
}
inline std::span<const std::string_view> names_of(Tier) {
    static constexpr std::array<std::string_view, 3> names{"essential", "basic", "wanted"};
    return names;
}
inline std::span<const std::string_view> names_of(PlaceKind) {
    static constexpr std::array<std::string_view, 4> names{"source", "plant", "hub", "depot"};
    return names;
}
inline std::span<const std::string_view> names_of(ImpactKind) {
    static constexpr std::array<std::string_view, 5> names{"item", "activity", "mode", "storage",
                                                           "waste"};
    return names;
}
inline std::span<const std::string_view> names_of(Role) {
    static constexpr std::array<std::string_view, 2> names{"input", "output"};
    return names;
}

/// How many rows an id may point to.
inline std::size_t rows_of(const World& w, ItemId) { return w.items.size(); }
inline std::size_t rows_of(const World& w, PlaceId) { return w.places.size(); }
inline std::size_t rows_of(const World& w, CommunityId) { return w.communities.size(); }
inline std::size_t rows_of(const World& w, AreaId) { return w.areas.size(); }
inline std::size_t rows_of(const World& w, ActivityId) { return w.activities.size(); }
inline std::size_t rows_of(const World& w, ResourceId) { return w.resources.size(); }
inline std::size_t rows_of(const World& w, IndicatorId) { return w.indicators.size(); }
inline std::size_t rows_of(const World& w, RegressorId) { return w.history.regressors.size(); }
inline std::size_t rows_of(const World& w, SeriesId) { return w.history.series.size(); }
inline std::size_t rows_of(const World& w, CapId) { return w.criteria.caps.size(); }

template <class Row>
struct Table;

template <>
struct Table<WorldRow> {
    static constexpr const char* name = "world";
    static constexpr const char* key = "world";
    static void columns(auto& column, auto& world) { column("frequency", world.frequency); }
};

template <>
struct Table<Item> {
    static constexpr const char* name = "item";
    static constexpr const char* key = "item";
    static void columns(auto& column, auto& item) {
        column("item_id", item.id);
        column("name", item.name);
        column("unit", item.unit);
        column("kg_per_unit", item.mass_per_unit);
        column("litres_per_unit", item.volume_per_unit);
        column("shelf_life_days", item.shelf_life_days);
        column("tier", item.tier);
        column.positive("pack_size", item.pack_size);
        column("item_group", item.group);
    }
};

template <>
struct Table<Community> {
    static constexpr const char* name = "community";
    static constexpr const char* key = "community";
    static void columns(auto& column, auto& community) {
        column("community_id", community.id);
        column("population", community.population);
    }
};

/// Only a depot's community means something; where it does not, 0 may point nowhere and is NULL.
inline std::optional<CommunityId> stored_community(const Place& place) {
    if (place.kind != PlaceKind::depot && place.community.value == 0) {
        return std::nullopt;
    }
    return place.community;
}

template <>
struct Table<Place> {
    static constexpr const char* name = "place";
    static constexpr const char* key = "place";
    static void columns(auto& column, auto& place) {
        column("place_id", place.id);
        column("name", place.name);
        column("kind", place.kind);
        std::optional<double> latitude;
        std::optional<double> longitude;
        if (place.coordinates) {
            latitude = place.coordinates->latitude;
            longitude = place.coordinates->longitude;
        }
        std::optional<CommunityId> community = stored_community(place);
        column("latitude", latitude);
        column("longitude", longitude);
        column("community", community);
        column("population", place.population);
        column.amount("storage_litres", place.storage);
        if constexpr (!std::is_const_v<std::remove_reference_t<decltype(place)>>) {
            if (latitude && longitude) {
                place.coordinates = {*latitude, *longitude};
            }
            // A depot without a community gets one that lies in no table, for the reader to refuse.
            const bool depot = place.kind == PlaceKind::depot;
            place.community = community.value_or(depot ? CommunityId{~0U} : CommunityId{});
        }
    }
};

template <>
struct Table<Lane> {
    static constexpr const char* name = "lane";
    static constexpr const char* key = "lane";
    static void columns(auto& column, auto& lane) {
        column("from_place", lane.from);
        column("to_place", lane.to);
        column("mode", lane.mode);
        column("lead_days", lane.lead_days);
        column("km", lane.length);
        column.amount("capacity_kg", lane.capacity);
        column.amount("minimum_kg", lane.minimum);
    }
};

template <>
struct Table<Area> {
    static constexpr const char* name = "area";
    static constexpr const char* key = "area";
    static void columns(auto& column, auto& area) { column("area_id", area.id); }
};

template <>
struct Table<AreaPlaceRow> {
    static constexpr const char* name = "area_place";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) {
        column("area", row.area);
        column("place", row.place);
    }
};

template <>
struct Table<Activity> {
    static constexpr const char* name = "activity";
    static constexpr const char* key = "activity";
    static void columns(auto& column, auto& activity) {
        column("activity_id", activity.id);
        column("name", activity.name);
    }
};

template <>
struct Table<ActivityPlaceRow> {
    static constexpr const char* name = "activity_place";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) {
        column("activity", row.activity);
        column("place", row.place);
    }
};

template <>
struct Table<ActivityItemRow> {
    static constexpr const char* name = "activity_item";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) {
        column("activity", row.activity);
        column("role", row.role);
        column("item", row.what.item);
        column("quantity_per_run", row.what.per_run);
    }
};

template <>
struct Table<ActivityResourceRow> {
    static constexpr const char* name = "activity_resource";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) {
        column("activity", row.activity);
        column("resource", row.what.resource);
        column("quantity_per_run", row.what.per_run);
    }
};

template <>
struct Table<Resource> {
    static constexpr const char* name = "resource";
    static constexpr const char* key = "resource";
    static void columns(auto& column, auto& resource) {
        column("resource_id", resource.id);
        column("unit", resource.unit);
    }
};

template <>
struct Table<Capacity> {
    static constexpr const char* name = "capacity";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& capacity) {
        column("resource", capacity.resource);
        column("place", capacity.place);
        column("date", capacity.date);
        column.amount("available", capacity.available);
    }
};

template <>
struct Table<Supply> {
    static constexpr const char* name = "supply";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& supply) {
        column("item", supply.item);
        column("place", supply.place);
        column.amount("available", supply.available);
        column("date", supply.date);
    }
};

template <>
struct Table<IndicatorRow> {
    static constexpr const char* name = "indicator";
    static constexpr const char* key = "indicator";
    static void columns(auto& column, auto& row) { column("indicator_id", row.id); }
};

template <>
struct Table<Impact> {
    static constexpr const char* name = "impact";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& impact) {
        column("kind", impact.kind);
        column("target_id", impact.id);
        column("indicator", impact.indicator);
        column("quantity", impact.quantity);
    }
};

template <>
struct Table<StockLot> {
    static constexpr const char* name = "stock";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& lot) {
        column("item", lot.item);
        column("place", lot.place);
        column.amount("quantity", lot.quantity);
        column("best_before", lot.best_before);
    }
};

template <>
struct Table<Transit> {
    static constexpr const char* name = "transit";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& transit) {
        column("item", transit.item);
        column("from_place", transit.from);
        column("to_place", transit.to_place);
        column("to_area", transit.to_area);
        column.amount("quantity", transit.quantity);
        column("arrives", transit.arrives);
    }
};

template <>
struct Table<RegressorRow> {
    static constexpr const char* name = "regressor";
    static constexpr const char* key = "regressor";
    static void columns(auto& column, auto& row) { column("name", row.name); }
};

template <>
struct Table<SeriesRow> {
    static constexpr const char* name = "series";
    static constexpr const char* key = "series";
    static void columns(auto& column, auto& row) {
        column("item", row.item);
        column("place", row.place);
        column("start", row.start);
        column.amount("steps", row.steps);
    }
};

template <>
struct Table<SeriesRegressorRow> {
    static constexpr const char* name = "series_regressor";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) {
        column("series", row.series);
        column("regressor", row.regressor);
        column("step_values", row.step_values);
    }
};

template <>
struct Table<CriteriaRow> {
    static constexpr const char* name = "criteria";
    static constexpr const char* key = "criteria";
    static void columns(auto& column, auto& row) {
        auto& criteria = row.criteria;
        column("horizon_days", criteria.horizon_days);
        column("period_days", criteria.period_days);
        column("review_days", criteria.placement.review_days);
        column("holding_per_unit_and_day", criteria.placement.holding_per_unit_and_day);
        column("shortage_per_unit", criteria.placement.shortage_per_unit);
        column("calm", criteria.placement.calm);
        column("reserve_weight", criteria.reserve_weight);
        column("minimum_ratio", criteria.minimum_ratio);
    }
};

template <>
struct Table<TierRow> {
    static constexpr const char* name = "tier_criteria";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) {
        column("tier", row.tier);
        column("weight", row.weight);
        column("reserve_coverage", row.reserve.coverage);
        column("reserve_days", row.reserve.days);
        column("minimum_coverage", row.coverage);
    }
};

template <>
struct Table<CapRow> {
    static constexpr const char* name = "cap";
    static constexpr const char* key = "cap";
    static void columns(auto& column, auto& cap) {
        column("indicator_id", cap.indicator);
        column("total", cap.total);
    }
};

template <>
struct Table<CapStepRow> {
    static constexpr const char* name = "cap_step";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) {
        column("cap", row.cap);
        column("from_date", row.step.from);
        column("total", row.step.total);
    }
};

template <>
struct Table<WorkLimit> {
    static constexpr const char* name = "work_limit";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& limit) {
        column("resource", limit.resource);
        column("per_week", limit.per_week);
    }
};

template <>
struct Table<ForbiddenRow> {
    static constexpr const char* name = "forbidden_activity";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) { column("activity", row.activity); }
};

template <>
struct Table<BurdenRow> {
    static constexpr const char* name = "burden";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) {
        column("indicator_id", row.indicator);
        column("weight", row.weight);
    }
};

template <>
struct Table<DecisionRow> {
    static constexpr const char* name = "decision";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) {
        column("criterion", row.criterion);
        column("decision", row.decision);
    }
};

template <>
struct Table<Decision> {
    static constexpr const char* name = "decision_record";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) {
        column("decision_id", row.id);
        column("date", row.date);
        column("council_id", row.council);
        column("criterion", row.key);
        column("value", row.value);
        column("replaced", row.replaced);
        column("reason", row.reason);
        column("proposal_id", row.proposal);
    }
};

template <>
struct Table<NeedChange> {
    static constexpr const char* name = "need_change";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) {
        column("item", row.item);
        column("community", row.community);
        column("factor", row.factor);
        column("replaced_by", row.replaced_by);
        column("ratio", row.ratio);
    }
};

template <>
struct Table<NeedOverride> {
    static constexpr const char* name = "need_override";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) {
        column("override_id", row.id);
        column("item", row.item);
        column("place", row.place);
        column("from_date", row.from);
        column("until_date", row.until);
        column("factor", row.factor);
        column("quantity", row.quantity);
        column("reason", row.reason);
        column("made", row.made);
        column("made_by", row.by);
        column("withdrawn", row.withdrawn);
    }
};

template <>
struct Table<ImportRow> {
    static constexpr const char* name = "import";
    static constexpr const char* key = "import";
    static void columns(auto& column, auto& row) {
        column("imported_at", row.when);
        column("need_rows", row.need_rows);
    }
};

template <>
struct Table<ImportFileRow> {
    static constexpr const char* name = "import_file";
    static constexpr const char* key = "position";
    static void columns(auto& column, auto& row) {
        column("import", row.import);
        column("name", row.file.name);
        column("sha256", row.file.sha256);
        column("file_rows", row.file.rows);
    }
};

}  // namespace vorrat::store

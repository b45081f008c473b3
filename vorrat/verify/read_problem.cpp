#include <algorithm>

#include "vorrat/verify/problem.h"

namespace vorrat::verify {
namespace {

/// Items times places; the map of nodes takes some bytes for each.
constexpr std::size_t cells_max = 50'000'000;

int tier_number(Table& table, std::size_t column) {
    const auto found = std::ranges::find(tier_names, table.text(column));
    if (found == tier_names.end()) {
        table.fail(column, "essential, basic or wanted");
        return 0;
    }
    return static_cast<int>(found - tier_names.begin());
}

Outcome done(const Table& table) {
    if (table.error()) {
        return *table.error();
    }
    return Done{};
}

/// Adds a name that must be new.
int add_new(Table& table, std::size_t column, Names& names) {
    if (table.empty(column)) {
        table.fail(column, "a name");
    }
    if (names.find(table.text(column)) >= 0) {
        table.fail(column, "a name not used before");
    }
    return names.add(table.text(column));
}

Outcome read_items(const Files& files, Problem& problem) {
    Table table(files, "items.csv",
                {"item_id", "name", "unit", "kg_per_unit", "litres_per_unit", "shelf_life_days",
                 "tier", "pack_size", "group", "ceiling"});
    while (table.next()) {
        add_new(table, 0, problem.item_names);
        Item item;
        item.kg = table.not_negative(3);
        item.litres = table.not_negative(4);
        if (!table.empty(5)) {
            item.shelf_life_days = table.whole(5);
        }
        item.tier = tier_number(table, 6);
        item.pack = table.number(7);
        if (!(item.pack > 0)) {
            table.fail(7, "a number above 0");
        }
        item.ceiling = table.not_negative(9);
        problem.items.push_back(item);
    }
    return done(table);
}

Outcome read_places(const Files& files, Problem& problem) {
    Table table(
        files, "places.csv",
        {"place_id", "name", "kind", "lat", "lon", "community", "population", "storage_litres"});
    while (table.next()) {
        add_new(table, 0, problem.place_names);
        Place place;
        const std::string_view kind = table.text(2);
        place.is_source = kind == "source";
        place.is_depot = kind == "depot";
        if (!place.is_source && !place.is_depot && kind != "plant" && kind != "hub") {
            table.fail(2, "source, plant, hub or depot");
        }
        if (!table.empty(3) && !(std::abs(table.number(3)) <= 90)) {
            table.fail(3, "degrees from -90 to 90");
        }
        if (!table.empty(4) && !(std::abs(table.number(4)) <= 180)) {
            table.fail(4, "degrees from -180 to 180");
        }
        if (place.is_depot) {
            place.community =
                problem.community_names.add(table.empty(5) ? table.text(0) : table.text(5));
        }
        if (!table.empty(6)) {
            table.not_negative(6);
        }
        place.storage_litres = table.not_negative_if_any(7);
        problem.places.push_back(place);
    }
    return done(table);
}

Outcome read_lanes(const Files& files, Problem& problem) {
    Table table(files, "lanes.csv",
                {"from_place", "to_place", "mode", "lead_days", "km", "capacity_kg", "minimum_kg"});
    const int d = problem.period_days;
    while (table.next()) {
        Lane lane;
        lane.from = table.known(0, problem.place_names, "a place");
        lane.to = table.known(1, problem.place_names, "a place");
        lane.mode = problem.mode_names.add(table.text(2));
        lane.lead_days = table.whole(3);
        lane.lead = (2 * lane.lead_days + d) / (2 * d);  // floor(lead_days / d + 1/2), exactly
        lane.km = table.not_negative(4);
        lane.capacity_kg = table.not_negative_if_any(5);
        table.not_negative_if_any(6);
        const std::string name = lane_name(table.text(0), table.text(1), table.text(2));
        if (problem.lane_names.find(name) >= 0) {
            table.fail(0, "a lane not named before");
        }
        problem.lane_names.add(name);
        problem.lanes.push_back(lane);
    }
    return done(table);
}

Outcome read_activities(const Files& files, Problem& problem) {
    Table table(files, "activities.csv", {"activity_id", "place_id", "name", "ceiling"});
    while (table.next()) {
        const auto id = static_cast<std::size_t>(problem.activity_names.add(table.text(0)));
        const int place = table.known(1, problem.place_names, "a place");
        const double ceiling = table.not_negative(3);
        if (id == problem.activities.size()) {
            problem.activities.emplace_back().ceiling = ceiling;
        }
        Activity& activity = problem.activities[id];
        if (activity.ceiling != ceiling) {
            table.fail(3, "the same ceiling in every row");
        }
        if (std::ranges::find(activity.places, place) != activity.places.end()) {
            table.fail(1, "a place not named before for the activity");
        }
        activity.places.push_back(place);
    }
    return done(table);
}

Outcome read_activity_items(const Files& files, Problem& problem) {
    Table table(files, "activity_items.csv", {"activity_id", "item_id", "quantity"});
    while (table.next()) {
        // An activity that no place can run has no row in activities.csv and plays no part.
        const int id = problem.activity_names.find(table.text(0));
        const int item = table.known(1, problem.item_names, "an item");
        const double quantity = table.number(2);
        if (quantity == 0) {
            table.fail(2, "a number other than 0");
        }
        if (id < 0) {
            continue;
        }
        Activity& activity = problem.activities[static_cast<std::size_t>(id)];
        auto& list = quantity < 0 ? activity.inputs : activity.outputs;
        list.push_back({item, std::abs(quantity)});
    }
    return done(table);
}

Outcome read_activity_resources(const Files& files, Problem& problem) {
    Table table(files, "activity_resources.csv", {"activity_id", "resource_id", "quantity"});
    while (table.next()) {
        const int id = problem.activity_names.find(table.text(0));
        const int resource = problem.resource_names.add(table.text(1));
        const double quantity = table.not_negative(2);
        if (id < 0) {
            continue;
        }
        problem.activities[static_cast<std::size_t>(id)].resources.push_back({resource, quantity});
    }
    return done(table);
}

Outcome read_resources(const Files& files, Problem& problem) {
    Table table(files, "resources.csv", {"resource_id", "place_id", "unit", "available", "date"});
    while (table.next()) {
        Capacity row;
        row.resource = problem.resource_names.add(table.text(0));
        if (!table.empty(1)) {
            row.place = table.known(1, problem.place_names, "a place");
        }
        row.available = table.not_negative(3);
        row.date = table.date_if_any(4);
        problem.capacities.push_back(row);
    }
    return done(table);
}

Outcome read_supply(const Files& files, Problem& problem) {
    problem.has_supply_table = files.contains("supply.csv");
    if (!problem.has_supply_table) {
        return Done{};
    }
    Table table(files, "supply.csv", {"item_id", "place_id", "available", "date"});
    while (table.next()) {
        Supply row;
        row.item = table.known(0, problem.item_names, "an item");
        row.place = table.known(1, problem.place_names, "a place");
        row.available = table.not_negative_if_any(2);
        row.date = table.date_if_any(3);
        problem.supplies.push_back(row);
    }
    return done(table);
}

Outcome read_impacts(const Files& files, Problem& problem) {
    constexpr std::array<std::string_view, 5> kinds{"item", "activity", "mode", "storage", "waste"};
    Table table(files, "impacts.csv", {"kind", "id", "indicator", "quantity"});
    while (table.next()) {
        const auto kind = std::ranges::find(kinds, table.text(0));
        if (kind == kinds.end()) {
            table.fail(0, "item, activity, mode, storage or waste");
        }
        Impact row;
        row.kind = static_cast<ImpactKind>((kind - kinds.begin()) % 5);
        switch (row.kind) {
            case ImpactKind::item:
            case ImpactKind::waste:
                row.of = table.known(1, problem.item_names, "an item");
                break;
            // A mode no lane uses, an activity no place runs: without effect.
            case ImpactKind::activity:
                row.of = problem.activity_names.find(table.text(1));
                break;
            case ImpactKind::mode:
                row.of = problem.mode_names.find(table.text(1));
                break;
            case ImpactKind::storage:
                row.of = table.known(1, problem.place_names, "a place");
                break;
        }
        row.indicator = problem.indicator_names.add(table.text(2));
        row.quantity = table.number(3);
        problem.impacts.push_back(row);
    }
    return done(table);
}

Outcome read_stock(const Files& files, Problem& problem) {
    Table table(files, "stock.csv", {"item_id", "place_id", "quantity", "best_before"});
    while (table.next()) {
        Lot lot;
        lot.item = table.known(0, problem.item_names, "an item");
        lot.place = table.known(1, problem.place_names, "a place");
        lot.quantity = table.not_negative(2);
        lot.best_before = table.date_if_any(3);
        problem.lots.push_back(lot);
    }
    return done(table);
}

Outcome read_transit(const Files& files, Problem& problem) {
    Names areas;
    std::vector<int> first_place;
    Table area_rows(files, "areas.csv", {"area_id", "place_id"});
    while (area_rows.next()) {
        const int place = area_rows.known(1, problem.place_names, "a place");
        const int area = areas.add(area_rows.text(0));
        if (static_cast<std::size_t>(area) == first_place.size()) {
            first_place.push_back(place);
        }
    }
    if (area_rows.error()) {
        return *area_rows.error();
    }
    Table table(files, "transit.csv",
                {"item_id", "from_place", "to_place", "to_area", "quantity", "arrives"});
    while (table.next()) {
        Transit goods;
        goods.item = table.known(0, problem.item_names, "an item");
        table.known(1, problem.place_names, "a place");
        if (table.empty(2) == table.empty(3)) {
            table.fail(2, "either a place or an area");
        }
        if (!table.empty(2)) {
            goods.place = table.known(2, problem.place_names, "a place");
        } else {
            const int area = table.known(3, areas, "an area");
            if (table.error()) {
                break;
            }
            goods.place = first_place[static_cast<std::size_t>(area)];
        }
        goods.quantity = table.not_negative(4);
        goods.arrives = table.date(5);
        problem.transit.push_back(goods);
    }
    return done(table);
}

Outcome read_need(const Files& files, Problem& problem) {
    Table table(files, "need.csv",
                {"item_id", "place_id", "period", "slice", "level_from", "level_to", "width", "use",
                 "set_aside"});
    while (table.next()) {
        Slice slice;
        slice.item = table.known(0, problem.item_names, "an item");
        slice.place = table.known(1, problem.place_names, "a place");
        slice.period = table.whole(2);
        if (slice.period >= problem.periods) {
            table.fail(2, "a period of the plan");
        }
        slice.number = table.whole(3);
        if (slice.number < 1 || slice.number > 5) {
            table.fail(3, "a slice from 1 to 5");
        }
        const auto k = static_cast<std::size_t>(std::clamp(slice.number, 1, 5));
        if (table.number(4) != slice_levels.at(k - 1)) {
            table.fail(4, "the level of the slice");
        }
        if (table.number(5) != slice_levels.at(k)) {
            table.fail(5, "the level of the slice");
        }
        slice.width = table.not_negative(6);
        slice.use = table.not_negative(7);
        slice.set_aside = table.number(8);
        slice.line = table.line();
        problem.slices.push_back(slice);
    }
    return done(table);
}

/// The series of the forecast; unique_id is item/place, and ids may hold slashes themselves.
Outcome read_series(const Files& files, Problem& problem) {
    Table table(files, "forecast.csv", {"unique_id", "ds", "mean"});
    std::string before;
    while (table.next()) {
        const std::string_view name = table.text(0);
        if (name == before) {
            continue;
        }
        before = name;
        int ways = 0;
        std::pair<int, int> key;
        for (std::size_t cut = name.find('/'); cut != std::string_view::npos;
             cut = name.find('/', cut + 1)) {
            const int item = problem.item_names.find(name.substr(0, cut));
            const int place = problem.place_names.find(name.substr(cut + 1));
            if (item < 0 || place < 0) {
                continue;
            }
            ++ways;
            key = {item, place};
        }
        if (ways != 1) {
            table.fail(0, "an item and a place of this plan, joined by a slash");
        }
        problem.series.push_back(key);
    }
    std::vector<std::pair<int, int>> sorted = problem.series;
    std::ranges::sort(sorted);
    if (!table.error() && std::ranges::adjacent_find(sorted) != sorted.end()) {
        return bad_input("forecast.csv: the rows of a series do not follow each other");
    }
    return done(table);
}

void forbid(Problem& problem, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        const int id = problem.activity_names.find(name);
        if (id >= 0) {
            problem.activities[static_cast<std::size_t>(id)].forbidden = true;
        }
    }
}

}  // namespace

int Problem::period_of(Date day) const {
    if (day < start) {
        return 0;
    }
    if (day >= end()) {
        return -1;
    }
    return static_cast<int>((day - start).count()) / period_days;
}

int Problem::shelf_periods(int item) const {
    const auto& shelf = items[static_cast<std::size_t>(item)].shelf_life_days;
    return shelf ? *shelf / period_days : -1;
}

std::string lane_name(std::string_view from, std::string_view to, std::string_view mode) {
    return std::string(from) + ">" + std::string(to) + ">" + std::string(mode);
}

Result<Problem> read_problem(const Files& files) {
    Problem problem;
    std::vector<std::string> forbidden;
    const auto header = read_plan_json(files, problem, forbidden);
    if (!header) {
        return header.error();
    }
    constexpr std::array readers{read_items,      read_places,         read_lanes,
                                 read_activities, read_activity_items, read_activity_resources,
                                 read_resources,  read_supply,         read_impacts,
                                 read_stock,      read_transit,        read_need,
                                 read_series};
    for (const auto& read : readers) {
        const auto outcome = read(files, problem);
        if (!outcome) {
            return outcome.error();
        }
    }
    forbid(problem, forbidden);
    if (problem.items.size() * problem.places.size() > cells_max) {
        return bad_input("this plan has more items and places than this checker can hold");
    }
    return problem;
}

}  // namespace vorrat::verify

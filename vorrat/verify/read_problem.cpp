#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "vorrat/verify/problem.h"

namespace vorrat::verify {
namespace {

/// Items times places; the map of nodes takes some bytes for each.
constexpr std::size_t cells_max = 50'000'000;

Field item(const Problem& problem) {
    return known("item_id", problem.item_names, "an item of this plan");
}
Field place(std::string_view name, const Problem& problem) {
    return known(name, problem.place_names, "a place of this plan");
}

void read_items(Input& input, Problem& problem) {
    const Names tiers{tier_names[0], tier_names[1], tier_names[2]};
    Table rows(input, "items.csv",
               {fresh("item_id", problem.item_names), text("name"), text("unit"),
                amount("kg_per_unit"), amount("litres_per_unit"), if_any(whole("shelf_life_days")),
                known("tier", tiers, "essential, basic or wanted"), number("pack_size"),
                text("group"), amount("ceiling")});
    while (rows.next()) {
        if (!(rows.number(7) > 0)) {
            rows.fail(7, "a number above 0");
        }
        problem.items.push_back({.kg = rows.number(3),
                                 .litres = rows.number(4),
                                 .keeps = rows.empty(5) ? -1 : rows.whole(5) / problem.period_days,
                                 .tier = rows.id(6),
                                 .pack = rows.number(7),
                                 .ceiling = rows.number(9),
                                 .impacts = {},
                                 .waste_impacts = {}});
    }
}

void read_places(Input& input, Problem& problem) {
    const Names kinds{"source", "plant", "hub", "depot"};
    const auto degrees = [](std::string_view name, double most) {
        Field field = if_any(number(name));
        field.want = fmt::format("degrees from -{0} to {0}", most);
        field.least = -most;
        field.most = most;
        return field;
    };
    Table rows(input, "places.csv",
               {fresh("place_id", problem.place_names), text("name"),
                known("kind", kinds, "source, plant, hub or depot"), degrees("lat", 90),
                degrees("lon", 180), text("community"), if_any(amount("population")),
                if_any(amount("storage_litres"))});
    while (rows.next()) {
        Place place{.is_source = rows.text(2) == "source",
                    .is_depot = rows.text(2) == "depot",
                    .community = -1,
                    .storage_litres = rows.number_if_any(7),
                    .impacts = {}};
        if (place.is_depot) {
            place.community = problem.community_names.add(rows.text(rows.empty(5) ? 0 : 5));
        }
        problem.places.push_back(std::move(place));
    }
}

void read_lanes(Input& input, Problem& problem) {
    Table rows(input, "lanes.csv",
               {place("from_place", problem), place("to_place", problem),
                added("mode", problem.mode_names), whole("lead_days"), amount("km"),
                if_any(amount("capacity_kg")), if_any(amount("minimum_kg"))});
    const int d = problem.period_days;
    while (rows.next()) {
        const std::string name = fmt::format("{}>{}>{}", rows.text(0), rows.text(1), rows.text(2));
        if (problem.lane_names.add(name) != static_cast<int>(problem.lanes.size())) {
            rows.fail(0, "a lane not named before");
        }
        const int lead_days = rows.whole(3);
        problem.lanes.push_back({.from = rows.id(0),
                                 .to = rows.id(1),
                                 .mode = rows.id(2),
                                 .lead_days = lead_days,
                                 // floor(lead_days / d + 1/2), exactly
                                 .lead = (2 * lead_days + d) / (2 * d),
                                 .km = rows.number(4),
                                 .capacity_kg = rows.number_if_any(5)});
    }
    problem.mode_impacts.resize(at(problem.mode_names.size()));
}

void read_activities(Input& input, Problem& problem) {
    Table rows(input, "activities.csv",
               {added("activity_id", problem.activity_names), place("place_id", problem),
                text("name"), amount("ceiling")});
    while (rows.next()) {
        if (at(rows.id(0)) == problem.activities.size()) {
            problem.activities.emplace_back().ceiling = rows.number(3);
        }
        Activity& activity = problem.activities[at(rows.id(0))];
        if (activity.ceiling != rows.number(3)) {
            rows.fail(3, "the same ceiling in every row");
        }
        if (std::ranges::count(activity.places, rows.id(1)) > 0) {
            rows.fail(1, "a place not named before for the activity");
        }
        activity.places.push_back(rows.id(1));
    }
    for (const std::string& name : problem.criteria.forbidden) {
        if (const int activity = problem.activity_names.find(name); activity >= 0) {
            problem.activities[at(activity)].forbidden = true;
        }
    }
}

/// An activity that no place can run has no row in activities.csv and plays no part.
void read_recipes(Input& input, Problem& problem) {
    Table goods(input, "activity_items.csv",
                {text("activity_id"), item(problem), number("quantity")});
    while (goods.next()) {
        const double quantity = goods.number(2);
        if (quantity == 0) {
            goods.fail(2, "a number other than 0");
        }
        if (const int id = problem.activity_names.find(goods.text(0)); id >= 0) {
            Activity& activity = problem.activities[at(id)];
            (quantity < 0 ? activity.inputs : activity.outputs)
                .push_back({goods.id(1), std::abs(quantity)});
        }
    }
    Table work(
        input, "activity_resources.csv",
        {text("activity_id"), added("resource_id", problem.resource_names), amount("quantity")});
    while (work.next()) {
        if (const int id = problem.activity_names.find(work.text(0)); id >= 0) {
            problem.activities[at(id)].resources.push_back({work.id(1), work.number(2)});
        }
    }
}

void read_capacities(Input& input, Problem& problem) {
    Table rows(input, "resources.csv",
               {added("resource_id", problem.resource_names), if_any(place("place_id", problem)),
                text("unit"), amount("available"), if_any(date("date"))});
    while (rows.next()) {
        problem.capacities.push_back({rows.id(0), rows.id(1), rows.number(3), rows.date_if_any(4)});
    }
    problem.has_supply_table = input.files.contains("supply.csv");
    if (!problem.has_supply_table) {
        return;
    }
    Table supply(input, "supply.csv",
                 {item(problem), place("place_id", problem), if_any(amount("available")),
                  if_any(date("date"))});
    while (supply.next()) {
        problem.supplies.push_back(
            {supply.id(0), supply.id(1), supply.number_if_any(2), supply.date_if_any(3)});
    }
}

/// Where the impacts of a kind on an id are kept; none where they are without effect: of a mode
/// that no lane uses, of an activity that no place runs.
Amounts* impacts_of(Problem& problem, std::string_view kind, std::string_view id, Table& rows) {
    const auto in = [&](auto& list, int position, auto member) -> Amounts* {
        return position < 0 ? nullptr : &(list[at(position)].*member);
    };
    if (kind == "activity") {
        return in(problem.activities, problem.activity_names.find(id), &Activity::impacts);
    }
    if (kind == "mode") {
        const int mode = problem.mode_names.find(id);
        return mode < 0 ? nullptr : &problem.mode_impacts[at(mode)];
    }
    Amounts* found = kind == "storage"
                         ? in(problem.places, problem.place_names.find(id), &Place::impacts)
                         : in(problem.items, problem.item_names.find(id),
                              kind == "item" ? &Item::impacts : &Item::waste_impacts);
    if (found == nullptr) {
        rows.fail(1, kind == "storage" ? "a place of this plan" : "an item of this plan");
    }
    return found;
}

void read_impacts(Input& input, Problem& problem) {
    const Names kinds{"item", "activity", "mode", "storage", "waste"};
    Table rows(input, "impacts.csv",
               {known("kind", kinds, "item, activity, mode, storage or waste"), text("id"),
                added("indicator", problem.indicator_names), number("quantity")});
    while (rows.next()) {
        if (Amounts* list = impacts_of(problem, rows.text(0), rows.text(1), rows)) {
            list->push_back({rows.id(2), rows.number(3)});
        }
    }
}

/// Indicators that every plan has unless impacts.csv names them, section 4.
void add_common_indicators(Problem& problem) {
    const auto is_new = [&](std::string_view name) {
        return problem.indicator_names.find(name) < 0;
    };
    if (is_new("transport_tkm")) {
        const int transport = problem.indicator_names.add("transport_tkm");
        for (Amounts& impacts : problem.mode_impacts) {
            impacts.push_back({transport, 1});
        }
    }
    if (is_new("waste_kg")) {
        const int waste = problem.indicator_names.add("waste_kg");
        for (Item& item : problem.items) {
            item.waste_impacts.push_back({waste, item.kg});
        }
    }
    for (int resource = 0; resource < problem.resource_names.size(); ++resource) {
        if (!is_new(problem.resource_names.name(resource))) {
            continue;
        }
        const int use = problem.indicator_names.add(problem.resource_names.name(resource));
        for (Activity& activity : problem.activities) {
            for (const Amount& amount : activity.resources) {
                if (amount.of == resource) {
                    activity.impacts.push_back({use, amount.quantity});
                }
            }
        }
    }
}

void read_stock(Input& input, Problem& problem) {
    Table rows(input, "stock.csv",
               {item(problem), place("place_id", problem), amount("quantity"),
                if_any(date("best_before"))});
    while (rows.next()) {
        Goods lot{.item = rows.id(0),
                  .place = rows.id(1),
                  .quantity = rows.number(2),
                  .period = 0,
                  .due = -1,
                  .is_stock = true};
        if (const auto best_before = rows.date_if_any(3)) {
            lot.period = *best_before < problem.start ? -1 : 0;
            lot.due = problem.period_inside(*best_before);
        }
        problem.goods.push_back(lot);
    }
}

void read_transit(Input& input, Problem& problem) {
    Names areas;
    std::vector<int> first_place;
    Table of_areas(input, "areas.csv", {added("area_id", areas), place("place_id", problem)});
    while (of_areas.next()) {
        if (at(of_areas.id(0)) == first_place.size()) {
            first_place.push_back(of_areas.id(1));
        }
    }
    Table rows(input, "transit.csv",
               {item(problem), place("from_place", problem), if_any(place("to_place", problem)),
                if_any(known("to_area", areas, "an area of this plan")), amount("quantity"),
                date("arrives")});
    while (rows.next()) {
        if (rows.empty(2) == rows.empty(3)) {
            rows.fail(2, "either a place or an area");
            break;
        }
        problem.goods.push_back({.item = rows.id(0),
                                 .place = rows.empty(3) ? rows.id(2) : first_place[at(rows.id(3))],
                                 .quantity = rows.number(4),
                                 .period = problem.period_of(rows.date(5)),
                                 .due = -1,
                                 .is_stock = false});
    }
}

/// unique_id is item/place, and ids may hold slashes themselves.
std::optional<std::pair<int, int>> series_of(const Problem& problem, std::string_view name) {
    std::optional<std::pair<int, int>> found;
    for (std::size_t cut = name.find('/'); cut != std::string_view::npos;
         cut = name.find('/', cut + 1)) {
        const int item = problem.item_names.find(name.substr(0, cut));
        const int place = problem.place_names.find(name.substr(cut + 1));
        if (item < 0 || place < 0) {
            continue;
        }
        if (found) {
            return std::nullopt;
        }
        found = {item, place};
    }
    return found;
}

void read_forecast(Input& input, Problem& problem, Checks& checks) {
    Tally tally(
        "The forecast's dates rise from the plan's start, and no quantile is below the one before "
        "it");
    Table rows(input, "forecast.csv", {text("unique_id"), date("ds"), amount("mean")});
    std::string series;
    Date before;
    while (rows.next()) {
        const bool first = rows.text(0) != series;
        if (first) {
            series = rows.text(0);
            const auto names = series_of(problem, series);
            if (!names) {
                rows.fail(0, "an item and a place of this plan, joined by a slash");
                break;
            }
            problem.series.push_back(*names);
        }
        tally.expect(first ? rows.date(1) == problem.start : rows.date(1) > before,
                     [&] { return rows.place() + ": ds: not the next day"; });
        before = rows.date(1);
        double last = 0;
        for (std::size_t k = 3; k < rows.header().size(); ++k) {
            const double quantile = rows.further_number(k);
            tally.expect(quantile >= last, [&] {
                return fmt::format("{}: {}: below the quantile before it", rows.place(),
                                   rows.header()[k]);
            });
            last = quantile;
        }
    }
    std::vector<std::pair<int, int>> sorted = problem.series;
    std::ranges::sort(sorted);
    if (std::ranges::adjacent_find(sorted) != sorted.end()) {
        input.fail("forecast.csv: the rows of a series do not follow each other");
    }
    checks.push_back(tally.done());
}

/// History is an input; it only has to be readable.
void read_history(Input& input, const Problem& problem) {
    Table rows(input, "history.csv",
               {item(problem), place("place_id", problem), date("date"), if_any(amount("quantity")),
                whole("available", 1, "0 or 1")});
    while (rows.next()) {
    }
}

Slice slice_of(const Table& rows) {
    return {.item = rows.id(0),
            .place = rows.id(1),
            .period = static_cast<std::int16_t>(rows.whole(2)),
            .number = static_cast<std::int16_t>(rows.whole(3)),
            .line = static_cast<std::uint32_t>(rows.line()),
            .width = rows.number(6),
            .set_aside = rows.number(8)};
}

void read_need(Input& input, Problem& problem, Checks& checks) {
    Tally tally(
        "The need is cut into slices by the rules: each once, in order, with its share of use");
    Table rows(input, "need.csv",
               {item(problem), place("place_id", problem), period("period", problem),
                whole("slice", 5, "a slice from 1 to 5"), number("level_from"), number("level_to"),
                amount("width"), amount("use"), number("set_aside")});
    const std::set<std::pair<int, int>> series(problem.series.begin(), problem.series.end());
    std::unordered_map<std::int64_t, int> last_slice;
    std::optional<Slice> before;
    while (rows.next()) {
        const auto says = [&](const char* what) {
            return [&rows, what] { return rows.place() + what; };
        };
        const Slice slice = slice_of(rows);
        const auto k = at(slice.number);
        if (k < 1) {
            rows.fail(3, "a slice from 1 to 5");
            break;
        }
        for (const std::size_t level : {k - 1, k}) {
            const std::size_t column = level == k ? 5 : 4;
            if (rows.number(column) != slice_levels.at(level)) {
                rows.fail(column, "the level of the slice");
            }
        }
        const std::int64_t cell =
            (std::int64_t{slice.item} * problem.place_names.size() + slice.place) *
                problem.periods +
            slice.period;
        const auto [last, is_new] = last_slice.try_emplace(cell, 0);
        const bool follows = before && before->is_of_cell(slice);
        tally.expect(is_new || follows, says(": the cell was there before"));
        tally.expect(slice.number > last->second, says(": the slice is not the next"));
        last->second = slice.number;
        tally.expect_equal(rows.number(7), use_of(slice), [&] { return rows.place(); });
        tally.expect(problem.places[at(slice.place)].is_depot,
                     says(": need at a place that is no depot"));
        tally.expect(follows || series.contains({slice.item, slice.place}),
                     says(": need without a forecast"));
        before = slice;
        problem.slices.push_back(slice);
    }
    checks.push_back(tally.done());
}

}  // namespace

int Problem::period_of(Date day) const {
    if (day < start) {
        return 0;
    }
    const auto period = (day - start).count() / period_days;
    return period < periods ? static_cast<int>(period) : -1;
}

Interval use_of(const Slice& slice) {
    const auto k = at(slice.number);
    return Interval(1) -
           Interval(0.5) * (Interval(slice_levels.at(k - 1)) + Interval(slice_levels.at(k)));
}

Interval tonne_km(const Problem& problem, const Lane& lane, int item) {
    return Interval(lane.km) * problem.items[at(item)].kg / Interval(1000);
}

Field period(std::string_view name, const Problem& problem) {
    return whole(name, problem.periods - 1, "a period of the plan");
}

Problem read_problem(Input& input, Checks& checks) {
    Problem problem;
    read_plan_json(input, problem);
    read_items(input, problem);
    read_places(input, problem);
    read_lanes(input, problem);
    read_activities(input, problem);
    read_recipes(input, problem);
    read_capacities(input, problem);
    read_impacts(input, problem);
    add_common_indicators(problem);
    read_stock(input, problem);
    read_transit(input, problem);
    read_forecast(input, problem, checks);
    read_history(input, problem);
    read_need(input, problem, checks);
    if (problem.items.size() * problem.places.size() > cells_max) {
        input.fail("this plan has more items and places than this checker can hold");
    }
    return problem;
}

}  // namespace vorrat::verify

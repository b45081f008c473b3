#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "vorrat/verify/problem.h"

namespace vorrat::verify {
namespace {

/// Items times places; the map of nodes takes some bytes for each.
constexpr std::size_t cells_max = 50'000'000;

void read_items(Problem& problem) {
    Table rows(problem, "items.csv");
    while (rows.next()) {
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

void read_places(Problem& problem) {
    Table rows(problem, "places.csv");
    while (rows.next()) {
        const bool is_depot = rows.text(2) == "depot";
        const std::string_view community = rows.text(rows.empty(5) ? 0 : 5);
        problem.places.push_back(
            {.is_source = rows.text(2) == "source",
             .is_depot = is_depot,
             .community = is_depot ? problem.of(Kind::community).add(community) : -1,
             .storage_litres = rows.number_if_any(7),
             .impacts = {}});
    }
}

void read_lanes(Problem& problem) {
    Table rows(problem, "lanes.csv");
    const int d = problem.period_days;
    while (rows.next()) {
        if (at(problem.of(Kind::lane).add(lane_name(rows, 0))) != problem.lanes.size()) {
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
    problem.mode_impacts.resize(at(problem.of(Kind::mode).size()));
}

void read_activities(Problem& problem) {
    Table rows(problem, "activities.csv");
    const record::Json& forbidden = problem.json["criteria"]["forbidden"]["activities"];
    while (rows.next()) {
        if (at(rows.id(0)) == problem.activities.size()) {
            problem.activities.push_back(
                {.ceiling = rows.number(3),
                 .forbidden = std::ranges::count(forbidden, record::Json(rows.text(0))) > 0});
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
}

/// An activity that no place can run has no row in activities.csv and plays no part.
Activity* named_activity(Problem& problem, std::string_view name) {
    const int found = problem.find(Kind::activity, name);
    return found < 0 ? nullptr : &problem.activities[at(found)];
}

void read_recipes(Problem& problem) {
    Table goods(problem, "activity_items.csv");
    while (goods.next()) {
        const double quantity = goods.number(2);
        if (quantity == 0) {
            goods.fail(2, "a number other than 0");
        }
        if (Activity* activity = named_activity(problem, goods.text(0))) {
            (quantity < 0 ? activity->inputs : activity->outputs)
                .push_back({goods.id(1), std::abs(quantity)});
        }
    }
    Table work(problem, "activity_resources.csv");
    while (work.next()) {
        if (Activity* activity = named_activity(problem, work.text(0))) {
            activity->resources.push_back({work.id(1), work.number(2)});
        }
    }
}

void read_capacities(Problem& problem) {
    Table rows(problem, "resources.csv");
    while (rows.next()) {
        problem.capacities.push_back({rows.id(0), rows.id(1), rows.number(3), rows.date_if_any(4)});
    }
    problem.has_supply_table = problem.files.contains("supply.csv");
    if (!problem.has_supply_table) {
        return;
    }
    Table supply(problem, "supply.csv");
    while (supply.next()) {
        problem.supplies.push_back(
            {supply.id(0), supply.id(1), supply.number_if_any(2), supply.date_if_any(3)});
    }
}

/// Where the impacts of a cause on an id are kept; null where they are without effect: of a mode
/// that no lane uses, of an activity that no place runs.
Amounts* impacts_of(Problem& problem, Table& rows) {
    using enum Kind;
    constexpr std::array<Kind, 5> causes{item, activity, mode, place, item};
    const Kind kind = causes.at(at(rows.id(0)));
    const int found = problem.find(kind, rows.text(1));
    if (found < 0) {
        if (kind == item || kind == place) {
            rows.fail(1, kind == place ? "a place of this plan" : "an item of this plan");
        }
        return nullptr;
    }
    const auto k = at(found);
    return kind == activity         ? &problem.activities[k].impacts
           : kind == mode           ? &problem.mode_impacts[k]
           : kind == place          ? &problem.places[k].impacts
           : rows.text(0) == "item" ? &problem.items[k].impacts
                                    : &problem.items[k].waste_impacts;
}

void read_impacts(Problem& problem) {
    Table rows(problem, "impacts.csv");
    while (rows.next()) {
        if (Amounts* list = impacts_of(problem, rows)) {
            list->push_back({rows.id(2), rows.number(3)});
        }
    }
}

/// Indicators that every plan has unless impacts.csv names them, section 4.
void add_common_indicators(Problem& problem) {
    Names& indicators = problem.of(Kind::indicator);
    const auto is_new = [&](std::string_view name) { return indicators.find(name) < 0; };
    if (is_new("transport_tkm")) {
        const int transport = indicators.add("transport_tkm");
        for (Amounts& impacts : problem.mode_impacts) {
            impacts.push_back({transport, 1});
        }
    }
    if (is_new("waste_kg")) {
        const int waste = indicators.add("waste_kg");
        for (Item& item : problem.items) {
            item.waste_impacts.push_back({waste, item.kg});
        }
    }
    std::vector<int> use_of(at(problem.size(Kind::resource)), -1);  // indicator per resource
    for (std::size_t resource = 0; resource < use_of.size(); ++resource) {
        const std::string& name = problem.name(Kind::resource, static_cast<int>(resource));
        use_of[resource] = is_new(name) ? indicators.add(name) : -1;
    }
    for (Activity& activity : problem.activities) {
        for (const Amount& amount : activity.resources) {
            if (use_of[at(amount.of)] >= 0) {
                activity.impacts.push_back({use_of[at(amount.of)], amount.quantity});
            }
        }
    }
}

void read_goods(Problem& problem) {
    Table stock(problem, "stock.csv");
    while (stock.next()) {
        Goods lot{.item = stock.id(0),
                  .place = stock.id(1),
                  .quantity = stock.number(2),
                  .period = 0,
                  .due = -1,
                  .is_stock = true};
        if (const auto best_before = stock.date_if_any(3)) {
            lot.period = *best_before < problem.start ? -1 : 0;
            lot.due = problem.period_inside(*best_before);
        }
        problem.goods.push_back(lot);
    }
    Table areas(problem, "areas.csv");
    while (areas.next()) {
        problem.areas.resize(at(problem.size(Kind::area)));
        problem.areas[at(areas.id(0))].push_back(areas.id(1));
    }
    Table transit(problem, "transit.csv");
    while (transit.next()) {
        if (transit.empty(2) == transit.empty(3)) {
            transit.fail(2, "either a place or an area");
            break;
        }
        const Transit& row = problem.transit.emplace_back(Transit{
            transit.id(0), transit.id(2), transit.id(3), transit.number(4), transit.date(5)});
        problem.goods.push_back(
            {.item = row.item,
             .place = row.area < 0 ? row.place : problem.areas[at(row.area)].front(),
             .quantity = row.quantity,
             .period = problem.period_of(row.arrives),
             .due = -1,
             .is_stock = false});
    }
}

/// unique_id is item/place, and ids may hold slashes themselves.
std::optional<std::pair<int, int>> series_of(const Problem& problem, std::string_view name) {
    std::optional<std::pair<int, int>> found;
    for (std::size_t cut = name.find('/'); cut != std::string_view::npos;
         cut = name.find('/', cut + 1)) {
        const int item = problem.find(Kind::item, name.substr(0, cut));
        const int place = problem.find(Kind::place, name.substr(cut + 1));
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

void read_forecast(Problem& problem, Checks& checks) {
    Tally tally(checks,
                "The forecast's dates rise from the plan's start, and no quantile is below the one "
                "before it");
    Table rows(problem, "forecast.csv");
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
            if (!problem.series.insert(*names).second) {
                rows.fail(0, "rows of a series that follow each other");
            }
        }
        tally.expect(first ? rows.date(1) == problem.start : rows.date(1) > before,
                     "{}: ds: not the next day", rows);
        before = rows.date(1);
        double last = 0;
        for (std::size_t k = 3; k < rows.header().size(); ++k) {
            const double quantile = rows.further_number(k);
            tally.expect(quantile >= last, "{}: {}: below the quantile before it", rows,
                         rows.header()[k]);
            last = quantile;
        }
    }
}

void read_need(Problem& problem, Checks& checks) {
    Tally tally(
        checks,
        "The need is cut into slices by the rules: each once, in order, with its share of use");
    std::unordered_map<std::int64_t, int> last_slice;
    std::optional<Slice> before;
    Table rows(problem, "need.csv");
    while (rows.next()) {
        const Slice slice{.item = rows.id(0),
                          .place = rows.id(1),
                          .period = static_cast<std::int16_t>(rows.whole(2)),
                          .number = static_cast<std::int16_t>(rows.whole(3)),
                          .line = static_cast<std::uint32_t>(rows.line()),
                          .width = rows.number(6),
                          .set_aside = rows.number(8)};
        for (const std::size_t column : {4, 5}) {
            if (rows.number(column) != slice_levels.at(at(slice.number) + column - 5)) {
                rows.fail(column, "the level of the slice");
            }
        }
        const std::int64_t cell =
            (static_cast<std::int64_t>(at(slice.item) * problem.places.size()) + slice.place) *
                problem.periods +
            slice.period;
        const auto [last, is_new] = last_slice.try_emplace(cell, 0);
        const bool follows = before && before->is_of_cell(slice);
        tally.expect(is_new || follows, "{}: the cell was there before", rows);
        tally.expect(slice.number > last->second, "{}: the slice is not the next", rows);
        last->second = slice.number;
        tally.expect_equal(rows.number(7), use_of(slice), rows);
        tally.expect(problem.places[at(slice.place)].is_depot,
                     "{}: need at a place that is no depot", rows);
        tally.expect(follows || problem.series.contains({slice.item, slice.place}),
                     "{}: need without a forecast", rows);
        before = slice;
        problem.slices.push_back(slice);
    }
}

void add_names(Problem& problem, Kind kind, const auto& names) {
    for (const std::string_view name : names) {
        problem.of(kind).add(name);
    }
}

}  // namespace

int Problem::period_of(Date day) const {
    if (day < start) {
        return 0;
    }
    const auto period = (day - start).count() / period_days;
    return period < periods ? static_cast<int>(period) : -1;
}

std::vector<const Available*> Problem::in_force(const std::vector<Available>& rows, int of,
                                                int place) const {
    std::vector<const Available*> found(at(periods));
    for (const bool dated : {false, true}) {
        for (const Available& row : rows) {
            if (row.of != of || row.place != place || row.date.has_value() != dated) {
                continue;
            }
            if (!dated) {
                std::ranges::fill(found, &row);
            } else if (const int t = period_inside(*row.date); t >= 0) {
                found[at(t)] = &row;
            }
        }
    }
    return found;
}

Interval Problem::co2e_per_tkm(const Lane& lane) const {
    Interval sum;
    for (const Amount& impact : mode_impacts[at(lane.mode)]) {
        if (impact.of == find(Kind::indicator, "co2e_kg")) {
            sum += impact.quantity;
        }
    }
    return sum;
}

Interval use_of(const Slice& slice) {
    const auto k = at(slice.number);
    return Interval(1) -
           Interval(0.5) * (Interval(slice_levels.at(k - 1)) + Interval(slice_levels.at(k)));
}

std::string lane_name(const Table& rows, std::size_t column) {
    return fmt::format("{}>{}>{}", rows.text(column), rows.text(column + 1), rows.text(column + 2));
}

int lane_of(const Problem& problem, Table& rows) {
    const int lane = problem.find(Kind::lane, lane_name(rows, 1));
    if (lane < 0) {
        rows.fail(1, "a lane of this plan");
    }
    return lane;
}

void read_problem(Problem& problem, Checks& checks) {
    add_names(problem, Kind::tier, tier_names);
    add_names(problem, Kind::stage, stage_names);
    add_names(problem, Kind::role, std::array{"source", "plant", "hub", "depot"});
    add_names(problem, Kind::cause, std::array{"item", "activity", "mode", "storage", "waste"});
    read_plan_json(problem);
    if (problem.error) {
        return;
    }
    read_items(problem);
    read_places(problem);
    read_lanes(problem);
    read_activities(problem);
    read_recipes(problem);
    read_capacities(problem);
    read_impacts(problem);
    add_common_indicators(problem);
    read_goods(problem);
    read_forecast(problem, checks);
    // History is an input; it only has to be readable.
    for (Table rows(problem, "history.csv"); rows.next();) {
    }
    read_need(problem, checks);
    if (problem.items.size() * problem.places.size() > cells_max) {
        problem.fail("this plan has more items and places than this checker can hold");
    }
}

}  // namespace vorrat::verify

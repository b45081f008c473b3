#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "vorrat/ingest/layouts.h"
#include "vorrat/ingest/needs.h"
#include "vorrat/ingest/tables.h"

namespace vorrat::ingest {
namespace {

constexpr int source_to_hub_days = 7;
constexpr int hub_to_store_days = 2;
constexpr std::string_view snap = "snap";

std::string_view before_underscore(std::string_view id) { return id.substr(0, id.find('_')); }

/// HOBBIES of HOBBIES_1_330.
std::string_view category_of(std::string_view item) { return before_underscore(item); }

/// `HOBBIES_1_330` -> `HOBBIES/HOBBIES_1`: category, then department.
std::string group_of(std::string_view item) {
    const std::string_view category = category_of(item);
    const std::size_t end = item.rfind('_');
    if (end == std::string_view::npos || end <= category.size()) {
        return std::string(category);
    }
    return fmt::format("{}/{}", category, item.substr(0, end));
}

/// What the calendar says of one day.
struct Day {
    Date date;
    std::vector<float> snap;            // per state of the header
    std::vector<std::uint32_t> events;  // positions in Calendar::events
};

struct Calendar {
    std::vector<std::string> states;  // of the columns snap_<state>
    Names events;
    std::map<Date, Day> days;
};

std::optional<Calendar> read_calendar(Intake& intake, const TextFile& file) {
    auto header = CsvReader::open(file.text, file.name);
    Calendar calendar;
    std::vector<std::string> columns;
    if (header) {
        for (const std::string& name : header->header()) {
            if (!name.starts_with("snap_")) {
                continue;
            }
            columns.push_back(name);
            calendar.states.push_back(name.substr(5));
        }
    }
    Table::Columns known{
        {"date", "event_name_1", "event_name_2"},
        {"wm_yr_wk", "weekday", "wday", "month", "year", "d", "event_type_1", "event_type_2"}};
    for (const std::string& column : columns) {
        known.optional.push_back(column);
    }
    auto table = Table::open(intake, file, known);
    if (!table) {
        return std::nullopt;
    }
    while (table->next()) {
        table->unique({"date"});
        Day day{.date = table->required_date("date"), .snap = {}, .events = {}};
        for (const std::string& column : columns) {
            day.snap.push_back(
                static_cast<float>(table->number(column, {0, 1, false}).value_or(0)));
        }
        for (const std::string_view column : {"event_name_1", "event_name_2"}) {
            if (table->text(column).empty()) {
                continue;
            }
            const std::string name = table->id(column);
            day.events.push_back(calendar.events.add(name));
        }
        if (table->accept()) {
            calendar.days.emplace(day.date, std::move(day));
        }
    }
    return calendar;
}

/// Columns of events for every series: a bound on what a few bytes can ask for.
bool fits(Intake& intake, const std::string& file, const Calendar& calendar) {
    const World& world = intake.world();
    std::size_t cells = 0;
    for (const Series& series : world.history.series) {
        const Date last = calendar.days.empty() ? series.start : calendar.days.rbegin()->first;
        const auto ahead = std::max<std::ptrdiff_t>(0, (last - series.start).count() + 1);
        const std::size_t steps = std::max(series.quantity.size(), static_cast<std::size_t>(ahead));
        cells += steps * (1 + calendar.events.size());
    }
    if (cells <= history_cells_max) {
        return true;
    }
    intake.error(file, fmt::format("at most {} values of events and snap", history_cells_max),
                 fmt::format("{}", cells));
    return false;
}

/// Adds snap and one 0/1 column per event, also for the days the calendar knows ahead.
void add_calendar(World& world, const Calendar& calendar) {
    History& history = world.history;
    if (calendar.days.empty() || history.series.empty()) {
        return;
    }
    history.regressors.emplace_back(snap);
    for (const std::string& event : calendar.events.all()) {
        history.regressors.push_back("event_" + event);
    }
    const Date last = calendar.days.rbegin()->first;
    for (Series& series : history.series) {
        const std::string_view state = before_underscore(world.places[series.place].id);
        const auto at = std::ranges::find(calendar.states, state);
        const auto k = static_cast<std::size_t>(at - calendar.states.begin());
        const auto ahead = static_cast<std::size_t>(
            std::max<std::ptrdiff_t>(0, (last - series.start).count() + 1));
        const std::size_t steps = std::max(series.quantity.size(), ahead);
        constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
        std::vector<float> snaps(steps, unknown);
        std::vector<std::vector<float>> events(calendar.events.size(),
                                               std::vector<float>(steps, unknown));
        for (auto day = calendar.days.lower_bound(series.start); day != calendar.days.end();
             ++day) {
            const auto step = static_cast<std::size_t>((day->first - series.start).count());
            if (k < calendar.states.size()) {
                snaps[step] = day->second.snap[k];
            }
            for (std::vector<float>& values : events) {
                values[step] = 0;
            }
            for (const std::uint32_t event : day->second.events) {
                events[event][step] = 1;
            }
        }
        series.regressors.push_back(std::move(snaps));
        for (std::vector<float>& values : events) {
            series.regressors.push_back(std::move(values));
        }
    }
}

/// One source, a hub per state, the stores as depots.
void add_network(Intake& intake) {
    World& world = intake.world();
    const std::size_t stores = world.places.size();
    const auto add = [&](std::string_view id, PlaceKind kind) {
        Place place;
        place.id = std::string(id);
        place.name = place.id;
        place.kind = kind;
        intake.places.add(id);
        return world.places.push_back(std::move(place));
    };
    const PlaceId source = add("source", PlaceKind::source);
    std::map<std::string, PlaceId> hubs;
    for (std::uint32_t s = 0; s < stores; ++s) {
        const std::string state(before_underscore(world.places[PlaceId{s}].id));
        if (!hubs.contains(state)) {
            const PlaceId hub = add(state + "_hub", PlaceKind::hub);
            hubs.emplace(state, hub);
            world.lanes.push_back({.from = source,
                                   .to = hub,
                                   .mode = "road",
                                   .lead_days = source_to_hub_days,
                                   .length = {},
                                   .capacity = {},
                                   .minimum = {}});
        }
        world.lanes.push_back({.from = hubs.at(state),
                               .to = PlaceId{s},
                               .mode = "road",
                               .lead_days = hub_to_store_days,
                               .length = {},
                               .capacity = {},
                               .minimum = {}});
    }
    intake.modes.add("road");
}

}  // namespace

void read_m5(Intake& intake) {
    const auto calendar_file = intake.take("calendar");
    auto needs_file = intake.take("needs");
    if (!calendar_file || !needs_file) {
        return;
    }
    intake.note(needs_file->name, "is read in the layout m5: stores as depots, a hub per state");
    const auto calendar = read_calendar(intake, *calendar_file);
    std::vector<TextFile> files;
    files.push_back(*std::move(needs_file));
    const NeedWords words{.ignored = {"snap", "event"}};  // the calendar knows them ahead, too
    NeedRows rows = read_need_rows(
        intake, std::move(files), words,
        {.item = [&](std::string_view id) { return item_named(intake, id).value; },
         .place = [&](std::string_view id) { return depot_named(intake, id).value; }});
    World& world = intake.world();
    world.history = form_history(intake, rows, Gap::zero);
    if (world.history.frequency != Frequency::day) {
        intake.error(calendar_file->name, "daily needs beside a calendar of days",
                     fmt::format("needs per {}", vorrat::to_string(world.history.frequency)));
    } else if (calendar && fits(intake, calendar_file->name, *calendar)) {
        add_calendar(world, *calendar);
    }
    for (Item& item : world.items) {
        item.group = group_of(item.id);
    }
    add_network(intake);
}

}  // namespace vorrat::ingest

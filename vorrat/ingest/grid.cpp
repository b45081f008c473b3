#include "vorrat/ingest/grid.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

namespace vorrat::ingest {
namespace {

constexpr int absurd_gap_days = 3653;  // ten years
constexpr int last_of_month = 32;

constexpr std::array<std::string_view, 7> weekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                   "Friday", "Saturday", "Sunday"};

using Counts = std::map<std::int32_t, std::size_t>;  // day -> rows

/// The run of days without a gap of ten years that has most rows.
std::pair<std::int32_t, std::int32_t> main_run(const Counts& counts, std::int32_t absurd_gap) {
    std::pair<std::int32_t, std::int32_t> best{counts.begin()->first, counts.begin()->first};
    std::pair<std::int32_t, std::int32_t> run = best;
    std::size_t best_rows = 0;
    std::size_t rows = 0;
    for (const auto& [day, count] : counts) {
        if (day - run.second > absurd_gap) {
            run.first = day;
            rows = 0;
        }
        run.second = day;
        rows += count;
        if (rows > best_rows) {
            best = run;
            best_rows = rows;
        }
    }
    return best;
}

bool is_last_of_month(Date date) {
    return std::chrono::year_month_day{date + days{1}}.day() == std::chrono::day{1};
}

int day_of_month(Date date) {
    return static_cast<int>(static_cast<unsigned>(std::chrono::year_month_day{date}.day()));
}

Date date_of(std::int32_t day) { return Date{days{day}}; }

int month_of(Date date) {
    return static_cast<int>(static_cast<unsigned>(std::chrono::year_month_day{date}.month())) - 1;
}

/// How many rows there are on each weekday, day of the month, month.
struct Tally {
    std::array<std::size_t, 7> on_weekday{};
    std::array<std::size_t, 33> on_day{};
    std::array<std::size_t, 3> on_month_of_quarter{};
    std::array<std::size_t, 12> on_month{};
    std::size_t all = 0;

    void add(Date date, std::size_t rows) {
        all += rows;
        on_weekday.at(static_cast<std::size_t>(weekday(date))) += rows;
        on_day.at(static_cast<std::size_t>(day_of_month(date))) += rows;
        if (is_last_of_month(date)) {
            on_day[last_of_month] += rows;
        }
        on_month_of_quarter.at(static_cast<std::size_t>(month_of(date) % 3)) += rows;
        on_month.at(static_cast<std::size_t>(month_of(date))) += rows;
    }
    bool most(std::size_t count) const { return 10 * count >= 9 * all; }  // nine of ten
};

template <std::size_t size>
int fullest(const std::array<std::size_t, size>& counts) {
    return static_cast<int>(std::ranges::max_element(counts) - counts.begin());
}

/// Two dates four weeks apart may lie on both grids; then months are the coarser statement.
Frequency coarsest(const Tally& tally, GridWish::Frequencies among) {
    if (tally.most(std::ranges::max(tally.on_day))) {
        if (among == GridWish::Frequencies::workspace) {
            return Frequency::month;
        }
        if (tally.most(std::ranges::max(tally.on_month))) {
            return Frequency::year;
        }
        return tally.most(std::ranges::max(tally.on_month_of_quarter)) ? Frequency::quarter
                                                                       : Frequency::month;
    }
    return tally.most(std::ranges::max(tally.on_weekday)) ? Frequency::week : Frequency::day;
}

bool lies_on_day(const Grid& grid, Date date) {
    return grid.day_of_month == last_of_month ? is_last_of_month(date)
                                              : day_of_month(date) == grid.day_of_month;
}

std::string describe_day(const Grid& grid) {
    return grid.day_of_month == last_of_month ? std::string("the last day")
                                              : fmt::format("day {}", grid.day_of_month);
}

bool counts_months(Frequency frequency) {
    return frequency == Frequency::month || frequency == Frequency::quarter ||
           frequency == Frequency::year;
}

}  // namespace

bool at_many_hours(std::span<const NeedRow> rows) {
    std::map<std::int16_t, std::size_t> counts;
    std::size_t all = 0;
    std::size_t most = 0;
    for (const NeedRow& row : rows) {
        if (!row.dropped) {
            most = std::max(most, ++counts[row.clock]);
            ++all;
        }
    }
    return 10 * most < 9 * all;
}

Grid find_grid(std::span<const NeedRow> rows, const GridWish& wish) {
    Counts counts;
    auto at = counts.end();
    for (const NeedRow& row : rows) {
        if (row.dropped) {
            continue;
        }
        if (at == counts.end() || at->first != row.day) {
            at = counts.try_emplace(row.day).first;
        }
        ++at->second;
    }
    check(!counts.empty(), "a grid is asked of at least one row");
    const bool hours = wish.said == Frequency::hour;
    const auto [first, last] = main_run(counts, hours ? 24 * absurd_gap_days : absurd_gap_days);
    Grid grid{.main_first = date_of(first), .main_last = date_of(last)};
    grid.frequency = wish.said.value_or(Frequency::day);
    if (hours || (first == last && !wish.said)) {
        return grid;
    }
    Tally tally;
    for (auto day = counts.lower_bound(first); day != counts.upper_bound(last); ++day) {
        tally.add(date_of(day->first), day->second);
    }
    grid.frequency = wish.said.value_or(coarsest(tally, wish.among));
    grid.weekday = fullest(tally.on_weekday);
    if (counts_months(grid.frequency)) {
        grid.day_of_month = fullest(tally.on_day);
        if (grid.day_of_month > 28) {
            grid.day_of_month = last_of_month;
        }
        grid.month = grid.frequency == Frequency::year ? fullest(tally.on_month)
                                                       : fullest(tally.on_month_of_quarter);
    }
    return grid;
}

bool lies_on(const Grid& grid, Date date) {
    switch (grid.frequency) {
        case Frequency::hour:
        case Frequency::day:
            return true;
        case Frequency::week:
            return weekday(date) == grid.weekday;
        case Frequency::month:
            return lies_on_day(grid, date);
        case Frequency::quarter:
            return lies_on_day(grid, date) && month_of(date) % 3 == grid.month;
        case Frequency::year:
            return lies_on_day(grid, date) && month_of(date) == grid.month;
    }
    impossible("a Frequency outside its enum");
}

std::string describe(const Grid& grid) {
    switch (grid.frequency) {
        case Frequency::hour:
            return "a full hour";
        case Frequency::day:
            return "a date";
        case Frequency::week:
            return fmt::format("a {} as most dates (weekly needs)",
                               weekdays[static_cast<std::size_t>(grid.weekday)]);
        case Frequency::month:
            return fmt::format("{} of a month as most dates (monthly needs)", describe_day(grid));
        case Frequency::quarter:
            return fmt::format("{} of month {} of a quarter as most dates (quarterly needs)",
                               describe_day(grid), grid.month + 1);
        case Frequency::year:
            return fmt::format("{} of month {} as most dates (yearly needs)", describe_day(grid),
                               grid.month + 1);
    }
    impossible("a Frequency outside its enum");
}

Date grid_date(const Grid& grid, Date date) {
    if (!counts_months(grid.frequency) || grid.day_of_month != last_of_month) {
        return date;
    }
    const std::chrono::year_month_day parts{date};
    return Date{parts.year() / parts.month() / std::chrono::day{1}};
}

}  // namespace vorrat::ingest

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "vorrat/base/parallel.h"
#include "vorrat/ingest/grid.h"
#include "vorrat/ingest/needs.h"

namespace vorrat::ingest {
namespace {

constexpr float no_value = std::numeric_limits<float>::quiet_NaN();
constexpr std::size_t series_per_block = 64;

/// Row numbers by series: the rows of series s are order[begin[s]] .. order[begin[s + 1] - 1].
struct Grouping {
    std::vector<std::uint64_t> keys;  // item * 2^32 + place, rising
    std::vector<std::size_t> begin;   // keys + 1
    std::vector<std::size_t> order;   // rows that are not dropped
};

std::uint64_t key_of(const NeedRow& row) {
    return (static_cast<std::uint64_t>(row.item) << 32U) | row.place;
}

Grouping group_by_series(const std::vector<NeedRow>& rows) {
    std::unordered_map<std::uint64_t, std::size_t> count;
    auto last = count.end();
    for (const NeedRow& row : rows) {
        if (row.dropped) {
            continue;
        }
        if (last == count.end() || last->first != key_of(row)) {
            last = count.try_emplace(key_of(row)).first;
        }
        ++last->second;
    }
    Grouping grouping;
    for (const auto& [key, unused] : count) {
        grouping.keys.push_back(key);
    }
    std::sort(grouping.keys.begin(), grouping.keys.end());
    grouping.begin.push_back(0);
    for (const std::uint64_t key : grouping.keys) {
        std::size_t& rows_of_key = count[key];
        grouping.begin.push_back(grouping.begin.back() + rows_of_key);
        rows_of_key = grouping.begin[grouping.begin.size() - 2];  // from here on: the next slot
    }
    grouping.order.resize(grouping.begin.back());
    last = count.end();
    for (std::size_t r = 0; r < rows.size(); ++r) {
        if (rows[r].dropped) {
            continue;
        }
        if (last == count.end() || last->first != key_of(rows[r])) {
            last = count.find(key_of(rows[r]));
        }
        grouping.order[last->second++] = r;
    }
    return grouping;
}

/// Turns days and times into hours, docs/formats/long.md; refuses what is no full hour.
void count_hours(Intake& intake, NeedRows& needs) {
    constexpr int minutes_per_hour = 60;
    constexpr int hours_per_day = 24;
    RowRefusals refusals(intake, needs);
    for (NeedRow& row : needs.rows) {
        const int minutes = row.clock - row.zone + hours_per_day * minutes_per_hour;  // >= 0
        if (row.dropped) {
            continue;
        }
        if (minutes % minutes_per_hour != 0) {
            refusals.drop(row, &NeedFile::date, "a full hour (hourly needs)");
        }
        row.day = hours_per_day * (row.day - 1) + minutes / minutes_per_hour;
    }
    refusals.finish(intake);
}

/// Refuses dates far away from all others and dates off the grid.
void keep_grid(Intake& intake, NeedRows& needs, const Grid& grid) {
    RowRefusals refusals(intake, needs);
    for (NeedRow& row : needs.rows) {
        if (row.dropped) {
            continue;
        }
        const Date date{days{row.day}};
        if (date < grid.main_first || date > grid.main_last) {
            refusals.drop(row, &NeedFile::date,
                          fmt::format("a date less than ten years from the others ({} to {})",
                                      vorrat::to_string(grid.main_first, grid.frequency),
                                      vorrat::to_string(grid.main_last, grid.frequency)));
        } else if (!lies_on(grid, date)) {
            refusals.drop(row, &NeedFile::date, describe(grid));
        }
    }
    refusals.finish(intake);
}

/// Sorts the rows of each series by date and refuses the second of two rows of one date.
void sort_rows(Intake& intake, NeedRows& needs, Grouping& grouping, Frequency frequency) {
    RowRefusals refusals(intake, needs);
    std::size_t unsorted = 0;
    std::vector<std::size_t> kept;
    std::vector<std::size_t> begin{0};
    kept.reserve(grouping.order.size());
    for (std::size_t s = 0; s < grouping.keys.size(); ++s) {
        const auto from = grouping.order.begin() + static_cast<std::ptrdiff_t>(grouping.begin[s]);
        const auto to = grouping.order.begin() + static_cast<std::ptrdiff_t>(grouping.begin[s + 1]);
        const auto earlier = [&](std::size_t a, std::size_t b) {
            return needs.rows[a].day < needs.rows[b].day;
        };
        if (!std::is_sorted(from, to, earlier)) {
            ++unsorted;
            std::stable_sort(from, to, earlier);
        }
        for (auto r = from; r != to; ++r) {
            NeedRow& row = needs.rows[*r];
            const bool again = r != from && needs.rows[kept.back()].day == row.day;
            if (!again) {
                kept.push_back(*r);
                continue;
            }
            const NeedRow& first = needs.rows[kept.back()];
            refusals.drop(row, &NeedFile::date, "one row per date, item and place",
                          fmt::format("{} again after {}:{}",
                                      vorrat::to_string(Date{days{row.day}}, frequency),
                                      needs.files[first.file].file.name, first.line));
        }
        begin.push_back(kept.size());
    }
    grouping.order = std::move(kept);
    grouping.begin = std::move(begin);
    refusals.finish(intake);
    if (unsorted > 0) {
        intake.note(
            needs.files.front().file.name,
            fmt::format("the dates of {} series are not in order; they were sorted", unsorted));
    }
}

/// Where a series begins and ends, in steps from `start`.
struct Extent {
    Date start;
    int steps = 0;        // of the history
    int known_steps = 0;  // with known future values of regressors
    std::size_t observed = 0;
};

class HistoryMaker {
public:
    HistoryMaker(const NeedRows& needs, const Grouping& grouping, const Grid& grid, Gap gap)
        : needs_(&needs), grouping_(&grouping), grid_(&grid), gap_(gap) {
        for (const std::size_t r : grouping.order) {
            const NeedRow& row = needs.rows[r];
            if (!std::isnan(row.quantity)) {
                last_day_ = std::max(last_day_, row.day);
            }
        }
    }

    Extent extent(std::size_t series) const {
        Extent extent;
        const auto rows = rows_of(series);
        const auto has_quantity = [&](std::size_t r) {
            return !std::isnan(needs_->rows[r].quantity);
        };
        const auto first = std::find_if(rows.begin(), rows.end(), has_quantity);
        if (first == rows.end()) {
            return extent;
        }
        const auto last = std::find_if(rows.rbegin(), rows.rend(), has_quantity).base();
        extent.start = date(*first);
        extent.observed = static_cast<std::size_t>(last - first);
        extent.steps = 1 + step(extent, date(*(last - 1)));
        extent.known_steps = std::max(extent.steps, 1 + step(extent, date(rows.back())));
        if (gap_ == Gap::unknown) {
            return extent;
        }
        const int table_steps = 1 + step(extent, grid_date(*grid_, Date{days{last_day_}}));
        const int said = last == rows.end() ? table_steps : step(extent, date(*last));
        extent.steps = std::max(extent.steps, std::min(table_steps, said));
        extent.known_steps = std::max(extent.known_steps, extent.steps);
        return extent;
    }

    /// Series of a daily file with three observations or more, no two of them within a week.
    std::size_t coarser() const {
        constexpr std::size_t enough = 3;
        constexpr int week = 7;
        std::size_t count = 0;
        for (std::size_t s = 0; s + 1 < grouping_->begin.size(); ++s) {
            const auto rows = rows_of(s);
            const auto close = [&](std::size_t a, std::size_t b) {
                return needs_->rows[b].day - needs_->rows[a].day < week;
            };
            const bool far = std::ranges::adjacent_find(rows, close) == rows.end();
            count += far && rows.size() >= enough ? 1 : 0;
        }
        return grid_->frequency == Frequency::day ? count : 0;
    }

    Series make(std::size_t series, const Extent& extent) const {
        const std::uint64_t key = grouping_->keys[series];
        Series made{.item = ItemId{static_cast<std::uint32_t>(key >> 32U)},
                    .place = PlaceId{static_cast<std::uint32_t>(key)},
                    .start = extent.start,
                    .quantity = {},
                    .available = {},
                    .regressors = {}};
        const auto steps = static_cast<std::size_t>(extent.steps);
        made.quantity.assign(steps,
                             gap_ == Gap::zero ? 0.0 : std::numeric_limits<double>::quiet_NaN());
        if (needs_->has_available) {
            made.available.assign(steps, 1);
        }
        const std::size_t columns = needs_->regressor_names.size();
        made.regressors.assign(
            columns, std::vector<float>(static_cast<std::size_t>(extent.known_steps), no_value));
        for (const std::size_t r : rows_of(series)) {
            const NeedRow& row = needs_->rows[r];
            const int at = step(extent, date(r));
            if (at < 0) {
                continue;
            }  // before the first observation
            const auto k = static_cast<std::size_t>(at);
            if (k < steps) {
                made.quantity[k] = row.quantity;
                if (needs_->has_available) {
                    made.available[k] = row.available;
                }
            }
            for (std::size_t c = 0; c < columns; ++c) {
                made.regressors[c][k] = needs_->regressors[r * columns + c];
            }
        }
        for (std::vector<float>& values : made.regressors) {
            while (values.size() > steps && std::isnan(values.back())) {
                values.pop_back();
            }
        }
        return made;
    }

private:
    std::span<const std::size_t> rows_of(std::size_t series) const {
        return std::span(grouping_->order)
            .subspan(grouping_->begin[series],
                     grouping_->begin[series + 1] - grouping_->begin[series]);
    }
    Date date(std::size_t row) const {
        return grid_date(*grid_, Date{days{needs_->rows[row].day}});
    }
    int step(const Extent& extent, Date date) const {
        return steps_between(extent.start, date, grid_->frequency);
    }

    const NeedRows* needs_;
    const Grouping* grouping_;
    const Grid* grid_;
    Gap gap_;
    std::int32_t last_day_ = std::numeric_limits<std::int32_t>::min();
};

void tell_grid(Intake& intake, const std::string& file, const Grid& grid) {
    std::string text = fmt::format("the dates are {}s", vorrat::to_string(grid.frequency));
    if (grid.main_first == grid.main_last) {
        text += " (only one date is there)";
    }
    if (grid.day_of_month > 28) {
        text += "; each month's last day is kept as its first";
    }
    intake.note(file, text);
}

void tell_gaps(Intake& intake, const std::string& file, Gap gap, std::size_t gaps,
               std::size_t series) {
    if (gaps == 0) {
        return;
    }
    intake.note(file, fmt::format("{} dates in {} series have no row: they count as {}", gaps,
                                  series, gap == Gap::zero ? "zero need" : "unknown"));
}

std::size_t cells_of(const Extent& extent, std::size_t columns) {
    return static_cast<std::size_t>(extent.steps) +
           columns * static_cast<std::size_t>(extent.known_steps);
}

}  // namespace

History form_history(Intake& intake, NeedRows& needs, Gap gap, const GridWish& wish) {
    History history;
    history.regressors = needs.regressor_names;
    const bool any = std::ranges::any_of(needs.rows, [](const NeedRow& r) { return !r.dropped; });
    if (!any) {
        return history;
    }
    const std::string file = needs.files.front().file.name;
    GridWish wished = wish;
    if (!wish.said && at_many_hours(needs.rows)) {
        wished.said = Frequency::hour;
    }
    if (wished.said == Frequency::hour) {
        count_hours(intake, needs);
    }
    if (std::ranges::all_of(needs.rows, &NeedRow::dropped)) {
        return history;
    }
    const Grid grid = find_grid(needs.rows, wished);
    history.frequency = grid.frequency;
    tell_grid(intake, file, grid);
    keep_grid(intake, needs, grid);
    Grouping grouping = group_by_series(needs.rows);
    sort_rows(intake, needs, grouping, grid.frequency);

    const HistoryMaker maker(needs, grouping, grid, gap);
    std::vector<Extent> extents;
    std::vector<std::size_t> observed;  // series with at least one observation
    std::size_t cells = 0;
    std::size_t gaps = 0;
    std::size_t series_with_gaps = 0;
    for (std::size_t s = 0; s < grouping.keys.size(); ++s) {
        const Extent extent = maker.extent(s);
        if (extent.observed == 0) {
            continue;
        }
        observed.push_back(s);
        extents.push_back(extent);
        cells += cells_of(extent, needs.regressor_names.size());
        const std::size_t missing = static_cast<std::size_t>(extent.steps) - extent.observed;
        gaps += missing;
        series_with_gaps += missing > 0 ? 1 : 0;
    }
    if (gap == Gap::unknown && maker.coarser() > 0) {
        intake.warn(file, fmt::format("{} series have a date only every week or more while the "
                                      "dates of the file are {}s: they are mostly unknown, and "
                                      "belong into a file of their own",
                                      maker.coarser(), vorrat::to_string(grid.frequency)));
    }
    if (observed.size() < grouping.keys.size()) {
        intake.warn(file, fmt::format("{} series have no quantity at all and were left out",
                                      grouping.keys.size() - observed.size()));
    }
    if (cells > history_cells_max) {
        intake.error(file, fmt::format("at most {} values in all series", history_cells_max),
                     fmt::format("{} with the gaps filled", cells));
        return history;
    }
    tell_gaps(intake, file, gap, gaps, series_with_gaps);
    history.series.resize(observed.size());
    parallel_blocks(observed.size(), series_per_block, intake.settings.threads,
                    [&](std::size_t first, std::size_t last) {
                        for (std::size_t k = first; k < last; ++k) {
                            history.series[k] = maker.make(observed[k], extents[k]);
                        }
                    });
    return history;
}

}  // namespace vorrat::ingest

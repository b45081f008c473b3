#pragma once

#include <optional>
#include <span>
#include <string>

#include "vorrat/ingest/needs.h"

namespace vorrat::ingest {

/// The days a need history lives on.
struct Grid {
    Frequency frequency = Frequency::day;
    int weekday = 0;       ///< week: the day of all dates, 0 Monday
    int day_of_month = 1;  ///< month: the day of all dates; 32: the last day of each month
    int month = 0;         ///< quarter: 0, 1 or 2, of the quarter; year: 0 January
    Date main_first;       ///< the dates lie between these two; others are absurd
    Date main_last;
};

/// Finds the grid that nine of ten rows lie on: the same weekday means weeks, the same day of the
/// month months (every third month quarters, one month of the year years), else days. Rows count
/// hours when they were brought there with `count_hours`. Rows more than ten years away from the
/// rows around them do not count: those dates are absurd. At least one row that is not dropped.
Grid find_grid(std::span<const NeedRow> rows, const GridWish& wish);

/// Do the times of the rows say hours: fewer than nine of ten are at the same time of the day?
bool at_many_hours(std::span<const NeedRow> rows);

bool lies_on(const Grid& grid, Date date);

/// What a date should be: `a Monday as most dates (weekly needs)`.
std::string describe(const Grid& grid);

/// The date of a month's step: its first day where the grid is the last day of months, so that
/// steps of a month are exact; else the date itself.
Date grid_date(const Grid& grid, Date date);

}  // namespace vorrat::ingest

#pragma once

#include "vorrat/base/date.h"

/// The numbers that decide how tight the example region is. Shares are of what meeting all expected
/// need of the horizon takes, computed in requirements.h.
namespace vorrat::example::tuning {

// The world
constexpr double member_share = 0.03;  ///< of the population that the depots supply
constexpr Date last_day{days{20757}};  ///< 2026-10-31; the plan begins on the day after
constexpr int history_days = 730;
constexpr int horizon_days = 28;
constexpr int period_days = 7;
constexpr int periods = horizon_days / period_days;

// What people set
constexpr double co2e_cap_share = 0.60;
constexpr double labour_limit_share = 0.67;

// What there is
constexpr double plant_labour_share = 1.08;            ///< of each plant's weekly hours
constexpr double plant_labour_christmas_share = 0.75;  ///< in the week with two holidays
constexpr double plant_labour_holiday_share = 0.95;    ///< in the week with one
constexpr double machine_share = 1.15;
constexpr double pasta_line_share = 0.97;      ///< the one machine that is too small
constexpr double lane_share = 1.35;            ///< hub to depot
constexpr double second_lane_share = 0.5;      ///< from a depot's second hub
constexpr double weak_lane_share = 0.95;       ///< to depots at the end of weak roads
constexpr double rail_share = 0.6;             ///< of what comes through the port
constexpr double depot_storage_days = 9;       ///< days of the depot's volume
constexpr double old_shop_storage_days = 1.1;  ///< depots in old shops, supplied daily
constexpr double hub_storage_days = 4;
constexpr double plant_storage_days = 6;

// Surprise
constexpr double stockouts_per_year = 2.2;   ///< per item and depot
constexpr double place_week_spread = 0.04;   ///< coefficient of variation shared by all items
constexpr double place_taste_spread = 0.10;  ///< of a depot's lasting liking of an item

}  // namespace vorrat::example::tuning

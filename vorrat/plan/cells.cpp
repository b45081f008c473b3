#include "vorrat/plan/cells.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "vorrat/plan/plan.h"

namespace vorrat::plan {
namespace {

/// The levels at which the slices end; the first is what is needed in any case. Section 2.
constexpr std::array<double, 5> slice_levels{0, 0.10, 0.50, 0.90, 0.99};

Result<std::vector<std::size_t>> positions(const NeedForecast& forecast,
                                           const std::vector<Interval>& wanted) {
    std::vector<std::size_t> found;
    for (const Interval& interval : wanted) {
        const auto at = std::ranges::find(forecast.intervals, interval);
        if (at == forecast.intervals.end()) {
            return bad_input(fmt::format(
                "forecast: want the sum over {} steps from step {} on (a period of the plan), "
                "found none",
                interval.steps, interval.first));
        }
        found.push_back(static_cast<std::size_t>(at - forecast.intervals.begin()));
    }
    return found;
}

/// Q(level), linear between the levels of the slices.
double quantile(std::span<const NeedSlice> slices, double level) {
    double sum = 0;
    for (const NeedSlice& slice : slices) {
        const double height = slice.level_to - slice.level_from;
        const double share = height > 0 ? (level - slice.level_from) / height : 1;
        sum += std::clamp(share, 0.0, 1.0) * slice.width;
    }
    return sum;
}

double reserve_target(const Reserve& reserve, const NeedCell& cell,
                      std::span<const NeedSlice> slices, int period_days) {
    if (reserve.days) {
        return *reserve.days / period_days * cell.mean;
    }
    if (reserve.coverage) {
        return std::max(0.0, quantile(slices, *reserve.coverage) - cell.mean);
    }
    return 0;
}

void add_cell(const NeedCurve& curve, NeedCell cell, Needs& needs) {
    double level_from = 0;
    double from = 0;
    cell.first_slice = needs.slices.size();
    for (const double level_to : slice_levels) {
        const double to = curve.quantile(level_to);
        const double use = 1 - (level_from + level_to) / 2;
        if (to > from) {
            needs.slices.push_back({cell.item, cell.place,
                                    Period{static_cast<std::uint32_t>(cell.period)}, level_from,
                                    level_to, to - from, use, 0});
            cell.mean += use * (to - from);
        }
        level_from = level_to;
        from = std::max(from, to);
    }
    cell.last_slice = needs.slices.size();
    if (cell.last_slice > cell.first_slice) {
        needs.cells.push_back(cell);
    }
}

}  // namespace

Result<std::vector<Interval>> plan_intervals(const Criteria& criteria, Frequency frequency) {
    const int period_days = std::max(1, criteria.period_days);
    int steps = period_days;
    if (frequency == Frequency::week) {
        if (period_days % 7 != 0) {
            return bad_input(fmt::format(
                "criteria.toml: period_days: want a multiple of 7 for weekly needs, found {}",
                period_days));
        }
        steps = period_days / 7;
    }
    if (frequency == Frequency::month) {
        if (period_days < 28 || period_days > 31) {
            return bad_input(
                fmt::format("criteria.toml: period_days: want 28 to 31 for monthly needs, found {}",
                            period_days));
        }
        steps = 1;
    }
    std::vector<Interval> intervals;
    intervals.reserve(static_cast<std::size_t>(period_count(criteria)));
    for (int t = 0; t < period_count(criteria); ++t) {
        intervals.push_back({t * steps, steps});
    }
    return intervals;
}

Result<Needs> cut_needs(const World& world, const NeedForecast& forecast, const Horizon& horizon) {
    const auto wanted = plan_intervals(world.criteria, forecast.frequency);
    if (!wanted) {
        return wanted.error();
    }
    const auto intervals = positions(forecast, *wanted);
    if (!intervals) {
        return intervals.error();
    }

    Needs needs;
    for (std::size_t s = 0; s < forecast.series.size(); ++s) {
        const auto [item, place] = forecast.series[s];
        if (world.places[place].kind != PlaceKind::depot) {
            continue;
        }
        for (int t = 0; t < horizon.periods; ++t) {
            const NeedCurve curve = forecast.sum(s, (*intervals)[static_cast<std::size_t>(t)]);
            add_cell(curve, {item, place, t}, needs);
        }
    }
    for (NeedCell& cell : needs.cells) {
        const Item& item = world.items[cell.item];
        if (horizon.shelf_periods(item).value_or(1) < 1) {
            continue;
        }
        const Reserve& reserve = world.criteria.reserve[index(item.tier)];
        cell.reserve = reserve_target(reserve, cell, needs.of(cell), horizon.period_days);
    }
    return needs;
}

}  // namespace vorrat::plan

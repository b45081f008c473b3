#include "vorrat/pipeline/need_overrides.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <span>
#include <vector>

namespace vorrat::pipeline {
namespace {

using Rows = std::vector<const NeedOverride*>;

/// Days from one to another, both included; 0 where they are the wrong way round.
double days_between(Date from, Date until) {
    return std::max(0.0, static_cast<double>((until - from).count() + 1));
}

Date last_day(const NeedForecast& forecast) {
    return advance(forecast.start, forecast.horizon, forecast.frequency) - days{1};
}

/// Per step of the forecast, the share of its days that the correction speaks of.
std::vector<double> shares_of(const NeedForecast& forecast, const NeedOverride& row) {
    std::vector<double> shares(static_cast<std::size_t>(forecast.horizon), 0.0);
    Date first = forecast.start;
    for (int t = 0; t < forecast.horizon; ++t) {
        const Date next = advance(forecast.start, t + 1, forecast.frequency);
        const Date last = std::max(first, next - days{1});
        const double both = days_between(std::max(first, row.from), std::min(last, row.until));
        shares[static_cast<std::size_t>(t)] = both / days_between(first, last);
        first = next;
    }
    return shares;
}

/// Zeros for a series that the forecast does not have.
std::size_t add_series(NeedForecast& forecast, SeriesKey key) {
    const auto at = std::ranges::lower_bound(forecast.series, key) - forecast.series.begin();
    forecast.series.insert(forecast.series.begin() + at, key);
    const auto add = [at](std::vector<double>& numbers, std::size_t per_series) {
        numbers.insert(numbers.begin() + at * static_cast<std::ptrdiff_t>(per_series), per_series,
                       0.0);
    };
    const auto horizon = static_cast<std::size_t>(forecast.horizon);
    add(forecast.mean, horizon);
    add(forecast.quantiles, horizon * forecast.levels.size());
    add(forecast.sum_mean, forecast.intervals.size());
    add(forecast.sum_quantiles, forecast.intervals.size() * forecast.levels.size());
    return static_cast<std::size_t>(at);
}

/// What corrections add to a mean, of either sign.
struct More {
    double by_factor = 0;
    double by_quantity = 0;
};

/// Moves a distribution: in proportion for a factor and for a quantity that is less than what was
/// foreseen; as it is, by as much, for one that is more. Seldom need multiplied would be a large
/// need now and then, and not the one that was said.
void move(std::span<double> quantiles, double& mean, More more) {
    const double raised = std::max(0.0, more.by_quantity);
    const double scaled = std::max(0.0, mean + more.by_factor + std::min(0.0, more.by_quantity));
    const double ratio = mean > 0 ? scaled / mean : 0;
    for (double& quantile : quantiles) {
        quantile = quantile * ratio + raised;
    }
    mean = scaled + raised;
}

/// Adds what a correction changes of the means, as they were before any correction.
void add(const NeedForecast& forecast, const NeedOverride& row, std::span<const double> mean,
         std::span<More> more) {
    const std::vector<double> shares = shares_of(forecast, row);
    const double spoken_of = std::inner_product(shares.begin(), shares.end(), mean.begin(), 0.0);
    const double steps = std::accumulate(shares.begin(), shares.end(), 0.0);
    const double seen =
        days_between(std::max(row.from, forecast.start), std::min(row.until, last_day(forecast))) /
        days_between(row.from, row.until);
    for (std::size_t t = 0; t < mean.size(); ++t) {
        const double foreseen = mean[t] * shares[t];
        if (row.factor) {
            more[t].by_factor += (*row.factor - 1) * foreseen;
        } else {
            const double part = spoken_of > 0 ? foreseen / spoken_of : shares[t] / steps;
            more[t].by_quantity += *row.quantity * seen * part - foreseen;
        }
    }
}

void apply(const Rows& rows, NeedForecast& forecast, std::size_t s) {
    const auto horizon = static_cast<std::size_t>(forecast.horizon);
    const std::size_t levels = forecast.levels.size();
    const std::size_t intervals = forecast.intervals.size();
    const std::span mean = std::span(forecast.mean).subspan(s * horizon, horizon);
    std::vector<More> more(horizon);
    for (const NeedOverride* row : rows) {
        add(forecast, *row, mean, more);
    }
    for (std::size_t k = 0; k < intervals; ++k) {
        const Interval& interval = forecast.intervals[k];
        More of_sum;
        for (int t = interval.first; t < interval.first + interval.steps; ++t) {
            of_sum.by_factor += more[static_cast<std::size_t>(t)].by_factor;
            of_sum.by_quantity += more[static_cast<std::size_t>(t)].by_quantity;
        }
        move(std::span(forecast.sum_quantiles).subspan((s * intervals + k) * levels, levels),
             forecast.sum_mean[s * intervals + k], of_sum);
    }
    for (std::size_t t = 0; t < horizon; ++t) {
        move(std::span(forecast.quantiles).subspan((s * horizon + t) * levels, levels), mean[t],
             more[t]);
    }
}

}  // namespace

NeedForecast with_need_overrides(NeedForecast forecast, const World& world) {
    // All of a series at once: two that share a week each speak of the week as it was foreseen.
    std::map<SeriesKey, Rows> in_force;
    for (const NeedOverride& row : world.need_overrides) {
        if (!row.withdrawn && row.until >= forecast.start && row.from <= last_day(forecast)) {
            in_force[{row.item, row.place}].push_back(&row);
        }
    }
    for (const auto& [key, rows] : in_force) {
        std::size_t s = forecast.find(key);
        if (s == forecast.series.size()) {
            if (std::ranges::none_of(rows,
                                     [](const auto* row) { return row->quantity.has_value(); })) {
                continue;
            }
            s = add_series(forecast, key);
        }
        apply(rows, forecast, s);
    }
    return forecast;
}

}  // namespace vorrat::pipeline

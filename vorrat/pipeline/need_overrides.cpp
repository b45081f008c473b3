#include "vorrat/pipeline/need_overrides.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace vorrat::pipeline {
namespace {

/// Days from one to another, both included; 0 where they are the wrong way round.
double days_between(Date from, Date until) {
    return std::max(0.0, static_cast<double>((until - from).count() + 1));
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

/// Brings a distribution from one mean to another: in proportion, or, where nothing was expected,
/// to the one number that was said.
void move_mean(std::span<double> quantiles, double& mean, double wanted) {
    if (wanted == mean) {
        return;
    }
    for (double& quantile : quantiles) {
        quantile = mean > 0 ? quantile * (wanted / mean) : wanted;
    }
    mean = wanted;
}

/// The means of the steps as the correction wants them.
std::vector<double> wanted_means(const NeedForecast& forecast, const NeedOverride& row,
                                 std::span<const double> mean) {
    const std::vector<double> shares = shares_of(forecast, row);
    std::vector<double> wanted(mean.begin(), mean.end());
    const double spoken_of = std::inner_product(shares.begin(), shares.end(), mean.begin(), 0.0);
    const double steps = std::accumulate(shares.begin(), shares.end(), 0.0);
    if (steps == 0) {
        return wanted;
    }
    const Date last = advance(forecast.start, forecast.horizon, forecast.frequency) - days{1};
    const double seen =
        days_between(std::max(row.from, forecast.start), std::min(row.until, last)) /
        days_between(row.from, row.until);
    for (std::size_t t = 0; t < wanted.size(); ++t) {
        if (row.factor || spoken_of > 0) {
            const double factor = row.factor ? *row.factor : *row.quantity * seen / spoken_of;
            wanted[t] *= 1 + (factor - 1) * shares[t];
        } else {
            wanted[t] += *row.quantity * seen * shares[t] / steps;
        }
    }
    return wanted;
}

void apply(const NeedOverride& row, NeedForecast& forecast, std::size_t s) {
    const auto horizon = static_cast<std::size_t>(forecast.horizon);
    const std::size_t levels = forecast.levels.size();
    const std::size_t intervals = forecast.intervals.size();
    const std::span mean = std::span(forecast.mean).subspan(s * horizon, horizon);
    const std::vector<double> wanted = wanted_means(forecast, row, mean);
    for (std::size_t k = 0; k < intervals; ++k) {
        const Interval& interval = forecast.intervals[k];
        double more = 0;
        for (int t = interval.first; t < interval.first + interval.steps; ++t) {
            const auto step = static_cast<std::size_t>(t);
            more += wanted[step] - mean[step];
        }
        double& sum = forecast.sum_mean[s * intervals + k];
        move_mean(std::span(forecast.sum_quantiles).subspan((s * intervals + k) * levels, levels),
                  sum, std::max(0.0, sum + more));
    }
    for (std::size_t t = 0; t < horizon; ++t) {
        move_mean(std::span(forecast.quantiles).subspan((s * horizon + t) * levels, levels),
                  mean[t], wanted[t]);
    }
}

}  // namespace

NeedForecast with_need_overrides(NeedForecast forecast, const World& world) {
    for (const NeedOverride& row : world.need_overrides) {
        const Date last = advance(forecast.start, forecast.horizon, forecast.frequency) - days{1};
        if (row.withdrawn || row.until < forecast.start || row.from > last) {
            continue;
        }
        const SeriesKey key{row.item, row.place};
        std::size_t s = forecast.find(key);
        if (s == forecast.series.size()) {
            if (!row.quantity) {
                continue;
            }
            s = add_series(forecast, key);
        }
        apply(row, forecast, s);
    }
    return forecast;
}

}  // namespace vorrat::pipeline

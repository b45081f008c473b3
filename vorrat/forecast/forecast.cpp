#include "vorrat/forecast/forecast.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "vorrat/base/check.h"
#include "vorrat/forecast/accurate.h"
#include "vorrat/forecast/count.h"
#include "vorrat/forecast/models.h"
#include "vorrat/forecast/observed.h"
#include "vorrat/forecast/usual.h"

namespace vorrat::forecast {
namespace {

constexpr int longest_horizon = 1000;
/// Series per piece of parallel work: about 10 ms.
constexpr std::size_t block = 16;

bool is_level(double level) { return level > 0 && level < 1; }

Outcome check_settings(const Settings& settings) {
    if (settings.horizon < 1 || settings.horizon > longest_horizon) {
        return usage_error(fmt::format("forecast: horizon: want 1 to {} steps, got {}",
                                       longest_horizon, settings.horizon));
    }
    if (const Outcome sound = check_quantile_levels(settings.levels); !sound) {
        return sound.error();
    }
    for (const auto& [first, steps] : settings.intervals) {
        if (first < 0 || steps < 1 || steps > settings.horizon - first) {
            return usage_error(fmt::format(
                "forecast: interval of {} steps from step {}: want it inside the horizon of {}",
                steps, first, settings.horizon));
        }
    }
    return Done{};
}

Outcome check_ranks(const History& history, const Ranks& ranks) {
    const auto missing = [](std::size_t count, std::size_t at) { return count > 0 && at >= count; };
    for (const Series& series : history.series) {
        if (missing(ranks.items.size(), series.item.index()) ||
            missing(ranks.places.size(), series.place.index())) {
            return usage_error("forecast: ranks: want one of every item and place of the history");
        }
    }
    return Done{};
}

Outcome check_quantities(const Series& series, std::size_t row) {
    for (std::size_t t = 0; t < series.quantity.size(); ++t) {
        const double quantity = series.quantity[t];
        if (quantity < 0 || std::isinf(quantity)) {
            return bad_input(fmt::format(
                "history: series {}, step {}: want a quantity from 0 on or none, got {}", row, t,
                quantity));
        }
    }
    return Done{};
}

SeriesKey key_of(const Series& series) { return {series.item, series.place}; }

/// Positions in history.series by rising key.
Result<std::vector<std::size_t>> ordered(const History& history) {
    std::vector<std::size_t> order(history.series.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    const auto key = [&](std::size_t i) { return key_of(history.series[i]); };
    std::ranges::sort(order, {}, key);
    const auto twice = std::ranges::adjacent_find(order, {}, key);
    if (twice != order.end()) {
        return bad_input(fmt::format("history: series {} and {} have the same item and place",
                                     *twice, *(twice + 1)));
    }
    return order;
}

NeedForecast empty_forecast(const Settings& settings, Frequency frequency, Date origin,
                            std::size_t rows) {
    const auto horizon = static_cast<std::size_t>(settings.horizon);
    const std::size_t width = settings.levels.size();
    const std::size_t intervals = settings.intervals.size();
    NeedForecast need;
    need.start = origin;
    need.frequency = frequency;
    need.horizon = settings.horizon;
    need.levels = settings.levels;
    need.intervals = settings.intervals;
    need.series.resize(rows);
    need.mean.resize(rows * horizon);
    need.quantiles.resize(rows * horizon * width);
    need.sum_mean.resize(rows * intervals);
    need.sum_quantiles.resize(rows * intervals * width);
    return need;
}

void forecast_in_scales(const Observed& seen, const Settings& settings, const Row& out) {
    switch (settings.model) {
        case Model::smoothing:
        case Model::accurate:  // begins with smoothing
            return forecast_smoothing(seen, settings, out);
        case Model::seasonal_naive:
            return forecast_seasonal_naive(seen, settings, out);
        case Model::recent_mean:
            return forecast_recent_mean(seen, settings, out);
    }
    impossible("a Model outside its enum");
}

/// One row in units; a series of zeros stays zero.
void forecast_row(const Observed& seen, const Settings& settings, const Row& out) {
    if (seen.scale == 0) {
        return;
    }
    forecast_in_scales(seen, settings, out);
    to_units(seen.scale, out);
}

std::vector<double> usual_season_for(const History& history, const Settings& settings,
                                     Date origin) {
    if (settings.usual_season) {
        return *settings.usual_season;
    }
    return settings.model == Model::smoothing || settings.model == Model::accurate
               ? usual_season(history, origin, settings.threads)
               : std::vector<double>{};
}

/// Takes out the rows of series of which nothing is known, in place.
void leave_out(NeedForecast& need, const std::vector<char>& known) {
    const std::size_t rows = need.series.size();
    const auto shrink = [&](auto& values) {
        const std::size_t width = values.size() / rows;
        auto end = values.begin();
        for (std::size_t row = 0; row < rows; ++row) {
            if (known[row] == 0) {
                continue;
            }
            const auto from = values.begin() + static_cast<std::ptrdiff_t>(row * width);
            end = std::move(from, from + static_cast<std::ptrdiff_t>(width), end);
        }
        values.erase(end, values.end());
    };
    shrink(need.mean);
    shrink(need.quantiles);
    shrink(need.sum_mean);
    shrink(need.sum_quantiles);
    shrink(need.series);
}

}  // namespace

Outcome check_quantile_levels(std::span<const double> levels) {
    if (levels.empty() || !std::ranges::all_of(levels, is_level)) {
        return usage_error("forecast: levels: want at least one, each between 0 and 1");
    }
    if (std::ranges::adjacent_find(levels, std::greater_equal<>{}) != levels.end()) {
        return usage_error("forecast: levels: want rising levels, without repeats");
    }
    return Done{};
}

std::string_view to_string(Model model) {
    switch (model) {
        case Model::smoothing:
            return "smoothing";
        case Model::accurate:
            return "accurate";
        case Model::seasonal_naive:
            return "seasonal_naive";
        case Model::recent_mean:
            return "recent_mean";
    }
    impossible("a Model outside its enum");
}

Result<NeedForecast> forecast(const History& history, const Settings& settings) {
    if (const Outcome sound = check_settings(settings); !sound) {
        return sound.error();
    }
    if (history.series.empty()) {
        return bad_input("history: want at least one series, got none");
    }
    for (std::size_t i = 0; i < history.series.size(); ++i) {
        const Outcome sound = check_quantities(history.series[i], i);
        if (!sound) {
            return sound.error();
        }
    }
    if (const Outcome sound = check_ranks(history, settings.ranks); !sound) {
        return sound.error();
    }
    const auto order = ordered(history);
    if (!order) {
        return order.error();
    }

    const Date origin = settings.origin.value_or(first_unknown_date(history));
    const std::size_t rows = order->size();
    NeedForecast need = empty_forecast(settings, history.frequency, origin, rows);
    const std::vector<double> usual = usual_season_for(history, settings, origin);
    std::vector<char> known(rows, 0);
    Count count(settings.progress, "forecast", rows);
    parallel_blocks(rows, block, settings.threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t row = first; row < last; ++row) {
            if (settings.progress.stopped()) {
                return;
            }
            const Series& series = history.series[(*order)[row]];
            need.series[row] = key_of(series);
            auto seen = observe(series, origin, history.frequency);
            if (!seen) {
                continue;
            }
            known[row] = 1;
            seen->usual_season = usual;
            forecast_row(*seen, settings, row_of(need, row));
        }
        count.add(last - first);
    });
    if (settings.progress.stopped()) {
        return failed("forecast: stopped before it was done");
    }
    if (settings.model == Model::accurate) {
        const Outcome done = forecast_accurate(history, settings, *order, need);
        if (!done) {
            return done.error();
        }
    }
    leave_out(need, known);
    if (need.series.empty()) {
        return bad_input(fmt::format("history: nothing is known of any series before {}",
                                     vorrat::to_string(origin, history.frequency)));
    }
    return need;
}

}  // namespace vorrat::forecast

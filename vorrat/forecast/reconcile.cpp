#include "vorrat/forecast/reconcile.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "vorrat/base/parallel.h"
#include "vorrat/forecast/aggregate.h"
#include "vorrat/forecast/forecast.h"
#include "vorrat/forecast/least_squares.h"

namespace vorrat::forecast {
namespace {

constexpr std::size_t sampled_nodes = 400;     // whose correlations estimate λ
constexpr double least_shrinkage = 0.05;       // bounds the condition of W
constexpr double least_variance_share = 1e-4;  // of the median variance

Outcome check_levels(const History& history, const std::vector<Grouping>& levels) {
    if (levels.empty()) {
        return usage_error("reconcile: want at least one level above the series");
    }
    for (const Grouping& level : levels) {
        if (level.group.size() != history.series.size()) {
            return usage_error(
                fmt::format("reconcile: level {}: want a group for each of {} series, got {}",
                            level.name, history.series.size(), level.group.size()));
        }
    }
    return Done{};
}

Result<std::vector<NeedForecast>> base_of_levels(const Aggregates& sums, const NeedForecast& base,
                                                 const Settings& settings) {
    std::vector<NeedForecast> made;
    for (const History& history : sums.histories) {
        Settings asked = settings;
        asked.horizon = base.horizon;
        asked.levels = base.levels;
        asked.intervals = base.intervals;
        asked.origin = base.start;
        asked.model = Model::smoothing;
        auto need = forecast(history, asked);
        if (!need) {
            return need.error();
        }
        made.push_back(*std::move(need));
    }
    return made;
}

/// Means of all nodes at one step, in the order of the hierarchy's nodes.
std::vector<double> nodes_at(int step, const std::vector<NeedForecast>& levels,
                             const NeedForecast& base) {
    std::vector<double> nodes;
    const auto add = [&](const NeedForecast& need) {
        for (std::size_t row = 0; row < need.series.size(); ++row) {
            nodes.push_back(need.step(row, step).mean);
        }
    };
    for (const NeedForecast& level : levels) {
        add(level);
    }
    add(base);
    return nodes;
}

/// Errors of all nodes, rows of error_steps.
std::vector<float> errors_of_nodes(const Aggregates& sums, const NeedForecast& base,
                                   Threads threads) {
    std::vector<float> errors;
    for (const History& level : sums.histories) {
        const std::size_t begin = errors.size();
        errors.resize(begin + level.series.size() * error_steps);
        parallel_blocks(level.series.size(), 16, threads, [&](std::size_t first, std::size_t last) {
            for (std::size_t k = first; k < last; ++k) {
                const auto row = last_errors(level.series[k], base.start, base.frequency);
                std::ranges::copy(
                    row, errors.begin() + static_cast<std::ptrdiff_t>(begin + k * error_steps));
            }
        });
    }
    errors.insert(errors.end(), sums.errors.begin(), sums.errors.end());
    return errors;
}

std::vector<double> variances(const std::vector<float>& errors) {
    std::vector<double> variance(errors.size() / error_steps, 0);
    for (std::size_t k = 0; k < errors.size(); ++k) {
        const auto error = static_cast<double>(errors[k]);
        variance[k / error_steps] += error * error / error_steps;
    }
    std::vector<double> positive;
    std::ranges::copy_if(variance, std::back_inserter(positive), [](double v) { return v > 0; });
    double least = 1;
    if (!positive.empty()) {
        const auto middle = positive.begin() + static_cast<std::ptrdiff_t>(positive.size() / 2);
        std::ranges::nth_element(positive, middle);
        least = least_variance_share * *middle;
    }
    for (double& v : variance) {
        v = std::max(v, least);
    }
    return variance;
}

/// λ of section 2.
double shrinkage(const std::vector<float>& errors, const std::vector<double>& variance) {
    const std::size_t stride = (variance.size() + sampled_nodes - 1) / sampled_nodes;
    constexpr auto steps = static_cast<double>(error_steps);
    double uncertain = 0;
    double squared = 0;
    for (std::size_t i = 0; i < variance.size(); i += stride) {
        for (std::size_t j = 0; j < i; j += stride) {
            const double by = 1 / std::sqrt(variance[i] * variance[j]);
            double sum = 0;
            double squares = 0;
            for (std::size_t t = 0; t < error_steps; ++t) {
                const double product = by * static_cast<double>(errors[i * error_steps + t]) *
                                       static_cast<double>(errors[j * error_steps + t]);
                sum += product;
                squares += product * product;
            }
            const double mean = sum / steps;
            uncertain += steps / std::pow(steps - 1, 3) * (squares - steps * mean * mean);
            squared += std::pow(steps / (steps - 1) * mean, 2);
        }
    }
    return squared > 0 ? std::clamp(uncertain / squared, least_shrinkage, 1.0) : 1.0;
}

Precision precision_of(const Hierarchy& hierarchy, std::vector<float> errors, double& lambda) {
    if (errors.empty()) {
        std::vector<double> count(hierarchy.nodes());
        hierarchy.add_up(std::vector<double>(hierarchy.series(), 1.0), count);
        return Precision(std::move(count));
    }
    std::vector<double> diagonal = variances(errors);
    lambda = shrinkage(errors, diagonal);
    for (double& value : diagonal) {
        value *= lambda;
    }
    if (lambda >= 1) {
        return Precision(std::move(diagonal));
    }
    return {std::move(diagonal), std::move(errors), error_steps,
            (1 - lambda) / static_cast<double>(error_steps)};
}

/// Quantiles that go with a new mean, section 5: whole ones stay whole.
void follow(std::span<const double> levels, double before, double now,
            std::span<double> quantiles) {
    const bool whole = std::ranges::all_of(quantiles, [](double q) { return q == std::floor(q); });
    for (std::size_t k = 0; k < levels.size(); ++k) {
        const double moved =
            before > 0 ? quantiles[k] * (now / before) : -now * std::log1p(-levels[k]);
        quantiles[k] = before > 0 && whole ? std::round(moved) : moved;
    }
}

/// Gives the rows of a forecast new means: series x horizon.
void set_means(NeedForecast& need, const std::vector<double>& means) {
    const std::size_t width = need.levels.size();
    const auto horizon = static_cast<std::size_t>(need.horizon);
    for (std::size_t cell = 0; cell < means.size(); ++cell) {
        follow(need.levels, need.mean[cell], means[cell],
               std::span(need.quantiles).subspan(cell * width, width));
        need.mean[cell] = means[cell];
    }
    for (std::size_t row = 0; row < need.series.size(); ++row) {
        for (std::size_t i = 0; i < need.intervals.size(); ++i) {
            const auto first = row * horizon + static_cast<std::size_t>(need.intervals[i].first);
            double sum = 0;
            for (int h = 0; h < need.intervals[i].steps; ++h) {
                sum += means[first + static_cast<std::size_t>(h)];
            }
            const std::size_t cell = row * need.intervals.size() + i;
            follow(need.levels, need.sum_mean[cell], sum,
                   std::span(need.sum_quantiles).subspan(cell * width, width));
            need.sum_mean[cell] = sum;
        }
    }
}

/// Means of all groups of a level from those of the series: groups x horizon.
std::vector<double> summed(const Grouping& level, std::size_t groups, std::size_t horizon,
                           const std::vector<double>& bottom) {
    std::vector<double> means(groups * horizon, 0);
    for (std::size_t row = 0; row < level.group.size(); ++row) {
        for (std::size_t h = 0; h < horizon; ++h) {
            means[level.group[row] * horizon + h] += bottom[row * horizon + h];
        }
    }
    return means;
}

/// Largest difference between a group and the sum of its series, over the largest group.
double apart(const Aggregates& sums, const std::vector<NeedForecast>& levels,
             const NeedForecast& bottom) {
    double worst = 0;
    double largest = 0;
    for (std::size_t l = 0; l < levels.size(); ++l) {
        const auto means = summed(sums.levels[l], levels[l].series.size(),
                                  static_cast<std::size_t>(bottom.horizon), bottom.mean);
        for (std::size_t cell = 0; cell < means.size(); ++cell) {
            worst = std::max(worst, std::abs(means[cell] - levels[l].mean[cell]));
            largest = std::max(largest, means[cell]);
        }
    }
    return largest > 0 ? worst / largest : 0;
}

}  // namespace

Result<Reconciled> reconcile(const History& history, const NeedForecast& base,
                             const std::vector<Grouping>& levels, Weights weights,
                             const Settings& settings) {
    if (const Outcome fine = check_levels(history, levels); !fine) {
        return fine.error();
    }
    Aggregates sums = aggregate(history, base, levels, settings);
    auto upper = base_of_levels(sums, base, settings);
    if (!upper) {
        return upper.error();
    }
    Reconciled out{.series = base};
    out.apart_before = apart(sums, *upper, base);
    const std::size_t rows = base.series.size();
    const auto horizon = static_cast<std::size_t>(base.horizon);
    const Hierarchy hierarchy(rows, sums.levels);
    const Precision precision =
        precision_of(hierarchy,
                     weights == Weights::shrinkage ? errors_of_nodes(sums, base, settings.threads)
                                                   : std::vector<float>{},
                     out.shrinkage);
    std::vector<double> bottom(rows * horizon);
    parallel_blocks(horizon, 1, settings.threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t h = first; h < last && !settings.progress.stopped(); ++h) {
            const auto nodes = nodes_at(static_cast<int>(h), *upper, base);
            const auto solved = nearest_sums(hierarchy, precision, nodes, sums.never);
            for (std::size_t row = 0; row < rows; ++row) {
                bottom[row * horizon + h] = solved[row];
            }
        }
    });
    if (settings.progress.stopped()) {
        return failed("forecast: stopped before it was done");
    }
    set_means(out.series, bottom);
    for (std::size_t l = 0; l < upper->size(); ++l) {
        set_means((*upper)[l], summed(sums.levels[l], (*upper)[l].series.size(), horizon, bottom));
    }
    out.apart_after = apart(sums, *upper, out.series);
    for (std::size_t l = 0; l < upper->size(); ++l) {
        for (SeriesKey& key : (*upper)[l].series) {
            key.item = {sums.number[l][key.item.index()]};
        }
        out.levels.push_back({levels[l].name, std::move((*upper)[l])});
    }
    return out;
}

}  // namespace vorrat::forecast

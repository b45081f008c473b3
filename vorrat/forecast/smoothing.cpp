#include <algorithm>
#include <cmath>
#include <numeric>

#include "vorrat/forecast/expected.h"
#include "vorrat/forecast/models.h"
#include "vorrat/forecast/sample.h"

namespace vorrat::forecast {
namespace {

/// Added to a level before it is compared or divided by, in means of the series: need below a
/// tenth of the mean is all alike.
constexpr double floor_of_need = 0.1;
/// Relative difference of levels at which an earlier state counts exp(-1/2).
constexpr double bandwidth = 0.5;
/// What any earlier state counts at least, so that the sample never shrinks to a few values.
constexpr double least_weight = 0.02;
/// Windows below this many say less than one-step residuals.
constexpr std::size_t enough_windows = 8;

/// What was expected of a series, and what each origin counts.
struct Fitted {
    const Expected& past;
    std::vector<double> weight{};     ///< n values
    std::span<const double> means{};  ///< of the steps ahead, foreseen elsewhere; none: the level's
    double shift = 0;                 ///< added to a window's sample, so that it has their mean

    double floor() const { return floor_of_need * past.seen.mean; }
    /// What residuals are divided by before they are compared.
    double spread_of(double expected) const { return std::sqrt(expected + floor()); }
    /// Sum of the season over steps [from, to) of the horizon.
    double profile_ahead(Interval window) const {
        double sum = 0;
        for (int h = 0; h < window.steps; ++h) {
            sum += past.profile[(past.seen.size() + static_cast<std::size_t>(window.first + h)) %
                                past.profile.size()];
        }
        return sum;
    }
    /// The need of a window that is expected now.
    double expected(Interval window) const {
        if (means.empty()) {
            return past.level.back() * profile_ahead(window);
        }
        const auto begin = means.begin() + window.first;
        return std::accumulate(begin, begin + window.steps, 0.0);
    }
};

Fitted fit(const Expected& past) {
    Fitted fitted{.past = past};
    const double now = past.level.back() + fitted.floor();
    for (std::size_t t = 0; t < past.seen.size(); ++t) {
        const double then = past.level[t] + fitted.floor();
        const double u = 2 * (then - now) / (then + now) / bandwidth;
        fitted.weight.push_back(least_weight + std::exp(-0.5 * u * u));
    }
    return fitted;
}

/// The sample of section 5 for one window.
void fill_from_windows(const Fitted& fitted, Interval window, Sample& sample) {
    sample.clear();
    const Expected& past = fitted.past;
    const std::size_t n = past.seen.size();
    const std::size_t year = memory(past.seen.frequency).year;
    const auto first = static_cast<std::size_t>(window.first);
    const std::size_t end = first + static_cast<std::size_t>(window.steps);
    if (n < end + past.first) {
        return;
    }
    const double expected = fitted.expected(window);
    const double spread = fitted.spread_of(expected);
    const std::size_t last = n - end;
    const Prefixes& sums = past.sums;
    for (std::size_t t = std::max(past.first, last + 1 - std::min(last + 1, year)); t <= last;
         ++t) {
        const double known = sums.known_profile[t + end] - sums.known_profile[t + first];
        const double whole = sums.profile[t + end] - sums.profile[t + first];
        if (known < 0.5 * whole) {
            continue;
        }
        const double foreseen = past.level[t] * known;
        const double missed = sums.quantity[t + end] - sums.quantity[t + first] - foreseen;
        const double residual = spread * missed / fitted.spread_of(foreseen);
        sample.add(expected + fitted.shift + residual, fitted.weight[t]);
    }
}

/// For windows that hardly ever fitted into the history: one-step residuals, as if independent.
void fill_from_steps(const Fitted& fitted, Interval window, Sample& sample) {
    sample.clear();
    const double steps = window.steps;
    const double expected = fitted.expected(window);
    const double spread = std::sqrt(steps) * fitted.spread_of(expected / steps);
    const Observed& seen = fitted.past.seen;
    for (std::size_t t = fitted.past.first; t < seen.size(); ++t) {
        if (!seen.known(t)) {
            continue;
        }
        const double foreseen = fitted.past.step[t];
        const double missed = seen.quantity[t] - foreseen;
        const double residual = spread * missed / fitted.spread_of(foreseen);
        sample.add(expected + fitted.shift + residual, fitted.weight[t]);
    }
}

/// Of a need of which the mean alone is known: the exponential distribution, which claims least.
void fill_from_mean(const Fitted& fitted, Interval window, Sample& sample) {
    constexpr int points = 200;
    sample.clear();
    const double expected = fitted.expected(window);
    for (int i = 0; i < points; ++i) {
        sample.add(-expected * std::log1p(-(i + 0.5) / points), 1);
    }
}

Basis fill(const Fitted& fitted, Interval window, Sample& sample) {
    fill_from_windows(fitted, window, sample);
    if (sample.size() >= enough_windows) {
        return Basis::windows;
    }
    fill_from_steps(fitted, window, sample);
    if (sample.size() >= 2) {
        return Basis::steps;
    }
    fill_from_mean(fitted, window, sample);
    return Basis::mean_only;
}

/// A sample whose mean is the one that was foreseen elsewhere: what smoothing missed on the whole
/// says nothing of other means.
void fill_around(Fitted& fitted, Interval window, Sample& sample) {
    fitted.shift = 0;
    fill(fitted, window, sample);
    fitted.shift = fitted.expected(window) - sample.added_mean();
    fill(fitted, window, sample);
}

void write_quantiles(Sample& sample, std::span<const double> levels, std::size_t row,
                     std::span<double> out) {
    sample.quantiles(levels, out.subspan(row * levels.size(), levels.size()));
}

}  // namespace

void forecast_smoothing(const Observed& seen, const Settings& settings, const Row& out) {
    const Expected past = expected(seen);
    const Fitted fitted = fit(past);
    Sample sample;
    for (std::size_t h = 0; h < out.mean.size(); ++h) {
        fill(fitted, {static_cast<int>(h), 1}, sample);
        out.mean[h] = sample.balanced_mean();
        write_quantiles(sample, settings.levels, h, out.quantiles);
    }
    add_up_means(settings.intervals, out);
    for (std::size_t i = 0; i < settings.intervals.size(); ++i) {
        fill(fitted, settings.intervals[i], sample);
        write_quantiles(sample, settings.levels, i, out.sum_quantiles);
    }
}

void forecast_around(const Observed& seen, std::span<const double> means, const Levels& levels,
                     std::span<const Interval> intervals, const Row& out) {
    const Expected past = expected(seen);
    Fitted fitted = fit(past);
    fitted.means = means;
    Sample sample;
    for (std::size_t h = 0; h < out.mean.size(); ++h) {
        fill_around(fitted, {static_cast<int>(h), 1}, sample);
        out.mean[h] = means[h];
        write_quantiles(sample, levels.steps, h, out.quantiles);
    }
    add_up_means(intervals, out);
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        fill_around(fitted, intervals[i], sample);
        write_quantiles(sample, levels.sums, i, out.sum_quantiles);
    }
}

Grounds grounds_of_next_step(const Expected& fitted) {
    if (fitted.seen.scale == 0) {
        return {};
    }
    Sample sample;
    const Basis basis = fill(fit(fitted), {0, 1}, sample);
    return {basis, basis == Basis::mean_only ? 0 : sample.size()};
}

}  // namespace vorrat::forecast

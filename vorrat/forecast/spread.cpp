#include "vorrat/forecast/spread.h"

#include <algorithm>
#include <cmath>

namespace vorrat::forecast {
namespace {

/// Added to a level before it is compared or divided by, in means of the series: need below a
/// tenth of the mean is all alike.
constexpr double floor_of_need = 0.1;
/// What any earlier state counts at least, so that the sample never shrinks to a few values.
constexpr double least_weight = 0.02;
/// Windows below this many say less than one-step residuals.
constexpr std::size_t enough_windows = 8;
/// A residual is at most so much larger or smaller now than it was then.
constexpr double most_scaling = 2;
/// One-step residuals count as much as so many windows that do not overlap.
constexpr double windows_of_steps = 10;

/// ρ of section 5.3.
double share_of_noise(const Expected& past) {
    double missed = 0;
    double spread = 0;
    double busy = 0;
    double idle = 0;
    for (std::size_t t = 0; t < past.seen.size(); ++t) {
        if (!past.seen.known(t)) {
            continue;
        }
        const double quantity = past.seen.quantity[t];
        if (past.profile[t % past.profile.size()] >= 0.5) {
            ++busy;
            idle += quantity == 0 ? 1 : 0;
        }
        if (t >= past.first) {
            missed += (quantity - past.step[t]) * (quantity - past.step[t]);
            spread += (quantity - past.seen.mean) * (quantity - past.seen.mean);
        }
    }
    const double unexplained = spread > 0 ? (missed / spread - 0.2) / 0.5 : 1;
    const double intermittent = busy > 0 ? idle / busy / 0.4 : 0;
    return std::clamp(std::max(unexplained, intermittent), 0.0, 1.0);
}

/// Whether so few single steps fit into a year that one-step residuals stand beside them.
bool windows_are_few(Frequency frequency) {
    return frequency != Frequency::hour && frequency != Frequency::day;
}

/// Of a need of which the mean alone is known: the exponential distribution, which claims least.
void add_exponential(double mean, Sample& sample) {
    constexpr int points = 200;
    for (int i = 0; i < points; ++i) {
        sample.add(-mean * std::log1p(-(i + 0.5) / points), 1);
    }
}

}  // namespace

double grain_of(const Observed& seen) {
    for (std::size_t t = 0; t < seen.size(); ++t) {
        const double units = seen.quantity[t] * seen.scale;
        if (units != std::floor(units)) {
            return 0;
        }
    }
    return seen.scale > 0 ? 1 / seen.scale : 0;
}

Spread::Spread(const Expected& past)
    : past_(past),
      year_(past.seen.size() - std::min(past.seen.size(), memory(past.seen.frequency).year)),
      noise_(share_of_noise(past)) {
    const double floor = floor_of_need * past.seen.mean;
    const std::vector<double>& level = past.combined.level;
    const double now = level.back() + floor;
    for (std::size_t t = 0; t < past.seen.size(); ++t) {
        const double then = level[t] + floor;
        const double u = 2 * (then - now) / (then + now);
        alike_.push_back(least_weight + std::exp(-0.5 * u * u));
    }
}

double Spread::deviation(double expected) const {
    return std::sqrt(expected + floor_of_need * past_.seen.mean);
}

void Spread::add_windows(const Centre& centre, Interval window, Sample& sample) const {
    const std::size_t n = past_.seen.size();
    const auto from = static_cast<std::size_t>(window.first);
    const std::size_t to = from + static_cast<std::size_t>(window.steps);
    const Prefixes& sums = past_.sums;
    const double spread = deviation(centre.expected);
    const std::size_t first = std::max(past_.first, year_ + 1 - std::min(year_ + 1, to));
    for (std::size_t t = first; t + to <= n; ++t) {
        const double known = sums.known_profile[t + to] - sums.known_profile[t + from];
        const double whole = sums.profile[t + to] - sums.profile[t + from];
        if (known < 0.5 * whole) {
            continue;
        }
        const double foreseen = past_.of_known(t, window);
        const double missed = sums.quantity[t + to] - sums.quantity[t + from] - foreseen;
        const double scaling =
            std::clamp(spread / deviation(foreseen), 1 / most_scaling, most_scaling);
        sample.add(centre.expected + centre.shift + scaling * missed, alike_[t]);
    }
}

double Spread::growth(Interval window) const {
    constexpr double damping = 0.9;
    const auto from = static_cast<std::size_t>(window.first);
    const std::size_t to = from + static_cast<std::size_t>(window.steps);
    // Sums of c: what a shock has added after j steps.
    std::vector<double> added(to + 1, 0);
    double power = 1;
    double reach = 0;
    for (std::size_t j = 0; j < to; ++j) {
        const double moved = past_.combined.alpha * (1 + past_.combined.beta * reach);
        added[j + 1] = added[j] + (j == 0 ? 1 : moved);
        power *= damping;
        reach += power;
    }
    double variance = 0;
    for (std::size_t i = 0; i < to; ++i) {
        const double inside = added[to - i] - (from > i ? added[from - i] : 0);
        variance += inside * inside;
    }
    const double fitted = 0.2 + 5 / static_cast<double>(past_.seen.size());
    return (1 + (1 - noise_) * fitted) * std::sqrt(variance);
}

void Spread::add_steps(const Centre& centre, Interval window, double total, Sample& sample) const {
    const Observed& seen = past_.seen;
    const std::size_t first = past_.first;
    double alike = 0;
    for (std::size_t t = first; t < seen.size(); ++t) {
        alike += seen.known(t) ? alike_[t] : 0;
    }
    const double spread = growth(window) * deviation(centre.expected / window.steps);
    const double mirrored = 0.5 * (1 - noise_);
    for (std::size_t t = first; t < seen.size(); ++t) {
        if (!seen.known(t)) {
            continue;
        }
        const double residual =
            spread * (seen.quantity[t] - past_.step[t]) / deviation(past_.step[t]);
        const double weight = total / alike * alike_[t];
        sample.add(centre.expected + centre.shift + residual, weight * (1 - mirrored));
        if (mirrored > 0) {
            sample.add(centre.expected + centre.shift - residual, weight * mirrored);
        }
    }
}

void Spread::add_quantities(const Centre& centre, Interval window, Sample& sample) const {
    const std::size_t n = past_.seen.size();
    const auto steps = static_cast<std::size_t>(window.steps);
    const auto origins = static_cast<double>(n - std::max(past_.first, year_));
    const double share = noise_ * (0.35 + 0.6 * 60 / (60 + origins));
    const Prefixes& sums = past_.sums;
    const auto usable = [&](std::size_t t) {
        const double known = sums.known_profile[t + steps] - sums.known_profile[t];
        return known > 0 && known >= 0.5 * (sums.profile[t + steps] - sums.profile[t]);
    };
    const std::size_t first = year_ + 1 - std::min(year_ + 1, steps);
    double alike = 0;
    for (std::size_t t = first; t + steps <= n; ++t) {
        alike += usable(t) ? alike_[t] : 0;
    }
    if (share == 0 || alike == 0) {
        return;
    }
    const double weight = sample.weights() * share / (1 - share) / alike;
    for (std::size_t t = first; t + steps <= n; ++t) {
        if (usable(t)) {
            const double quantity = sums.quantity[t + steps] - sums.quantity[t];
            sample.add(quantity + centre.shift, weight * alike_[t]);
        }
    }
}

double Spread::share_of_steps(Interval window) const {
    if (window.steps > 1) {
        return 1;
    }
    return windows_are_few(past_.seen.frequency) ? 1 - noise_ : 0;
}

Grounds Spread::fill(const Centre& centre, Interval window, Sample& sample) const {
    sample.clear();
    add_windows(centre, window, sample);
    const std::size_t windows = sample.size();
    if (windows >= enough_windows) {
        add_quantities(centre, window, sample);
        const double counted = share_of_steps(window);
        if (counted > 0) {
            const double apart = static_cast<double>(sample.size()) / (window.first + window.steps);
            const double total = counted * windows_of_steps / apart * sample.weights();
            add_steps(centre, window, total, sample);
        }
        return {Basis::windows, windows};
    }
    sample.clear();
    add_steps(centre, window, 1, sample);
    const std::size_t steps = sample.size();
    if (sample.size() < 2) {
        sample.clear();
        add_exponential(centre.expected, sample);
        return {Basis::mean_only, 0};
    }
    if (window.steps == 1 && past_.combined.slope.empty()) {
        add_quantities(centre, window, sample);
    }
    return {Basis::steps, steps};
}

Grounds Spread::fill(Interval window, Sample& sample) const {
    return fill(Centre{past_.of(window)}, window, sample);
}

void Spread::fill_around(double mean, Interval window, Sample& sample) const {
    fill(Centre{mean}, window, sample);
    fill(Centre{mean, mean - sample.added_mean()}, window, sample);
}

}  // namespace vorrat::forecast

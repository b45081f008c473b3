#include "vorrat/forecast/combine.h"

#include <algorithm>
#include <cmath>

#include "vorrat/base/check.h"

namespace vorrat::forecast {
namespace {

/// The power of errors that a weight falls with.
constexpr double keenness = 5;
/// Steps after which a choice without trends is half as keen.
constexpr double steps_of_doubt = 200;

/// Sums over these many steps are what a candidate is judged by.
std::vector<std::size_t> judged_windows(Frequency frequency) {
    switch (frequency) {
        case Frequency::hour:
            return {24, 72, 168};
        case Frequency::day:
            return {7, 14, 28};
        case Frequency::week:
            return {4, 8, 13};
        case Frequency::month:
            return {1, 3, 6, 12};
        case Frequency::quarter:
            return {1, 2, 4, 8};
        case Frequency::year:
            return {1, 2, 3, 6};
    }
    impossible("a Frequency outside its enum");
}

/// Σ s D over the known steps of a window, per damping.
std::array<double, dampings.size()> reach(const Seasoned& series, std::size_t t,
                                          std::size_t window) {
    std::array<double, dampings.size()> sum{};
    for (std::size_t h = 0; h < window; ++h) {
        if (!series.seen.known(t + h)) {
            continue;
        }
        const double share = series.profile[(t + h) % series.profile.size()];
        for (std::size_t j = 0; j < sum.size(); ++j) {
            sum[j] += share * damped_steps(h)[j];
        }
    }
    return sum;
}

/// Adds the mean squared error of one window's sums, per step, to `error`.
void add_errors(const Seasoned& series, const Candidates& made, std::size_t first,
                std::size_t window, std::vector<double>& error) {
    const std::size_t count = made.list.size();
    const std::size_t last = series.seen.size() - window;
    first = std::max(first, last - std::min(last, memory(series.seen.frequency).year));
    const auto steps = static_cast<double>(window);
    const double share = 1 / (steps * steps * static_cast<double>(last - first + 1));
    for (std::size_t t = first; t <= last; ++t) {
        const double needed = series.sums.quantity[t + window] - series.sums.quantity[t];
        const double profile = series.sums.known_profile[t + window] - series.sums.known_profile[t];
        const double* level = &made.level[t * count];
        if (made.slope.empty()) {
            for (std::size_t k = 0; k < count; ++k) {
                const double missed = needed - profile * level[k];
                error[k] += share * missed * missed;
            }
            continue;
        }
        const auto reached = reach(series, t, window);
        const double* slope = &made.slope[t * count];
        for (std::size_t k = 0; k < count; ++k) {
            const double foreseen = profile * level[k] + slope[k] * reached[made.list[k].damping];
            error[k] += share * (needed - foreseen) * (needed - foreseen);
        }
    }
}

std::vector<double> weights(const Candidates& made, const std::vector<double>& error,
                            double power) {
    // Errors are in squared scales; below this they are rounding and all candidates are equal.
    constexpr double rounding = 1e-12;
    const double least = std::ranges::min(error) + rounding;
    std::vector<double> weight(error.size());
    double sum = 0;
    for (std::size_t k = 0; k < error.size(); ++k) {
        weight[k] = made.list[k].prior * std::pow(least / (error[k] + rounding), power);
        sum += weight[k];
    }
    for (double& w : weight) {
        w /= sum;
    }
    return weight;
}

}  // namespace

Combined combine(const Seasoned& series, const Candidates& made, std::size_t first) {
    const std::size_t n = series.seen.size();
    const std::size_t count = made.list.size();
    const bool trend = !made.slope.empty();
    std::vector<double> error(count, 0);
    for (const std::size_t window : judged_windows(series.seen.frequency)) {
        if (n >= first + window) {
            add_errors(series, made, first, window, error);
        }
    }
    const auto judged = static_cast<double>(n - first);
    const double power = trend ? keenness : keenness * judged / (judged + steps_of_doubt);
    Combined out{.weight = weights(made, error, power)};
    out.level.assign(n + 1, 0);
    out.slope.assign(trend ? (n + 1) * dampings.size() : 0, 0);
    for (std::size_t t = 0; t <= n; ++t) {
        for (std::size_t k = 0; k < count; ++k) {
            out.level[t] += out.weight[k] * made.level[t * count + k];
            if (trend) {
                out.slope[t * dampings.size() + made.list[k].damping] +=
                    out.weight[k] * made.slope[t * count + k];
            }
        }
    }
    for (std::size_t k = 0; k < count; ++k) {
        const Candidate& candidate = made.list[k];
        out.alpha += out.weight[k] * candidate.alpha;
        out.beta += candidate.method == Method::damped_trend ? out.weight[k] * candidate.beta : 0;
    }
    return out;
}

}  // namespace vorrat::forecast

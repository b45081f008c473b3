#include "vorrat/forecast/metrics.h"

#include <algorithm>
#include <cmath>

#include "vorrat/base/check.h"

namespace vorrat::forecast {
namespace {

/// Mean of error(needed, foreseen) over the steps whose need is known.
template <class Error>
std::optional<double> mean_error(const Outcomes& outcomes, const Error& error) {
    check(outcomes.needed.size() == outcomes.foreseen.size(), "as many foreseen as needed");
    double sum = 0;
    double count = 0;
    for (std::size_t h = 0; h < outcomes.needed.size(); ++h) {
        if (std::isnan(outcomes.needed[h])) {
            continue;
        }
        sum += error(outcomes.needed[h], outcomes.foreseen[h]);
        ++count;
    }
    if (count == 0) {
        return std::nullopt;
    }
    return sum / count;
}

}  // namespace

std::optional<Scale> naive_scale(std::span<const double> training) {
    std::size_t t = 0;
    while (t < training.size() && !(training[t] > 0)) {
        ++t;
    }
    Scale sum;
    double pairs = 0;
    for (++t; t < training.size(); ++t) {
        const double difference = training[t] - training[t - 1];
        if (std::isnan(difference)) {
            continue;
        }
        sum.squared += difference * difference;
        sum.absolute += std::abs(difference);
        ++pairs;
    }
    if (sum.absolute == 0) {
        return std::nullopt;
    }
    return Scale{sum.squared / pairs, sum.absolute / pairs};
}

std::optional<double> rmsse(const Outcomes& outcomes, double squared_scale) {
    const auto mean = mean_error(outcomes, [](double y, double f) { return (y - f) * (y - f); });
    if (!mean) {
        return std::nullopt;
    }
    return std::sqrt(*mean / squared_scale);
}

std::optional<double> mase(const Outcomes& outcomes, double absolute_scale) {
    const auto mean = mean_error(outcomes, [](double y, double f) { return std::abs(y - f); });
    if (!mean) {
        return std::nullopt;
    }
    return *mean / absolute_scale;
}

std::optional<double> smape(const Outcomes& outcomes) {
    return mean_error(outcomes, [](double y, double f) {
        const double size = std::abs(y) + std::abs(f);
        return size > 0 ? 200 * std::abs(y - f) / size : 0;
    });
}

double pinball(double needed, double quantile, double level) {
    return needed >= quantile ? level * (needed - quantile) : (1 - level) * (quantile - needed);
}

double share_inside(double needed, std::span<const double> levels,
                    std::span<const double> quantiles, Central central) {
    check(levels.size() == quantiles.size(), "as many quantiles as levels");
    const auto [first, end] = std::equal_range(quantiles.begin(), quantiles.end(), needed);
    // Between the last level below a value and the first at it, its probability is in the middle.
    const auto reached = [&](std::ptrdiff_t at) {
        const auto k = static_cast<std::size_t>(at);
        return ((k == 0 ? 0 : levels[k - 1]) + (k == levels.size() ? 1 : levels[k])) / 2;
    };
    const double below = needed == 0 ? 0 : reached(first - quantiles.begin());
    const double upto = reached(end - quantiles.begin());
    if (first == end) {
        return central.from <= upto && upto <= central.to ? 1 : 0;
    }
    const double inside = std::min(upto, central.to) - std::max(below, central.from);
    return std::max(0.0, inside) / (upto - below);
}

}  // namespace vorrat::forecast

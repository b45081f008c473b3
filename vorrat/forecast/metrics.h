#pragma once

#include <optional>
#include <span>

namespace vorrat::forecast {

/// What the errors of a series are divided by, docs/math/metrics.md section 1.
struct Scale {
    double squared = 0;   ///< S2, mean squared one-step difference, > 0
    double absolute = 0;  ///< S1, mean absolute one-step difference, > 0
};

/// training   quantities, oldest first; NaN: not known
/// returns    nothing when no two neighbours from the first quantity above 0 on differ
std::optional<Scale> naive_scale(std::span<const double> training);

/// What was needed (NaN: not known) and what was foreseen, as many values.
struct Outcomes {
    std::span<const double> needed;
    std::span<const double> foreseen;
};

/// The metrics of docs/math/metrics.md section 2 for one series; nothing when no need is known.
std::optional<double> rmsse(const Outcomes& outcomes, double squared_scale);
std::optional<double> mase(const Outcomes& outcomes, double absolute_scale);
std::optional<double> smape(const Outcomes& outcomes);

/// Loss of a quantile forecast, docs/math/metrics.md section 4.
double pinball(double needed, double quantile, double level);

}  // namespace vorrat::forecast

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

/// Levels between `from` and `to`, both in [0, 1].
struct Central {
    double from = 0;
    double to = 1;
};
/// Share of the probability that a foreseen distribution gives to the step of its distribution
/// function at `needed` and that lies inside `central`: 0 or 1 where it has no step there.
/// docs/math/metrics.md section 5.
///
/// levels   rising, in (0, 1), at least one; quantiles: as many, not falling
double share_inside(double needed, std::span<const double> levels,
                    std::span<const double> quantiles, Central central);

}  // namespace vorrat::forecast

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "vorrat/forecast/expected.h"
#include "vorrat/forecast/observed.h"
#include "vorrat/forecast/settings.h"
#include "vorrat/model/need.h"

namespace vorrat::forecast {

/// Where the forecast of one series goes, in scales of its Observed.
struct Row {
    std::span<double> mean;           ///< horizon
    std::span<double> quantiles;      ///< horizon x levels
    std::span<double> sum_mean;       ///< intervals
    std::span<double> sum_quantiles;  ///< intervals x levels
};
/// Row `row` of a forecast that has room for all its series.
Row row_of(NeedForecast& need, std::size_t row);
/// From scales to units, at most 1e300.
void to_units(double scale, const Row& row);
/// The mean of each interval: the sum of the means of its steps.
void add_up_means(std::span<const Interval> intervals, const Row& out);

/// The models of docs/math/forecast.md, one series at a time. `seen.scale` > 0.
/// cost      O(n memories + windows n log n), where windows = horizon + intervals
void forecast_smoothing(const Observed& seen, const Settings& settings, const Row& out);
void forecast_seasonal_naive(const Observed& seen, const Settings& settings, const Row& out);
void forecast_recent_mean(const Observed& seen, const Settings& settings, const Row& out);

/// Levels to ask for, of single steps and of sums over intervals: rising, each in (0, 1).
struct Levels {
    std::vector<double> steps;
    std::vector<double> sums;
};
/// The distributions of `forecast_smoothing`, moved to means that were foreseen elsewhere:
/// `horizon` values >= 0, in scales.
void forecast_around(const Observed& seen, std::span<const double> means, const Levels& levels,
                     std::span<const Interval> intervals, const Row& out);

/// What stands behind the distribution of a step, docs/math/forecast.md section 5.
enum class Basis {
    zeros,      ///< nothing was ever needed
    windows,    ///< what happened after earlier origins
    steps,      ///< one-step errors, as windows hardly ever fitted into the history
    mean_only,  ///< too little is known for more than a mean
};
/// A basis, and the number of residuals in it (mean only: 0).
struct Grounds {
    Basis basis = Basis::zeros;
    std::size_t residuals = 0;
};
/// Of the first step ahead.
Grounds grounds_of_next_step(const Expected& fitted);

}  // namespace vorrat::forecast

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/model/history.h"
#include "vorrat/model/ids.h"

namespace vorrat {

/// A distribution of need given by its quantiles on a grid. Between the levels the quantile
/// function is linear; below the first and beyond the last level it goes on with the slope of the
/// nearest piece, but not below 0. (With a single level it starts at 0 for level 0.)
/// A view: the arrays belong to a NeedForecast.
struct NeedCurve {
    double mean = 0;
    std::span<const double> levels;     ///< rising, each in (0, 1), at least one
    std::span<const double> quantiles;  ///< as many, >= 0, not falling

    /// The quantity that suffices with probability `level` in [0, 1].
    double quantile(double level) const;
    /// P(need <= quantity).
    double probability_met(double quantity) const;
    /// E(need - quantity)+, of the piecewise linear quantile function.
    double expected_shortage(double quantity) const;
};

/// `steps` steps from step `first` of the forecast on: a protection interval, or a plan's period.
struct Interval {
    int first = 0;
    int steps = 1;

    bool operator==(const Interval&) const = default;
};

struct SeriesKey {
    ItemId item;
    PlaceId place;

    friend constexpr auto operator<=>(SeriesKey, SeriesKey) = default;
};

/// What will be needed: for every series a distribution per step, and the distribution of the sum
/// over each interval that was asked for (quantiles do not add).
struct NeedForecast {
    Date start;  ///< first day of step 0
    Frequency frequency = Frequency::day;
    int horizon = 0;                ///< steps
    std::vector<double> levels;     ///< rising, each in (0, 1)
    std::vector<SeriesKey> series;  ///< rising
    std::vector<Interval> intervals;
    std::vector<double> mean;           ///< series x horizon, row-major
    std::vector<double> quantiles;      ///< series x horizon x levels
    std::vector<double> sum_mean;       ///< series x intervals
    std::vector<double> sum_quantiles;  ///< series x intervals x levels

    NeedCurve step(std::size_t series_index, int step) const;
    NeedCurve sum(std::size_t series_index, std::size_t interval) const;
    /// Position in `series`, or series.size() when there is none.
    std::size_t find(SeriesKey key) const;
};

}  // namespace vorrat

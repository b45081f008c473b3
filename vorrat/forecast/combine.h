#pragma once

#include <span>
#include <vector>

#include "vorrat/forecast/candidates.h"
#include "vorrat/forecast/level.h"
#include "vorrat/forecast/observed.h"

namespace vorrat::forecast {

/// The candidates of a series as one, docs/math/forecast.md section 4.
struct Combined {
    std::vector<double> weight;  ///< of each candidate, sum 1
    std::vector<double> level;   ///< n + 1 values, in scales
    std::vector<double> slope;   ///< (n + 1) x dampings, row-major; empty: no trend
    double alpha = 0;            ///< weighted means over the candidates
    double beta = 0;             ///< of damped trends, 0 for the others
};

/// A series, its season, and the sums over both.
struct Seasoned {
    const Observed& seen;
    std::span<const double> profile;
    const Prefixes& sums;
};

/// first     first origin that is judged
/// cost      O(candidates year windows), with trends times the longest window
Combined combine(const Seasoned& series, const Candidates& made, std::size_t first);

}  // namespace vorrat::forecast

#pragma once

#include <vector>

#include "vorrat/forecast/level.h"
#include "vorrat/forecast/observed.h"

namespace vorrat::forecast {

/// What the fast model expected of every step of a history before it came, and how it came to it.
struct Expected {
    Observed seen;                ///< bounds filled
    std::vector<double> profile;  ///< of the season, mean 1
    Prefixes sums;
    std::vector<double> level;   ///< n + 1 values, in scales: row t knows the steps before t
    std::vector<double> weight;  ///< of each memory, sum 1
    std::vector<double> step;    ///< n values, in scales: level times profile
    std::size_t first = 0;       ///< origin from which on errors are judged

    /// Quantity less expectation where it is known, 0 elsewhere; units.
    double missed(std::size_t t) const {
        return seen.known(t) ? seen.scale * (seen.quantity[t] - step[t]) : 0;
    }
};

/// docs/math/forecast.md sections 1.1 to 4. A series of zeros expects zeros.
/// cost: as one forecast without its distribution
Expected expected(const Observed& seen);

}  // namespace vorrat::forecast

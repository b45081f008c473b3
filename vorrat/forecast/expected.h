#pragma once

#include <vector>

#include "vorrat/forecast/combine.h"
#include "vorrat/forecast/level.h"
#include "vorrat/forecast/observed.h"
#include "vorrat/model/need.h"

namespace vorrat::forecast {

/// What the fast model expected of every step of a history before it came, and how it came to it.
struct Expected {
    Observed seen;                ///< bounds filled
    std::vector<double> profile;  ///< of the season, mean 1
    Prefixes sums;
    std::vector<Candidate> candidates;
    Combined combined;         ///< of the candidates
    std::vector<double> step;  ///< n values, in scales: what was expected of each
    std::size_t first = 0;     ///< origin from which on errors are judged

    /// What the origin before step t expected of step t + h, h below 1,000.
    double ahead(std::size_t t, std::size_t h) const;
    /// What the origin before step t expected of the known steps in [t + window.first, ...), all of
    /// them inside the history.
    double of_known(std::size_t t, Interval window) const;
    /// The need of a window of the horizon that is expected now.
    double of(Interval window) const;
    /// Quantity less expectation where it is known, 0 elsewhere; units.
    double missed(std::size_t t) const {
        return seen.known(t) ? seen.scale * (seen.quantity[t] - step[t]) : 0;
    }
};

/// docs/math/forecast.md sections 1.1 to 4. A series of zeros expects zeros.
/// cost: as one forecast without its distribution
Expected expected(const Observed& seen);

}  // namespace vorrat::forecast

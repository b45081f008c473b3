#pragma once

#include "vorrat/forecast/observed.h"

namespace vorrat::forecast {

/// Puts a need in the place of every lower bound above zero: drawn from the distribution of that
/// step's need above the bound, evenly over its levels, so that mean and spread of the history are
/// those of the need and not of what the shelf could give. docs/math/forecast.md section 1.1.
///
/// returns   the series with these steps observed; steps with a bound of 0 stay censored
/// cost      none without such steps, else eight times season_profile and levels
Observed with_bounds_filled(const Observed& seen);

/// Quantity at `share` in [0, 1) of the way through the levels above the bound, of a gamma
/// distribution; never below the bound.
///
/// source    Wilson & Hilferty 1931: the cube root of a gamma variable is nearly normal
struct Tail {
    double mean = 1;      ///< > 0
    double variance = 1;  ///< > 0
    double bound = 0;     ///< >= 0
};
double need_above(const Tail& tail, double share);

}  // namespace vorrat::forecast

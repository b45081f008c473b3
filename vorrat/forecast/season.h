#pragma once

#include <vector>

#include "vorrat/forecast/observed.h"

namespace vorrat::forecast {

/// How the need of step t relates to the mean need around it, by t mod season.
/// docs/math/forecast.md section 2.
///
/// returns   seen.season values > 0 with mean 1
/// cost      O(n) time and memory
std::vector<double> season_profile(const Observed& seen);

}  // namespace vorrat::forecast

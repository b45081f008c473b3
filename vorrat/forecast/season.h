#pragma once

#include <vector>

#include "vorrat/forecast/observed.h"

namespace vorrat::forecast {

/// How the need of step t relates to the mean need around it, by t mod season.
/// docs/math/forecast.md section 2.
///
/// returns   seen.season values > 0 with mean 1; of a history too short for a season of its own
///           the usual one where there is one
/// cost      O(n) time and memory
std::vector<double> season_profile(const Observed& seen);

/// Sums of quantities and of the means around them, by t mod season, weighted as in section 2.1
/// and without pretended steps. seen.season > 1.
struct SeasonSums {
    std::vector<double> needed;
    std::vector<double> expected;
};
SeasonSums season_sums(const Observed& seen);

/// Divides by the mean.
void scale_to_one(std::vector<double>& profile);

}  // namespace vorrat::forecast

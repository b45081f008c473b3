#pragma once

#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/forecast/candidates.h"
#include "vorrat/forecast/models.h"
#include "vorrat/forecast/settings.h"
#include "vorrat/model/history.h"
#include "vorrat/model/need.h"

namespace vorrat::forecast {

/// What the candidates of one method count together.
struct MethodShare {
    Method method = Method::smoothing;
    double weight = 0;  ///< in [0, 1]
    /// weighted mean of 1/α: steps that are remembered, of Croston needs, of ADIDA buckets
    double memory = 0;
};

/// What a model reached on rolling origins of this series.
struct Reached {
    Model model = Model::smoothing;
    std::size_t steps = 0;   ///< that were compared
    double coverage_50 = 0;  ///< share in [0, 1]
    double coverage_90 = 0;
    double mean_absolute_error = 0;  ///< units
    double pinball = 0;              ///< mean over levels, units
};

/// How the forecast of one series came about.
struct Explanation {
    Date begin;                ///< first step that was looked at
    Date origin;               ///< first step nobody knows
    std::size_t observed = 0;  ///< steps
    std::size_t sold_out = 0;  ///< whose quantity is a lower bound
    std::size_t unknown = 0;
    double mean = 0;   ///< of the observed quantities, units per step
    double level = 0;  ///< need expected now without its season, units per step
    double trend = 0;  ///< what the second step ahead is expected above the first, without season
    std::vector<MethodShare> methods;  ///< the largest weight first, sum 1
    std::vector<double> profile;  ///< of one season from the origin on, mean 1; one value: none
    Basis basis = Basis::zeros;
    std::size_t residuals = 0;     ///< that the distribution of the first step rests on
    int origins = 0;               ///< of the comparison
    std::vector<Reached> reached;  ///< smoothing, seasonal naive, recent mean; smoothing first
};

/// Explains the fast model's forecast of one series.
///
/// settings  horizon and origin; the coverage is that of horizons before, up to 12 of them in the
///           later half of the history
/// errors    bad_input: nothing is known of the series before the origin
/// cost      about 40 forecasts of one series
Result<Explanation> explain(const History& history, std::size_t series, const Settings& settings);

}  // namespace vorrat::forecast

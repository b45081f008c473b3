#pragma once

#include <string>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/forecast/evaluate.h"
#include "vorrat/forecast/settings.h"
#include "vorrat/model/history.h"
#include "vorrat/model/need.h"

namespace vorrat::forecast {

/// What the errors of a hierarchy's base forecasts are taken to be, docs/math/reconcile.md
/// section 2.
enum class Weights {
    structural,  ///< variance as the number of series that a node adds up
    shrinkage,   ///< estimated from one-step errors, shrunk towards a diagonal
};

/// One level of the hierarchy: series k of `need` has the item number of its group in the grouping
/// (PlaceId 0).
struct LevelForecast {
    std::string name;
    NeedForecast need;
};

struct Reconciled {
    NeedForecast series;                ///< the bottom, as the base has it
    std::vector<LevelForecast> levels;  ///< one per grouping, in their order
    double apart_before = 0;  ///< largest |group - sum of its series| over the largest group's mean
    double apart_after = 0;   ///< the same of the result: rounding
    double shrinkage = 0;     ///< λ; 0 with structural weights
};

/// Forecasts every group of every level from its own history, and changes all means as little as
/// their errors allow until they agree; distributions follow their means. docs/math/reconcile.md.
///
/// base      forecast of the series of `history`, from base.start on
/// levels    groups of the series of `history`; a level may be one group (all)
/// settings  threads and progress; horizon, levels and intervals are those of the base
/// errors    usage: no level, or one that does not fit the history; those of `forecast`
/// cost      forecasts of all groups, and per step some 20 sums over series x levels (structural;
///           30,490 series with 11 levels: bench/forecast/README.md). Same result for any number of
///           threads.
Result<Reconciled> reconcile(const History& history, const NeedForecast& base,
                             const std::vector<Grouping>& levels, Weights weights,
                             const Settings& settings = {});

}  // namespace vorrat::forecast

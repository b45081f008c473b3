#pragma once

#include "vorrat/base/result.h"
#include "vorrat/forecast/evaluate.h"
#include "vorrat/forecast/explain.h"
#include "vorrat/forecast/newcomers.h"
#include "vorrat/forecast/pooled.h"
#include "vorrat/forecast/reconcile.h"
#include "vorrat/forecast/settings.h"
#include "vorrat/forecast/usual.h"
#include "vorrat/model/history.h"
#include "vorrat/model/need.h"
#include "vorrat/model/world.h"

namespace vorrat::forecast {

/// What will be needed from the origin on: a distribution per series and step, and of the sum over
/// each interval. docs/math/forecast.md.
///
/// history   quantities >= 0 or NaN; only steps before the origin are looked at
/// returns   series rising by key, whatever their order in the history. Left out: series that have
///           not begun at the origin, and those without any known quantity. Means and quantiles are
///           finite, >= 0, at most 1e300; quantiles do not fall. Those of the fast
///           and the accurate model are whole where all quantities are, means are not. The mean of
///           an interval is the sum of its steps' means.
/// errors    bad_input: a negative or infinite quantity, a series given twice, an origin before all
///           observations, no series; usage: horizon, levels or intervals out of their range, ranks
///           that leave an item out; failed: stopped by progress.stop, or the library of trees
/// cost      below 1 ms of CPU per series of 365 days and 28 steps (bench/forecast); memory of one
///           series per thread beside the result; of the accurate model see accurate.h. Same
///           result for any number of threads.
Result<NeedForecast> forecast(const History& history, const Settings& settings);

/// The ranks of items and places are those of their names.
Ranks ranks_by_name(const World& world);

}  // namespace vorrat::forecast

#pragma once

#include <span>

#include "vorrat/base/result.h"
#include "vorrat/forecast/evaluate.h"
#include "vorrat/forecast/settings.h"
#include "vorrat/model/history.h"
#include "vorrat/model/need.h"

namespace vorrat::forecast {

/// True where `pooled_forecast` may be asked: weeks or months, whole quantities, at least one and
/// a half seasons known before the origin.
bool can_pool(const History& history, Date origin);

/// A level per series, a season shared by all series and bent by groups, need in whole units
/// around it (gamma-Poisson): for few years of many short or intermittent series, whose own season
/// nobody can tell. docs/math/pooled.md
///
/// history    as for `forecast`; `can_pool` holds
/// groupings  of the history's series; each bends the season of the one before
/// settings   levels, intervals, horizon, origin; the others are not used
/// returns    as `forecast`, quantiles whole
/// errors     bad_input: no series known before the origin
/// cost       O(series x steps x groupings)
Result<NeedForecast> pooled_forecast(const History& history, std::span<const Grouping> groupings,
                                     const Settings& settings);

}  // namespace vorrat::forecast

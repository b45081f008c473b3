#pragma once

#include <cstddef>
#include <span>

#include "vorrat/base/date.h"
#include "vorrat/base/result.h"
#include "vorrat/forecast/settings.h"
#include "vorrat/model/history.h"
#include "vorrat/model/need.h"

namespace vorrat::forecast {

/// The accurate model, docs/math/forecast.md section 8: boosted trees over all series, stacked with
/// smoothing by what came in windows held out before the origin, with calibrated levels.
///
/// order     positions in history.series by rising key
/// need      sized for all of them, in that order; series without scale keep their zeros
/// returns   done, or failed: stopped, or what the library of trees says
/// cost      two forests of at most 400,000 rows, and six forecasts by smoothing
Outcome forecast_accurate(const History& history, const Settings& settings,
                          std::span<const std::size_t> order, NeedForecast& need);

}  // namespace vorrat::forecast

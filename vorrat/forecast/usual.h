#pragma once

#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/base/parallel.h"
#include "vorrat/model/history.h"

namespace vorrat::forecast {

/// The season of the year that the series of a weekly history share, as it was known at an origin:
/// a series of three years hardly shows its own. docs/math/forecast.md section 2.2.
///
/// returns   by steps before the origin (0: the last one), mean 1; none for other frequencies and
///           for fewer than five series with two years; does not depend on the order
/// cost      one season per series; memory of 52 floats per series
std::vector<double> usual_season(const History& history, Date origin, Threads threads);

}  // namespace vorrat::forecast

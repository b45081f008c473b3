#pragma once

#include "vorrat/pipeline/means.h"

namespace vorrat::pipeline {

/// What placement asks about: need from `start` on, with its intervals and a fine grid of levels.
/// Where the history is one of weeks or months in whole units, the mean of the fast model and that
/// of pooled seasons, quantile by quantile. docs/math/pooled.md 4
/// errors  those of the forecast
Result<NeedForecast> foresee_for_placement(const World& world, Date start, const Means& means);

}  // namespace vorrat::pipeline

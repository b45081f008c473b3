#pragma once

#include "vorrat/pipeline/means.h"

namespace vorrat::pipeline {

/// What placement asks about: need from `start` on, with its intervals and a fine grid of levels.
/// Where the history is one of weeks or months in whole units, the model of pooled seasons is
/// scored against the fast one by what placement would have paid on six earlier origins, and
/// the cheaper one foresees. docs/math/pooled.md 4
/// errors  those of the forecast
Result<NeedForecast> foresee_for_placement(const World& world, Date start, const Means& means);

}  // namespace vorrat::pipeline

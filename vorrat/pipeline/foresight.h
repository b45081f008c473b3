#pragma once

#include "vorrat/pipeline/means.h"

namespace vorrat::pipeline {

/// Whether the forecast is corrected by those who know better: need_overrides.csv and
/// need_changes.csv. A replay leaves them out: it may know only what was known then.
enum class KnownBetter { counted, left_out };

/// What placement asks about: need from `start` on, with its intervals and a fine grid of levels.
/// Where the history is one of weeks or months in whole units, the mean of the fast model and that
/// of pooled seasons, quantile by quantile. docs/math/pooled.md 4
/// errors  those of the forecast
Result<NeedForecast> foresee_for_placement(const World& world, Date start, const Means& means,
                                           KnownBetter known_better);

}  // namespace vorrat::pipeline

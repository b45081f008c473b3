#pragma once

#include "vorrat/model/need.h"
#include "vorrat/model/world.h"

namespace vorrat::pipeline {

/// The forecast as those in World::need_overrides correct it who know better,
/// docs/math/decisions.md section 1.1. What is withdrawn, or speaks of days outside of the
/// forecast, changes nothing. A quantity for an item that has no series at the place adds one.
/// cost: linear in the forecast
NeedForecast with_need_overrides(NeedForecast forecast, const World& world);

}  // namespace vorrat::pipeline

#pragma once

#include "vorrat/model/need.h"
#include "vorrat/model/world.h"

namespace vorrat::pipeline {

/// The forecast with the needs that people see otherwise, docs/math/decisions.md section 1. A
/// series that only a replacement needs is added. cost: linear in the forecast
NeedForecast with_need_changes(NeedForecast forecast, const World& world);

}  // namespace vorrat::pipeline

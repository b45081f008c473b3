#pragma once

#include <optional>

#include "region.h"

#include "vorrat/model/plan.h"
#include "vorrat/plan/plan.h"

namespace vorrat::bench {

/// Plans and prints `what`, times, gaps, steps and residuals. Nothing, told in words, where there
/// is no plan.
std::optional<Plan> timed(const char* what, const Region& region, const plan::Settings& settings);

}  // namespace vorrat::bench

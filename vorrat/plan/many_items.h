#pragma once

#include "vorrat/plan/stages.h"

namespace vorrat::plan {

/// The three stages by the first-order method, docs/math/plan.md section 9: for programmes too
/// large for the simplex method. Each stage ends when its certified gap is small enough. errors
/// failed: time or the caller ended it, or no plan was found near the iteration
Result<Solved> run_stages_first_order(const Problem& problem, const Programme& programme,
                                      const Settings& settings);

}  // namespace vorrat::plan

#pragma once

#include <optional>

#include "vorrat/plan/stages.h"

namespace vorrat::plan {

/// The three stages by the first-order method, docs/math/plan.md section 9: for programmes too
/// large for the simplex method. Each stage ends when its certified gap is small enough; when time
/// is up the plan so far is returned, its gaps open. returns  nothing when no plan that keeps all
/// criteria was found errors   failed: the caller ended it, or time before a plan was found
Result<std::optional<Solved>> run_stages_first_order(const Problem& problem,
                                                     const Programme& programme,
                                                     const Settings& settings);

}  // namespace vorrat::plan

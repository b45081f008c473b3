#pragma once

#include <optional>

#include "vorrat/base/result.h"
#include "vorrat/plan/plan.h"
#include "vorrat/plan/programme.h"

namespace vorrat::plan {

/// Why the rows of the programme cannot hold together: a smallest set of named limits (none of
/// them can be left out of the conflict), and the cheapest relaxation of any of them, cost being
/// the sum of the relative changes; nothing: they can. docs/math/plan.md section 4.
/// errors  failed: time or the caller ended it
/// cost    two linear programmes, and a quick one per limit of the conflict and some beside
Result<std::optional<Conflict>> find_conflict(const Problem& problem, const Programme& programme,
                                              const Settings& settings);

}  // namespace vorrat::plan

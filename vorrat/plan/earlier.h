#pragma once

#include "vorrat/model/plan.h"
#include "vorrat/plan/programme.h"
#include "vorrat/solve/solve.h"

namespace vorrat::plan {

/// A basis near an earlier plan, docs/math/plan.md section 8: of the same world, or of one whose
/// needs, limits, stocks or first day are others. Empty where the periods of both do not meet.
/// cost  linear in the programme
solve::Basis basis_near(const Problem& problem, const Programme& programme, const Plan& earlier);

}  // namespace vorrat::plan

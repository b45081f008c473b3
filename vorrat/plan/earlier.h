#pragma once

#include "vorrat/model/plan.h"
#include "vorrat/plan/programme.h"
#include "vorrat/solve/solve.h"

namespace vorrat::plan {

/// A corner of the programme by names, docs/math/plan.md section 8.
PlanBasis named_basis(const Problem& problem, const Programme& programme,
                      const solve::Basis& basis);

/// The corner of an earlier plan in this programme: of the same world, or of one whose needs,
/// limits, stocks or first day are others. Empty where the periods of both do not meet.
/// cost  linear in the programme, times log for the names
solve::Basis basis_of(const Problem& problem, const Programme& programme, const Plan& earlier);

/// The published duals of a stage, one per row; 0 where none was published.
std::vector<double> duals_of(const Programme& programme, const PlanStage& stage);

}  // namespace vorrat::plan

#pragma once

#include <array>
#include <optional>
#include <vector>

#include "vorrat/model/plan.h"
#include "vorrat/plan/connections.h"
#include "vorrat/plan/programme.h"
#include "vorrat/solve/solve.h"

namespace vorrat::plan {

/// Of an id in a name; -1: none.
template <class Number>
long number_of(const std::optional<Number>& id) {
    return id ? static_cast<long>(id->index()) : -1L;
}

/// A corner of the programme by names, docs/math/plan.md section 8.
PlanBasis named_basis(const Problem& problem, const Programme& programme,
                      const solve::Basis& basis);

/// The corner of an earlier plan in this programme: of the same world, or of one whose needs,
/// limits, stocks or first day are others. Empty where the periods of both do not meet.
/// cost  linear in the programme, times log for the names
solve::Basis basis_of(const Problem& problem, const Programme& programme, const Plan& earlier);

/// The published duals of a stage, one per row; 0 where none was published.
std::vector<double> duals_of(const Programme& programme, const PlanStage& stage);

/// Where an earlier plan stands in this programme, docs/math/plan.md section 9.6. It proves
/// nothing.
struct EarlierPoint {
    std::vector<double> x;  ///< one per column; 0 where the earlier plan has none
    /// Published duals per stage: one per row of the programme, then those of the stage's floors.
    std::array<std::vector<double>, 3> duals;
};

/// The quantities and duals of an earlier plan, by names. Periods behind its last one stand as that
/// one does. Nothing where the periods of both do not meet or it has no duals of any stage; those
/// of a stage that has none are 0. cost  linear in plan and programme, times log for sends and
/// limits
std::optional<EarlierPoint> point_of(const Problem& problem, const Programme& programme,
                                     const Connections& connections, const Plan& earlier);

}  // namespace vorrat::plan

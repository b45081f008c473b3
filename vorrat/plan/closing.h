#pragma once

#include <vector>

#include "vorrat/base/parallel.h"
#include "vorrat/plan/connections.h"

namespace vorrat::plan {

/// Duals near `y` at which no movement of goods gains, docs/math/plan.md section 9.2: signs are
/// obeyed, and prices of nodes are lowered until no send, run, stock or waste has a reduced cost
/// below 0. Their ceilings then do not enter the bound. The dual of our own row is derived from
/// those of the ratio, whatever it was.
///
/// stage  a stage of the programme, minimised; its rows may go on behind those of the programme
/// y      one per row, in the signs of `solve::dual_bound`
/// cost   some passes over the entries; the same bytes for any number of threads
std::vector<double> closed_duals(const Problem& problem, const Programme& programme,
                                 const Connections& connections, const solve::LinearProgram& stage,
                                 std::vector<double> y, Threads threads);

}  // namespace vorrat::plan

#pragma once

#include "vorrat/base/parallel.h"
#include "vorrat/solve/solve.h"

namespace vorrat::solve {

/// Solves by the first-order method of docs/math/solve.md sections 7 and 8: for programs too large
/// for the simplex method. Ends as soon as the certified gap is at most `settings.gap`.
///
/// returns  as `solve`: optimal only with x feasible to 1e-9 and a rigorous bound within the gap;
///          infeasible and unbounded only with a proof that was checked; else stopped, with the
///          best point and bound so far
/// cost     O(entries) per iteration; the same bytes for any number of threads
Solution solve_first_order(const LinearProgram& program, const Settings& settings);

}  // namespace vorrat::solve

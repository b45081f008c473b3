#pragma once

#include <span>
#include <vector>

#include "vorrat/solve/program.h"

namespace vorrat::solve {

/// How far a point is from what it claims; docs/math/solve.md section 3.
struct Residuals {
    /// largest violation of a row or column bound, relative to 1 + sum |a_ij x_j| of its row
    double primal = 0;
    /// largest reduced cost that says x_j should move where x_j can move (by more than
    /// 1e-9 (1 + |x_j|)), relative to 1 + |c_j| + sum |a_ij y_i|
    double dual = 0;
};

/// A point counts as feasible up to this primal residual: what the simplex solver is held to.
constexpr double feasible_within = 1e-9;

/// x  columns values, y  rows values, in the signs of `dual_bound`
Residuals residuals(const LinearProgram& program, std::span<const double> x,
                    std::span<const double> y);

/// A number that no feasible x within the box passes, whatever y is:
///
///     minimise:  sum_i min(L_i y_i, U_i y_i) + sum_j min(l_j d_j, u_j d_j)  <=  c x
///     maximise:  sum_i max(L_i y_i, U_i y_i) + sum_j max(l_j d_j, u_j d_j)  >=  c x
///     with d = c - A' y
///
/// A y_i on the side of an infinite row bound counts as 0. Every sum carries the bound of its own
/// rounding error, taken to the safe side, so the number holds in exact arithmetic.
///
/// y    rows values, finite
/// box  columns without a finite bound are taken to lie within -box .. box
/// data_error  the bound also holds for every program whose numbers are off by so much, relative
/// source  Neumaier & Shcherbina 2004, Safe bounds in linear and mixed-integer linear programming
double dual_bound(const LinearProgram& program, std::span<const double> y, double box = infinity,
                  double data_error = 0);

/// Column bounds that may stand in for those of the program: the same, or narrower ones that follow
/// from its rows (`implied_bounds`).
struct ColumnBounds {
    std::vector<double> lower;  ///< columns values
    std::vector<double> upper;  ///< columns values
};

/// The dual bound where every feasible x with an objective not worse than `at_best` lies within
/// `bounds`. A feasible x is either worse than `at_best` or within them, so what no feasible x
/// passes is the weaker of `at_best` and the dual bound with them. (A point known to be feasible
/// only to 1e-9 may be better than every feasible one; the dual bound alone is false then.)
///
/// at_best  +infinity when minimising, -infinity when maximising: no objective is known
double bound_within(const LinearProgram& program, const ColumnBounds& bounds, double at_best,
                    std::span<const double> y, double box = infinity);

/// Whether y shows that no x within the box satisfies all rows (Farkas): the dual bound of the
/// program without costs is above 0.
bool proves_infeasible(const LinearProgram& program, std::span<const double> y,
                       double box = infinity);
/// The same with column bounds that every feasible x keeps.
bool proves_infeasible(const LinearProgram& program, const ColumnBounds& bounds,
                       std::span<const double> y, double box = infinity);

/// Whether going along `ray` keeps every row and column and improves the cost for ever, each
/// within `tolerance` of the largest entry of the ray.
bool proves_unbounded(const LinearProgram& program, std::span<const double> ray,
                      double tolerance = 1e-13);

/// Sets every y_i on the side of an infinite row bound to 0.
void clear_useless_duals(const LinearProgram& program, std::span<double> y);

/// c - A' y, summed in index order; columns values.
std::vector<double> reduced_costs(const LinearProgram& program, std::span<const double> y,
                                  Threads threads = {});

/// cost . x, summed in index order.
double objective(const LinearProgram& program, std::span<const double> x);

}  // namespace vorrat::solve

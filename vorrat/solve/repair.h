#pragma once

#include <span>
#include <vector>

#include "vorrat/solve/certificate.h"
#include "vorrat/solve/program.h"
#include "vorrat/solve/scaling.h"

namespace vorrat::solve {

/// Column bounds that follow from the rows, docs/math/solve.md section 8: those that every feasible
/// x with an objective not worse than `at_best` keeps, each rounded to the safe side, none wider
/// than that of the program. What they prove about all feasible x says `bound_within`. `at_best`
/// may be infinite (minimise: +infinity, maximise: -infinity). cost  O(rounds x entries), a few
/// rounds
ColumnBounds implied_bounds(const LinearProgram& program, double at_best);

/// What a projection ended with: the largest violation left, relative as in `Residuals`.
struct Projected {
    int sweeps = 0;
    double violation = 0;
};

/// Moves x within the column bounds so that the rows hold: sweeps of projections onto one row after
/// another (Kaczmarz 1937; Agmon 1954 for inequalities), moving only columns that have room.
/// Ends when every row holds to `enough`, or after `sweeps_max`.
Projected project_onto_rows(const Scaled& scaled, std::vector<double>& x, double enough,
                            int sweeps_max);

/// Moves y within its signs so that no column without a bound pays: the same onto c - A'y >= 0,
/// <= 0 or = 0. `lower` and `upper` are the bounds that count, in scaled units.
Projected project_onto_columns(const Scaled& scaled, const ColumnBounds& bounds,
                               std::span<const double> cost, std::vector<double>& y, double enough,
                               int sweeps_max);

}  // namespace vorrat::solve

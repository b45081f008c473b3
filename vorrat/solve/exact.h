#pragma once

#include <memory>
#include <span>
#include <vector>

#include "vorrat/solve/solve.h"

namespace vorrat::solve {

/// What the simplex solver says of a program, before we check it.
enum class Verdict { optimal, infeasible, unbounded, stopped, unclear };

struct ExactAnswer {
    Verdict verdict = Verdict::unclear;
    std::vector<double> x;          ///< columns values
    std::vector<double> row_duals;  ///< rows values, signs as in `dual_bound`
    long iterations = 0;
};

/// `basis_of` and `standing_of` in the solver's own signs: columns, then rows.
std::vector<unsigned char> basis_bytes(std::span<const Stands> columns,
                                       std::span<const Stands> rows);
std::vector<Stands> stands_of(std::span<const unsigned char> bytes);

/// Whether the solver measures its tolerances on rows and columns brought to like size.
enum class Scaling { on, off };

/// Clp behind our door: the only file that knows it. Keeps the last basis between solves.
class ExactSolver {
public:
    ExactSolver();
    ~ExactSolver();
    ExactSolver(ExactSolver&&) noexcept;
    ExactSolver& operator=(ExactSolver&&) noexcept;

    /// Takes over costs and bounds, and rows added at the end since the last call; the columns
    /// stay those of the first call. The basis of the last call stays the start.
    void load(const LinearProgram& program);
    void forget();
    /// One byte per column and row, as the solver keeps it.
    std::vector<unsigned char> basis() const;
    void set_basis(const std::vector<unsigned char>& basis);
    ExactAnswer solve(const Settings& settings, double seconds_left, Scaling scaling);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vorrat::solve

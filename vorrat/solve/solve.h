#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "vorrat/base/parallel.h"
#include "vorrat/base/progress.h"
#include "vorrat/solve/certificate.h"
#include "vorrat/solve/mps.h"
#include "vorrat/solve/program.h"
#include "vorrat/solve/restart.h"

/// Linear programs. This room knows no item and no place.
namespace vorrat::solve {

enum class Method { dual, primal };

struct Settings {
    /// seconds of wall clock after which the solver stops with what it has; none: no limit
    std::optional<double> time_limit_seconds = {};
    /// allowed violation of a row or column bound by the solver's own (scaled) measure
    double primal_tolerance = 1e-9;
    /// allowed wrong sign of a reduced cost by the solver's own (scaled) measure
    double dual_tolerance = 1e-9;
    /// bounds and certificates take columns without a finite bound to lie within -box .. box
    double box = 1e9;
    /// relative: a bound holds for every program whose numbers are off by no more (simplex only)
    double data_error = 0;
    Method method = Method::dual;
    /// first-order only: the relative gap (see `gap`) at which an answer is good enough
    double gap = 1e-6;
    /// iterations after which it stops with what it has
    long iteration_limit = 100'000'000;
    /// first-order only: the answer does not depend on it
    Threads threads = {};
    /// told now and then; its stop token ends the solve early
    Progress progress = {};
};

enum class Status {
    optimal,     ///< x is optimal within the residuals, and `bound` says how sure that is
    infeasible,  ///< no x exists within -no_x_within .. no_x_within; `certificate` proves it
    unbounded,   ///< the objective improves for ever along `certificate`
    stopped,     ///< time or the caller ended it; x and the duals are where it stood
};

struct Solution {
    Status status = Status::stopped;
    std::vector<double> x;              ///< columns values, within the column bounds
    std::vector<double> row_duals;      ///< rows values, signs as in `dual_bound`
    std::vector<double> reduced_costs;  ///< columns values, c - A' y
    double objective = 0;               ///< cost . x
    /// no feasible x within the box passes it, in exact arithmetic: `dual_bound` of row_duals, or
    /// `bound_within` the column bounds that follow from the rows
    double bound = 0;
    /// infeasible: infinity where no x exists at all; the box where the proof needs it (columns
    /// without a finite bound; an x further out may exist)
    double no_x_within = infinity;
    Residuals residuals;
    /// infeasible: rows values that `proves_infeasible` accepts within `no_x_within`, with the
    /// columns' own bounds or those that follow from the rows; unbounded: columns values that
    /// `proves_unbounded` accepts; else empty
    std::vector<double> certificate;
    long iterations = 0;
    double seconds = 0;
};

/// |objective - bound| / max(1, |objective|): how far the objective can be from the best, when x is
/// feasible.
double gap(const Solution& solution);

/// Which variables and rows stand on which bound: where a solve ended, and where one may begin.
struct Basis {
    std::vector<unsigned char> places;  ///< one per column, then one per row; empty: none yet
};

/// Where a variable or a row stands: between its bounds (basic), or on one.
enum class Stands : unsigned char { between, lower, upper };

/// The same as a basis, for those who name variables and rows.
struct Standing {
    std::vector<Stands> columns;
    std::vector<Stands> rows;
};

Standing standing_of(const Basis& basis, std::size_t columns);

/// It need not belong to this very program: where too few stand between, rows behind the last that
/// does become basic; the solver mends what is singular.
Basis basis_of(const Standing& standing);

/// A program and the solver's memory of it: solved again after a change, the solver starts from
/// the last basis. Same calls, same bytes (unless a time limit or a stop ends a solve).
class Sequence {
public:
    explicit Sequence(LinearProgram program, Settings settings = {});
    ~Sequence();
    Sequence(Sequence&&) noexcept;
    Sequence& operator=(Sequence&&) noexcept;

    /// columns values
    void set_cost(Sense sense, std::span<const double> cost);
    /// Returns the position of the new row.
    std::uint32_t add_row(double lower, double upper, std::span<const Term> terms);
    void set_row_bounds(std::uint32_t row, double lower, double upper);
    void set_column_bounds(std::uint32_t column, double lower, double upper);
    void set_method(Method method);
    /// Iterations after which a solve stops with what it has.
    void set_iteration_limit(long iterations);
    /// Forgets the basis: the next solve starts anew.
    void forget();

    /// Where the last solve ended.
    Basis basis() const;
    /// The next solve starts from `basis`, taken since the last row was added.
    void set_basis(const Basis& basis);

    const LinearProgram& program() const;
    Solution solve();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Solves one program by the simplex method (Clp), docs/math/solve.md.
Solution solve(LinearProgram program, const Settings& settings = {});

/// Which algorithm: the simplex method, the first-order method, or by size.
enum class Algorithm { exact, first_order, automatic };

/// Solves one program by the algorithm asked for. automatic: the simplex method up to
/// `exact_entries_max` entries, the first-order method above.
Solution solve_by(Algorithm algorithm, const LinearProgram& program, const Settings& settings = {});

/// About where the simplex method begins to take minutes.
constexpr std::size_t exact_entries_max = 200'000;

}  // namespace vorrat::solve

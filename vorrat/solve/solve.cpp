#include "vorrat/solve/solve.h"

#include <algorithm>
#include <cmath>

#include "vorrat/base/check.h"
#include "vorrat/base/stopwatch.h"
#include "vorrat/solve/exact.h"
#include "vorrat/solve/first_order.h"
#include "vorrat/solve/repair.h"

namespace vorrat::solve {
namespace {

/// Least total violation of the rows: every row gets two slacks that cost 1. Its duals are a
/// Farkas proof when the least is above 0.
LinearProgram elastic(const LinearProgram& program, double box) {
    Builder builder;
    for (std::size_t j = 0; j < program.columns(); ++j) {
        builder.add_column(std::max(program.column_lower[j], -box),
                           std::min(program.column_upper[j], box));
    }
    for (std::size_t i = 0; i < program.rows(); ++i) {
        const std::uint32_t row = builder.add_row(program.row_lower[i], program.row_upper[i]);
        builder.add(row, builder.add_column(0, infinity, 1), 1);
        builder.add(row, builder.add_column(0, infinity, 1), -1);
    }
    for (std::size_t j = 0; j < program.columns(); ++j) {
        for (std::size_t k = program.matrix.start[j]; k < program.matrix.start[j + 1]; ++k) {
            builder.add(program.matrix.row[k], static_cast<std::uint32_t>(j),
                        program.matrix.value[k]);
        }
    }
    return builder.build();
}

/// Directions that keep all rows and columns, with entries in [-1, 1].
LinearProgram directions(const LinearProgram& program) {
    LinearProgram cone = program;
    for (std::size_t j = 0; j < cone.columns(); ++j) {
        cone.column_lower[j] = std::isfinite(program.column_lower[j]) ? 0 : -1;
        cone.column_upper[j] = std::isfinite(program.column_upper[j]) ? 0 : 1;
    }
    for (std::size_t i = 0; i < cone.rows(); ++i) {
        cone.row_lower[i] = std::isfinite(program.row_lower[i]) ? 0 : -infinity;
        cone.row_upper[i] = std::isfinite(program.row_upper[i]) ? 0 : infinity;
    }
    return cone;
}

ExactAnswer solve_anew(const LinearProgram& program, const Settings& settings) {
    ExactSolver solver;
    solver.load(program);
    return solver.solve(settings, infinity, Scaling::on);
}

/// Looks for a proof that no x exists, anywhere or within the box, and returns whether it was
/// found.
bool refute(const LinearProgram& program, const Settings& settings, Solution& solution) {
    solution.certificate.assign(program.rows(), 0);
    if (bounds_cross(program)) {
        return true;
    }
    std::vector<double> duals = solve_anew(elastic(program, settings.box), settings).row_duals;
    // The elastic program minimises; a program that maximises reads its duals with the other sign.
    if (program.sense == Sense::maximise) {
        for (double& dual : duals) {
            dual = -dual;
        }
    }
    clear_useless_duals(program, duals);
    const ColumnBounds implied = implied_bounds(program, sign_of(program.sense) * infinity);
    const bool everywhere =
        proves_infeasible(program, duals) || proves_infeasible(program, implied, duals);
    if (!everywhere && !proves_infeasible(program, duals, settings.box)) {
        solution.certificate.clear();
        return false;
    }
    solution.no_x_within = everywhere ? infinity : settings.box;
    solution.certificate = std::move(duals);
    return true;
}

void describe(const LinearProgram& program, const Settings& settings, Solution& solution) {
    for (std::size_t j = 0; j < program.columns(); ++j) {
        solution.x[j] =
            std::max(program.column_lower[j], std::min(program.column_upper[j], solution.x[j]));
    }
    clear_useless_duals(program, solution.row_duals);
    solution.reduced_costs = reduced_costs(program, solution.row_duals);
    solution.objective = objective(program, solution.x);
    solution.bound = dual_bound(program, solution.row_duals, settings.box, settings.data_error);
    solution.residuals = residuals(program, solution.x, solution.row_duals);
}

/// Looks for a proof of what the solver suspects. A verdict without proof stays "stopped".
void settle(const LinearProgram& program, const Settings& settings, Solution& solution) {
    if (refute(program, settings, solution)) {
        solution.status = Status::infeasible;
        return;
    }
    std::vector<double> ray = solve_anew(directions(program), settings).x;
    if (proves_unbounded(program, ray)) {
        solution.status = Status::unbounded;
        solution.certificate = std::move(ray);
    }
}

}  // namespace

Standing standing_of(const Basis& basis, std::size_t columns) {
    std::vector<Stands> all = stands_of(basis.places);
    const auto first_row = all.begin() + static_cast<std::ptrdiff_t>(columns);
    std::vector<Stands> rows(first_row, all.end());
    all.erase(first_row, all.end());
    return {std::move(all), std::move(rows)};
}

Basis basis_of(const Standing& standing) { return {basis_bytes(standing.columns, standing.rows)}; }

struct Sequence::State {
    LinearProgram program;
    Settings settings;
    ExactSolver solver;

    /// Lets the solver work from its last basis; what it found replaces the solution's numbers.
    Verdict ask(Scaling scaling, Solution& solution) {
        const double seconds = settings.time_limit_seconds.value_or(infinity);
        ExactAnswer answer = solver.solve(settings, seconds, scaling);
        solution.x = std::move(answer.x);
        solution.row_duals = std::move(answer.row_duals);
        solution.iterations += answer.iterations;
        describe(program, settings, solution);
        return answer.verdict;
    }
};

Sequence::Sequence(LinearProgram program, Settings settings)
    : state_(std::make_unique<State>(State{std::move(program), std::move(settings), {}})) {
    const LinearProgram& kept = state_->program;
    check(kept.matrix.rows == kept.rows(), "the matrix has the rows of the program");
    check(kept.matrix.columns() == kept.columns(), "the matrix has the columns of the program");
    check(kept.cost.size() == kept.columns(), "every column has a cost");
}
Sequence::~Sequence() = default;
Sequence::Sequence(Sequence&&) noexcept = default;
Sequence& Sequence::operator=(Sequence&&) noexcept = default;

const LinearProgram& Sequence::program() const { return state_->program; }
void Sequence::set_method(Method method) { state_->settings.method = method; }
void Sequence::set_iteration_limit(long iterations) {
    state_->settings.iteration_limit = iterations;
}
void Sequence::forget() { state_->solver.forget(); }
Basis Sequence::basis() const { return {state_->solver.basis()}; }
void Sequence::set_basis(const Basis& basis) {
    if (!basis.places.empty()) {
        state_->solver.load(state_->program);
        state_->solver.set_basis(basis.places);
    }
}

void Sequence::set_cost(Sense sense, std::span<const double> cost) {
    check(cost.size() == state_->program.columns(), "every column has a cost");
    state_->program.sense = sense;
    state_->program.cost.assign(cost.begin(), cost.end());
}

std::uint32_t Sequence::add_row(double lower, double upper, std::span<const Term> terms) {
    LinearProgram& program = state_->program;
    SparseMatrix& matrix = program.matrix;
    std::vector<Triplet> triplets;
    triplets.reserve(matrix.entries() + terms.size());
    for (std::size_t j = 0; j < matrix.columns(); ++j) {
        for (std::size_t k = matrix.start[j]; k < matrix.start[j + 1]; ++k) {
            triplets.push_back({matrix.row[k], static_cast<std::uint32_t>(j), matrix.value[k]});
        }
    }
    const auto row = static_cast<std::uint32_t>(program.rows());
    for (const Term& term : terms) {
        triplets.push_back({row, term.column, term.coefficient});
    }
    program.matrix = matrix_from(program.rows() + 1, program.columns(), triplets);
    program.row_lower.push_back(lower);
    program.row_upper.push_back(upper);
    return row;
}

void Sequence::set_row_bounds(std::uint32_t row, double lower, double upper) {
    check(row < state_->program.rows(), "a bound is set on a row of the program");
    state_->program.row_lower[row] = lower;
    state_->program.row_upper[row] = upper;
}

void Sequence::set_column_bounds(std::uint32_t column, double lower, double upper) {
    check(column < state_->program.columns(), "a bound is set on a column of the program");
    state_->program.column_lower[column] = lower;
    state_->program.column_upper[column] = upper;
}

Solution Sequence::solve() {
    const Stopwatch clock;
    const LinearProgram& program = state_->program;
    const Settings& settings = state_->settings;
    Solution solution;
    solution.x.assign(program.columns(), 0);
    solution.row_duals.assign(program.rows(), 0);
    describe(program, settings, solution);
    Verdict verdict = Verdict::infeasible;
    if (!bounds_cross(program)) {
        state_->solver.load(program);
        verdict = state_->ask(Scaling::on, solution);
    }
    if (verdict == Verdict::optimal) {
        solution.status = Status::optimal;
        // What is within the tolerance of the scaled program may be outside it as it was given.
        const bool coarse = solution.residuals.primal > settings.primal_tolerance;
        Solution finer = solution;
        if (coarse && state_->ask(Scaling::off, finer) == Verdict::optimal &&
            finer.residuals.primal < solution.residuals.primal) {
            solution = std::move(finer);
        }
    } else if (verdict != Verdict::stopped) {
        settle(program, settings, solution);
    }
    solution.seconds = clock.seconds();
    return solution;
}

double gap(const Solution& solution) {
    return std::abs(solution.objective - solution.bound) /
           std::max(1.0, std::abs(solution.objective));
}

Solution solve(LinearProgram program, const Settings& settings) {
    return Sequence(std::move(program), settings).solve();
}

Solution solve_by(Algorithm algorithm, const LinearProgram& program, const Settings& settings) {
    const bool small = program.matrix.entries() <= exact_entries_max;
    const bool exact =
        algorithm == Algorithm::exact || (algorithm == Algorithm::automatic && small);
    if (!exact) {
        return solve_first_order(program, settings);
    }
    Solution solution = solve(program, settings);
    if (solution.status == Status::optimal) {
        // Bounds that follow from the rows leave less to the box than the program's own.
        const ColumnBounds implied = implied_bounds(program, solution.objective);
        const double bound =
            bound_within(program, implied, solution.objective, solution.row_duals, settings.box);
        const double sign = sign_of(program.sense);
        solution.bound = sign * std::max(sign * bound, sign * solution.bound);
    }
    return solution;
}

}  // namespace vorrat::solve

#include "vorrat/solve/exact.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <ClpEventHandler.hpp>
#include <ClpSimplex.hpp>
#include <ClpSolve.hpp>
#include <CoinPackedMatrix.hpp>

#include "vorrat/base/check.h"

namespace vorrat::solve {
namespace {

using Clock = std::chrono::steady_clock;

/// Passes of presolve; more bring nothing on the plan's programs.
constexpr int presolve_passes = 10;

double to_clp(double bound) {
    if (bound == infinity) {
        return COIN_DBL_MAX;
    }
    if (bound == -infinity) {
        return -COIN_DBL_MAX;
    }
    return bound;
}

/// Ends a solve when the caller or the clock says so. Clp asks after every iteration.
class StopHandler : public ClpEventHandler {
public:
    StopHandler(const Progress& progress, Clock::time_point until)
        : progress_(&progress), until_(until) {}

    int event(Event /*which*/) override {
        constexpr int carry_on = -1;
        constexpr int stop = 0;
        return ended() ? stop : carry_on;
    }
    ClpEventHandler* clone() const override {
        return new StopHandler(*this);  // NOLINT: Clp owns clones
    }
    bool ended() const { return progress_->stopped() || Clock::now() >= until_; }

private:
    const Progress* progress_;
    Clock::time_point until_;
};

Clock::time_point time_after(double seconds) {
    constexpr double longest = 1e8;  // three years; larger values overflow the clock
    return Clock::now() + std::chrono::duration_cast<Clock::duration>(
                              std::chrono::duration<double>(std::min(seconds, longest)));
}

void run(ClpSimplex& model, Method method) {
    if (method == Method::dual) {
        model.dual();
    } else {
        model.primal();
    }
}

Verdict verdict_of(const ClpSimplex& model) {
    switch (model.status()) {
        case 0:
            return Verdict::optimal;
        case 1:
            return Verdict::infeasible;
        case 2:
            return Verdict::unbounded;
        case 3:
        case 5:
            return Verdict::stopped;
        default:
            return Verdict::unclear;
    }
}

}  // namespace

std::vector<unsigned char> basis_bytes(std::span<const Stands> columns,
                                       std::span<const Stands> rows) {
    std::vector<Stands> all(columns.begin(), columns.end());
    all.insert(all.end(), rows.begin(), rows.end());
    std::size_t basic = static_cast<std::size_t>(std::ranges::count(all, Stands::between));
    for (std::size_t k = all.size(); k-- > columns.size() && basic < rows.size();) {
        basic += all[k] == Stands::between ? 0 : 1;
        all[k] = Stands::between;
    }
    std::vector<unsigned char> bytes;
    for (const Stands stands : all) {
        const auto status = stands == Stands::between ? ClpSimplex::basic
                            : stands == Stands::upper ? ClpSimplex::atUpperBound
                                                      : ClpSimplex::atLowerBound;
        bytes.push_back(static_cast<unsigned char>(status));
    }
    return bytes;
}

std::vector<Stands> stands_of(std::span<const unsigned char> bytes) {
    constexpr unsigned status_bits = 7;
    std::vector<Stands> all;
    for (const unsigned char byte : bytes) {
        const unsigned status = byte & status_bits;
        all.push_back(status == ClpSimplex::basic          ? Stands::between
                      : status == ClpSimplex::atUpperBound ? Stands::upper
                                                           : Stands::lower);
    }
    return all;
}

struct ExactSolver::State {
    ClpSimplex model;
    double sign = 1;  ///< costs and duals of the model are those of the program times this
    bool loaded = false;
    bool has_basis = false;

    void quiet() {
        model.setLogLevel(0);
        model.messageHandler()->setLogLevel(0);
    }
    void load_all(const LinearProgram& program);
    void add_rows(const LinearProgram& program, std::size_t from);
    void copy_numbers(const LinearProgram& program);
    void solve_anew(Method method);
};

void ExactSolver::State::load_all(const LinearProgram& program) {
    const SparseMatrix& matrix = program.matrix;
    const std::vector<CoinBigIndex> start(matrix.start.begin(), matrix.start.end());
    const std::vector<int> row(matrix.row.begin(), matrix.row.end());
    const auto rows = static_cast<int>(program.rows());
    const auto columns = static_cast<int>(program.columns());
    model.loadProblem(columns, rows, start.data(), row.data(), matrix.value.data(), nullptr,
                      nullptr, nullptr, nullptr, nullptr);
    loaded = true;
}

void ExactSolver::State::add_rows(const LinearProgram& program, std::size_t from) {
    const SparseMatrix by_row = transposed(program.matrix);
    for (std::size_t i = from; i < program.rows(); ++i) {
        const std::size_t first = by_row.start[i];
        const auto count = static_cast<int>(by_row.start[i + 1] - first);
        const std::vector<int> columns(
            by_row.row.begin() + static_cast<std::ptrdiff_t>(first),
            by_row.row.begin() + static_cast<std::ptrdiff_t>(by_row.start[i + 1]));
        model.addRow(count, columns.data(), by_row.value.data() + first);
    }
}

void ExactSolver::State::copy_numbers(const LinearProgram& program) {
    sign = sign_of(program.sense);
    for (std::size_t j = 0; j < program.columns(); ++j) {
        const auto column = static_cast<int>(j);
        model.setObjectiveCoefficient(column, sign * program.cost[j]);
        model.setColumnBounds(column, to_clp(program.column_lower[j]),
                              to_clp(program.column_upper[j]));
    }
    for (std::size_t i = 0; i < program.rows(); ++i) {
        model.setRowBounds(static_cast<int>(i), to_clp(program.row_lower[i]),
                           to_clp(program.row_upper[i]));
    }
}

ExactSolver::ExactSolver() : state_(std::make_unique<State>()) { state_->quiet(); }
ExactSolver::~ExactSolver() = default;
ExactSolver::ExactSolver(ExactSolver&&) noexcept = default;
ExactSolver& ExactSolver::operator=(ExactSolver&&) noexcept = default;

void ExactSolver::forget() { state_->has_basis = false; }

std::vector<unsigned char> ExactSolver::basis() const {
    const ClpSimplex& model = state_->model;
    if (!state_->has_basis) {
        return {};
    }
    return {model.statusArray(), model.statusArray() + model.numberColumns() + model.numberRows()};
}

void ExactSolver::set_basis(const std::vector<unsigned char>& basis) {
    ClpSimplex& model = state_->model;
    const std::size_t count = static_cast<std::size_t>(model.numberColumns()) +
                              static_cast<std::size_t>(model.numberRows());
    check(basis.size() == count, "a basis has a byte per column and row");
    if (!state_->has_basis) {
        model.createStatus();
    }
    std::ranges::copy(basis, model.statusArray());
    state_->has_basis = true;
}

void ExactSolver::load(const LinearProgram& program) {
    if (!state_->loaded) {
        state_->load_all(program);
    } else {
        const auto known = static_cast<std::size_t>(state_->model.numberRows());
        state_->add_rows(program, known);
    }
    state_->copy_numbers(program);
}

/// Solves from nothing: Clp presolves, solves, maps the basis back and finishes.
void ExactSolver::State::solve_anew(Method method) {
    ClpSolve how;
    how.setSolveType(method == Method::dual ? ClpSolve::useDual : ClpSolve::usePrimal);
    how.setPresolveType(ClpSolve::presolveOn, presolve_passes);
    constexpr int interrupts = 2;
    constexpr int leave_signals_alone = 1;
    how.setSpecialOption(interrupts, leave_signals_alone);
    model.initialSolve(how);
}

ExactAnswer ExactSolver::solve(const Settings& settings, double seconds_left, Scaling scaling) {
    ClpSimplex& model = state_->model;
    const StopHandler handler(settings.progress, time_after(seconds_left));
    model.passInEventHandler(&handler);
    model.setPrimalTolerance(settings.primal_tolerance);
    model.setDualTolerance(settings.dual_tolerance);
    model.setMaximumIterations(static_cast<int>(
        std::min<long>(settings.iteration_limit, std::numeric_limits<int>::max())));
    constexpr int automatic = 3;
    constexpr int none = 0;
    model.scaling(scaling == Scaling::on ? automatic : none);

    ExactAnswer answer;
    if (!state_->has_basis) {
        model.createStatus();
        state_->solve_anew(settings.method);
    } else {
        run(model, settings.method);
    }
    answer.iterations = model.numberIterations();
    state_->has_basis = true;
    answer.verdict = handler.ended() ? Verdict::stopped : verdict_of(model);
    const auto columns = static_cast<std::ptrdiff_t>(model.numberColumns());
    const auto rows = static_cast<std::ptrdiff_t>(model.numberRows());
    answer.x.assign(model.primalColumnSolution(), model.primalColumnSolution() + columns);
    answer.row_duals.assign(model.dualRowSolution(), model.dualRowSolution() + rows);
    for (double& dual : answer.row_duals) {
        dual *= state_->sign;
    }
    return answer;
}

}  // namespace vorrat::solve

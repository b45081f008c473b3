#include "vorrat/plan/stages.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace vorrat::plan {
namespace {

using solve::Sense;
using solve::Solution;
using solve::Status;

/// What a later stage may give up of an earlier one; docs/math/plan.md section 5.
constexpr double floor_slack = 1e-6;

struct StageGoal {
    std::string_view name;
    Sense sense = Sense::maximise;
    Terms objective;
    /// A power of two that brings the duals near 1, where the solver's tolerances mean something.
    double scale = 1;
};

std::vector<double> dense_cost(const StageGoal& goal, std::size_t columns, double scale) {
    std::vector<double> cost(columns, 0);
    for (const auto& [column, coefficient] : goal.objective) {
        cost[column] += scale * coefficient;
    }
    return cost;
}

double power_of_two_near(double value) { return std::exp2(std::round(std::log2(value))); }

/// The duals of the fairness rows are near 1 / N_c: raised by the largest N_c they are near 1.
double fairness_scale(const Programme& programme, const solve::LinearProgram& program) {
    double largest = 1;
    const solve::SparseMatrix& matrix = program.matrix;
    const std::size_t z = programme.columns.fairness;
    for (std::size_t k = matrix.start[z]; k < matrix.start[z + 1]; ++k) {
        largest = std::max(largest, -matrix.value[k]);
    }
    return power_of_two_near(largest);
}

class Stages {
public:
    Stages(const Programme& programme, const solve::Basis& start, const Settings& settings)
        : programme_(programme),
          settings_(settings),
          sequence_(begin(programme.builder.build(), settings)),
          near_(!start.places.empty()) {
        sequence_.set_basis(start);
    }

    Result<std::optional<Solved>> run();

private:
    Solution draft(const StageGoal& fairness);
    Solution solve_near();
    Solution solve_stage(const StageGoal& goal, SolvedStage& stage);
    void add_floor(RowKind kind, double floor, const Terms& terms);
    Error ended(const Solution& solution) const;

    const Programme& programme_;
    const Settings& settings_;
    solve::Sequence sequence_;
    bool near_;  ///< begins near an earlier plan
    Solved solved_;
};

/// All three goals in one sum, each far below the one before. Its basis is where the stages begin:
/// usually it is optimal for the first already, and the others take a few steps. (The first stage
/// alone leaves the solver without direction: on 5 items x 30 depots x 8 periods 11 s against 1 s.)
Solution Stages::draft(const StageGoal& fairness) {
    constexpr double fairness_weight = 4096;  // per unit of worth
    // Units of worth per unit of burden. At 1/128 the ties between ways and times are so close that
    // the solver takes seven times as long (docs/math/solve.md section 6).
    constexpr double burden_weight = 1;
    const std::size_t columns = sequence_.program().columns();
    std::vector<double> cost = dense_cost(fairness, columns, fairness_weight * fairness.scale);
    for (const auto& [column, worth] : programme_.worth) {
        cost[column] += worth;
    }
    for (const auto& [column, burden] : programme_.burden) {
        cost[column] -= burden_weight * burden;
    }
    sequence_.set_cost(Sense::maximise, cost);
    Solution solution = near_ ? solve_near() : sequence_.solve();
    sequence_.set_method(solve::Method::primal);  // later calls change costs, or add slack rows
    return solution;
}

/// From a corner that turns out to be far the way is longer than from none, which begins with a
/// smaller, presolved programme: after so many iterations it is taken instead.
Solution Stages::solve_near() {
    constexpr std::size_t share_of_rows = 5;
    constexpr std::size_t fewest = 1000;
    sequence_.set_iteration_limit(
        static_cast<long>(std::max(fewest, sequence_.program().rows() / share_of_rows)));
    Solution solution = sequence_.solve();
    sequence_.set_iteration_limit(solve::Settings{}.iteration_limit);
    if (solution.status != Status::stopped || settings_.progress.stopped()) {
        return solution;
    }
    const long in_vain = solution.iterations;
    sequence_.forget();
    solution = sequence_.solve();
    solution.iterations += in_vain;
    return solution;
}

/// Solves with the scaled cost, then states duals and bound for the cost of the page.
Solution Stages::solve_stage(const StageGoal& goal, SolvedStage& stage) {
    const std::size_t columns = sequence_.program().columns();
    sequence_.set_cost(goal.sense, dense_cost(goal, columns, goal.scale));
    Solution solution = sequence_.solve();
    if (programme_.columns.mean_coverage != no_column) {
        derive_own_dual(programme_, sequence_.program(), solution.row_duals);
        solution.bound =
            solve::dual_bound(sequence_.program(), solution.row_duals, solve::infinity, data_error);
    }
    stage.residuals = solution.residuals;
    stage.iterations = solution.iterations;
    stage.seconds = solution.seconds;
    stage.duals = solution.row_duals;
    for (double& dual : stage.duals) {
        dual /= goal.scale;
    }
    stage.bound = solution.bound / goal.scale;
    stage.optimum = solution.objective / goal.scale;
    return solution;
}

void Stages::add_floor(RowKind kind, double floor, const Terms& terms) {
    sequence_.add_row(floor, solve::infinity, terms);
    RowKey key;
    key.kind = kind;
    solved_.keys.push_back(std::move(key));
}

Error Stages::ended(const Solution& solution) const {
    if (settings_.progress.stopped()) {
        return failed("plan: stopped by the caller");
    }
    if (settings_.time_limit_seconds) {
        return failed("plan: the time limit was reached");
    }
    return failed(solution.status == Status::unbounded
                      ? "plan: the solver calls a bounded programme unbounded"
                      : "plan: the solver ended without an answer");
}

Result<std::optional<Solved>> Stages::run() {
    solved_.keys = programme_.keys;
    const Progress& progress = settings_.progress;

    progress.tell("fairness", 0);
    const StageGoal fairness{"fairness",
                             Sense::maximise,
                             {{programme_.columns.fairness, 1}},
                             fairness_scale(programme_, sequence_.program())};
    const Solution sketch = draft(fairness);
    if (sketch.status == Status::infeasible) {
        return std::optional<Solved>();
    }
    if (sketch.status != Status::optimal) {
        return ended(sketch);
    }
    solved_.basis = sequence_.basis();
    const Solution first = solve_stage(fairness, solved_.stages[0]);
    solved_.stages[0].iterations += sketch.iterations;
    sequence_.set_basis(solved_.basis);
    if (first.status != Status::optimal) {
        return ended(first);
    }

    progress.tell("worth", 1.0 / 3);
    solved_.fairness_floor = solved_.stages[0].optimum - floor_slack;
    add_floor(RowKind::keep_fairness, solved_.fairness_floor, fairness.objective);
    const Solution second =
        solve_stage({"worth", Sense::maximise, programme_.worth, 1}, solved_.stages[1]);
    if (second.status != Status::optimal) {
        return ended(second);
    }

    progress.tell("burden", 2.0 / 3);
    const double worth = solved_.stages[1].optimum;
    solved_.worth_floor = worth - floor_slack * std::max(1.0, std::abs(worth));
    add_floor(RowKind::keep_worth, solved_.worth_floor, programme_.worth);
    constexpr double burden_scale = 1024;  // burdens are some hundredths per unit
    Solution third = solve_stage({"burden", Sense::minimise, programme_.burden, burden_scale},
                                 solved_.stages[2]);
    if (third.status != Status::optimal) {
        return ended(third);
    }

    solved_.x = std::move(third.x);
    progress.tell("burden", 1);
    return std::optional<Solved>(std::move(solved_));
}

}  // namespace

Result<std::optional<Solved>> run_stages(const Programme& programme, const solve::Basis& start,
                                         const Settings& settings) {
    return Stages(programme, start, settings).run();
}

}  // namespace vorrat::plan

#include "vorrat/plan/at_once.h"

#include <algorithm>
#include <cmath>

#include "vorrat/plan/carry_out.h"
#include "vorrat/plan/closing.h"

namespace vorrat::plan {
namespace {

class AtOnce {
public:
    AtOnce(const Problem& problem, const Programme& programme, const Connections& connections,
           EarlierPoint earlier, Threads threads)
        : problem_(problem),
          programme_(programme),
          connections_(connections),
          earlier_(std::move(earlier)),
          threads_(threads) {
        // Both floors stand behind the rows from the beginning, and hold once they are set.
        solve::Builder builder = programme.builder;
        builder.add_row(-solve::infinity, solve::infinity, fairness_);
        builder.add_row(-solve::infinity, solve::infinity, programme.worth);
        program_ = builder.build();
    }

    std::optional<Solved> answer() {
        if (!carry_out()) {
            return std::nullopt;
        }
        solved_.keys = programme_.keys;
        solved_.fairness_floor = prove(0, fairness_);
        set_floor(RowKind::keep_fairness, 0, solved_.fairness_floor);
        solved_.worth_floor = prove(1, programme_.worth);
        set_floor(RowKind::keep_worth, 1, solved_.worth_floor);
        prove(2, programme_.burden);
        solved_.x = std::move(x_);
        return std::move(solved_);
    }

private:
    void set_cost(std::size_t stage, const Terms& goal);
    std::vector<double> closed(std::size_t stage) const;
    bool carry_out();
    double prove(std::size_t stage, const Terms& goal);
    void set_floor(RowKind kind, std::size_t behind, double value);

    const Problem& problem_;
    const Programme& programme_;
    const Connections& connections_;
    EarlierPoint earlier_;
    Threads threads_;
    Terms fairness_{{programme_.columns.fairness, 1}};
    solve::LinearProgram program_;  ///< minimised
    std::vector<double> x_;
    Solved solved_;
};

void AtOnce::set_cost(std::size_t stage, const Terms& goal) {
    std::ranges::fill(program_.cost, 0);
    for (const auto& [column, coefficient] : goal) {
        program_.cost[column] += sign_of_stage(stage) * coefficient;
    }
}

/// The earlier duals of the stage, of the minimisation, closed.
std::vector<double> AtOnce::closed(std::size_t stage) const {
    std::vector<double> y = earlier_.duals.at(stage);
    for (double& dual : y) {
        dual *= sign_of_stage(stage);
    }
    y.resize(program_.rows(), 0);
    return closed_duals(problem_, programme_, connections_, program_, std::move(y), threads_);
}

/// What is short goes where the earlier plan valued it most.
bool AtOnce::carry_out() {
    std::vector<double> prices = earlier_.duals[1];
    for (double& price : prices) {
        price = -price;
    }
    x_ = carried_out(problem_, programme_, connections_, program_, prices, earlier_.x);
    set_coverage(programme_.columns, community_forms(problem_, programme_.columns), x_);
    const std::vector<double> no_duals(program_.rows(), 0);
    return solve::residuals(program_, x_, no_duals).primal <= solve::feasible_within;
}

/// The value of the stage.
double AtOnce::prove(std::size_t stage, const Terms& goal) {
    set_cost(stage, goal);
    SolvedStage& proved = solved_.stages.at(stage);
    proved.duals = closed(stage);
    proved.optimum = value_of(goal, x_);
    proved.bound = sign_of_stage(stage) *
                   solve::dual_bound(program_, proved.duals, solve::infinity, data_error);
    proved.residuals = solve::residuals(program_, x_, proved.duals);
    proved.duals.resize(programme_.keys.size() + stage);
    for (double& dual : proved.duals) {
        dual *= sign_of_stage(stage);
    }
    return proved.optimum;
}

void AtOnce::set_floor(RowKind kind, std::size_t behind, double value) {
    program_.row_lower[programme_.keys.size() + behind] = value;
    RowKey key;
    key.kind = kind;
    solved_.keys.push_back(std::move(key));
}

}  // namespace

std::optional<Solved> answer_at_once(const Problem& problem, const Programme& programme,
                                     const Connections& connections, EarlierPoint earlier,
                                     Threads threads) {
    return AtOnce(problem, programme, connections, std::move(earlier), threads).answer();
}

bool is_good_enough(const Solved& solved, double gap, const Plan* as_good_as) {
    constexpr double little_more = 1.1;
    for (std::size_t k = 0; k < solved.stages.size(); ++k) {
        const SolvedStage& stage = solved.stages.at(k);
        const double before = as_good_as == nullptr ? 0 : as_good_as->stages.at(k).gap;
        const double most = std::max(gap, little_more * before);
        const double off = std::abs(stage.optimum - stage.bound);
        if (!(off <= most * std::max(1.0, std::abs(stage.bound)))) {
            return false;
        }
    }
    return true;
}

}  // namespace vorrat::plan

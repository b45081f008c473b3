#include "vorrat/plan/programme.h"

#include <algorithm>
#include <cmath>

namespace vorrat::plan {
namespace {

/// Burden of one unit in stock or on a lane in the last stage, so that nothing moves or waits
/// without a reason.
constexpr double idle_weight = 1e-6;

Terms worth_form(const Problem& problem, const Columns& columns) {
    const World& world = problem.world;
    const Criteria& criteria = world.criteria;
    Terms terms;
    for (std::size_t s = 0; s < columns.set_aside.size(); ++s) {
        if (columns.set_aside[s] == no_column) {
            continue;
        }
        const NeedSlice& slice = problem.needs.slices[s];
        const double weight = criteria.tier_weight[index(world.items[slice.item].tier)];
        terms.push_back({columns.set_aside[s], weight * slice.use});
    }
    for (std::size_t k = 0; k < columns.reserve_missing.size(); ++k) {
        if (columns.reserve_missing[k] == no_column) {
            continue;
        }
        const ItemId item = problem.needs.cells[k].item;
        const double weight = criteria.tier_weight[index(world.items[item].tier)];
        terms.push_back({columns.reserve_missing[k], -criteria.reserve_weight * weight});
    }
    return terms;
}

Terms burden_form(const Problem& problem, const Programme& programme) {
    std::vector<double> dense(programme.builder.columns(), 0);
    for (const auto& [indicator, weight] : burden_weights(problem.world)) {
        for (const auto& [column, per] : indicator_form(problem, programme.columns, indicator)) {
            dense[column] += weight * per;
        }
    }
    for (const Column column : programme.columns.stock) {
        if (column != no_column) {
            dense[column] += idle_weight;
        }
    }
    for (const Send& send : programme.columns.sends) {
        dense[send.column] += idle_weight;
    }
    Terms terms;
    for (Column j = 0; j < dense.size(); ++j) {
        if (dense[j] != 0) {
            terms.push_back({j, dense[j]});
        }
    }
    return terms;
}

}  // namespace

std::uint32_t add_row(Programme& programme, RowKey key, double lower, double upper,
                      const Terms& terms) {
    programme.keys.push_back(std::move(key));
    programme.own.push_back(false);
    return programme.builder.add_row(lower, upper, terms);
}

Programme build_programme(const Problem& problem) {
    Programme programme;
    add_columns(problem, programme);
    add_goods_rows(problem, programme);
    add_limit_rows(problem, programme);
    add_fairness_rows(problem, programme);
    programme.worth = worth_form(problem, programme.columns);
    programme.burden = burden_form(problem, programme);
    return programme;
}

void derive_own_dual(const Programme& programme, const solve::LinearProgram& program,
                     std::span<double> duals) {
    const std::size_t mean = programme.columns.mean_coverage;
    if (mean == no_column) {
        return;
    }
    const solve::SparseMatrix& matrix = program.matrix;
    double others = 0;
    std::size_t own = matrix.start[mean];
    for (std::size_t k = matrix.start[mean]; k < matrix.start[mean + 1]; ++k) {
        if (programme.own[matrix.row[k]]) {
            own = k;
        } else {
            others += matrix.value[k] * duals[matrix.row[k]];
        }
    }
    duals[matrix.row[own]] = -others / matrix.value[own];
}

solve::Sequence begin(solve::LinearProgram program, const Settings& settings) {
    solve::Settings solver;
    solver.time_limit_seconds = settings.time_limit_seconds;
    solver.progress = settings.progress;
    solver.data_error = data_error;
    // Ceilings are some twenty times what is needed. A sum of such quantities in double precision
    // cannot meet a finer tolerance, and the solver would never end.
    constexpr double ceiling_over_need = 16;
    double largest = 0;
    for (const double upper : program.column_upper) {
        largest = std::isfinite(upper) ? std::max(largest, upper) : largest;
    }
    const double digits = std::numeric_limits<double>::epsilon() * largest / ceiling_over_need;
    solver.primal_tolerance = std::max(solver.primal_tolerance, digits);
    return solve::Sequence(std::move(program), solver);
}

}  // namespace vorrat::plan

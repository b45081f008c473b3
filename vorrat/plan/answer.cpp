#include "vorrat/plan/answer.h"

#include <algorithm>
#include <cmath>

#include "vorrat/plan/earlier.h"

namespace vorrat::plan {
namespace {

double at(const std::vector<double>& x, Column column) {
    return column == no_column ? 0 : x[column];
}

Period period(std::size_t t) { return Period{static_cast<std::uint32_t>(t)}; }

void read_goods(const Problem& problem, const Columns& columns, const std::vector<double>& x,
                Plan& plan) {
    const auto periods = static_cast<std::size_t>(problem.horizon.periods);
    for (std::size_t c = 0; c < columns.waste.size(); ++c) {
        const auto [item, place] = problem.network.nodes[c / periods];
        const double entered = at(x, columns.enter[c]);
        if (entered != 0) {
            plan.entries.push_back({item, place, period(c % periods), entered});
        }
        plan.stock.push_back(
            {item, place, period(c % periods), at(x, columns.stock[c]), x[columns.waste[c]], 0, 0});
    }
    for (std::size_t c = 0; c < columns.runs.size(); ++c) {
        const double runs = x[columns.runs[c]];
        if (runs == 0) {
            continue;
        }
        const auto [activity, place] = problem.network.sites[c / periods];
        plan.runs.push_back({activity, place, period(c % periods), runs});
    }
    for (const Send& send : columns.sends) {
        if (x[send.column] == 0) {
            continue;
        }
        plan.flows.push_back(
            {send.lane, send.item, period(static_cast<std::size_t>(send.leaves)), x[send.column]});
    }
}

/// What was set aside for need, and the reserves of the stocks already read.
void read_needs(const Problem& problem, const Columns& columns, const std::vector<double>& x,
                Plan& plan) {
    const auto periods = static_cast<std::size_t>(problem.horizon.periods);
    plan.need = problem.needs.slices;
    for (std::size_t s = 0; s < plan.need.size(); ++s) {
        plan.need[s].set_aside = at(x, columns.set_aside[s]);
    }
    for (std::size_t k = 0; k < problem.needs.cells.size(); ++k) {
        if (columns.reserve_missing[k] == no_column) {
            continue;
        }
        const NeedCell& cell = problem.needs.cells[k];
        const std::size_t node = problem.network.node_at.at(cell.item, cell.place);
        PlannedStock& stock = plan.stock[node * periods + static_cast<std::size_t>(cell.period)];
        stock.reserve = cell.reserve;
        stock.reserve_missing = x[columns.reserve_missing[k]];
    }
    std::erase_if(plan.stock, [](const PlannedStock& s) {
        return s.stock == 0 && s.waste == 0 && s.reserve == 0 && s.reserve_missing == 0;
    });
}

void read_limits(const solve::LinearProgram& program, const Solved& solved, Plan& plan) {
    std::vector<double> used(program.rows(), 0);
    transposed_product(transposed(program.matrix), solved.x, used);
    for (std::size_t i = 0; i < program.rows(); ++i) {
        if (!is_limit(solved.keys[i].kind)) {
            continue;
        }
        plan.limits.push_back(
            {solved.keys[i], used[i], program.row_upper[i], solved.stages[1].duals[i]});
    }
    std::ranges::stable_sort(plan.limits, std::greater<>(), &PlanLimit::valuation);
}

void read_coverage(const Problem& problem, const Columns& columns, const std::vector<double>& x,
                   Plan& plan) {
    plan.fairness = 1;
    for (const CommunityForms& c : community_forms(problem, columns)) {
        for (std::size_t tier = 0; tier < tier_count; ++tier) {
            if (c.need[tier] <= 0) {
                continue;
            }
            plan.coverage.push_back(
                {c.community, static_cast<Tier>(tier), c.need[tier], value_of(c.met[tier], x)});
        }
        if (c.weighted_need <= 0) {
            continue;
        }
        plan.fairness = std::min(plan.fairness, value_of(c.weighted_met, x) / c.weighted_need);
    }
}

void read_unmet(const Problem& problem, Plan& plan) {
    constexpr double rounding = 1e-9;  // relative to the need: not a shortage but arithmetic
    for (const NeedSlice& slice : plan.need) {
        const bool same = !plan.unmet.empty() && plan.unmet.back().item == slice.item &&
                          plan.unmet.back().place == slice.place;
        if (!same) {
            plan.unmet.push_back({slice.item, slice.place, 0, 0});
        }
        plan.unmet.back().need += slice.use * slice.width;
        plan.unmet.back().met += slice.use * slice.set_aside;
    }
    std::erase_if(plan.unmet,
                  [](const UnmetNeed& u) { return u.need - u.met <= rounding * (1 + u.need); });
    const auto weighted = [&](const UnmetNeed& u) {
        const Tier tier = problem.world.items[u.item].tier;
        return problem.world.criteria.tier_weight[index(tier)] * (u.need - u.met);
    };
    std::ranges::stable_sort(plan.unmet, std::greater<>(), weighted);
}

void read_indicators(const Problem& problem, const Columns& columns, const std::vector<double>& x,
                     Plan& plan) {
    for (const std::string& name : all_indicators(problem.world)) {
        IndicatorTotal total{name, value_of(indicator_form(problem, columns, name), x), {}};
        for (const Cap& cap : problem.world.criteria.caps) {
            if (cap.indicator != name) {
                continue;
            }
            total.cap = cap_over(cap, problem.horizon.start, problem.horizon.days_long());
        }
        plan.indicators.push_back(std::move(total));
    }
}

PlanStage proof(const char* name, bool maximise, double value, const SolvedStage& stage,
                const Solved& solved, const std::vector<bool>& own) {
    PlanStage told{name, maximise, value, stage.bound, 0, {}};
    told.gap = std::abs(value - stage.bound) / std::max(1.0, std::abs(stage.bound));
    for (std::size_t i = 0; i < stage.duals.size(); ++i) {
        if (stage.duals[i] == 0 || (i < own.size() && own[i])) {
            continue;
        }
        told.duals.push_back({solved.keys[i], stage.duals[i]});
    }
    return told;
}

}  // namespace

bool is_limit(RowKind kind) {
    using enum RowKind;
    return kind == resource || kind == work || kind == storage || kind == lane || kind == cap;
}

Plan read_answer(const Problem& problem, const Programme& programme, Solved solved) {
    const Columns& columns = programme.columns;
    Plan plan;
    plan.start = problem.horizon.start;
    plan.period_days = problem.horizon.period_days;
    plan.periods = problem.horizon.periods;
    plan.item_ceiling = problem.ceilings.item;
    plan.activity_ceiling = problem.ceilings.activity;

    read_goods(problem, columns, solved.x, plan);
    read_needs(problem, columns, solved.x, plan);
    read_limits(programme.builder.build(), solved, plan);
    read_coverage(problem, columns, solved.x, plan);
    read_unmet(problem, plan);
    read_indicators(problem, columns, solved.x, plan);

    plan.worth = value_of(programme.worth, solved.x);
    plan.burden = value_of(programme.burden, solved.x);
    plan.fairness_floor = solved.fairness_floor;
    plan.worth_floor = solved.worth_floor;
    const auto& [fairness, worth, burden] = solved.stages;
    plan.stages = {proof("fairness", true, plan.fairness, fairness, solved, programme.own),
                   proof("worth", true, plan.worth, worth, solved, programme.own),
                   proof("burden", false, plan.burden, burden, solved, programme.own)};
    plan.basis = named_basis(problem, programme, solved.basis);
    plan.residuals.primal = burden.residuals.primal;
    for (const SolvedStage& stage : solved.stages) {
        plan.residuals.dual = std::max(plan.residuals.dual, stage.residuals.dual);
        plan.iterations += stage.iterations;
    }
    return plan;
}

}  // namespace vorrat::plan

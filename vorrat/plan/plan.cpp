#include "vorrat/plan/plan.h"

#include <algorithm>

#include "vorrat/plan/answer.h"
#include "vorrat/plan/conflict.h"
#include "vorrat/plan/earlier.h"
#include "vorrat/plan/many_items.h"
#include "vorrat/plan/programme.h"
#include "vorrat/plan/stages.h"

namespace vorrat::plan {

namespace {

bool has_minimum(const Criteria& criteria) {
    return std::ranges::any_of(criteria.minimum_coverage, [](double share) { return share > 0; });
}

/// About where the simplex method begins to take minutes.
constexpr std::size_t exact_entries_max = 500'000;

/// Over more periods the rows of shelf lives are long and the first-order method takes many steps.
constexpr int first_order_periods_max = 52;

bool by_first_order(const Problem& problem, const Programme& programme, const Settings& settings) {
    const bool by_size = programme.builder.entries() > exact_entries_max &&
                         problem.horizon.periods <= first_order_periods_max;
    return settings.algorithm == solve::Algorithm::first_order ||
           (settings.algorithm == solve::Algorithm::automatic && by_size);
}

}  // namespace

Result<Problem> make_problem(const World& world, const NeedForecast& forecast) {
    const Horizon horizon = horizon_of(world.criteria, forecast.start);
    auto needs = cut_needs(world, forecast, horizon);
    if (!needs) {
        return needs.error();
    }
    Opening opening = opening_goods(world, horizon);
    Supplies supplies(world, horizon);
    Network network = reachable(world, forecast, opening, supplies);
    Ceilings limits = ceilings(world, *needs, opening, network);
    return Problem{world,
                   horizon,
                   std::move(*needs),
                   std::move(opening),
                   std::move(supplies),
                   std::move(network),
                   std::move(limits)};
}

Result<Answer> make_plan(const World& world, const NeedForecast& forecast,
                         const Settings& settings) {
    const auto problem = make_problem(world, forecast);
    if (!problem) {
        return problem.error();
    }
    const Programme programme = build_programme(*problem);
    if (by_first_order(*problem, programme, settings)) {
        auto solved = run_stages_first_order(*problem, programme, settings);
        if (!solved) {
            return solved.error();
        }
        if (*solved) {
            return Answer(read_answer(*problem, programme, std::move(**solved)));
        }
        auto conflict = find_conflict(*problem, programme, settings);
        if (!conflict) {
            return conflict.error();
        }
        return *conflict ? Result<Answer>(Answer(std::move(**conflict)))
                         : failed("plan: the first-order method finds no plan; the exact one may");
    }
    // A minimum is what most easily asks for too much, and to find that out through the stages
    // takes twenty times as long.
    if (has_minimum(world.criteria)) {
        auto conflict = find_conflict(*problem, programme, settings);
        if (!conflict) {
            return conflict.error();
        }
        if (*conflict) {
            return Answer(std::move(**conflict));
        }
    }
    const solve::Basis start = settings.earlier == nullptr
                                   ? solve::Basis{}
                                   : basis_of(*problem, programme, *settings.earlier);
    auto solved = run_stages(programme, start, settings);
    if (!solved) {
        return solved.error();
    }
    if (!*solved) {
        auto conflict = find_conflict(*problem, programme, settings);
        if (!conflict) {
            return conflict.error();
        }
        return *conflict ? Result<Answer>(Answer(std::move(**conflict)))
                         : failed("plan: the solver finds no plan and no conflict");
    }
    return Answer(read_answer(*problem, programme, std::move(**solved)));
}

}  // namespace vorrat::plan

#include <algorithm>
#include <limits>

#include "vorrat/verify/answer.h"
#include "vorrat/verify/tally.h"

namespace vorrat::verify {
namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

/// By so much stages 2 and 3 may give up what the stage before reached, docs/math/plan.md
/// section 5.
constexpr double floor_slack = 1e-6;

/// A bound that rounding alone makes wider than this (relative) proves nothing.
constexpr double width_max = 1e-6;

constexpr std::array<std::string_view, 3> stage_names{"fairness", "worth", "burden"};

/// c_j - Σ_ρ a_ρj y_ρ for every column, rounded outwards.
std::vector<Interval> reduced_costs(const Programme& programme, std::size_t stage,
                                    const Duals& duals) {
    std::vector<Interval> reduced(programme.columns());
    for (const Term& term : programme.objective.at(stage)) {
        reduced[at(term.column)] += term.factor;
    }
    for (const Entry& entry : programme.entries) {
        const double y = duals[at(entry.row)];
        if (y != 0) {
            reduced[at(entry.column)] += entry.factor * Interval(-y);
        }
    }
    // The part that all ratio rows share.
    Interval ratio_duals;
    for (std::size_t k = 0; k < programme.rows.size(); ++k) {
        if (programme.rows[k].kind == RowKind::ratio) {
            ratio_duals += duals[k];
        }
    }
    if (ratio_duals.magnitude() > 0) {
        for (const Term& term : programme.ratio_share) {
            reduced[at(term.column)] += -(term.factor * ratio_duals);
        }
    }
    return reduced;
}

/// D(y), section 6: a bound that holds for every plan, whatever y is.
Interval dual_bound(const Programme& programme, std::size_t stage, const Duals& duals) {
    Interval sum;
    for (std::size_t k = 0; k < programme.rows.size(); ++k) {
        if (duals[k] != 0) {
            sum += programme.rows[k].right * Interval(duals[k]);
        }
    }
    const std::vector<Interval> reduced = reduced_costs(programme, stage, duals);
    const bool maximise = stage != 2;
    for (std::size_t j = 0; j < reduced.size(); ++j) {
        const Interval c = reduced[j];
        const Interval pays = maximise ? larger(c, 0) : smaller(c, 0);
        if (pays.magnitude() > 0) {
            sum += programme.upper[j] * pays;
        }
    }
    return sum;
}

void check_stage(const Problem& problem, const Programme& programme, std::size_t stage,
                 const Duals& duals, Tally& tally, Verdict& verdict) {
    const StageClaim& claim = problem.claims.stages[stage];
    const Interval value = objective_value(programme, stage);
    const Interval bound = dual_bound(programme, stage, duals);
    const auto where = [&](const char* field) {
        return [&, field] { return fmt::format("plan.json: stage {}: {}", claim.name, field); };
    };
    tally.expect(claim.name == stage_names.at(stage), where("name: not the stage of this place"));
    const bool maximise = stage != 2;
    tally.expect(claim.maximise == maximise, where("maximise: not what the stage does"));
    tally.expect_equal(claim.value, value, where("value"));
    const double size = std::max(1.0, bound.magnitude());
    tally.expect(bound.hi - bound.lo <= width_max * size, where("bound: too wide by rounding"));
    // Never better than what the duals prove; a weaker one is an honest claim with a wider gap.
    const double slack = printed_tolerance * size;
    const Real most = std::numeric_limits<Real>::infinity();
    tally.expect_between(claim.bound, maximise ? bound.lo - slack : -most,
                         maximise ? most : bound.hi + slack, where("bound"));
    const double gap = std::abs(claim.value - claim.bound) / std::max(1.0, std::abs(claim.bound));
    tally.expect_equal(claim.gap, gap, where("gap"));
    const Real proven = maximise ? bound.hi : bound.lo;
    verdict.proofs.push_back({claim.name, value.middle(), static_cast<double>(proven)});
}

/// A floor is the value of its stage less the slack; the published answer keeps it, and what the
/// stage could have reached beyond is not more than its gap.
void check_floor(double floor, double slack, const StageClaim& claim, const char* name,
                 Tally& tally) {
    const double size = std::max(1.0, std::abs(claim.value));
    const double gap = std::abs(claim.bound - claim.value);
    const double low = claim.value - slack - 2 * gap - row_tolerance * size;
    const double high = claim.value + row_tolerance * size;
    tally.expect(floor >= low && floor <= high, [&] {
        return fmt::format("plan.json: result.{}: want {} to {}, found {}", name, low, high, floor);
    });
}

}  // namespace

Interval objective_value(const Programme& programme, std::size_t stage) {
    Interval sum;
    for (const Term& term : programme.objective.at(stage)) {
        const double x = programme.value[at(term.column)];
        if (x != 0) {
            sum += term.factor * Interval(x);
        }
    }
    return sum;
}

void check_stages(const Problem& problem, const Programme& programme,
                  const std::array<Duals, 3>& duals, Verdict& verdict) {
    Tally tally(
        "The value, the bound and the gap of every stage are what the published duals prove");
    const Claims& claims = problem.claims;
    if (!tally.expect(claims.stages.size() == 3, [] { return "plan.json: want three stages"; })) {
        verdict.checks.push_back(tally.done());
        return;
    }
    for (std::size_t stage = 0; stage < 3; ++stage) {
        check_stage(problem, programme, stage, duals.at(stage), tally, verdict);
    }
    verdict.checks.push_back(tally.done());

    Tally result(
        "Fairness, worth and burden are those of the published answer, and their floors "
        "are what the stages reached");
    const auto where = [](const char* field) {
        return [field] { return fmt::format("plan.json: result.{}", field); };
    };
    result.expect_equal(claims.fairness, objective_value(programme, 0), where("fairness"));
    result.expect_equal(claims.worth, objective_value(programme, 1), where("worth"));
    result.expect_equal(claims.burden, objective_value(programme, 2), where("burden"));
    check_floor(claims.fairness_floor, floor_slack, claims.stages[0], "fairness_floor", result);
    check_floor(claims.worth_floor, floor_slack * std::max(1.0, std::abs(claims.worth)),
                claims.stages[1], "worth_floor", result);
    verdict.checks.push_back(result.done());
}

}  // namespace vorrat::verify

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "vorrat/verify/answer.h"

namespace vorrat::verify {
namespace {

/// What is true when all rows of a family hold.
constexpr std::array<std::string_view, 15> sentences{
    "At every place and in every period, for every item: what was there, came and was made equals "
    "what was used, sent, met, wasted and is left (balances)",
    "What was set aside and not asked for is still there or counted as waste",
    "Nothing lies longer than its shelf life allows",
    "Opening stock is used, sent or wasted before its best-before date",
    "Reserves are held, or what is missing of them is stated",
    "No resource is used beyond what is available",
    "No more work is asked for than the criteria allow",
    "No storage holds more than fits",
    "No lane carries more than its capacity",
    "No cap on an indicator is exceeded",
    "The lowest coverage holds for every community",
    "No community falls further behind the others than the criteria allow",
    "Every community has its minimum coverage",
    "The floor of fairness is kept",
    "The floor of worth is kept"};

/// By so much stages 2 and 3 may give up what the stage before reached, section 5.
constexpr double floor_slack = 1e-6;

/// A bound that rounding alone makes wider than this (relative) proves nothing.
constexpr double width_max = 1e-6;

constexpr double dual_residual_max = 1e-3;

/// How far the row is off at most, whatever its sums really are.
Real violation(const Row& row) {
    const Real over = up(row.sum.hi - row.right.lo);
    const Real under = up(row.right.hi - row.sum.lo);
    const Sense sense = row.family().sense;
    return sense == Sense::equal ? std::max(over, under) : sense == Sense::at_most ? over : under;
}

std::string_view words(Sense sense) {
    constexpr std::array<std::string_view, 3> senses{"exactly", "at most", "at least"};
    return senses.at(static_cast<std::size_t>(sense));
}

void check_residuals(const Claims& claims, double largest, Checks& checks) {
    Tally tally(checks,
                "The residuals that the plan states are small, and as small as they really are");
    tally.expect(std::abs(claims.primal_residual - largest) <= row_tolerance, [&] {
        return fmt::format("plan.json: residuals.primal: want {}, found {}", largest,
                           claims.primal_residual);
    });
    tally.expect(claims.primal_residual >= 0, [] { return "plan.json: residuals.primal < 0"; });
    tally.expect(claims.dual_residual >= 0 && claims.dual_residual <= dual_residual_max, [&] {
        return fmt::format("plan.json: residuals.dual: want 0 to {}, found {}", dual_residual_max,
                           claims.dual_residual);
    });
}

void check_stage(const StageClaim& claim, std::size_t stage, const Evaluation& answer, Tally& tally,
                 Verdict& verdict) {
    const Interval value = answer.value.at(stage);
    const Interval bound = answer.bound.at(stage);
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
void check_floor(double floor, double slack, const StageClaim& claim, Tally& tally) {
    const double size = std::max(1.0, std::abs(claim.value));
    const double gap = std::abs(claim.bound - claim.value);
    tally.expect_between(floor, claim.value - slack - 2 * gap - row_tolerance * size,
                         claim.value + row_tolerance * size,
                         [&] { return fmt::format("plan.json: result.{}_floor", claim.name); });
}

}  // namespace

void check_feasible(const Problem& problem, const Programme& programme, Checks& checks) {
    const std::size_t first = checks.size();
    std::vector<Tally> tallies;
    for (const std::string_view sentence : sentences) {
        tallies.emplace_back(checks, std::string(sentence));
    }
    double largest = 0;
    for (const Row& row : programme.rows) {
        if (!row.exists) {
            continue;
        }
        const Real off = violation(row);
        largest = std::max(largest, static_cast<double>(off) / (1 + row.magnitude));
        tallies[static_cast<std::size_t>(row.key.kind)].expect(
            off <= row_tolerance * (1 + row.magnitude), [&] {
                return fmt::format("{}: want {} {}, found {}", programme.in_words(row),
                                   words(row.family().sense), row.right.middle(), row.sum.middle());
            });
    }
    // What the programme has no rows of is not told.
    const auto from = checks.begin() + static_cast<std::ptrdiff_t>(first);
    checks.erase(
        std::remove_if(from, checks.end(), [](const Check& check) { return check.count == 0; }),
        checks.end());
    check_residuals(problem.claims, largest, checks);
}

void check_stages(const Problem& problem, const Evaluation& answer, Verdict& verdict) {
    Tally tally(
        verdict.checks,
        "The value, the bound and the gap of every stage are what the published duals prove");
    const Claims& claims = problem.claims;
    if (!tally.expect(claims.stages.size() == stage_count,
                      [] { return "plan.json: want three stages"; })) {
        return;
    }
    for (std::size_t stage = 0; stage < stage_count; ++stage) {
        check_stage(claims.stages[stage], stage, answer, tally, verdict);
    }

    Tally result(verdict.checks,
                 "Fairness, worth and burden are those of the published answer, and their floors "
                 "are what the stages reached");
    for (std::size_t stage = 0; stage < stage_count; ++stage) {
        result.expect_equal(claims.result.at(stage), answer.value.at(stage), [&] {
            return fmt::format("plan.json: result.{}", stage_names.at(stage));
        });
    }
    check_floor(claims.floors[0], floor_slack, claims.stages[0], result);
    check_floor(claims.floors[1], floor_slack * std::max(1.0, std::abs(claims.result[1])),
                claims.stages[1], result);
}

}  // namespace vorrat::verify

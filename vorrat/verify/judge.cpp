#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "vorrat/verify/answer.h"

namespace vorrat::verify {
namespace {

using record::Json;

/// By so much stages 2 and 3 may give up what the stage before reached, section 5.
constexpr double floor_slack = 1e-6;

/// A bound that rounding alone makes wider than this (relative) proves nothing.
constexpr double width_max = 1e-6;

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

void check_residuals(const Json& stated, double largest, Checks& checks) {
    Tally tally(checks,
                "The residuals that the plan states are small, and as small as they really are");
    const double primal = stated["primal"];
    const double dual = stated["dual"];
    tally.expect(primal >= 0 && std::abs(primal - largest) <= row_tolerance,
                 "plan.json: residuals.primal: want {}, found {}", largest, primal);
    tally.expect(dual >= 0, "plan.json: residuals.dual: want at least 0, found {}", dual);
}

void check_stage(const Json& claim, std::size_t stage, const Evaluation& answer, Tally& tally,
                 Verdict& verdict) {
    const std::string_view name = stage_names.at(stage);
    const Interval bound = answer.bound.at(stage);
    const bool maximise = stage != burden_stage;
    const auto where = [&](const char* field) {
        return [=] { return fmt::format("plan.json: stage {}: {}", name, field); };
    };
    tally.expect(claim["name"] == name, "{}: not the stage of this place", where("name"));
    tally.expect(claim["maximise"] == maximise, "{}: not what the stage does", where("maximise"));
    tally.expect_equal(claim["value"], answer.value.at(stage), where("value"));
    const double size = std::max(1.0, bound.magnitude());
    tally.expect(bound.hi - bound.lo <= width_max * size, "{}: too wide by rounding",
                 where("bound"));
    // Never better than what the duals prove; a weaker one is an honest claim with a wider gap.
    const double said = claim["bound"];
    const double slack = printed_tolerance * size;
    tally.expect(maximise ? said >= bound.lo - slack : said <= bound.hi + slack,
                 "{}: want {} or weaker, found {}", where("bound"), bound.middle(), said);
    const double gap =
        std::abs(claim["value"].get<double>() - said) / std::max(1.0, std::abs(said));
    tally.expect_equal(claim["gap"], gap, where("gap"));
    const Real proven = maximise ? bound.hi : bound.lo;
    verdict.proofs.push_back(
        {std::string(name), answer.value.at(stage).middle(), static_cast<double>(proven)});
}

/// A floor is the value of its stage less the slack; the published answer keeps it, and what the
/// stage could have reached beyond is not more than its gap.
void check_floor(const Json& json, std::size_t stage, double slack, Tally& tally) {
    const double value = json["stages"][stage]["value"];
    const double gap = std::abs(json["stages"][stage]["bound"].get<double>() - value);
    const double rounding = row_tolerance * std::max(1.0, std::abs(value));
    const double low = value - slack - 2 * gap - rounding;
    const std::string name = fmt::format("{}_floor", stage_names.at(stage));
    const double floor = json["result"][name];
    tally.expect(floor >= low && floor <= value + rounding,
                 "plan.json: result.{}: want {} to {}, found {}", name, low, value, floor);
}

}  // namespace

void check_feasible(const Problem& problem, const Programme& programme, Checks& checks) {
    const std::size_t first = checks.size();
    std::vector<Tally> tallies;
    for (const Family& family : families) {
        tallies.emplace_back(checks, std::string(family.claim));
    }
    double largest = 0;
    for (const Row& row : programme.rows) {
        if (!row.exists) {
            continue;
        }
        const Real off = violation(row);
        largest = std::max(largest, static_cast<double>(off) / (1 + row.magnitude));
        tallies[static_cast<std::size_t>(row.key.kind)].expect(
            off <= row_tolerance * (1 + row.magnitude), "{}: want {} {}, found {}",
            [&] { return programme.in_words(row); }, words(row.family().sense), row.right.middle(),
            row.sum.middle());
    }
    // What the programme has no rows of is not told.
    const auto from = checks.begin() + static_cast<std::ptrdiff_t>(first);
    checks.erase(
        std::remove_if(from, checks.end(), [](const Check& check) { return check.count == 0; }),
        checks.end());
    check_residuals(problem.json["residuals"], largest, checks);
}

void check_stages(const Problem& problem, const Evaluation& answer, Verdict& verdict) {
    Tally tally(
        verdict.checks,
        "The value, the bound and the gap of every stage are what the published duals prove");
    const Json& json = problem.json;
    if (!tally.expect(json["stages"].size() == stage_count, "plan.json: want three stages")) {
        return;
    }
    for (std::size_t stage = 0; stage < stage_count; ++stage) {
        check_stage(json["stages"][stage], stage, answer, tally, verdict);
    }

    Tally result(verdict.checks,
                 "Fairness, worth and burden are those of the published answer, and their floors "
                 "are what the stages reached");
    for (std::size_t stage = 0; stage < stage_count; ++stage) {
        const std::string name(stage_names.at(stage));
        result.expect_equal(json["result"][name], answer.value.at(stage),
                            [&] { return "plan.json: result." + name; });
    }
    const double worth = json["result"]["worth"];
    check_floor(json, fairness_stage, floor_slack, result);
    check_floor(json, worth_stage, floor_slack * std::max(1.0, std::abs(worth)), result);
}

}  // namespace vorrat::verify

#include <algorithm>

#include "vorrat/verify/answer.h"
#include "vorrat/verify/tally.h"

namespace vorrat::verify {
namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

/// What the check of a family of rows says when it holds.
constexpr std::array<std::string_view, row_kinds> sentences{
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

bool row_holds(const Row& row, Interval sum, double magnitude) {
    const double slack = row_tolerance * (1 + magnitude);
    const Real over = up(sum.hi - row.right.lo);
    const Real under = up(row.right.hi - sum.lo);
    switch (row.sense) {
        case Sense::equal:
            return over <= slack && under <= slack;
        case Sense::at_most:
            return over <= slack;
        case Sense::at_least:
            return under <= slack;
    }
    return false;
}

double violation(const Row& row, Interval sum) {
    const auto over = static_cast<double>(sum.hi - row.right.lo);
    const auto under = static_cast<double>(row.right.hi - sum.lo);
    if (row.sense == Sense::equal) {
        return std::max(over, under);
    }
    return row.sense == Sense::at_most ? over : under;
}

void check_bounds(const Programme& programme, Checks& checks) {
    Tally tally("No quantity is negative or larger than it may be");
    for (std::size_t j = 0; j < programme.columns(); ++j) {
        const double value = programme.value[j];
        const double slack = row_tolerance * (1 + std::abs(value));
        tally.expect(value >= -slack && value <= programme.upper[j].hi + slack, [&] {
            return fmt::format("want 0 to {}, found {}", programme.upper[j].middle(), value);
        });
    }
    checks.push_back(tally.done());
}

void check_residual(const Problem& problem, const Programme& programme, const RowValues& values,
                    Checks& checks) {
    Tally tally("The residuals that the plan states are small, and as small as they really are");
    double largest = 0;
    for (std::size_t k = 0; k < programme.rows.size(); ++k) {
        largest = std::max(largest,
                           violation(programme.rows[k], values.sum[k]) / (1 + values.magnitude[k]));
    }
    const Claims& claims = problem.claims;
    tally.expect(std::abs(claims.primal_residual - largest) <= row_tolerance, [&] {
        return fmt::format("plan.json: residuals.primal: want {}, found {}", largest,
                           claims.primal_residual);
    });
    tally.expect(claims.primal_residual >= 0, [] { return "plan.json: residuals.primal < 0"; });
    const bool dual_holds = claims.dual_residual >= 0 && claims.dual_residual <= 1e-3;
    tally.expect(dual_holds, [&] {
        return fmt::format("plan.json: residuals.dual: want 0 to 0.001, found {}",
                           claims.dual_residual);
    });
    checks.push_back(tally.done());
}

}  // namespace

RowValues row_values(const Programme& programme) {
    RowValues values{std::vector<Interval>(programme.rows.size()),
                     std::vector<double>(programme.rows.size(), 0)};
    for (const Entry& entry : programme.entries) {
        const double x = programme.value[at(entry.column)];
        if (x == 0) {
            continue;
        }
        const Interval part = entry.factor * Interval(x);
        values.sum[at(entry.row)] += part;
        values.magnitude[at(entry.row)] += part.magnitude();
    }
    Interval share;
    double share_magnitude = 0;
    for (const Term& term : programme.ratio_share) {
        const Interval part = term.factor * Interval(programme.value[at(term.column)]);
        share += part;
        share_magnitude += part.magnitude();
    }
    for (std::size_t k = 0; k < programme.rows.size(); ++k) {
        if (programme.rows[k].kind != RowKind::ratio) {
            continue;
        }
        values.sum[k] += share;
        values.magnitude[k] += share_magnitude;
    }
    return values;
}

void check_feasible(const Problem& problem, const Nodes& nodes, const Programme& programme,
                    const RowValues& values, Checks& checks) {
    check_bounds(programme, checks);
    std::vector<Tally> tallies;
    tallies.reserve(std::size(sentences));
    for (const std::string_view sentence : sentences) {
        tallies.emplace_back(std::string(sentence));
    }
    for (std::size_t k = 0; k < programme.rows.size(); ++k) {
        const Row& row = programme.rows[k];
        tallies[static_cast<std::size_t>(row.kind)].expect(
            row_holds(row, values.sum[k], values.magnitude[k]), [&] {
                return fmt::format("{}: want {} {}, found {}", row_in_words(problem, nodes, row),
                                   row.sense == Sense::equal     ? "exactly"
                                   : row.sense == Sense::at_most ? "at most"
                                                                 : "at least",
                                   row.right.middle(), values.sum[k].middle());
            });
    }
    for (Tally& tally : tallies) {
        Check check = tally.done();
        if (check.count > 0) {
            checks.push_back(std::move(check));
        }
    }
    check_residual(problem, programme, values, checks);
}

}  // namespace vorrat::verify

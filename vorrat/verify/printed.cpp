#include <algorithm>
#include <set>

#include "vorrat/verify/answer.h"
#include "vorrat/verify/tally.h"

namespace vorrat::verify {
namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

Outcome done(const Table& table, Tally& tally, Checks& checks) {
    if (table.error()) {
        return *table.error();
    }
    checks.push_back(tally.done());
    return Done{};
}

bool is_limit(RowKind kind) { return kind >= RowKind::resource && kind <= RowKind::cap; }

/// Which rows hold a variable with a factor other than 0; limits without one are not listed.
std::vector<std::uint8_t> filled_rows(const Programme& programme) {
    std::vector<std::uint8_t> filled(programme.rows.size(), 0);
    for (const Entry& entry : programme.entries) {
        if (entry.factor.magnitude() > 0) {
            filled[at(entry.row)] = 1;
        }
    }
    return filled;
}

Outcome check_limits(const Files& files, const Problem& problem, const Nodes& nodes,
                     const Programme& programme, const RowValues& values, const Duals& duals,
                     Checks& checks) {
    Tally tally("Every limit is listed with what is used of it, what there is and its valuation");
    std::vector<std::uint8_t> listed(programme.rows.size(), 0);
    Table table(files, "limits.csv",
                {"kind", "id", "place_id", "period", "used", "limit", "valuation"});
    while (table.next()) {
        const double used = table.number(4);
        const double limit = table.number(5);
        const double valuation = table.number(6);
        if (table.error()) {
            break;
        }
        const std::int32_t k = named_row(problem, nodes, programme, table.text(0), "",
                                         table.text(2), table.text(3), table.text(1));
        const auto where = [&] { return table.place(); };
        const bool known = k >= 0 && is_limit(programme.rows[at(k)].kind);
        if (!tally.expect(known, [&] { return table.place() + ": no such limit"; })) {
            continue;
        }
        tally.expect(listed[at(k)] == 0, [&] { return table.place() + ": is there twice"; });
        listed[at(k)] = 1;
        tally.expect_equal(used, values.sum[at(k)], where);
        tally.expect_equal(limit, programme.rows[at(k)].right, where);
        tally.expect_equal(valuation, duals[at(k)], where);
    }
    const std::vector<std::uint8_t> filled = filled_rows(programme);
    for (std::size_t k = 0; k < programme.rows.size(); ++k) {
        if (!is_limit(programme.rows[k].kind) || filled[k] == 0) {
            continue;
        }
        tally.expect(listed[k] != 0, [&] {
            return "limits.csv: does not list " + row_in_words(problem, nodes, programme.rows[k]);
        });
    }
    return done(table, tally, checks);
}

Outcome check_valuations(const Files& files, const Problem& problem, const Nodes& nodes,
                         const Programme& programme, const Duals& duals, Checks& checks) {
    Tally tally("Every valuation of goods is the dual of its balance in the stage of worth");
    std::vector<std::uint8_t> listed(programme.rows.size(), 0);
    Table table(files, "valuations.csv", {"item_id", "place_id", "period", "valuation"});
    while (table.next()) {
        const double valuation = table.number(3);
        if (table.error()) {
            break;
        }
        const std::int32_t k = named_row(problem, nodes, programme, "balance", table.text(0),
                                         table.text(1), table.text(2), "");
        const auto where = [&] { return table.place(); };
        if (!tally.expect(k >= 0, [&] { return table.place() + ": no such balance"; })) {
            continue;
        }
        tally.expect(listed[at(k)] == 0, [&] { return table.place() + ": is there twice"; });
        listed[at(k)] = 1;
        tally.expect_equal(valuation, -duals[at(k)], where);
    }
    for (std::size_t k = 0; k < programme.rows.size(); ++k) {
        if (programme.rows[k].kind != RowKind::balance || duals[k] == 0) {
            continue;
        }
        tally.expect(listed[k] != 0, [&] {
            return "valuations.csv: does not list " +
                   row_in_words(problem, nodes, programme.rows[k]);
        });
    }
    return done(table, tally, checks);
}

using PerTier = std::array<Interval, 3>;

std::vector<PerTier> expected_met(const Problem& problem) {
    std::vector<PerTier> met(at(problem.community_names.size()));
    for (const Slice& slice : problem.slices) {
        const int community = problem.places[at(slice.place)].community;
        if (community < 0) {
            continue;
        }
        const int tier = problem.items[at(slice.item)].tier;
        met[at(community)].at(at(tier)) += use_of(slice) * Interval(slice.set_aside);
    }
    return met;
}

int tier_number(Table& table, std::size_t column) {
    const auto found = std::ranges::find(tier_names, table.text(column));
    if (found == tier_names.end()) {
        table.fail(column, "essential, basic or wanted");
        return 0;
    }
    return static_cast<int>(found - tier_names.begin());
}

Outcome check_coverage(const Files& files, const Problem& problem, const Programme& programme,
                       Checks& checks) {
    Tally tally("Need, met need and coverage of every community and tier, and of all together");
    const std::vector<PerTier> met = expected_met(problem);
    std::set<std::pair<int, int>> listed;
    Table table(files, "coverage.csv", {"community", "tier", "need", "met", "coverage"});
    while (table.next()) {
        const int c = table.known(0, problem.community_names, "a community");
        const int tier = tier_number(table, 1);
        const double need = table.number(2);
        const double met_need = table.number(3);
        const double coverage = table.number(4);
        if (table.error()) {
            break;
        }
        const auto where = [&] { return table.place(); };
        tally.expect(listed.insert({c, tier}).second,
                     [&] { return table.place() + ": is there twice"; });
        const Interval all = programme.community_need[at(c)].at(at(tier));
        tally.expect_equal(need, all, where);
        tally.expect_equal(met_need, met[at(c)].at(at(tier)), where);
        if (all.lo > 0) {
            tally.expect_equal(coverage, met[at(c)].at(at(tier)) / all, where);
        }
    }
    PerTier need_sum;
    PerTier met_sum;
    for (std::size_t c = 0; c < met.size(); ++c) {
        for (std::size_t tier = 0; tier < 3; ++tier) {
            const Interval need = programme.community_need[c].at(tier);
            need_sum.at(tier) += need;
            met_sum.at(tier) += met[c].at(tier);
            const bool known = listed.contains({static_cast<int>(c), static_cast<int>(tier)});
            tally.expect(known || !(need.middle() > 0), [&] {
                return fmt::format("coverage.csv: does not list {} in {}", tier_names.at(tier),
                                   problem.community_names.name(static_cast<int>(c)));
            });
        }
    }
    std::size_t tiers = 0;
    for (std::size_t tier = 0; tier < 3; ++tier) {
        if (!(need_sum.at(tier).lo > 0)) {
            continue;
        }
        ++tiers;
        const auto claim = std::ranges::find(problem.claims.coverage, tier_names.at(tier),
                                             &std::pair<std::string, double>::first);
        if (tally.expect(claim != problem.claims.coverage.end(), [&] {
                return fmt::format("plan.json: coverage: does not list {}", tier_names.at(tier));
            })) {
            tally.expect_equal(claim->second, met_sum.at(tier) / need_sum.at(tier),
                               [] { return "plan.json: coverage"; });
        }
    }
    tally.expect(problem.claims.coverage.size() == tiers,
                 [] { return "plan.json: coverage: lists a tier without need"; });
    return done(table, tally, checks);
}

Outcome check_indicators(const Files& files, const Problem& problem, const Nodes& nodes,
                         const Programme& programme, Checks& checks) {
    Tally tally("The total of every indicator, and its cap");
    std::set<std::string, std::less<>> listed;
    Table table(files, "indicators.csv", {"indicator", "total", "cap"});
    while (table.next()) {
        const std::string_view name = table.text(0);
        const double total = table.number(1);
        const bool has_cap = !table.empty(2);
        const double cap = has_cap ? table.number(2) : 0;
        if (table.error()) {
            break;
        }
        const auto where = [&] { return table.place(); };
        tally.expect(listed.emplace(name).second,
                     [&] { return table.place() + ": is there twice"; });
        const bool known = problem.indicator_names.find(name) >= 0 || name == "transport_tkm" ||
                           name == "waste_kg" || problem.resource_names.find(name) >= 0;
        tally.expect(known, [&] { return table.place() + ": no such indicator"; });
        Interval sum;
        for (const Term& term : indicator_terms(problem, nodes, programme, name)) {
            const double x = programme.value[at(term.column)];
            if (x != 0) {
                sum += term.factor * Interval(x);
            }
        }
        tally.expect_equal(total, sum, where);
        const auto row = std::ranges::find(problem.criteria.caps, name, &Cap::indicator);
        tally.expect(has_cap == (row != problem.criteria.caps.end()),
                     [&] { return table.place() + ": cap: not as in the criteria"; });
        if (has_cap && row != problem.criteria.caps.end()) {
            tally.expect_equal(cap, cap_over(problem, *row), where);
        }
    }
    for (const auto& [indicator, weight] : problem.criteria.burden) {
        tally.expect(weight == 0 || listed.contains(indicator),
                     [&missing = indicator] { return "indicators.csv: does not list " + missing; });
    }
    for (const Cap& cap : problem.criteria.caps) {
        tally.expect(listed.contains(cap.indicator),
                     [&] { return "indicators.csv: does not list " + cap.indicator; });
    }
    return done(table, tally, checks);
}

void check_header(const Problem& problem, Checks& checks) {
    Tally tally("plan.json counts what the tables hold, and the periods fit the horizon");
    const Claims& claims = problem.claims;
    const auto equal = [&](int found, std::size_t want, const char* what) {
        tally.expect(static_cast<std::size_t>(found) == want, [&] {
            return fmt::format("plan.json: {}: want {}, found {}", what, want, found);
        });
    };
    equal(claims.items, problem.items.size(), "counts.items");
    equal(claims.places, problem.places.size(), "counts.places");
    equal(claims.series, problem.series.size(), "counts.series");
    equal(problem.periods, at(std::max(1, problem.horizon_days / problem.period_days)), "periods");
    checks.push_back(tally.done());
}

}  // namespace

Outcome check_printed(const Files& files, const Problem& problem, const Nodes& nodes,
                      const Programme& programme, const RowValues& values, const Duals& worth_duals,
                      Checks& checks) {
    check_header(problem, checks);
    const auto limits = check_limits(files, problem, nodes, programme, values, worth_duals, checks);
    if (!limits) {
        return limits.error();
    }
    const auto valuations = check_valuations(files, problem, nodes, programme, worth_duals, checks);
    if (!valuations) {
        return valuations.error();
    }
    const auto coverage = check_coverage(files, problem, programme, checks);
    if (!coverage) {
        return coverage.error();
    }
    return check_indicators(files, problem, nodes, programme, checks);
}

}  // namespace vorrat::verify

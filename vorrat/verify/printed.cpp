#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "vorrat/verify/answer.h"

namespace vorrat::verify {
namespace {

constexpr std::size_t worth_stage = 1;

bool is_limit(RowKind kind) { return kind >= RowKind::resource && kind <= RowKind::cap; }

/// Rows of the programme that a table must list, each once.
class Listing {
public:
    Listing(const Problem& problem, const Programme& programme, Tally& tally)
        : problem_(problem),
          programme_(programme),
          tally_(tally),
          listed_(programme.rows.size(), false) {}

    /// The row that a line names; null, and a failed case, where there is none.
    const Row* find(const RowName& name, const Table& rows, bool limits) {
        const std::int32_t number = named_row(problem_, programme_, name);
        const bool known = number >= 0 && is_limit(programme_.rows[at(number)].kind) == limits;
        if (!tally_.expect(known, [&] {
                return fmt::format("{}: no such {}", rows.place(), limits ? "limit" : "balance");
            })) {
            return nullptr;
        }
        tally_.expect(!listed_[at(number)], [&] { return rows.place() + ": is there twice"; });
        listed_[at(number)] = true;
        return &programme_.rows[at(number)];
    }
    void expect_all(std::string_view file, const auto& wanted) {
        for (std::size_t k = 0; k < listed_.size(); ++k) {
            const Row& row = programme_.rows[k];
            if (row.exists && wanted(row)) {
                tally_.expect(listed_[k], [&] {
                    return fmt::format("{}: does not list {}", file,
                                       row_in_words(problem_, programme_, row));
                });
            }
        }
    }

private:
    const Problem& problem_;
    const Programme& programme_;
    Tally& tally_;
    std::vector<bool> listed_;
};

void check_limits(Input& input, const Problem& problem, const Programme& programme,
                  Checks& checks) {
    Tally tally("Every limit is listed with what is used of it, what there is and its valuation");
    Listing listing(problem, programme, tally);
    Table rows(input, "limits.csv",
               {text("kind"), text("id"), text("place_id"), text("period"), number("used"),
                number("limit"), number("valuation")});
    while (rows.next()) {
        const auto where = [&] { return rows.place(); };
        const RowName name{rows.text(0), "", rows.text(2), rows.text(3), rows.text(1)};
        if (const Row* row = listing.find(name, rows, true)) {
            tally.expect_equal(rows.number(4), row->sum, where);
            tally.expect_equal(rows.number(5), row->right, where);
            tally.expect_equal(rows.number(6), row->dual.at(worth_stage), where);
        }
    }
    listing.expect_all("limits.csv",
                       [](const Row& row) { return is_limit(row.kind) && row.filled; });
    checks.push_back(tally.done());
}

void check_valuations(Input& input, const Problem& problem, const Programme& programme,
                      Checks& checks) {
    Tally tally("Every valuation of goods is the dual of its balance in the stage of worth");
    Listing listing(problem, programme, tally);
    Table rows(input, "valuations.csv",
               {text("item_id"), text("place_id"), text("period"), number("valuation")});
    while (rows.next()) {
        const RowName name{"balance", rows.text(0), rows.text(1), rows.text(2), ""};
        if (const Row* row = listing.find(name, rows, false)) {
            tally.expect_equal(rows.number(3), -row->dual.at(worth_stage),
                               [&] { return rows.place(); });
        }
    }
    listing.expect_all("valuations.csv", [](const Row& row) {
        return row.kind == RowKind::balance && row.dual.at(worth_stage) != 0;
    });
    checks.push_back(tally.done());
}

void check_coverage_of_tiers(const Problem& problem, const Programme& programme, Tally& tally) {
    std::size_t tiers = 0;
    for (std::size_t tier = 0; tier < 3; ++tier) {
        Interval need;
        Interval met;
        for (std::size_t c = 0; c < programme.community_need.size(); ++c) {
            need += programme.community_need[c].at(tier);
            met += programme.community_met[c].at(tier);
        }
        if (!(need.lo > 0)) {
            continue;
        }
        ++tiers;
        const auto& claims = problem.claims.coverage;
        const auto claim =
            std::ranges::find(claims, tier_names.at(tier), &std::pair<std::string, double>::first);
        if (tally.expect(claim != claims.end(), [&] {
                return fmt::format("plan.json: coverage: does not list {}", tier_names.at(tier));
            })) {
            tally.expect_equal(claim->second, met / need, [] { return "plan.json: coverage"; });
        }
    }
    tally.expect(problem.claims.coverage.size() == tiers,
                 [] { return "plan.json: coverage: lists a tier without need"; });
}

void check_coverage(Input& input, const Problem& problem, const Programme& programme,
                    Checks& checks) {
    Tally tally("Need, met need and coverage of every community and tier, and of all together");
    const Names tiers{tier_names[0], tier_names[1], tier_names[2]};
    std::set<std::pair<int, int>> listed;
    Table rows(input, "coverage.csv",
               {known("community", problem.community_names, "a community of this plan"),
                known("tier", tiers, "essential, basic or wanted"), number("need"), number("met"),
                number("coverage")});
    while (rows.next()) {
        const auto where = [&] { return rows.place(); };
        tally.expect(listed.emplace(rows.id(0), rows.id(1)).second,
                     [&] { return rows.place() + ": is there twice"; });
        const Interval need = programme.community_need[at(rows.id(0))].at(at(rows.id(1)));
        const Interval met = programme.community_met[at(rows.id(0))].at(at(rows.id(1)));
        tally.expect_equal(rows.number(2), need, where);
        tally.expect_equal(rows.number(3), met, where);
        if (need.lo > 0) {
            tally.expect_equal(rows.number(4), met / need, where);
        }
    }
    for (int c = 0; c < problem.community_names.size(); ++c) {
        for (int tier = 0; tier < 3; ++tier) {
            const bool has_need = programme.community_need[at(c)].at(at(tier)).middle() > 0;
            tally.expect(listed.contains({c, tier}) || !has_need, [&] {
                return fmt::format("coverage.csv: does not list {} in {}", tier_names.at(at(tier)),
                                   problem.community_names.name(c));
            });
        }
    }
    check_coverage_of_tiers(problem, programme, tally);
    checks.push_back(tally.done());
}

void check_indicators(Input& input, const Problem& problem, const Evaluation& answer,
                      Checks& checks) {
    Tally tally("The total of every indicator, and its cap");
    const std::vector<Cap>& caps = problem.criteria.caps;
    std::set<std::string, std::less<>> listed;
    Table rows(input, "indicators.csv",
               {text("indicator"), number("total"), if_any(number("cap"))});
    while (rows.next()) {
        const auto where = [&] { return rows.place(); };
        const std::string name(rows.text(0));
        tally.expect(listed.insert(name).second, [&] { return rows.place() + ": is there twice"; });
        const int indicator = problem.indicator_names.find(name);
        tally.expect(indicator >= 0, [&] { return rows.place() + ": no such indicator"; });
        tally.expect_equal(rows.number(1),
                           indicator < 0 ? Interval() : answer.totals[at(indicator)], where);
        const auto cap = std::ranges::find(caps, name, &Cap::indicator);
        const bool has_cap = cap != caps.end();
        tally.expect(has_cap != rows.empty(2),
                     [&] { return rows.place() + ": cap: not as in the criteria"; });
        if (has_cap && !rows.empty(2)) {
            tally.expect_equal(rows.number(2), cap_over(problem, *cap), where);
        }
    }
    const auto expect = [&](const std::string& indicator) {
        tally.expect(listed.contains(indicator),
                     [&] { return "indicators.csv: does not list " + indicator; });
    };
    for (const auto& [indicator, weight] : problem.criteria.burden) {
        if (weight != 0) {
            expect(indicator);
        }
    }
    for (const Cap& cap : caps) {
        expect(cap.indicator);
    }
    checks.push_back(tally.done());
}

void check_counts(const Problem& problem, Checks& checks) {
    Tally tally("plan.json counts what the tables hold, and the periods fit the horizon");
    const Claims& claims = problem.claims;
    const auto equal = [&](int found, std::size_t want, const char* what) {
        tally.expect(at(found) == want, [&] {
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

void check_printed(Input& input, const Problem& problem, const Programme& programme,
                   const Evaluation& answer, Checks& checks) {
    check_counts(problem, checks);
    check_limits(input, problem, programme, checks);
    check_valuations(input, problem, programme, checks);
    check_coverage(input, problem, programme, checks);
    check_indicators(input, problem, answer, checks);
}

}  // namespace vorrat::verify

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "vorrat/verify/answer.h"

namespace vorrat::verify {
namespace {

bool is_limit(const Row& row) {
    return row.key.kind >= RowKind::resource && row.key.kind <= RowKind::cap;
}
bool is_balance(const Row& row) { return row.key.kind == RowKind::balance; }

/// Rows of the programme that a table must list, each once.
class Listing {
public:
    Listing(Programme& programme, Tally& tally) : programme_(programme), tally_(tally) {}

    /// The row that a line names; null, and a failed case, where there is none.
    const Row* find(const RowName& name, const Table& rows, bool (*fits)(const Row&),
                    const char* otherwise) {
        const Row* row = programme_.named(name);
        if (!tally_.expect(row != nullptr && fits(*row), otherwise, rows)) {
            return nullptr;
        }
        tally_.expect(listed_.insert(row).second, "{}: is there twice", rows);
        return row;
    }
    void expect_all(std::string_view file, const auto& wanted) {
        for (const Row& row : programme_.rows) {
            if (row.exists && wanted(row)) {
                tally_.expect(listed_.contains(&row), "{}: does not list {}", file,
                              [&] { return programme_.in_words(row); });
            }
        }
    }

private:
    Programme& programme_;
    Tally& tally_;
    std::set<const Row*> listed_;
};

void check_limits(Problem& problem, Programme& programme, Checks& checks) {
    Tally tally(checks,
                "Every limit is listed with what is used of it, what there is and its valuation");
    Listing listing(programme, tally);
    Table rows(problem, "limits.csv");
    while (rows.next()) {
        const RowName name{rows.text(0), "", rows.text(2), rows.text(3), rows.text(1)};
        if (const Row* row = listing.find(name, rows, is_limit, "{}: no such limit")) {
            tally.expect_equal(rows.number(4), row->sum, rows);
            tally.expect_equal(rows.number(5), row->right, rows);
            tally.expect_equal(rows.number(6), row->dual.at(worth_stage), rows);
        }
    }
    listing.expect_all("limits.csv", [](const Row& row) { return is_limit(row) && row.filled; });
}

void check_valuations(Problem& problem, Programme& programme, Checks& checks) {
    Tally tally(checks,
                "Every valuation of goods is the dual of its balance in the stage of worth");
    Listing listing(programme, tally);
    Table rows(problem, "valuations.csv");
    while (rows.next()) {
        const RowName name{"balance", rows.text(0), rows.text(1), rows.text(2), ""};
        if (const Row* row = listing.find(name, rows, is_balance, "{}: no such balance")) {
            tally.expect_equal(rows.number(3), -row->dual.at(worth_stage), rows);
        }
    }
    listing.expect_all("valuations.csv", [](const Row& row) {
        return is_balance(row) && row.dual.at(worth_stage) != 0;
    });
}

void check_coverage_of_tiers(const record::Json& claims, const Programme& programme, Tally& tally) {
    std::size_t tiers = 0;
    for (std::size_t tier = 0; tier < tier_names.size(); ++tier) {
        Interval need;
        Interval met;
        for (std::size_t c = 0; c < programme.need.size(); ++c) {
            need += programme.need[c].at(tier);
            met += programme.met[c].at(tier);
        }
        if (!(need.lo > 0)) {
            continue;
        }
        ++tiers;
        const auto claim = claims.find(tier_names.at(tier));
        if (tally.expect(claim != claims.end(), "plan.json: coverage: does not list {}",
                         tier_names.at(tier))) {
            tally.expect_equal(*claim, met / need, "plan.json: coverage");
        }
    }
    tally.expect(claims.size() == tiers, "plan.json: coverage: lists a tier without need");
}

void check_coverage(Problem& problem, const Programme& programme, Checks& checks) {
    Tally tally(checks,
                "Need, met need and coverage of every community and tier, and of all together");
    std::set<std::pair<int, int>> listed;
    Table rows(problem, "coverage.csv");
    while (rows.next()) {
        tally.expect(listed.emplace(rows.id(0), rows.id(1)).second, "{}: is there twice", rows);
        const Interval need = programme.need[at(rows.id(0))].at(at(rows.id(1)));
        const Interval met = programme.met[at(rows.id(0))].at(at(rows.id(1)));
        tally.expect_equal(rows.number(2), need, rows);
        tally.expect_equal(rows.number(3), met, rows);
        if (need.lo > 0) {
            tally.expect_equal(rows.number(4), met / need, rows);
        }
    }
    for (int c = 0; c < problem.size(Kind::community); ++c) {
        for (int tier = 0; tier < problem.size(Kind::tier); ++tier) {
            const bool has_need = programme.need[at(c)].at(at(tier)).middle() > 0;
            tally.expect(listed.contains({c, tier}) || !has_need,
                         "coverage.csv: does not list {} in {}", tier_names.at(at(tier)),
                         problem.name(Kind::community, c));
        }
    }
    check_coverage_of_tiers(problem.json["coverage"], programme, tally);
}

void check_indicators(Problem& problem, const Evaluation& answer, Checks& checks) {
    Tally tally(checks, "The total of every indicator, and its cap");
    std::set<std::string, std::less<>> listed;
    Table rows(problem, "indicators.csv");
    while (rows.next()) {
        tally.expect(listed.emplace(rows.text(0)).second, "{}: is there twice", rows);
        const int indicator = problem.find(Kind::indicator, rows.text(0));
        tally.expect(indicator >= 0, "{}: no such indicator", rows);
        tally.expect_equal(rows.number(1),
                           indicator < 0 ? Interval() : answer.totals[at(indicator)], rows);
        const int cap = problem.find(Kind::cap, rows.text(0));
        const bool as_decided =
            tally.expect((cap < 0) == rows.empty(2), "{}: cap: not as in the criteria", rows);
        if (cap >= 0 && as_decided) {
            tally.expect_equal(rows.number(2), problem.criteria.caps[at(cap)], rows);
        }
    }
    const record::Json& criteria = problem.json["criteria"];
    for (const auto& [indicator, weight] : criteria["burden"].items()) {
        tally.expect(weight == 0 || listed.contains(indicator), "indicators.csv: does not list {}",
                     indicator);
    }
    for (const auto& [indicator, cap] : criteria["caps"].items()) {
        tally.expect(listed.contains(indicator), "indicators.csv: does not list {}", indicator);
    }
}

void check_counts(const Problem& problem, Checks& checks) {
    Tally tally(checks, "plan.json counts what the tables hold, and the periods fit the horizon");
    const record::Json& counts = problem.json["counts"];
    const auto expect = [&](std::size_t found, std::size_t want, const char* what) {
        tally.expect(found == want, "plan.json: {}: want {}, found {}", what, want, found);
    };
    expect(counts["items"], problem.items.size(), "counts.items");
    expect(counts["places"], problem.places.size(), "counts.places");
    expect(counts["series"], problem.series.size(), "counts.series");
    expect(at(problem.periods), at(std::max(1, problem.horizon_days / problem.period_days)),
           "periods");
}

}  // namespace

void check_printed(Problem& problem, Programme& programme, const Evaluation& answer,
                   Checks& checks) {
    check_counts(problem, checks);
    check_limits(problem, programme, checks);
    check_valuations(problem, programme, checks);
    check_coverage(problem, programme, checks);
    check_indicators(problem, answer, checks);
}

}  // namespace vorrat::verify

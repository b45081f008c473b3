#pragma once

#include <unordered_map>

#include "vorrat/verify/nodes.h"

namespace vorrat::verify {

// The linear programme of docs/math/plan.md, rebuilt from the files alone. Its entries are never
// kept: `evaluate` goes once through all columns and adds what each contributes to its rows and to
// the bounds.

enum class RowKind : std::uint8_t {
    balance,
    ready,
    shelf,
    expiry,
    reserve,
    resource,
    work,
    storage,
    lane,
    cap,
    fairness,
    ratio,
    minimum,
    keep_fairness,
    keep_worth
};
constexpr std::size_t goods_kinds = 5;  // the first ones; their rows belong to a node

enum class Sense : std::uint8_t { equal, at_most, at_least };

/// What the rows of a kind have in common.
struct Family {
    std::string_view name;
    Sense sense;
    bool dated;                 ///< one row per period
    std::size_t first_stage;    ///< earlier ones do not have these rows
    std::array<Kind, 2> of;     ///< what a row is known by
    std::string_view in_words;  ///< of one row, by the names of `of`
};
extern const std::array<Family, 15> families;

/// What the rows of all periods are known by: names of the kinds in Family::of.
struct RowKey {
    RowKind kind = RowKind::balance;
    int a = 0;
    int b = 0;
};
constexpr int all_places = -1;  // as the place of a resource

/// The columns by which certificate.csv and limits.csv name a row.
struct RowName {
    std::string_view kind, item, place, period, id;
};

struct Row {
    RowKey key;
    bool exists = false;
    bool filled = false;  ///< holds a variable with a factor other than 0
    std::int32_t period = 0;
    Interval right;
    // Of the published answer.
    Interval sum;          ///< Σ a x
    double magnitude = 0;  ///< Σ |a x|
    std::array<double, stage_count> dual{};

    const Family& family() const { return families.at(static_cast<std::size_t>(key.kind)); }
};

/// Variables that tables publish; of item and place, activity and place, or lane and item.
enum class Variable : std::uint8_t { enter, runs, send, stock, waste, missing };

class Programme {
public:
    explicit Programme(const Problem& problem) : nodes(find_nodes(problem)), problem_(problem) {}

    Nodes nodes;
    std::vector<Row> rows;
    std::vector<std::array<Interval, 3>> need;  ///< per community and tier: Σ u q
    std::vector<std::array<Interval, 3>> met;   ///< Σ u m
    double lowest = 1;  ///< the published z: the lowest M_c / N_c, at most 1

    /// Rows from period 0 on that follow each other; none where the programme has none.
    Row* rows_of(const RowKey& key);
    /// The row; null: there is none.
    Row* row(const RowKey& key, int period);
    /// The row, made where it is not there.
    Row& add_row(const RowKey& key, int period, Interval right);

    /// Whether section 3 has the variable.
    bool has(Variable variable, int a, int b, int period);
    /// What is published of a variable; 0: nothing.
    double value(Variable variable, int a, int b, int period) const;
    /// False: something was published of it before.
    bool publish(Variable variable, int a, int b, int period, double value);

    /// N_c, of its `need`.
    Interval weighted(const std::array<Interval, 3>& tiers) const;

    /// The row that a line of a table names; null: there is none.
    Row* named(const RowName& name);
    /// The row in words, for messages.
    std::string in_words(const Row& row) const;

private:
    const Problem& problem_;
    std::vector<std::array<std::int32_t, goods_kinds>> goods_rows_;  // per node: of period 0, or -1
    std::unordered_map<std::int64_t, std::int32_t> other_rows_;
    std::unordered_map<std::int64_t, std::int32_t> blocks_;
    std::vector<double> values_;  // a block of periods each; no number: nothing published
};

/// Rows with their right sides, without any published number of the answer.
/// errors, in `problem`: bad_input, when the plan is too large to be judged
Programme build_programme(Problem& problem);

struct Evaluation {
    std::array<Interval, stage_count> value;  ///< of the objectives at the published answer
    std::array<Interval, stage_count> bound;  ///< D(y) of the published duals, section 6
    std::vector<Interval> totals;             ///< of the indicators
};

/// Goes through all columns at the published values and duals; fills sum, magnitude and filled of
/// the rows. Checks that every variable is within its bounds.
/// cost: linear in the columns; a good that keeps W periods has W entries per column
Evaluation evaluate(const Problem& problem, Programme& programme, Checks& checks);

/// The cap over the horizon: the mean over its days of the total in force.
Interval cap_over(const Problem& problem, const Cap& cap);

/// Ceilings are those of section 3, so that nobody made them small to make a bound look good.
void check_ceilings(const Problem& problem, const Programme& programme, Checks& checks);

}  // namespace vorrat::verify

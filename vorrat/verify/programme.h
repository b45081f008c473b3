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

enum class Sense : std::uint8_t { equal, at_most, at_least };

/// What the rows of a kind have in common.
struct Family {
    std::string_view name;
    Sense sense;
    bool dated;                 ///< one row per period; else one, which stands at period 0
    std::size_t first_stage;    ///< earlier ones do not have these rows
    std::array<Kind, 2> of;     ///< what a row is known by
    std::string_view in_words;  ///< of one row, by the names of `of`
    std::string_view claim;     ///< what is true when all rows hold
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

/// A value per period of whatever is known by a kind and two names.
template <class Of, class Value>
class Blocks {
public:
    explicit Blocks(int periods) : periods_(at(periods)) {}

    /// The value of period 0, which those of the others follow; null: there is no such block.
    const Value* find(Of kind, int a, int b) const {
        const auto found = first_.find(packed(kind, a, b));
        return found == first_.end() ? nullptr : &values_[found->second];
    }
    Value* find(Of kind, int a, int b) {
        return const_cast<Value*>(std::as_const(*this).find(kind, a, b));  // NOLINT
    }
    /// The same; made where it is not there.
    Value* make(Of kind, int a, int b) {
        const auto [block, is_new] = first_.try_emplace(packed(kind, a, b), values_.size());
        values_.resize(values_.size() + (is_new ? periods_ : 0));
        return &values_[block->second];
    }
    auto begin() const { return values_.begin(); }
    auto end() const { return values_.end(); }

private:
    static std::int64_t packed(Of kind, int a, int b) {
        return static_cast<std::int64_t>(kind) << 58 | static_cast<std::int64_t>(a + 1) << 29 |
               (b + 1);
    }

    std::size_t periods_;
    std::unordered_map<std::int64_t, std::size_t> first_;
    std::vector<Value> values_;
};

class Programme {
public:
    explicit Programme(const Problem& problem)
        : nodes(find_nodes(problem)),
          rows(problem.periods),
          published(problem.periods),
          problem_(problem) {}

    Nodes nodes;
    Blocks<RowKind, Row> rows;
    /// What the tables say of variables; of the others nothing, which means 0.
    Blocks<Variable, std::optional<double>> published;
    std::vector<std::array<Interval, 3>> need;  ///< per community and tier: Σ u q
    std::vector<std::array<Interval, 3>> met;   ///< Σ u m
    double lowest = 1;  ///< the published z: the lowest M_c / N_c, at most 1

    /// The row; null: there is none.
    Row* row(const RowKey& key, int period);
    /// The row, made where it is not there.
    void add_row(const RowKey& key, int period, Interval right);
    /// Whether section 3 has the variable.
    bool has(Variable variable, int a, int b, int period);
    /// N_c, of its `need`.
    Interval weighted(const std::array<Interval, 3>& tiers) const;

    /// The row that a line of a table names; null: there is none.
    Row* named(const RowName& name);
    /// The row in words, for messages.
    std::string in_words(const Row& row) const;

private:
    const Problem& problem_;
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

/// Ceilings are those of section 3, so that nobody made them small to make a bound look good.
void check_ceilings(const Problem& problem, const Programme& programme, Checks& checks);

}  // namespace vorrat::verify

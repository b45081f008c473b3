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
constexpr std::array<std::string_view, 15> row_names{
    "balance", "ready", "shelf",    "expiry", "reserve", "resource",      "work",      "storage",
    "lane",    "cap",   "fairness", "ratio",  "minimum", "keep_fairness", "keep_worth"};
constexpr std::size_t row_kinds = row_names.size();
constexpr std::size_t goods_kinds = 5;  // the first ones; their rows belong to a node

enum class Sense : std::uint8_t { equal, at_most, at_least };

constexpr std::array<std::string_view, 3> stage_names{"fairness", "worth", "burden"};
constexpr std::size_t stages = stage_names.size();
using PerStage = std::array<Interval, stages>;

struct Row {
    RowKind kind = RowKind::balance;
    Sense sense = Sense::equal;
    bool exists = false;
    bool filled = false;  ///< holds a variable with a factor other than 0
    std::int32_t period = 0;
    std::int64_t what = 0;  ///< node, place, lane, resource, cap, community by its kind
    Interval right;
    // Of the published answer.
    Interval sum;          ///< Σ a x
    double magnitude = 0;  ///< Σ |a x|
    std::array<double, stages> dual{};
};

/// A way goods take: item on lane, both ends existing nodes.
struct Way {
    int lane = 0;
    int item = 0;
    int from_node = 0;
    int to_node = 0;
    std::int32_t column = 0;  ///< of period 0; T - lead columns
};

using PerTier = std::array<Interval, 3>;

struct Programme {
    Nodes nodes;

    // Columns, in blocks of one per period; -1: there is none.
    std::vector<double> value;          ///< of the published answer
    std::vector<std::int32_t> stock;    ///< per node
    std::vector<std::int32_t> waste;    ///< per node
    std::vector<std::int32_t> enter;    ///< per node
    std::vector<std::int32_t> missing;  ///< per node; exists where its reserve row does
    std::vector<std::int32_t> runs;     ///< per Nodes::running
    std::vector<Way> ways;
    std::unordered_map<std::int64_t, std::int32_t> way_of;  ///< lane * items + item -> ways
    std::vector<std::int32_t> set_aside;                    ///< per slice, one column each
    std::int32_t lowest = 0;                                ///< z, one column

    std::vector<Row> rows;
    std::vector<std::array<std::int32_t, goods_kinds>> goods_rows;  ///< per node: row of period 0
    std::unordered_map<std::int64_t, std::int32_t> other_rows;      ///< the same by what and kind

    std::vector<PerTier> community_need;     ///< Σ u q per tier
    std::vector<PerTier> community_met;      ///< Σ u m
    std::vector<Interval> community_weight;  ///< N_c

    /// The row of period 0, -1: there is none. Those of the other periods follow it.
    std::int32_t rows_of(RowKind kind, std::int64_t what) const;
    /// The existing row, -1: there is none.
    std::int32_t row(RowKind kind, std::int64_t what, int period) const;
};

/// Columns and rows, without any published number of the answer.
/// errors, in `input`: bad_input, when the plan is too large to be judged
Programme build_programme(Input& input, const Problem& problem);

struct Evaluation {
    PerStage value;                ///< of the objectives at the published answer
    PerStage bound;                ///< D(y) of the published duals, section 6
    std::vector<Interval> totals;  ///< of the indicators
    Check boxes;                   ///< whether every variable is within its bounds
};

/// Goes through all columns at the published values and duals; fills sum, magnitude and filled of
/// the rows.
/// cost: linear in the columns; a good that keeps W periods has W entries per column
Evaluation evaluate(const Problem& problem, Programme& programme);

/// The cap over the horizon: the mean over its days of the total in force.
Interval cap_over(const Problem& problem, const Cap& cap);

/// What a resource row is known by; place -1: all places.
std::int64_t resource_at(const Problem& problem, int resource, int place);

/// Ceilings are those of section 3, so that nobody made them small to make a bound look good.
void check_ceilings(const Problem& problem, const Programme& programme, Checks& checks);

}  // namespace vorrat::verify

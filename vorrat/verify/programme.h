#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "vorrat/verify/interval.h"
#include "vorrat/verify/problem.h"

namespace vorrat::verify {

// The linear programme of docs/math/plan.md, rebuilt from the files alone.

/// Where an item can be (section 1.2). Nodes are numbered densely; -1: does not exist.
struct Nodes {
    int places = 0;
    std::vector<std::int32_t> number;       ///< item x place
    std::vector<std::pair<int, int>> node;  ///< item, place
    std::vector<std::uint8_t> gives;        ///< item x place: a source that gives the item
    /// activity, place: the existing ones, in order of activities.csv
    std::vector<std::pair<int, int>> running;

    int find(int item, int place) const {
        return number[static_cast<std::size_t>(item) * static_cast<std::size_t>(places) +
                      static_cast<std::size_t>(place)];
    }
    int count() const { return static_cast<int>(node.size()); }
};

Nodes find_nodes(const Problem& problem);

enum class RowKind {
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

enum class Sense { equal, at_most, at_least };

struct Row {
    RowKind kind = RowKind::balance;
    Sense sense = Sense::equal;
    Interval right;
    std::int64_t what = 0;  ///< node, place, lane, resource, indicator, community by its kind
    int period = 0;
};

struct Entry {
    std::int32_t row = 0;
    std::int32_t column = 0;
    Interval factor;
};

struct Term {
    std::int32_t column = 0;
    Interval factor;
};

/// A way goods take: item on lane, both ends existing nodes.
struct Way {
    int lane = 0;
    int item = 0;
    int from_node = 0;
    int to_node = 0;
    std::int32_t column = 0;  ///< of period 0; T - lead columns
};

struct Programme {
    // Columns. Blocks of T per node: stock, waste; then the others. -1: there is none.
    std::vector<Interval> upper;
    std::vector<double> value;        ///< of the published answer
    std::vector<std::int32_t> stock;  ///< per node, column of period 0
    std::vector<std::int32_t> waste;  ///< per node
    std::vector<std::int32_t> enter;  ///< per node
    std::vector<std::int32_t> runs;   ///< per Nodes::running
    std::vector<Way> ways;
    std::unordered_map<std::int64_t, std::int32_t> way_of;   ///< lane * items + item -> ways
    std::vector<std::int32_t> set_aside;                     ///< per slice
    std::unordered_map<std::int64_t, std::int32_t> missing;  ///< node * T + t -> column
    std::vector<Interval> reserve;                           ///< node x T, targets
    std::int32_t lowest = 0;                                 ///< z

    std::vector<Row> rows;
    std::vector<Entry> entries;
    std::unordered_map<std::int64_t, std::int32_t> row_of;  ///< key() -> rows
    /// ratio rows share one part: - minimum_ratio / total weighted need times M over all
    std::vector<Term> ratio_share;

    std::array<std::vector<Term>, 3> objective;  ///< per stage

    /// Weighted need and need in units, expected.
    std::vector<Interval> community_weight;               ///< N_c
    std::vector<std::array<Interval, 3>> community_need;  ///< per tier

    std::size_t columns() const { return upper.size(); }
};

std::int64_t key(RowKind kind, std::int64_t what, int period);

/// The expected share of the slice that is asked for: 1 - the level in its middle.
Interval use_of(const Slice& slice);

/// Builds columns, rows and objectives; `value` stays 0.
/// errors: bad_input, when the plan is too large to be judged (2^31 variables or entries)
Result<Programme> build_programme(const Problem& problem, const Nodes& nodes);

// Parts of build_programme, in this order.
Outcome add_columns(const Problem& problem, const Nodes& nodes, Programme& programme);
Outcome add_goods_rows(const Problem& problem, const Nodes& nodes, Programme& programme);
void add_limit_rows(const Problem& problem, const Nodes& nodes, Programme& programme);
void add_fairness_rows(const Problem& problem, Programme& programme);
void add_objectives(const Problem& problem, const Nodes& nodes, Programme& programme);

/// Adds an empty row and gives its number.
std::int32_t add_row(Programme& programme, Row row);

/// total(indicator) as terms, sections 4 and 5.
std::vector<Term> indicator_terms(const Problem& problem, const Nodes& nodes,
                                  const Programme& programme, std::string_view indicator);

/// The cap over the horizon: the mean over its days of the total in force.
Interval cap_over(const Problem& problem, const Cap& cap);

/// Σ_s u_s q_s and Q(level) of the slices of one need cell.
Interval mean_need(const std::vector<const Slice*>& cell);
Interval quantile(const std::vector<const Slice*>& cell, double level);

}  // namespace vorrat::verify

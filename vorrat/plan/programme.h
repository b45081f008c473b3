#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/model/plan.h"
#include "vorrat/model/world.h"
#include "vorrat/plan/ceilings.h"
#include "vorrat/plan/cells.h"
#include "vorrat/plan/network.h"
#include "vorrat/plan/plan.h"
#include "vorrat/solve/solve.h"

namespace vorrat::plan {

/// What a plan is made from: the world seen through the horizon.
struct Problem {
    const World& world;
    Horizon horizon;
    Needs needs;
    Opening opening;
    Supplies supplies;
    Network network;
    Ceilings ceilings;
};

/// Reads what the plan needs from the world and the forecast; keeps a reference to the world.
/// errors  as `make_plan`
Result<Problem> make_problem(const World& world, const NeedForecast& forecast);

using Column = std::uint32_t;
constexpr Column no_column = std::numeric_limits<Column>::max();
using Terms = std::vector<solve::Term>;

/// The variable x_lit of an item on a lane.
struct Send {
    LaneId lane;
    ItemId item;
    int leaves = 0;
    int arrives = 0;
    Column column = no_column;
};

/// Where the variables of docs/math/plan.md section 3 stand; no_column where one does not exist.
struct Columns {
    std::vector<Column> enter;            ///< nodes x periods
    std::vector<Column> stock;            ///< nodes x periods
    std::vector<Column> waste;            ///< nodes x periods
    std::vector<Column> runs;             ///< sites x periods
    std::vector<Send> sends;              ///< by lane, item, period of leaving
    std::vector<Column> set_aside;        ///< one per slice
    std::vector<Column> reserve_missing;  ///< one per cell
    Column fairness = no_column;          ///< z
    Column mean_coverage = no_column;     ///< see `add_fairness_rows`; only with a ratio
};

/// The programme of docs/math/plan.md: columns, rows and their names. Costs are set per stage.
struct Programme {
    solve::Builder builder;
    Columns columns;
    std::vector<RowKey> keys;  ///< one per row
    /// Rows that are ours alone and not on the page: their duals are not published.
    std::vector<bool> own;  ///< one per row
    Terms worth;            ///< objective of stage 2, units of worth
    Terms burden;           ///< objective of stage 3
};

Programme build_programme(const Problem& problem);

/// The names of the variables, one per column.
std::vector<VariableKey> variable_keys(const Problem& problem, const Programme& programme);

/// Relative error of the numbers of the programme, each a few products of what is published: who
/// works them out anew gets others in the last digits, and a bound has to hold for those as well.
constexpr double data_error = 0x1p-50;

/// The programme in the hands of the solver, as exact as its numbers allow.
solve::Sequence begin(solve::LinearProgram program, const Settings& settings);

/// The rows of section 4, family after family. `out[node x periods + t]` are the terms of out_t.
void add_columns(const Problem& problem, Programme& programme);
void add_goods_rows(const Problem& problem, Programme& programme);
void add_limit_rows(const Problem& problem, Programme& programme);
void add_fairness_rows(const Problem& problem, Programme& programme);
std::uint32_t add_row(Programme& programme, RowKey key, double lower, double upper,
                      const Terms& terms);

/// What a community needs and gets, as linear forms of the programme; docs/math/plan.md section 4.
struct CommunityForms {
    CommunityId community;
    double weighted_need = 0;               ///< N_c
    Terms weighted_met;                     ///< M_c
    std::array<double, tier_count> need{};  ///< sum of u q, units
    std::array<Terms, tier_count> met;      ///< sum of u m, units
};

/// Communities with need, in the order of their table.
std::vector<CommunityForms> community_forms(const Problem& problem, const Columns& columns);

/// Sets the lowest and, where it has a variable, the mean coverage of an answer to what follows
/// from the rest of it.
void set_coverage(const Columns& columns, std::span<const CommunityForms> communities,
                  std::span<double> x);

/// total(k) as a linear form; empty for an indicator nobody knows.
Terms indicator_form(const Problem& problem, const Columns& columns, const std::string& indicator);

/// Every indicator of the world, the built-in ones and the resources, each name once.
std::vector<std::string> all_indicators(const World& world);

/// Rows that people know as limits: resource, work, storage, lane, cap.
bool is_limit(RowKind kind);

double value_of(const Terms& form, std::span<const double> x);

/// Sets the dual of our own row, which is not published, as a reader works it out: the one at which
/// the mean coverage has no reduced cost. Without a ratio there is no such row.
/// duals  one per row of `program`
void derive_own_dual(const Programme& programme, const solve::LinearProgram& program,
                     std::span<double> duals);

}  // namespace vorrat::plan

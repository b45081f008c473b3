#pragma once

#include <span>
#include <vector>

#include "vorrat/plan/connections.h"

namespace vorrat::plan {

/// A plan near `wished` that keeps the rows of the programme, docs/math/plan.md section 9.3: period
/// by period, from raw goods to made ones, only what is there is made, sent and set aside; what is
/// missing or left over is taken up by need, stock and waste; what would spoil is wasted.
///
/// program  columns and rows of the programme; rows may go on behind (floors)
/// prices   of goods per balance row, larger is dearer: what goes where they are low gives way
///          first; empty: all give way in proportion
/// wished   one per column, in any way off
/// returns  one per column. Ratio, minimum and floors are not looked at. Where recipes go round
///          within a period rows may be passed: the caller looks
/// cost     some passes over the columns
std::vector<double> carried_out(const Problem& problem, const Programme& programme,
                                const Connections& connections, const solve::LinearProgram& program,
                                std::span<const double> prices, std::vector<double> wished);

}  // namespace vorrat::plan

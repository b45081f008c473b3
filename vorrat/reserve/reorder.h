#pragma once

#include <cstddef>

#include "vorrat/reserve/discrete.h"

/// Rules where an order costs something, whatever its size. docs/math/reserve.md 3
namespace vorrat::reserve {

/// Below or at `reorder` order up to `up_to`.
struct ReorderRule {
    std::ptrdiff_t reorder = 0;  ///< s
    std::ptrdiff_t up_to = 0;    ///< S > s
    double cost = 0;             ///< expected, per period
};

/// The best (s, S) with review in each period and need that waits.
///
/// order_cost  K >= 0, per order
/// need        of one period (with a lead time L, `cost` is that of L+1 periods' need)
/// cost        G of the periods the level must last
/// source      Zheng & Federgruen 1991, with the corrections of 1992
ReorderRule best_reorder_rule(double order_cost, const DiscreteNeed& need, const PeriodCost& cost);

/// At position `reorder` order `quantity`.
struct LotRule {
    std::ptrdiff_t reorder = 0;   ///< r
    std::ptrdiff_t quantity = 1;  ///< Q
    double cost = 0;              ///< expected, per period
};

struct PoissonNeed {
    double rate = 1;  ///< units per period, > 0
    double lead = 1;  ///< periods, >= 0
};

/// The best (r, Q) under continuous review, Poisson need that waits.
/// source: Federgruen & Zheng 1992
LotRule best_lot_rule(double order_cost, PoissonNeed need, HoldingAndPenalty weights);

}  // namespace vorrat::reserve

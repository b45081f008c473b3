#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Lot sizes where need is known. docs/math/reserve.md 2
namespace vorrat::reserve {

struct LotSize {
    double quantity = 0;  ///< units per order
    double cost = 0;      ///< per period
};

/// Harris 1913. order_cost > 0, holding > 0 per unit and period, rate > 0 units per period.
LotSize lot_size(double order_cost, double holding, double rate);

/// The same where need may wait at `penalty` > 0 per unit and period.
LotSize lot_size_with_waiting(double order_cost, double holding, double penalty, double rate);

struct Lots {
    double cost = 0;
    std::vector<double> quantity;  ///< ordered at the start of each period
};

/// Wagner & Whitin 1958: each period's need met at its start, holding on what is left at its end.
///
/// needs   n values >= 0, units
/// cost    O(n^2)
Lots wagner_whitin(double order_cost, double holding, std::span<const double> needs);

}  // namespace vorrat::reserve

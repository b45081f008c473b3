#pragma once

#include <vector>

#include "vorrat/supply/structure.h"

namespace vorrat::supply {

/// A plan and what it costs.
struct Repaired {
    std::vector<double> x;  ///< groups x stride
    double cost = 0;
    double residual = 0;  ///< largest violation of a row, relative to 1 + sum |a x|
};

/// A real plan near `wished`, docs/math/supply.md section 4: scaled to the limits, then carried out
/// period by period in the order of making. Only what exists is used and sent, unmet need takes the
/// rest, dearest last; what does not fit is wasted.
/// cost  a few passes over the entries
Repaired carried_out(const Structure& structure, std::vector<double> wished);

/// Cost and residual of any plan.
Repaired measured(const Programme& programme, std::vector<double> x);

}  // namespace vorrat::supply

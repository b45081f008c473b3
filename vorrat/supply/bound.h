#pragma once

#include <vector>

#include "vorrat/supply/structure.h"

namespace vorrat::supply {

/// Prices and what they prove: no plan costs less than `bound`, docs/math/supply.md section 3.
struct Prices {
    std::vector<double> y;  ///< rows
    double bound = 0;
};

/// Closes the prices of the nodes so that no column without a limit pays, given any prices: those
/// of limits are cut to their sign, those of nodes raised from below and lowered again, item by
/// item. The bound is weak duality over the finite bounds, rounded to the safe side. cost  some
/// passes over the entries; the same bytes for any number of threads
Prices closed_prices(const Structure& structure, std::vector<double> y, Threads threads);

/// Weak duality alone: the bound that y proves.
double bound_of(const Programme& programme, const std::vector<double>& y, Threads threads);

}  // namespace vorrat::supply

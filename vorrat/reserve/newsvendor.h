#pragma once

#include "vorrat/reserve/discrete.h"

/// One decision per period, no cost of ordering. docs/math/reserve.md 3
namespace vorrat::reserve {

struct StockLevel {
    double units = 0;
    double cost = 0;  ///< expected, per period
};

/// Normal need of one period, its deviation >= 0.
struct NormalNeed {
    double mean = 0;
    double deviation = 0;
};

/// Arrow, Harris & Marschak 1951.
StockLevel newsvendor(NormalNeed need, HoldingAndPenalty weights);
StockLevel newsvendor(const DiscreteNeed& need, HoldingAndPenalty weights);

/// Stock, on hand and under way, to order up to each period when orders come `lead` periods
/// later: the newsvendor of the need of lead + 1 periods, independent and alike. lead >= 0.
StockLevel base_stock(NormalNeed need, HoldingAndPenalty weights, double lead);

}  // namespace vorrat::reserve

#include "vorrat/reserve/newsvendor.h"

#include <cmath>

#include "vorrat/reserve/normal.h"

namespace vorrat::reserve {

StockLevel newsvendor(NormalNeed need, HoldingAndPenalty weights) {
    const double z = normal_quantile(weights.critical_ratio());
    return {need.mean + z * need.deviation,
            (weights.holding + weights.penalty) * need.deviation * normal_density(z)};
}

StockLevel newsvendor(const DiscreteNeed& need, HoldingAndPenalty weights) {
    const std::ptrdiff_t y = need.quantile(weights.critical_ratio());
    return {static_cast<double>(y), PeriodCost(need, weights).at(y)};
}

StockLevel base_stock(NormalNeed need, HoldingAndPenalty weights, double lead) {
    const double periods = lead + 1;
    return newsvendor(NormalNeed{periods * need.mean, std::sqrt(periods) * need.deviation},
                      weights);
}

}  // namespace vorrat::reserve

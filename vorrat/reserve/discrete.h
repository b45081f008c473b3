#pragma once

#include <cstddef>
#include <vector>

namespace vorrat::reserve {

/// Need in whole units: probability[d] = P(D = d). Invariant: not empty, >= 0, sum 1.
struct DiscreteNeed {
    std::vector<double> probability;

    double mean() const;
    /// P(D <= y); 0 for y < 0.
    double at_most(std::ptrdiff_t y) const;
    /// The least y with P(D <= y) >= level.
    std::ptrdiff_t quantile(double level) const;
};

/// Poisson need, the tail beyond 1e-15 cut off and the rest rescaled; mean >= 0, finite.
DiscreteNeed poisson_need(double mean);

/// Holding per unit left, penalty per unit short, both per period, > 0.
struct HoldingAndPenalty {
    double holding = 1;
    double penalty = 1;

    double critical_ratio() const { return penalty / (holding + penalty); }
};

/// G(y) = h E(y - D)+ + p E(D - y)+ for every whole y. docs/math/reserve.md 1.
/// Table for 0 .. the largest need, straight lines outside. cost O(needs) once, then O(1).
class PeriodCost {
public:
    PeriodCost(const DiscreteNeed& need, HoldingAndPenalty weights);

    double at(std::ptrdiff_t y) const;
    /// The least y of least cost.
    std::ptrdiff_t best() const { return best_; }

private:
    HoldingAndPenalty weights_;
    double mean_ = 0;
    std::vector<double> cost_;
    std::ptrdiff_t best_ = 0;
};

}  // namespace vorrat::reserve

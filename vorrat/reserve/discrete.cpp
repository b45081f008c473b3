#include "vorrat/reserve/discrete.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "vorrat/base/check.h"

namespace vorrat::reserve {
namespace {

constexpr double tail_cut = 1e-15;  // probability left out beyond the last need

}  // namespace

double DiscreteNeed::mean() const {
    double sum = 0;
    for (std::size_t d = 0; d < probability.size(); ++d) {
        sum += static_cast<double>(d) * probability[d];
    }
    return sum;
}

double DiscreteNeed::at_most(std::ptrdiff_t y) const {
    if (y < 0) {
        return 0;
    }
    const auto last = std::min<std::size_t>(static_cast<std::size_t>(y) + 1, probability.size());
    return std::accumulate(probability.begin(),
                           probability.begin() + static_cast<std::ptrdiff_t>(last), 0.0);
}

std::ptrdiff_t DiscreteNeed::quantile(double level) const {
    double sum = 0;
    for (std::size_t d = 0; d < probability.size(); ++d) {
        sum += probability[d];
        if (sum >= level) {
            return static_cast<std::ptrdiff_t>(d);
        }
    }
    return static_cast<std::ptrdiff_t>(probability.size()) - 1;
}

DiscreteNeed poisson_need(double mean) {
    check(std::isfinite(mean), "a Poisson mean is finite");
    check(mean >= 0, "a Poisson mean is not negative");
    DiscreteNeed need;
    if (mean == 0) {
        need.probability = {1};
        return need;
    }
    double sum = 0;
    for (double d = 0;; ++d) {
        const double p = std::exp(d * std::log(mean) - mean - std::lgamma(d + 1));
        need.probability.push_back(p);
        sum += p;
        // Beyond the mean the tail is a geometric series at most.
        if (d > mean && p * (d + 1) / (d + 1 - mean) < tail_cut) {
            break;
        }
    }
    for (double& p : need.probability) {
        p /= sum;
    }
    return need;
}

PeriodCost::PeriodCost(const DiscreteNeed& need, HoldingAndPenalty weights)
    : weights_(weights), mean_(need.mean()) {
    double cost = weights.penalty * mean_;
    double met = 0;
    for (const double p : need.probability) {
        cost_.push_back(cost);
        met += p;
        cost += weights.holding * met - weights.penalty * (1 - met);
    }
    best_ = std::min_element(cost_.begin(), cost_.end()) - cost_.begin();
}

double PeriodCost::at(std::ptrdiff_t y) const {
    if (y < 0) {
        return weights_.penalty * (mean_ - static_cast<double>(y));
    }
    const auto last = static_cast<std::ptrdiff_t>(cost_.size()) - 1;
    if (y <= last) {
        return cost_[static_cast<std::size_t>(y)];
    }
    return weights_.holding * (static_cast<double>(y) - mean_);
}

}  // namespace vorrat::reserve

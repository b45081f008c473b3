#include "vorrat/reserve/reorder.h"

#include <vector>

#include "vorrat/base/check.h"

namespace vorrat::reserve {
namespace {

/// Expected visits m_j of "j units used since the last order" and their sums M_j, grown on demand.
class Renewals {
public:
    explicit Renewals(const DiscreteNeed& need) : need_(need) {
        check(need.probability.front() < 1, "some need arises");
        visits_.push_back(1 / (1 - need.probability.front()));
        sums_.push_back(0);
    }

    double visits(std::size_t j) {
        while (visits_.size() <= j) {
            const std::size_t next = visits_.size();
            double sum = 0;
            for (std::size_t l = 1; l <= next && l < need_.probability.size(); ++l) {
                sum += need_.probability[l] * visits_[next - l];
            }
            visits_.push_back(sum / (1 - need_.probability.front()));
        }
        return visits_[j];
    }

    /// M_j: periods until j units are used.
    double periods(std::size_t j) {
        while (sums_.size() <= j) {
            sums_.push_back(sums_.back() + visits(sums_.size() - 1));
        }
        return sums_[j];
    }

private:
    const DiscreteNeed& need_;
    std::vector<double> visits_;
    std::vector<double> sums_;
};

double rule_cost(double order_cost, const PeriodCost& cost, Renewals& renewals, std::ptrdiff_t s,
                 std::ptrdiff_t S) {
    const auto width = static_cast<std::size_t>(S - s);
    double sum = order_cost;
    for (std::size_t j = 0; j < width; ++j) {
        sum += renewals.visits(j) * cost.at(S - static_cast<std::ptrdiff_t>(j));
    }
    return sum / renewals.periods(width);
}

}  // namespace

ReorderRule best_reorder_rule(double order_cost, const DiscreteNeed& need, const PeriodCost& cost) {
    Renewals renewals(need);
    const auto c = [&](std::ptrdiff_t s, std::ptrdiff_t S) {
        return rule_cost(order_cost, cost, renewals, s, S);
    };
    std::ptrdiff_t S = cost.best();
    std::ptrdiff_t s = S;
    do {
        --s;
    } while (c(s, S) > cost.at(s));
    double best = c(s, S);
    std::ptrdiff_t best_up_to = S;
    for (S = best_up_to + 1; cost.at(S) <= best; ++S) {
        if (c(s, S) >= best) {
            continue;
        }
        best_up_to = S;
        while (c(s, S) <= cost.at(s + 1)) {
            ++s;
        }
        best = c(s, S);
    }
    return {s, best_up_to, best};
}

LotRule best_lot_rule(double order_cost, PoissonNeed need, HoldingAndPenalty weights) {
    const PeriodCost cost(poisson_need(need.rate * need.lead), weights);
    std::ptrdiff_t low = cost.best();  // the levels in use are low .. high
    std::ptrdiff_t high = low;
    double sum = order_cost * need.rate + cost.at(low);
    std::ptrdiff_t quantity = 1;
    for (;;) {
        const bool down = cost.at(low - 1) <= cost.at(high + 1);
        const double next = down ? cost.at(low - 1) : cost.at(high + 1);
        if (next >= sum / static_cast<double>(quantity)) {
            return {low - 1, quantity, sum / static_cast<double>(quantity)};
        }
        (down ? low : high) += down ? -1 : 1;
        sum += next;
        ++quantity;
    }
}

}  // namespace vorrat::reserve

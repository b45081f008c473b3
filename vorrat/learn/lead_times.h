#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "vorrat/base/random.h"

namespace vorrat::learn {

/// What is known about how long orders take, and about those still open. docs/math/learn.md 2
class LeadTimes {
public:
    explicit LeadTimes(int promised);

    /// A morning begins: `arrived` units have come since the last one, `in_transit` are under way.
    void morning(double arrived, double in_transit);
    void ordered(double units);

    struct OpenOrder {
        double units = 0;
        int age = 0;  ///< mornings since it was ordered
    };
    const std::vector<OpenOrder>& open() const { return open_; }

    double probability(int lead) const;
    double probability_never() const;
    /// Of orders that arrive.
    double mean() const;
    /// The longest lead with a probability.
    int longest() const { return static_cast<int>(arrived_after_.size()) - 1; }

    /// Mornings from now until an open order comes, given its age; at least 1.
    int draw_rest(const OpenOrder& order, Random& random) const;
    /// The lead of an order that arrives.
    int draw_lead(Random& random) const;

private:
    void count_arrivals(double units);
    void count_lost(double units);
    int draw_from(int first, Random& random) const;

    bool at_once_;                       // orders are there the same morning; nothing to learn
    std::vector<double> arrived_after_;  // per lead: orders seen, the promise counted
    double never_ = 0;
    double total_ = 0;
    std::vector<OpenOrder> open_;  // oldest first
};

}  // namespace vorrat::learn

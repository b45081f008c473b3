#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "vorrat/base/random.h"

namespace vorrat::learn {

/// Forecasters that compete and are combined. docs/math/learn.md 1
class Experts {
public:
    explicit Experts(std::span<const double> history);

    /// The need of one more period, >= 0 and finite.
    void observe(double need);

    /// Paths of need, path k from k * steps on, for the periods after the last observed.
    std::vector<double> paths(std::size_t count, std::size_t steps, Random& random) const;

    /// Sum 1.
    std::vector<double> weights() const;
    std::size_t observations() const { return needs_.size(); }

private:
    double foreseen_error(std::size_t expert, double mean, double small, Random& random) const;

    std::vector<double> needs_;
    std::vector<std::vector<double>>
        foreseen_;  // per expert, of needs_[1..] before they were known
};

}  // namespace vorrat::learn

#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace vorrat::forecast {

/// Finds in which shares several forecasts are best combined: least squares over what came, with
/// shares >= 0 that add up to 1. docs/math/forecast.md section 8.4.
class Stack {
public:
    explicit Stack(std::size_t candidates);

    /// foreseen   one value per candidate; weight >= 0
    void add(std::span<const double> foreseen, double needed, double weight);

    /// Multiples of a twentieth, the first best in the order of their enumeration; the whole share
    /// to the first candidate when nothing was added.
    /// cost   1,771 sums for four candidates
    std::vector<double> shares() const;

private:
    double loss(std::span<const double> shares) const;

    std::size_t size_;
    std::vector<double> products_;  ///< size x size: sums of products of errors
};

}  // namespace vorrat::forecast

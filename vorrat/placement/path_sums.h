#pragma once

#include <array>
#include <span>

#include "vorrat/placement/paths.h"

namespace vorrat::placement {

/// Values per path, sorted, with their sums: E min(q, x+) at once for many q.
class PathSums {
public:
    /// values  x per path; path_count of them
    /// extra   added to each
    explicit PathSums(std::span<const float> values, double extra = 0);

    double largest() const { return static_cast<double>(sorted_.back()); }
    /// E min(units, x+)
    double covered(double units) const;
    /// Mean use of a unit between `from` and `to`.
    double use(double from, double to) const { return (covered(to) - covered(from)) / (to - from); }
    double quantile(double ratio) const;

private:
    std::array<float, path_count> sorted_{};
    std::array<double, path_count + 1> sums_{};
};

}  // namespace vorrat::placement

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vorrat/forecast/evaluate.h"

namespace vorrat::forecast {

/// S of docs/math/reconcile.md: the nodes of a hierarchy, first the groups level by level, then the
/// bottom series. Never stored as a matrix.
class Hierarchy {
public:
    /// Every grouping has a group for each of the `series` series.
    Hierarchy(std::size_t series, std::span<const Grouping> levels);

    std::size_t series() const { return series_; }
    std::size_t nodes() const { return first_of_level_.back() + series_; }
    std::size_t levels() const { return first_of_level_.size() - 1; }
    /// Number of the first node of a level; of `levels()`: of the bottom.
    std::size_t first_of_level(std::size_t level) const { return first_of_level_[level]; }
    std::uint32_t group(std::size_t level, std::size_t series) const {
        return groups_[level * series_ + series];
    }

    /// out = S b: nodes() values of series() values.
    void add_up(std::span<const double> bottom, std::span<double> nodes) const;
    /// out = Sᵀ x: series() values of nodes() values.
    void collect(std::span<const double> nodes, std::span<double> bottom) const;

private:
    std::size_t series_;
    std::vector<std::uint32_t> groups_;        // levels x series
    std::vector<std::size_t> first_of_level_;  // levels + 1
};

/// W⁻¹ of section 3: a diagonal, and a correction of low rank where there are errors.
class Precision {
public:
    /// E⁻¹ alone. diagonal   of W, > 0
    explicit Precision(std::vector<double> diagonal);
    /// W = E + c R Rᵀ.
    /// errors   nodes x steps, row-major;  factor   c > 0
    Precision(std::vector<double> diagonal, std::vector<float> errors, std::size_t steps,
              double factor);

    /// out = W⁻¹ x, as many values.
    void apply(std::span<const double> x, std::span<double> out) const;
    std::span<const double> diagonal_inverse() const { return inverse_; }

private:
    std::vector<double> inverse_;
    std::vector<float> errors_ = {};
    std::size_t steps_ = 0;
    std::vector<double> factor_ = {};  // Cholesky factor of K, steps x steps, lower
};

/// The bottom forecasts whose sums are nearest to the base forecasts, and not below zero.
/// docs/math/reconcile.md sections 2 to 4.
///
/// base     nodes values >= 0
/// fixed    per series: 1 keeps 0
/// returns  series values >= 0
/// cost     about 20 iterations with structural weights, each O(series levels); with errors O(nodes
///          steps) more
std::vector<double> nearest_sums(const Hierarchy& hierarchy, const Precision& precision,
                                 std::span<const double> base, std::vector<std::uint8_t> fixed);

}  // namespace vorrat::forecast

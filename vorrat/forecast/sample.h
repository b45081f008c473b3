#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace vorrat::forecast {

/// A weighted sample of quantities >= 0, kept packed so that it sorts fast: quantities and weights
/// have 24 significant bits. Cleared and filled again for every window, so it owns its memory once.
class Sample {
public:
    /// grain     what whole numbers are multiples of, > 0: quantiles are such multiples; 0: none
    explicit Sample(double grain = 0) : grain_(grain) {}
    void clear();
    /// A negative quantity is a 0 of the sample, but counts in full in `added_mean`.
    /// weight > 0; both finite
    void add(double quantity, double weight);
    std::size_t size() const { return packed_.size(); }

    /// Sum of weight x quantity over the sum of weights; of a sample that is not empty.
    double mean() const;
    /// The mean of the quantities as they were added, which may be negative.
    double added_mean() const;
    double weights() const { return weights_; }  ///< sum

    /// Quantiles linear between the midpoints of the sorted cumulative weights, beyond the ends
    /// the least and the largest quantity; with a grain the least multiple that reaches the level.
    /// docs/math/forecast.md section 5.4.
    ///
    /// levels   rising, each in (0, 1)
    /// out      as many, not falling
    /// cost     O(size + levels)
    void quantiles(std::span<const double> levels, std::span<double> out);

private:
    void sort();
    void quantiles_between(std::span<const double> levels, std::span<double> out);
    void whole_quantiles(std::span<const double> levels, std::span<double> out);

    double grain_ = 0;
    double largest_ = 0;                 ///< quantity
    double sum_ = 0;                     ///< of weight x quantity as added
    double weights_ = 0;                 ///< sum
    std::vector<std::uint64_t> packed_;  ///< bits of the quantity, then bits of the weight
    std::vector<std::uint64_t> spare_;   ///< room for sorting
    std::vector<double> cells_;          ///< weight of each multiple of the grain
};

}  // namespace vorrat::forecast

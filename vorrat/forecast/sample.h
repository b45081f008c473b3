#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace vorrat::forecast {

/// A weighted sample of quantities >= 0, kept packed so that it sorts fast: quantities and weights
/// have 24 significant bits. Cleared and filled again for every window, so it owns its memory once.
class Sample {
public:
    void clear();
    /// A negative quantity is a 0 of the sample, but counts in full in `balanced_mean`.
    /// weight > 0; both finite
    void add(double quantity, double weight);
    std::size_t size() const { return packed_.size(); }

    /// Sum of weight x quantity over the sum of weights; of a sample that is not empty.
    double mean() const;
    /// The mean of the quantities as they were added, which may be negative.
    double added_mean() const;
    /// The same, at least 0: cutting at 0 does not lift it.
    double balanced_mean() const;

    /// Quantiles linear between the midpoints of the sorted cumulative weights, beyond the ends
    /// the least and the largest quantity. docs/math/forecast.md section 5.
    ///
    /// levels   rising, each in (0, 1)
    /// out      as many, not falling
    /// cost     O(size + levels)
    void quantiles(std::span<const double> levels, std::span<double> out);

private:
    void sort();

    double sum_ = 0;                     ///< of weight x quantity as added
    double weights_ = 0;                 ///< sum
    std::vector<std::uint64_t> packed_;  ///< bits of the quantity, then bits of the weight
    std::vector<std::uint64_t> spare_;   ///< room for sorting
};

}  // namespace vorrat::forecast

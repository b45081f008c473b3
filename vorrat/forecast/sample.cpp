#include "vorrat/forecast/sample.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "vorrat/base/check.h"

namespace vorrat::forecast {
namespace {

/// Multiples of the grain that are told apart; beyond, rounding changes nothing that counts.
constexpr double most_cells = 4096;

/// Floats from 0 on are ordered as their bits.
std::uint64_t bits(double value) {
    constexpr double largest = std::numeric_limits<float>::max();
    return std::bit_cast<std::uint32_t>(static_cast<float>(std::min(value, largest)));
}

double quantity_of(std::uint64_t packed) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(packed >> 32U));
}

double weight_of(std::uint64_t packed) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(packed));
}

}  // namespace

void Sample::clear() {
    packed_.clear();
    largest_ = 0;
    sum_ = 0;
    weights_ = 0;
}

double Sample::added_mean() const {
    check(!packed_.empty(), "a mean is asked of a sample with values");
    return sum_ / weights_;
}

void Sample::add(double quantity, double weight) {
    sum_ += weight * quantity;
    weights_ += weight;
    largest_ = std::max(largest_, quantity);
    packed_.push_back((bits(std::max(0.0, quantity)) << 32U) | bits(weight));
}

/// Radix sort by quantity, a byte at a time, the lowest first: three times as fast as a comparing
/// sort on the 365 values of a window.
void Sample::sort() {
    constexpr std::size_t buckets = 256;
    constexpr unsigned first_bit = 32;  // the weight below is not sorted by
    std::array<std::array<std::uint32_t, buckets>, 4> count{};
    for (const std::uint64_t packed : packed_) {
        for (unsigned byte = 0; byte < count.size(); ++byte) {
            ++count[byte][(packed >> (first_bit + 8 * byte)) % buckets];
        }
    }
    spare_.resize(packed_.size());
    for (unsigned byte = 0; byte < count.size(); ++byte) {
        std::uint32_t start = 0;
        for (std::uint32_t& bucket : count[byte]) {
            const std::uint32_t size = bucket;
            bucket = start;
            start += size;
        }
        for (const std::uint64_t packed : packed_) {
            spare_[count[byte][(packed >> (first_bit + 8 * byte)) % buckets]++] = packed;
        }
        packed_.swap(spare_);
    }
}

double Sample::mean() const {
    check(!packed_.empty(), "a mean is asked of a sample with values");
    double sum = 0;
    double weights = 0;
    for (const std::uint64_t packed : packed_) {
        sum += weight_of(packed) * quantity_of(packed);
        weights += weight_of(packed);
    }
    return sum / weights;
}

void Sample::quantiles(std::span<const double> levels, std::span<double> out) {
    check(!packed_.empty(), "quantiles are asked of a sample with values");
    if (grain_ == 0) {
        return quantiles_between(levels, out);
    }
    if (largest_ < most_cells * grain_) {
        return whole_quantiles(levels, out);
    }
    quantiles_between(levels, out);
    for (double& quantile : out) {
        quantile = std::round(quantile / grain_) * grain_;
    }
}

void Sample::whole_quantiles(std::span<const double> levels, std::span<double> out) {
    cells_.assign(static_cast<std::size_t>(largest_ / grain_) + 2, 0);
    double total = 0;
    for (const std::uint64_t packed : packed_) {
        const double quantity = quantity_of(packed) / grain_;
        const auto below = static_cast<std::size_t>(quantity);
        const double above = quantity - static_cast<double>(below);
        const double weight = weight_of(packed);
        cells_[below] += weight * (1 - above);
        cells_[below + 1] += weight * above;
        total += weight;
    }
    std::size_t cell = 0;
    double reached = cells_[0];
    for (std::size_t k = 0; k < levels.size(); ++k) {
        while (reached < levels[k] * total && cell + 1 < cells_.size()) {
            reached += cells_[++cell];
        }
        out[k] = static_cast<double>(cell) * grain_;
    }
}

void Sample::quantiles_between(std::span<const double> levels, std::span<double> out) {
    sort();
    double total = 0;
    for (const std::uint64_t packed : packed_) {
        total += weight_of(packed);
    }

    // The midpoint of value i lies at (weights before i) + (half of its own).
    std::size_t i = 0;
    double before = 0;
    double midpoint = 0.5 * weight_of(packed_[0]);
    double previous_midpoint = midpoint;
    for (std::size_t k = 0; k < levels.size(); ++k) {
        const double wanted = levels[k] * total;
        while (midpoint < wanted && i + 1 < packed_.size()) {
            before += weight_of(packed_[i]);
            previous_midpoint = midpoint;
            ++i;
            midpoint = before + 0.5 * weight_of(packed_[i]);
        }
        double value = quantity_of(packed_[i]);
        if (i > 0 && midpoint > wanted) {
            const double below = quantity_of(packed_[i - 1]);
            const double share = (wanted - previous_midpoint) / (midpoint - previous_midpoint);
            value = below + share * (value - below);
        }
        out[k] = value;
        if (k > 0) {
            out[k] = std::max(out[k], out[k - 1]);
        }
    }
}

}  // namespace vorrat::forecast

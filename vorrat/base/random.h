#pragma once

#include <cstdint>

namespace vorrat {

/// Seeded random numbers that are the same on every machine and compiler (the distributions of the
/// standard library are not). Generator: PCG32, O'Neill 2014, with a stream number, so that every
/// series or place can draw from its own stream whatever the order of work.
class Random {
public:
    explicit Random(std::uint64_t seed, std::uint64_t stream = 0);

    std::uint32_t bits();
    /// In [0, 1), 53 random bits.
    double uniform();
    /// In [low, high), one `uniform`.
    double between(double low, double high) { return low + (high - low) * uniform(); }
    /// Whole number in [0, bound), without bias; bound >= 1.
    std::uint32_t below(std::uint32_t bound);
    /// Standard normal (Marsaglia's polar method).
    double normal();
    /// Gamma with the given shape > 0 and scale 1 (Marsaglia & Tsang 2000).
    double gamma(double shape);
    /// Poisson with the given mean >= 0: inversion below 30, else by halving through gamma
    /// variates (Ahrens & Dieter 1974).
    std::int64_t poisson(double mean);

private:
    std::uint64_t state_;
    std::uint64_t increment_;
};

}  // namespace vorrat

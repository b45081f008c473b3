#include "vorrat/forecast/bounds.h"

#include <algorithm>
#include <cmath>

#include "vorrat/forecast/level.h"
#include "vorrat/forecast/normal.h"
#include "vorrat/forecast/season.h"

namespace vorrat::forecast {
namespace {

/// Expectation and draw repeated so often; a fifth of the steps censored at their need is then
/// settled to about a hundredth.
constexpr int rounds = 8;
/// Which memory says what was expected at a step: 0.05.
constexpr std::size_t memory_used = 1;
/// The fractional parts of its multiples are spread evenly (Weyl 1916).
constexpr double golden_ratio = 0.6180339887498949;

/// Need expected at every step, > 0.
std::vector<double> expected_needs(const Observed& seen) {
    const std::vector<double> profile = season_profile(seen);
    const std::vector<double> level = levels(seen, profile);
    const double least = 1e-3 * seen.mean;
    std::vector<double> expected(seen.size());
    for (std::size_t t = 0; t < seen.size(); ++t) {
        const double need = level[t * memories.size() + memory_used] * profile[t % profile.size()];
        expected[t] = std::max(least, need);
    }
    return expected;
}

/// Mean over the known steps of (y - f)² / f: variance per unit of need expected.
double dispersion(const Observed& seen, const std::vector<double>& expected) {
    double sum = 0;
    double count = 0;
    for (std::size_t t = 0; t < seen.size(); ++t) {
        if (!seen.known(t)) {
            continue;
        }
        const double missed = seen.quantity[t] - expected[t];
        sum += missed * missed / expected[t];
        ++count;
    }
    return std::max(sum / count, 1e-9 * seen.mean);
}

}  // namespace

double need_above(const Tail& tail, double share) {
    // Below a fifth the approximation of Wilson and Hilferty does not hold.
    const double shape = std::max(0.2, tail.mean * tail.mean / tail.variance);
    const double centre = 1 - 1 / (9 * shape);
    const double slope = 1 / (3 * std::sqrt(shape));
    const double at_bound = (std::cbrt(tail.bound / tail.mean) - centre) / slope;
    const double above = 0.5 * std::erfc(at_bound / std::sqrt(2.0)) * (1 - share);
    if (above < 1e-300) {
        return tail.bound;
    }
    const double root = centre - slope * normal_quantile(above);
    return std::max(tail.bound, tail.mean * root * root * root);
}

Observed with_bounds_filled(const Observed& seen) {
    Observed filled = seen;
    std::vector<std::size_t> bounded;
    for (std::size_t t = 0; t < seen.size(); ++t) {
        if (seen.knowledge[t] != Knowledge::censored || seen.quantity[t] <= 0) {
            continue;
        }
        filled.knowledge[t] = Knowledge::observed;
        bounded.push_back(t);
    }
    if (bounded.empty()) {
        return filled;
    }
    for (int round = 0; round < rounds; ++round) {
        const std::vector<double> expected = expected_needs(filled);
        const double per_unit = dispersion(filled, expected);
        for (std::size_t i = 0; i < bounded.size(); ++i) {
            const std::size_t t = bounded[i];
            const double turns = (static_cast<double>(i) + 0.5) * golden_ratio;
            filled.quantity[t] = need_above({expected[t], per_unit * expected[t], seen.quantity[t]},
                                            turns - std::floor(turns));
        }
    }
    return filled;
}

}  // namespace vorrat::forecast

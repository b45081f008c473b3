#include "vorrat/forecast/level.h"

#include <algorithm>

namespace vorrat::forecast {
namespace {

constexpr std::size_t lanes = memories.size();

}  // namespace

Prefixes prefixes(const Observed& seen, std::span<const double> profile) {
    const std::size_t n = seen.size();
    Prefixes sums{std::vector<double>(n + 1, 0), std::vector<double>(n + 1, 0),
                  std::vector<double>(n + 1, 0)};
    for (std::size_t t = 0; t < n; ++t) {
        const double share = profile[t % profile.size()];
        const bool known = seen.known(t);
        sums.quantity[t + 1] = sums.quantity[t] + (known ? seen.quantity[t] : 0);
        sums.known_profile[t + 1] = sums.known_profile[t] + (known ? share : 0);
        sums.profile[t + 1] = sums.profile[t] + share;
    }
    return sums;
}

std::vector<double> levels(const Observed& seen, std::span<const double> profile) {
    const std::size_t n = seen.size();
    std::vector<double> level((n + 1) * lanes, 0);
    std::array<double, lanes> need{};
    std::array<double, lanes> share{};
    double learned = 0;
    std::size_t first_known = 0;
    for (std::size_t t = 0; t < n; ++t) {
        const double* before = &level[t * lanes];
        double* after = &level[(t + 1) * lanes];
        std::copy_n(before, lanes, after);
        if (!seen.known(t)) {
            continue;
        }
        const double season = profile[t % profile.size()];
        if (learned == 0) {
            first_known = t;
        }
        ++learned;
        for (std::size_t k = 0; k < lanes; ++k) {
            const double a = std::max(memories[k], 1 / learned);
            need[k] += a * (seen.quantity[t] - need[k]);
            share[k] += a * (season - share[k]);
            after[k] = need[k] / share[k];
        }
    }
    for (std::size_t t = 0; t <= first_known; ++t) {
        std::copy_n(&level[(first_known + 1) * lanes], lanes, &level[t * lanes]);
    }
    return level;
}

}  // namespace vorrat::forecast

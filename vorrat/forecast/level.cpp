#include "vorrat/forecast/level.h"

#include <algorithm>

#include "vorrat/base/check.h"

namespace vorrat::forecast {
namespace {

constexpr std::size_t lanes = memories.size();

/// Sums over these many steps are what a memory is judged by.
std::array<std::size_t, 3> judged_windows(Frequency frequency) {
    switch (frequency) {
        case Frequency::hour:
            return {24, 72, 168};
        case Frequency::day:
            return {7, 14, 28};
        case Frequency::week:
            return {4, 8, 13};
        case Frequency::month:
            return {1, 3, 6};
        case Frequency::quarter:
            return {1, 2, 4};
        case Frequency::year:
            return {1, 2, 3};
    }
    impossible("a Frequency outside its enum");
}

/// E of section 4, per memory; all zero when no origin can be judged.
std::array<double, lanes> errors(const Observed& seen, const Prefixes& sums,
                                 const CombineInput& input) {
    std::array<double, lanes> error{};
    const std::size_t n = seen.size();
    for (const std::size_t window : judged_windows(seen.frequency)) {
        if (n < input.first + window) {
            continue;
        }
        const std::size_t last = n - window;
        const std::size_t first = std::max(input.first, last - std::min(last, input.year));
        const double share =
            1 / (static_cast<double>(window) * static_cast<double>(last - first + 1));
        for (std::size_t t = first; t <= last; ++t) {
            const double needed = sums.quantity[t + window] - sums.quantity[t];
            const double profile = sums.known_profile[t + window] - sums.known_profile[t];
            for (std::size_t k = 0; k < lanes; ++k) {
                const double missed = needed - profile * input.by_memory[t * lanes + k];
                error[k] += share * missed * missed;
            }
        }
    }
    return error;
}

std::array<double, lanes> weights(std::array<double, lanes> error) {
    // Errors are in squared scales; below this they are rounding and all memories are equal.
    constexpr double rounding = 1e-12;
    const double least = std::ranges::min(error) + rounding;
    double sum = 0;
    for (double& e : error) {
        const double ratio = least / (e + rounding);
        e = ratio * ratio * ratio * ratio;
        sum += e;
    }
    for (double& e : error) {
        e /= sum;
    }
    return error;
}

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

MemoryWeights memory_weights(const Observed& seen, const Prefixes& sums,
                             const CombineInput& input) {
    return weights(errors(seen, sums, input));
}

std::vector<double> combined_level(std::span<const double> by_memory, const MemoryWeights& weight) {
    std::vector<double> level(by_memory.size() / lanes, 0);
    for (std::size_t t = 0; t < level.size(); ++t) {
        for (std::size_t k = 0; k < lanes; ++k) {
            level[t] += weight[k] * by_memory[t * lanes + k];
        }
    }
    return level;
}

}  // namespace vorrat::forecast

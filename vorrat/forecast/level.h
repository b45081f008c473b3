#pragma once

#include <array>
#include <span>
#include <vector>

#include "vorrat/forecast/observed.h"

namespace vorrat::forecast {

/// Smoothing constants tried side by side: memories of about 50, 20, 10, 5 and 3 known steps.
constexpr std::array<double, 5> memories{0.02, 0.05, 0.1, 0.2, 0.35};

/// Sums over the history that every window needs, each with n + 1 values from 0 on.
struct Prefixes {
    std::vector<double> quantity;       ///< of y over known steps
    std::vector<double> known_profile;  ///< of the season over known steps
    std::vector<double> profile;        ///< of the season over all steps
};
Prefixes prefixes(const Observed& seen, std::span<const double> profile);

/// The level of need after each number of steps, one row per memory.
/// docs/math/forecast.md section 3.1.
///
/// returns   (n + 1) x memories values, row-major: row t knows the steps before t. Rows before the
///           first known step hold the level after it.
/// cost      O(n memories)
std::vector<double> levels(const Observed& seen, std::span<const double> profile);

}  // namespace vorrat::forecast

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "vorrat/forecast/observed.h"

namespace vorrat::forecast {

/// φ of the trends: 1 goes on for ever. docs/math/forecast.md section 3.
constexpr std::array<double, 3> dampings{1, 0.95, 0.85};
/// D(h) = φ + φ² + ... + φ^(h+1) of each damping, for h below 1,000.
const std::array<double, dampings.size()>& damped_steps(std::size_t h);

enum class Method : std::uint8_t { smoothing, drift, damped_trend, croston, tsb, adida };

/// `smoothing`, `drift`, `damped_trend`, `croston`, `tsb`, `adida`.
std::string_view to_string(Method method);

/// One way to foresee a series.
struct Candidate {
    Method method = Method::smoothing;
    double alpha = 0;         ///< of the level; of TSB: of the probability of a need
    double beta = 0;          ///< damped trend: of the slope; TSB: of the size of a need
    std::size_t damping = 0;  ///< position in dampings
    double prior = 1;         ///< section 4, > 0
};

/// What the candidates expect after each number of steps, row-major; row t knows the steps before
/// t. Rows before the first known step hold what stands after it.
struct Candidates {
    std::vector<Candidate> list;
    std::vector<double> level;  ///< (n + 1) x list
    std::vector<double> slope;  ///< (n + 1) x list; empty: none of them has a trend
};

/// docs/math/forecast.md sections 3.1 to 3.3. At least one step is known.
/// cost      O(n list)
Candidates candidates(const Observed& seen, std::span<const double> profile);

}  // namespace vorrat::forecast

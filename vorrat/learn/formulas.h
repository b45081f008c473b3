#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace vorrat::learn {

constexpr std::size_t formula_count = 8;

/// What formula `number` < formula_count foresees for the `steps` periods after `needs`, which is
/// not empty; >= 0, at most twice the largest need. docs/math/learn.md 1
std::vector<double> foresee(std::size_t number, std::span<const double> needs, std::size_t steps);

/// Halvings of the weight for having been chosen among many.
double handicap(std::size_t number);

}  // namespace vorrat::learn

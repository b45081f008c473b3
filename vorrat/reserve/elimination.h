#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace vorrat::reserve {

/// A cost of the values of a few variables: row-major, the last variable fastest; infinity where
/// the values exclude each other.
struct Factor {
    std::vector<std::size_t> variables;  ///< without repeats
    std::vector<double> table;           ///< product of their domains
};

struct Assignment {
    std::vector<std::size_t> value;  ///< one per variable
    double cost = 0;                 ///< infinity: no values fit each other
};

/// The values that make the sum of all factors least, by eliminating one variable after another,
/// next the one that leaves the smallest table (ties: the lowest). Exact.
///
/// domains  number of values of each variable, >= 1
/// returns  nothing where a table would pass `entries_max`; `largest` then holds its entries
/// cost     O(sum over variables of table x domain x factors)
/// source   Bertele & Brioschi 1972
std::optional<Assignment> least_sum(std::span<const std::size_t> domains,
                                    std::vector<Factor> factors, double entries_max,
                                    double& largest);

}  // namespace vorrat::reserve

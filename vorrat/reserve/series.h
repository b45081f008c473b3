#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace vorrat::reserve {

struct SeriesStage {
    double echelon_holding = 0;  ///< h_j per unit and period, >= 0; some stage's is > 0
    double lead = 0;             ///< periods, >= 0
};

struct SeriesLevels {
    std::vector<std::ptrdiff_t> up_to;  ///< S_j of the echelon of each stage, in the order given
    double cost = 0;                    ///< expected, per period
};

/// Stages that supply each other in a line, need at the first, plenty above the last; echelon base
/// stock, which is optimal there. docs/math/reserve.md 4
///
/// stages   the first meets the need; at least one
/// rate     of the Poisson need, units per period, > 0
/// penalty  per unit that waits and period, > 0
/// cost     O(stages x levels x needs)
/// source   Clark & Scarf 1960; Chen & Zheng 1994; Shang & Song 2003
SeriesLevels series_levels(std::span<const SeriesStage> stages, double rate, double penalty);

}  // namespace vorrat::reserve

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "vorrat/model/need.h"

namespace vorrat::placement {

/// Paths of need per series. A power of two; 128 resolve probabilities to 0.8 %.
constexpr std::size_t path_count = 128;

/// Draws paths of need whose steps have the forecast's distributions and whose sum over the
/// protection interval has the distribution the forecast states for it. docs/math/placement.md 3.
class PathDrawer {
public:
    /// levels  of the forecast; steps: the longest path that will be drawn
    PathDrawer(std::span<const double> levels, int steps);

    /// needs[k * steps + t] = need of path k in step t, for t < steps; k < path_count.
    /// series, interval  positions in the forecast; the interval starts at step 0
    /// steps             at least the interval's, at most the forecast's horizon
    /// cost              O(paths x steps + paths log paths)
    void draw(const NeedForecast& forecast, std::size_t series, std::size_t interval, int steps,
              std::span<double> needs) const;

private:
    /// Where a level lies on the pieces of a quantile function: the same for all series.
    struct Position {
        std::size_t piece = 0;
        double share = 0;
    };

    Position locate(double level) const;
    void stretch(const NeedForecast& forecast, std::size_t series, std::size_t interval, int steps,
                 std::span<double> needs) const;

    std::vector<double> levels_;
    std::vector<Position> step_positions_;  // steps x paths
    std::vector<Position> sum_positions_;   // paths: levels (r + 1/2) / K
};

}  // namespace vorrat::placement

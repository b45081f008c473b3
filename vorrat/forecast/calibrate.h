#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace vorrat::forecast {

/// Learns from what came which level of the foreseen distribution is really met with a wanted
/// probability. docs/math/forecast.md section 8.5.
class Calibration {
public:
    /// The levels at which foreseen quantiles are to be given to `add`, rising.
    static std::span<const double> asked();

    Calibration();
    /// quantiles   foreseen, one per asked level; weight > 0
    void add(std::span<const double> quantiles, double needed, double weight);
    void add(const Calibration& other);

    /// For each wanted level (rising, in (0, 1)) the level to ask for, rising as well.
    std::vector<double> levels_for(std::span<const double> wanted) const;

private:
    std::vector<double> losses_;  ///< wanted grid x asked: sums of pinball losses
    double added_ = 0;
};

}  // namespace vorrat::forecast

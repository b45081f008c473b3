#include "vorrat/placement/path_sums.h"

#include <algorithm>

#include "vorrat/base/check.h"

namespace vorrat::placement {

PathSums::PathSums(std::span<const float> values, double extra) {
    check(values.size() == path_count, "a value per path");
    std::copy(values.begin(), values.end(), sorted_.begin());
    std::sort(sorted_.begin(), sorted_.end());
    for (std::size_t k = 0; k < path_count; ++k) {
        sorted_[k] = std::max(0.0F, static_cast<float>(sorted_[k] + extra));
        sums_[k + 1] = sums_[k] + static_cast<double>(sorted_[k]);
    }
}

double PathSums::covered(double units) const {
    const auto above = std::upper_bound(sorted_.begin(), sorted_.end(), static_cast<float>(units));
    const auto below = static_cast<std::size_t>(above - sorted_.begin());
    return (sums_[below] + units * static_cast<double>(path_count - below)) / path_count;
}

double PathSums::quantile(double ratio) const {
    const double position = std::clamp(ratio * path_count - 0.5, 0.0, path_count - 1.0);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, path_count - 1);
    const double share = position - static_cast<double>(below);
    return sorted_[below] + share * (sorted_[above] - sorted_[below]);
}

}  // namespace vorrat::placement

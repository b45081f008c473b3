#include "vorrat/reserve/series.h"

#include <algorithm>
#include <cmath>

#include "vorrat/base/check.h"
#include "vorrat/reserve/discrete.h"

namespace vorrat::reserve {
namespace {

/// A cost over whole levels: a table from 0 on, a straight line below, flat above `cap`.
struct LevelCost {
    std::vector<double> table;
    double slope_below = 0;
    std::ptrdiff_t cap = 0;

    double at(std::ptrdiff_t y) const {
        y = std::min(y, cap);
        return y >= 0 ? table[static_cast<std::size_t>(y)]
                      : table.front() + slope_below * static_cast<double>(y);
    }
};

std::size_t least_level(const std::vector<double>& table) {
    return static_cast<std::size_t>(std::min_element(table.begin(), table.end()) - table.begin());
}

/// E[h (y - D) + below(y - D)] for y = 0 .. levels - 1.
std::vector<double> add_stage(double h, const DiscreteNeed& need, const LevelCost& below,
                              std::size_t levels) {
    std::vector<double> table(levels, 0);
    for (std::size_t y = 0; y < levels; ++y) {
        for (std::size_t d = 0; d < need.probability.size(); ++d) {
            const auto left = static_cast<std::ptrdiff_t>(y) - static_cast<std::ptrdiff_t>(d);
            table[y] += need.probability[d] * (h * static_cast<double>(left) + below.at(left));
        }
    }
    return table;
}

}  // namespace

SeriesLevels series_levels(std::span<const SeriesStage> stages, double rate, double penalty) {
    check(!stages.empty(), "a series has a stage");
    double holding = 0;
    double lead = 0;
    for (const SeriesStage& stage : stages) {
        holding += stage.echelon_holding;
        lead += stage.lead;
    }
    // No level is worth more than the need of the whole way, but for a probability of 1e-15.
    const std::size_t levels = poisson_need(rate * lead).probability.size() + 1;

    // Before the first stage: what waits costs p + H per unit, what is there nothing.
    LevelCost below{std::vector<double>(1, 0), -(penalty + holding), 0};
    SeriesLevels answer;
    for (const SeriesStage& stage : stages) {
        below.table =
            add_stage(stage.echelon_holding, poisson_need(rate * stage.lead), below, levels);
        below.slope_below += stage.echelon_holding;
        const std::size_t best = least_level(below.table);
        below.cap = static_cast<std::ptrdiff_t>(best);
        answer.up_to.push_back(below.cap);
        answer.cost = below.table[best];
    }
    return answer;
}

}  // namespace vorrat::reserve

#include "vorrat/forecast/calibrate.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "vorrat/base/check.h"
#include "vorrat/forecast/metrics.h"

namespace vorrat::forecast {
namespace {

/// Wanted levels at which the map is learned; between them it is linear in the logit.
constexpr std::array<double, 13> learned{0.005, 0.025, 0.075, 0.165, 0.25,  0.375, 0.5,
                                         0.625, 0.75,  0.835, 0.925, 0.975, 0.995};
constexpr std::size_t fineness = 81;
constexpr double widest_logit = 7;

double logit(double level) { return std::log(level / (1 - level)); }
double level_of(double logit) { return 1 / (1 + std::exp(-logit)); }

std::vector<double> even_logits() {
    std::vector<double> levels;
    for (std::size_t k = 0; k < fineness; ++k) {
        const double share = static_cast<double>(k) / (fineness - 1);
        levels.push_back(level_of(widest_logit * (2 * share - 1)));
    }
    return levels;
}

}  // namespace

std::span<const double> Calibration::asked() {
    static const std::vector<double> levels = even_logits();
    return levels;
}

Calibration::Calibration() : losses_(learned.size() * fineness, 0) {}

void Calibration::add(std::span<const double> quantiles, double needed, double weight) {
    check(quantiles.size() == fineness, "a calibration is given one quantile per asked level");
    for (std::size_t i = 0; i < learned.size(); ++i) {
        for (std::size_t k = 0; k < fineness; ++k) {
            losses_[i * fineness + k] += weight * pinball(needed, quantiles[k], learned[i]);
        }
    }
    added_ += weight;
}

void Calibration::add(const Calibration& other) {
    for (std::size_t i = 0; i < losses_.size(); ++i) {
        losses_[i] += other.losses_[i];
    }
    added_ += other.added_;
}

std::vector<double> Calibration::levels_for(std::span<const double> wanted) const {
    if (added_ == 0) {
        return {wanted.begin(), wanted.end()};
    }
    std::vector<double> from;
    std::vector<double> to;
    for (std::size_t i = 0; i < learned.size(); ++i) {
        const auto row = std::span(losses_).subspan(i * fineness, fineness);
        const auto best = static_cast<std::size_t>(std::ranges::min_element(row) - row.begin());
        from.push_back(logit(learned[i]));
        const double found = logit(asked()[best]);
        // Two wanted levels that are met by one level still rise.
        constexpr double least_step = 1e-3;
        to.push_back(to.empty() ? found : std::max(found, to.back() + least_step));
    }
    std::vector<double> levels;
    for (const double level : wanted) {
        const double x = logit(level);
        const auto above = static_cast<std::size_t>(
            std::clamp<std::ptrdiff_t>(std::ranges::upper_bound(from, x) - from.begin(), 1,
                                       static_cast<std::ptrdiff_t>(from.size()) - 1));
        const double share = (x - from[above - 1]) / (from[above] - from[above - 1]);
        levels.push_back(level_of(to[above - 1] + share * (to[above] - to[above - 1])));
    }
    return levels;
}

}  // namespace vorrat::forecast

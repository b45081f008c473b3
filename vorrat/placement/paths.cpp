#include "vorrat/placement/paths.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "vorrat/base/check.h"
#include "vorrat/base/random.h"
#include "vorrat/reserve/reserve.h"

namespace vorrat::placement {
namespace {

constexpr std::size_t K = path_count;
constexpr double alike = 0.3;  // rho: how alike the steps of one path are; sums do not depend on it
constexpr std::uint64_t seed = 8'615'473;

double stratum(std::size_t rank) { return (static_cast<double>(rank) + 0.5) / K; }

using Order = std::array<std::size_t, K>;

Order rising(const std::array<double, K>& values) {
    Order order{};
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&values](std::size_t a, std::size_t b) {
        return values[a] != values[b] ? values[a] < values[b] : a < b;
    });
    return order;
}

/// The quantile function's corners, with 0 before the first level and the value at level 1 last.
void corners(const NeedCurve& curve, std::vector<double>& out) {
    out.clear();
    out.push_back(0);
    out.insert(out.end(), curve.quantiles.begin(), curve.quantiles.end());
    out.push_back(curve.quantile(1));
}

}  // namespace

PathDrawer::PathDrawer(std::span<const double> levels, int steps)
    : levels_(levels.begin(), levels.end()) {
    step_positions_.reserve(static_cast<std::size_t>(steps) * K);
    for (int t = 0; t < steps; ++t) {
        Random random(seed, static_cast<std::uint64_t>(t));
        std::array<double, K> mixed{};
        for (std::size_t k = 0; k < K; ++k) {
            mixed[k] = std::sqrt(alike) * reserve::normal_quantile(stratum(k)) +
                       std::sqrt(1 - alike) * random.normal();
        }
        const Order order = rising(mixed);
        std::array<Position, K> positions{};
        for (std::size_t rank = 0; rank < K; ++rank) {
            positions[order[rank]] = locate(stratum(rank));
        }
        step_positions_.insert(step_positions_.end(), positions.begin(), positions.end());
    }
    for (std::size_t rank = 0; rank < K; ++rank) {
        sum_positions_.push_back(locate(stratum(rank)));
    }
}

PathDrawer::Position PathDrawer::locate(double level) const {
    const auto above = std::lower_bound(levels_.begin(), levels_.end(), level);
    const auto piece = static_cast<std::size_t>(above - levels_.begin());
    const double from = piece == 0 ? 0 : levels_[piece - 1];
    const double to = piece == levels_.size() ? 1 : levels_[piece];
    return {piece, (level - from) / (to - from)};
}

void PathDrawer::draw(const NeedForecast& forecast, std::size_t series, std::size_t interval,
                      int steps, std::span<double> needs) const {
    check(needs.size() == K * static_cast<std::size_t>(steps), "a value per path and step");
    const auto width = static_cast<std::size_t>(steps);
    std::vector<double> corner;
    for (std::size_t t = 0; t < width; ++t) {
        corners(forecast.step(series, static_cast<int>(t)), corner);
        for (std::size_t k = 0; k < K; ++k) {
            const Position at = step_positions_[t * K + k];
            needs[k * width + t] =
                corner[at.piece] + at.share * (corner[at.piece + 1] - corner[at.piece]);
        }
    }
    stretch(forecast, series, interval, steps, needs);
}

void PathDrawer::stretch(const NeedForecast& forecast, std::size_t series, std::size_t interval,
                         int steps, std::span<double> needs) const {
    const int summed = forecast.intervals[interval].steps;
    const auto width = static_cast<std::size_t>(steps);
    std::array<double, K> sums{};
    for (std::size_t k = 0; k < K; ++k) {
        for (int t = 0; t < summed; ++t) {
            sums[k] += needs[k * width + static_cast<std::size_t>(t)];
        }
    }
    std::vector<double> corner;
    corners(forecast.sum(series, interval), corner);
    double mean = 0;
    for (int t = 0; t < summed; ++t) {
        mean += forecast.step(series, t).mean;
    }
    const Order order = rising(sums);
    for (std::size_t rank = 0; rank < K; ++rank) {
        const Position at = sum_positions_[rank];
        const double sum = corner[at.piece] + at.share * (corner[at.piece + 1] - corner[at.piece]);
        const std::size_t k = order[rank];
        const std::span<double> path = needs.subspan(k * width, width);
        if (sums[k] > 0) {
            for (double& need : path) {
                need *= sum / sums[k];
            }
            continue;
        }
        for (int t = 0; t < summed; ++t) {
            const double part = mean > 0 ? forecast.step(series, t).mean / mean : 1.0 / summed;
            path[static_cast<std::size_t>(t)] = sum * part;
        }
    }
}

}  // namespace vorrat::placement

#include "vorrat/model/need.h"

#include <algorithm>

#include "vorrat/base/check.h"

namespace vorrat {
namespace {

/// The pieces of the quantile function: (level, quantity) at both ends.
struct Piece {
    double level_from, level_to, from, to;
};

/// Q(0): the first piece between two levels goes on below them, but not below zero.
double least(const NeedCurve& curve) {
    if (curve.levels.size() < 2) {
        return 0;
    }
    const double slope =
        (curve.quantiles[1] - curve.quantiles[0]) / (curve.levels[1] - curve.levels[0]);
    return std::max(0.0, curve.quantiles[0] - slope * curve.levels[0]);
}

Piece piece(const NeedCurve& curve, std::size_t k) {
    const std::size_t n = curve.levels.size();
    const double level_from = k == 0 ? 0 : curve.levels[k - 1];
    const double from = k == 0 ? least(curve) : curve.quantiles[k - 1];
    if (k < n) {
        return {level_from, curve.levels[k], from, curve.quantiles[k]};
    }
    const double before_level = n >= 2 ? curve.levels[n - 2] : 0;
    const double before = n >= 2 ? curve.quantiles[n - 2] : 0;
    const double slope = (from - before) / (level_from - before_level);
    return {level_from, 1, from, from + slope * (1 - level_from)};
}

}  // namespace

double NeedCurve::quantile(double level) const {
    check(!levels.empty(), "a need curve has at least one level");
    const auto above = std::lower_bound(levels.begin(), levels.end(), level);
    const Piece p = piece(*this, static_cast<std::size_t>(above - levels.begin()));
    const double share = (level - p.level_from) / (p.level_to - p.level_from);
    return p.from + std::clamp(share, 0.0, 1.0) * (p.to - p.from);
}

double NeedCurve::probability_met(double quantity) const {
    double met = 0;
    for (std::size_t k = 0; k <= levels.size(); ++k) {
        const Piece p = piece(*this, k);
        if (quantity >= p.to) {
            met = p.level_to;
        } else {
            if (quantity > p.from) {
                met = p.level_from +
                      (p.level_to - p.level_from) * (quantity - p.from) / (p.to - p.from);
            }
            break;
        }
    }
    return met;
}

double NeedCurve::expected_shortage(double quantity) const {
    double sum = 0;
    for (std::size_t k = 0; k <= levels.size(); ++k) {
        const Piece p = piece(*this, k);
        if (p.to <= quantity) {
            continue;
        }
        const double from = std::max(p.from, quantity);
        const double share = p.to > p.from ? (p.to - from) / (p.to - p.from) : 1;
        sum += (p.level_to - p.level_from) * share * (0.5 * (from + p.to) - quantity);
    }
    return sum;
}

NeedCurve NeedForecast::step(std::size_t series_index, int step) const {
    check(series_index < series.size(), "a forecast is asked for a series it has");
    check(step >= 0, "a forecast is asked for a step from 0 on");
    check(step < horizon, "a forecast is asked for a step inside its horizon");
    const std::size_t cell =
        series_index * static_cast<std::size_t>(horizon) + static_cast<std::size_t>(step);
    return {mean[cell], levels, std::span(quantiles).subspan(cell * levels.size(), levels.size())};
}

NeedCurve NeedForecast::sum(std::size_t series_index, std::size_t interval) const {
    check(series_index < series.size(), "a forecast is asked for a series it has");
    check(interval < intervals.size(), "a forecast is asked for an interval it has");
    const std::size_t cell = series_index * intervals.size() + interval;
    return {sum_mean[cell], levels,
            std::span(sum_quantiles).subspan(cell * levels.size(), levels.size())};
}

std::size_t NeedForecast::find(SeriesKey key) const {
    const auto found = std::lower_bound(series.begin(), series.end(), key);
    if (found == series.end() || *found != key) {
        return series.size();
    }
    return static_cast<std::size_t>(found - series.begin());
}

}  // namespace vorrat

#include "vorrat/rounds/curve.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace vorrat::rounds {
namespace {

/// Narrower than the excess that is allowed, or what stands between two tranches would exceed it.
constexpr int tranches_per_piece = 128;

/// Of the larger of two valuations: who states another quantity at one that is nearer than this has
/// changed their mind.
constexpr double same_valuation = 0.01;

/// A piece from one value to another on a geometric scale, in steps of equal width. What falls to
/// nothing, or rises from it, is taken for a hundredth of the larger value there.
void cut(double width, double from, double to, std::vector<Tranche>& tranches) {
    constexpr double least = 0.01;
    const double larger = std::max(from, to);
    if (width <= 0) {
        return;
    }
    const double first = std::max(from, least * larger);
    const double ratio = larger > 0 ? std::max(to, least * larger) / first : 1;
    for (int k = 0; k < tranches_per_piece; ++k) {
        const double at = (k + 0.5) / tranches_per_piece;
        tranches.push_back({width / tranches_per_piece, first * std::pow(ratio, at)});
    }
}

}  // namespace

void Curve::add(double quantity, double valuation) {
    const double value =
        slope_ == Slope::falling ? std::min(valuation, most_) : std::max(valuation, 0.0);
    points_.push_back({quantity, value});
}

std::vector<Curve::Point> Curve::fitting() const {
    const double sign = slope_ == Slope::falling ? -1 : 1;
    std::vector<Point> kept;
    for (auto point = points_.rbegin(); point != points_.rend(); ++point) {
        const bool fits = std::ranges::all_of(kept, [&](const Point& newer) {
            const double more = point->quantity - newer.quantity;
            const double dearer = point->valuation - newer.valuation;
            const double margin = same_valuation * std::max(point->valuation, newer.valuation);
            return more == 0 || sign * dearer * (more > 0 ? 1 : -1) > margin;
        });
        if (fits) {
            kept.push_back(*point);
        }
    }
    std::ranges::sort(kept, [&](const Point& a, const Point& b) {
        return std::tuple(a.quantity, sign * a.valuation) <
               std::tuple(b.quantity, sign * b.valuation);
    });
    return kept;
}

std::vector<Tranche> Curve::tranches() const {
    const auto points = fitting();
    std::vector<Tranche> tranches;
    if (points.empty()) {
        return tranches;
    }
    const Point& first = points.front();
    const double beginning = slope_ == Slope::falling ? most_ : first.valuation;
    cut(first.quantity, beginning, first.valuation, tranches);
    for (std::size_t k = 1; k < points.size(); ++k) {
        cut(points[k].quantity - points[k - 1].quantity, points[k - 1].valuation,
            points[k].valuation, tranches);
    }
    return tranches;
}

}  // namespace vorrat::rounds

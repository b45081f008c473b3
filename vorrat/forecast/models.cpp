#include "vorrat/forecast/models.h"

#include <algorithm>
#include <numeric>

namespace vorrat::forecast {
namespace {

/// Quantities of the result are cut here, so that what is computed from them stays finite.
constexpr double largest_quantity = 1e300;

}  // namespace

Row row_of(NeedForecast& need, std::size_t row) {
    const auto cut = [&](std::vector<double>& values) {
        const std::size_t width = values.size() / need.series.size();
        return std::span(values).subspan(row * width, width);
    };
    return {cut(need.mean), cut(need.quantiles), cut(need.sum_mean), cut(need.sum_quantiles)};
}

void to_units(double scale, const Row& row) {
    for (const std::span<double> part :
         {row.mean, row.quantiles, row.sum_mean, row.sum_quantiles}) {
        for (double& value : part) {
            value = std::min(value * scale, largest_quantity);
        }
    }
}

void add_up_means(std::span<const Interval> intervals, const Row& out) {
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const auto [first, steps] = intervals[i];
        const auto begin = out.mean.begin() + first;
        out.sum_mean[i] = std::accumulate(begin, begin + steps, 0.0);
    }
}

}  // namespace vorrat::forecast

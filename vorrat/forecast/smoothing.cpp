#include <numeric>

#include "vorrat/forecast/expected.h"
#include "vorrat/forecast/models.h"
#include "vorrat/forecast/sample.h"
#include "vorrat/forecast/spread.h"

namespace vorrat::forecast {
namespace {

void write_quantiles(Sample& sample, std::span<const double> levels, std::size_t row,
                     std::span<double> out) {
    sample.quantiles(levels, out.subspan(row * levels.size(), levels.size()));
}

}  // namespace

void forecast_smoothing(const Observed& seen, const Settings& settings, const Row& out) {
    const Expected past = expected(seen);
    const Spread spread(past);
    Sample sample(grain_of(seen));
    for (std::size_t h = 0; h < out.mean.size(); ++h) {
        out.mean[h] = past.ahead(seen.size(), h);
        spread.fill({static_cast<int>(h), 1}, sample);
        write_quantiles(sample, settings.levels, h, out.quantiles);
    }
    add_up_means(settings.intervals, out);
    for (std::size_t i = 0; i < settings.intervals.size(); ++i) {
        spread.fill(settings.intervals[i], sample);
        write_quantiles(sample, settings.levels, i, out.sum_quantiles);
    }
}

void forecast_around(const Observed& seen, std::span<const double> means, const Levels& levels,
                     std::span<const Interval> intervals, const Row& out) {
    const Expected past = expected(seen);
    const Spread spread(past);
    Sample sample(grain_of(seen));
    for (std::size_t h = 0; h < out.mean.size(); ++h) {
        spread.fill_around(means[h], {static_cast<int>(h), 1}, sample);
        out.mean[h] = means[h];
        write_quantiles(sample, levels.steps, h, out.quantiles);
    }
    add_up_means(intervals, out);
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const auto begin = means.begin() + intervals[i].first;
        const double mean = std::accumulate(begin, begin + intervals[i].steps, 0.0);
        spread.fill_around(mean, intervals[i], sample);
        write_quantiles(sample, levels.sums, i, out.sum_quantiles);
    }
}

Grounds grounds_of_next_step(const Expected& fitted) {
    if (fitted.seen.scale == 0) {
        return {};
    }
    Sample sample;
    return Spread(fitted).fill({0, 1}, sample);
}

}  // namespace vorrat::forecast

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "vorrat/forecast/models.h"
#include "vorrat/forecast/normal.h"
#include "vorrat/forecast/sample.h"

namespace vorrat::forecast {
namespace {

/// The known step `season` steps or a multiple of it before the horizon's step h, else the mean.
double last_season(const Observed& seen, std::size_t h) {
    const auto season = static_cast<std::size_t>(seen.season);
    for (std::size_t back = season - h % season; back <= seen.size(); back += season) {
        if (seen.known(seen.size() - back)) {
            return seen.quantity[seen.size() - back];
        }
    }
    return seen.mean;
}

/// Standard deviation of y_t - y_{t-m} over the known pairs of the last year, around zero.
double seasonal_difference(const Observed& seen) {
    const auto season = static_cast<std::size_t>(seen.season);
    const std::size_t n = seen.size();
    const std::size_t first = n - std::min(n, memory(seen.frequency).year);
    double squares = 0;
    double count = 0;
    for (std::size_t t = first + season; t < n; ++t) {
        if (!seen.known(t) || !seen.known(t - season)) {
            continue;
        }
        const double difference = seen.quantity[t] - seen.quantity[t - season];
        squares += difference * difference;
        ++count;
    }
    return count > 1 ? std::sqrt(squares / (count - 1)) : 0;
}

/// Sums over overlapping windows of the last year, those with unknown steps scaled up; windows
/// known by less than half are left out.
void fill_with_sums(const Observed& seen, std::size_t steps, Sample& sample) {
    sample.clear();
    const std::size_t n = seen.size();
    const std::size_t first = n - std::min(n, memory(seen.frequency).year);
    for (std::size_t t = first; t + steps <= n; ++t) {
        double sum = 0;
        double known = 0;
        for (std::size_t u = t; u < t + steps; ++u) {
            if (!seen.known(u)) {
                continue;
            }
            sum += seen.quantity[u];
            ++known;
        }
        const auto whole = static_cast<double>(steps);
        if (known > 0 && known >= 0.5 * whole) {
            sample.add(sum * whole / known, 1);
        }
    }
}

/// Distributions of sums, shifted so that their mean is the sum of the steps' means.
void sums_from_windows(const Observed& seen, const Settings& settings, const Row& out) {
    const std::size_t width = settings.levels.size();
    Sample sample;
    add_up_means(settings.intervals, out);
    for (std::size_t i = 0; i < settings.intervals.size(); ++i) {
        fill_with_sums(seen, static_cast<std::size_t>(settings.intervals[i].steps), sample);
        const std::span<double> quantiles = out.sum_quantiles.subspan(i * width, width);
        if (sample.size() == 0) {
            std::ranges::fill(quantiles, out.sum_mean[i]);
            continue;
        }
        sample.quantiles(settings.levels, quantiles);
        const double shift = out.sum_mean[i] - sample.mean();
        for (double& q : quantiles) {
            q = std::max(0.0, q + shift);
        }
    }
}

double recent_mean(const Observed& seen) {
    const std::size_t n = seen.size();
    double sum = 0;
    double known = 0;
    for (std::size_t t = n - std::min(n, recent_steps(seen.frequency)); t < n; ++t) {
        if (!seen.known(t)) {
            continue;
        }
        sum += seen.quantity[t];
        ++known;
    }
    return known > 0 ? sum / known : seen.mean;
}

/// Known quantities of the last year, rising; the mean of the series when there is none.
std::vector<double> last_year_sorted(const Observed& seen) {
    std::vector<double> values;
    for (std::size_t t = seen.size() - std::min(seen.size(), memory(seen.frequency).year);
         t < seen.size(); ++t) {
        if (seen.known(t)) {
            values.push_back(seen.quantity[t]);
        }
    }
    if (values.empty()) {
        values.push_back(seen.mean);
    }
    std::ranges::sort(values);
    return values;
}

/// Definition 7 of Hyndman & Fan 1996, the usual one of statistics programs.
double order_statistic(std::span<const double> rising, double level) {
    const double position = level * static_cast<double>(rising.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, rising.size() - 1);
    const double share = position - static_cast<double>(below);
    return rising[below] + share * (rising[above] - rising[below]);
}

}  // namespace

void forecast_seasonal_naive(const Observed& seen, const Settings& settings, const Row& out) {
    const std::size_t width = settings.levels.size();
    const double sigma = seasonal_difference(seen);
    const auto season = static_cast<std::size_t>(seen.season);
    for (std::size_t h = 0; h < out.mean.size(); ++h) {
        out.mean[h] = last_season(seen, h);
        const std::size_t whole_seasons = (h + 1) / season;
        const double spread = sigma * std::sqrt(1 + static_cast<double>(whole_seasons));
        for (std::size_t k = 0; k < width; ++k) {
            out.quantiles[h * width + k] =
                std::max(0.0, out.mean[h] + spread * normal_quantile(settings.levels[k]));
        }
    }
    sums_from_windows(seen, settings, out);
}

void forecast_recent_mean(const Observed& seen, const Settings& settings, const Row& out) {
    const std::size_t width = settings.levels.size();
    const std::vector<double> values = last_year_sorted(seen);
    std::ranges::fill(out.mean, recent_mean(seen));
    for (std::size_t h = 0; h < out.mean.size(); ++h) {
        for (std::size_t k = 0; k < width; ++k) {
            out.quantiles[h * width + k] = order_statistic(values, settings.levels[k]);
        }
    }
    sums_from_windows(seen, settings, out);
}

}  // namespace vorrat::forecast

#include "vorrat/forecast/pooled.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "vorrat/forecast/normal.h"

namespace vorrat::forecast {
namespace {

constexpr double shrink_units = 500;  // k: units of need that hold a group's season to its parent's
constexpr double half_life = 8;       // steps
constexpr int level_steps = 60;
constexpr double prior_units = 2;  // weight of the long mean in the level
constexpr double least_spread = 0.02;
constexpr double most_spread = 4;
constexpr double shared_spread = 0.05;  // part of the spread that is alike in all steps
constexpr double least_index = 1e-3;    // a season is never quite nothing
constexpr double counted_mean = 200;    // up to here whole units are counted

bool in_stock(const Series& series, std::size_t t) {
    return (series.available.empty() || series.available[t] != 0) &&
           !std::isnan(series.quantity[t]);
}

/// The known past on one grid: rows are series, columns the steps before the origin.
struct Grid {
    std::size_t series = 0;
    std::size_t steps = 0;
    std::size_t season = 1;
    std::size_t first_position = 0;  // of step 0 in the season
    std::vector<double> need;        // series x steps, 0 where not known
    std::vector<char> known;         // 1: in stock

    std::size_t position(std::size_t step) const { return (first_position + step) % season; }
};

Grid grid_of(const History& history, Date origin) {
    Date begin = origin;
    for (const Series& series : history.series) {
        begin = std::min(begin, series.start);
    }
    Grid grid;
    grid.series = history.series.size();
    grid.steps =
        static_cast<std::size_t>(std::max(0, steps_between(begin, origin, history.frequency)));
    grid.season = static_cast<std::size_t>(season_length(history.frequency));
    constexpr Date anchor{std::chrono::year{2001} / 1 / 1};
    const int season = season_length(history.frequency);
    const int first = steps_between(anchor, begin, history.frequency) % season;
    grid.first_position = static_cast<std::size_t>((first + season) % season);
    grid.need.assign(grid.series * grid.steps, 0);
    grid.known.assign(grid.series * grid.steps, 0);
    for (std::size_t i = 0; i < grid.series; ++i) {
        const Series& series = history.series[i];
        const auto offset = static_cast<std::size_t>(
            std::max(0, steps_between(begin, series.start, history.frequency)));
        for (std::size_t t = 0; t < series.quantity.size() && offset + t < grid.steps; ++t) {
            if (in_stock(series, t)) {
                grid.need[i * grid.steps + offset + t] = series.quantity[t];
                grid.known[i * grid.steps + offset + t] = 1;
            }
        }
    }
    return grid;
}

/// Section 1: index[i * season + p].
class Season {
public:
    Season(const Grid& grid, std::span<const Grouping> groupings)
        : grid_(grid), index_(grid.series * grid.season) {
        const std::vector<double> shared = of_all();
        for (std::size_t i = 0; i < grid.series; ++i) {
            std::copy(shared.begin(), shared.end(), index_.begin() + at(i, 0));
        }
        for (const Grouping& grouping : groupings) {
            bend(grouping);
        }
        for (std::size_t i = 0; i < grid.series; ++i) {
            level_off(std::span(index_).subspan(i * grid.season, grid.season));
        }
    }

    double operator()(std::size_t i, std::size_t position) const {
        return index_[i * grid_.season + position];
    }

private:
    std::ptrdiff_t at(std::size_t i, std::size_t p) const {
        return static_cast<std::ptrdiff_t>(i * grid_.season + p);
    }

    std::vector<double> of_all() const {
        std::vector<double> sum(grid_.season, 0);
        std::vector<double> count(grid_.season, 0);
        for (std::size_t i = 0; i < grid_.series; ++i) {
            for (std::size_t t = 0; t < grid_.steps; ++t) {
                sum[grid_.position(t)] += grid_.need[i * grid_.steps + t];
                count[grid_.position(t)] += grid_.known[i * grid_.steps + t];
            }
        }
        const double all = std::accumulate(sum.begin(), sum.end(), 0.0);
        const double cells = std::accumulate(count.begin(), count.end(), 0.0);
        std::vector<double> index(grid_.season, 1);
        for (std::size_t p = 0; p < grid_.season; ++p) {
            if (count[p] > 0 && all > 0) {
                index[p] = std::max(least_index, sum[p] / count[p] / (all / cells));
            }
        }
        return index;
    }

    /// What the series would have needed per position at its centred level, and what it did need.
    void add_expected(std::size_t i, std::span<double> needed, std::span<double> expected) const {
        const std::size_t n = grid_.steps;
        std::vector<double> need(n + 1, 0);
        std::vector<double> weight(n + 1, 0);
        for (std::size_t t = 0; t < n; ++t) {
            need[t + 1] = need[t] + grid_.need[i * n + t];
            weight[t + 1] =
                weight[t] + (grid_.known[i * n + t] != 0 ? (*this)(i, grid_.position(t)) : 0);
        }
        const std::size_t half = grid_.season / 2;
        for (std::size_t t = 0; t < n; ++t) {
            if (grid_.known[i * n + t] == 0) {
                continue;
            }
            const std::size_t low = t > half ? t - half : 0;
            const std::size_t high = std::min(n, t + half + 1);
            const double level = (need[high] - need[low]) / (weight[high] - weight[low]);
            const std::size_t p = grid_.position(t);
            needed[p] += grid_.need[i * n + t];
            expected[p] += level * (*this)(i, p);
        }
    }

    void bend(const Grouping& grouping) {
        std::size_t groups = 0;
        for (const std::uint32_t g : grouping.group) {
            groups = std::max<std::size_t>(groups, g + 1);
        }
        std::vector<double> needed(groups * grid_.season, 0);
        std::vector<double> expected(groups * grid_.season, 0);
        for (std::size_t i = 0; i < grid_.series; ++i) {
            const std::size_t from = grouping.group[i] * grid_.season;
            add_expected(i, std::span(needed).subspan(from, grid_.season),
                         std::span(expected).subspan(from, grid_.season));
        }
        for (std::size_t i = 0; i < grid_.series; ++i) {
            for (std::size_t p = 0; p < grid_.season; ++p) {
                const std::size_t cell = grouping.group[i] * grid_.season + p;
                index_[i * grid_.season + p] *=
                    (needed[cell] + shrink_units) / (expected[cell] + shrink_units);
            }
        }
    }

    static void level_off(std::span<double> index) {
        const double mean =
            std::accumulate(index.begin(), index.end(), 0.0) / static_cast<double>(index.size());
        for (double& value : index) {
            value = std::max(least_index, value / mean);
        }
    }

    const Grid& grid_;
    std::vector<double> index_;
};

/// Sections 2 and 3 for one series.
struct Fit {
    double level = 0;
    double excess = 0;  ///< N_i
    double weight = 0;  ///< D_i
};

Fit fit(const Grid& grid, const Season& season, std::size_t i) {
    double recent = 0;
    double recent_weight = 0;
    double all = 0;
    double all_weight = 0;
    const std::size_t from = grid.steps > level_steps ? grid.steps - level_steps : 0;
    const auto aged = [&](std::size_t t) {
        return std::pow(0.5, static_cast<double>(grid.steps - 1 - t) / half_life);
    };
    for (std::size_t t = from; t < grid.steps; ++t) {
        if (grid.known[i * grid.steps + t] == 0) {
            continue;
        }
        const double need = grid.need[i * grid.steps + t];
        const double information = season(i, grid.position(t));
        recent += aged(t) * need;
        recent_weight += aged(t) * information;
        all += need;
        all_weight += information;
    }
    Fit fit;
    if (all_weight <= 0) {
        return fit;
    }
    fit.level = (recent + prior_units * all / all_weight) / (recent_weight + prior_units);
    for (std::size_t t = from; t < grid.steps; ++t) {
        if (grid.known[i * grid.steps + t] == 0) {
            continue;
        }
        const double m = fit.level * season(i, grid.position(t));
        const double error = grid.need[i * grid.steps + t] - m;
        fit.excess += aged(t) * (error * error - m);
        fit.weight += aged(t) * m * m;
    }
    return fit;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::vector<double> spreads(const std::vector<Fit>& fits) {
    double excess = 0;
    double weight = 0;
    std::vector<double> weights;
    for (const Fit& fit : fits) {
        excess += fit.excess;
        weight += fit.weight;
        weights.push_back(fit.weight);
    }
    const double shared = weight > 0 ? excess / weight : least_spread;
    const double prior = std::max(1e-9, median(std::move(weights)));
    std::vector<double> spread;
    spread.reserve(fits.size());
    for (const Fit& fit : fits) {
        spread.push_back(std::clamp((fit.excess + shared * prior) / (fit.weight + prior),
                                    least_spread, most_spread));
    }
    return spread;
}

/// Quantiles of need with the given mean and variance > mean at rising levels.
void add_quantiles(double mean, double variance, std::span<const double> levels,
                   std::vector<double>& out) {
    if (mean <= 0) {
        out.insert(out.end(), levels.size(), 0.0);
        return;
    }
    if (mean > counted_mean) {
        const double shape = mean * mean / variance;
        for (const double level : levels) {
            const double root =
                1 - 1 / (9 * shape) + normal_quantile(level) / (3 * std::sqrt(shape));
            out.push_back(mean * std::max(0.0, root * root * root));
        }
        return;
    }
    const double r = mean * mean / (variance - mean);
    const double stay = mean / (mean + r);
    double p = std::exp(r * std::log1p(-stay));
    double below = p;
    double units = 0;
    for (const double level : levels) {
        while (below < level && p > 1e-300) {
            p *= (units + r) / (units + 1) * stay;
            units += 1;
            below += p;
        }
        out.push_back(units);
    }
}

bool whole(const Series& series) {
    return std::ranges::all_of(series.quantity,
                               [](double y) { return std::isnan(y) || y == std::floor(y); });
}

}  // namespace

bool can_pool(const History& history, Date origin) {
    const bool seasonal =
        history.frequency == Frequency::week || history.frequency == Frequency::month;
    if (!seasonal || history.series.empty()) {
        return false;
    }
    const Date begin = std::ranges::min(history.series, {}, &Series::start).start;
    return 2 * steps_between(begin, origin, history.frequency) >=
               3 * season_length(history.frequency) &&
           std::ranges::all_of(history.series, whole);
}

Result<NeedForecast> pooled_forecast(const History& history, std::span<const Grouping> groupings,
                                     const Settings& settings) {
    const Date origin = settings.origin.value_or(first_unknown_date(history));
    const Grid grid = grid_of(history, origin);
    const Season season(grid, groupings);
    std::vector<Fit> fits;
    for (std::size_t i = 0; i < grid.series; ++i) {
        fits.push_back(fit(grid, season, i));
    }
    NeedForecast need;
    need.start = origin;
    need.frequency = history.frequency;
    need.horizon = settings.horizon;
    need.levels = settings.levels;
    need.intervals = settings.intervals;
    if (fits.empty()) {
        return bad_input("a pooled forecast: want a series, found none");
    }
    const std::vector<double> spread = spreads(fits);
    for (std::size_t i = 0; i < grid.series; ++i) {
        const auto row = std::span(grid.known).subspan(i * grid.steps, grid.steps);
        if (std::ranges::count(row, 1) == 0) {
            continue;
        }
        need.series.push_back({history.series[i].item, history.series[i].place});
        std::vector<double> m;
        for (int h = 0; h < settings.horizon; ++h) {
            m.push_back(fits[i].level *
                        season(i, grid.position(grid.steps + static_cast<std::size_t>(h))));
            need.mean.push_back(m.back());
            add_quantiles(m.back(), m.back() * (1 + spread[i] * m.back()), settings.levels,
                          need.quantiles);
        }
        for (const Interval& interval : settings.intervals) {
            double sum = 0;
            double squares = 0;
            for (int h = interval.first; h < interval.first + interval.steps; ++h) {
                sum += m[static_cast<std::size_t>(h)];
                squares += m[static_cast<std::size_t>(h)] * m[static_cast<std::size_t>(h)];
            }
            const double variance =
                sum + spread[i] * (shared_spread * sum * sum + (1 - shared_spread) * squares);
            need.sum_mean.push_back(sum);
            add_quantiles(sum, variance, settings.levels, need.sum_quantiles);
        }
    }
    if (need.series.empty()) {
        return bad_input("a pooled forecast: want a series known before the origin, found none");
    }
    return need;
}

}  // namespace vorrat::forecast

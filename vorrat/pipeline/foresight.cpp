#include "vorrat/pipeline/foresight.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "vorrat/forecast/forecast.h"
#include "vorrat/pipeline/pipeline.h"
#include "vorrat/placement/placement.h"

namespace vorrat::pipeline {
namespace {

constexpr int origins_scored = 6;

/// 0.025, 0.05, ..., 0.975: placement looks for one quantile that lies anywhere.
std::vector<double> fine_levels() {
    std::vector<double> levels;
    for (int k = 1; k < 40; ++k) {
        levels.push_back(k / 40.0);
    }
    return levels;
}

forecast::Settings settings_for(const World& world, Date origin, const Means& means) {
    forecast::Settings settings;
    settings.levels = fine_levels();
    settings.intervals = placement::intervals_needed(world, world.history.frequency);
    settings.horizon = 1;
    for (const Interval& interval : settings.intervals) {
        settings.horizon = std::max(settings.horizon, interval.first + interval.steps);
    }
    settings.origin = origin;
    settings.threads = means.threads;
    settings.progress = means.progress;
    return settings;
}

/// Who may share a season: the depots' own, then the goods' groups.
std::vector<forecast::Grouping> seasons_of(const World& world, const History& history) {
    std::vector<std::string> places;
    std::vector<std::string> groups;
    for (const Series& series : history.series) {
        places.push_back(world.places[series.place].id);
        groups.push_back(world.items[series.item].group);
    }
    return {forecast::group_by("place", places), forecast::group_by("group", groups)};
}

enum class Foresight { fast, pooled };

Result<NeedForecast> foresee_with(Foresight model, const World& world,
                                  const forecast::Settings& settings) {
    if (model == Foresight::fast) {
        return forecast::forecast(world.history, settings);
    }
    const History known = known_before(world.history, *settings.origin);
    return forecast::pooled_forecast(known, seasons_of(world, known), settings);
}

/// Need of a series in the first `steps` steps from `origin`; nothing where some of it is unknown.
std::optional<double> need_since(const History& history, const Series& series, Date origin,
                                 int steps) {
    const int offset = steps_between(series.start, origin, history.frequency);
    double sum = 0;
    for (int t = offset; t < offset + steps; ++t) {
        const auto at = static_cast<std::size_t>(t);
        const bool known = t >= 0 && at < series.quantity.size() &&
                           !std::isnan(series.quantity[at]) &&
                           (series.available.empty() || series.available[at] != 0);
        if (!known) {
            return std::nullopt;
        }
        sum += series.quantity[at];
    }
    return sum;
}

/// What placement would have paid for the first interval, had it stocked the quantile it aims at.
double paid(const World& world, const NeedForecast& forecast) {
    const Frequency frequency = world.history.frequency;
    const int steps = forecast.intervals.front().steps;
    const double h = placement::cycle_holding_cost(world.criteria, frequency);
    double sum = 0;
    for (const Series& series : world.history.series) {
        const std::size_t at = forecast.find({series.item, series.place});
        const auto need = need_since(world.history, series, forecast.start, steps);
        if (at == forecast.series.size() || !need) {
            continue;
        }
        const double b = placement::shortage_cost(world, series.item);
        const double ratio = placement::critical_ratio(world, series.item, frequency);
        const double stocked = forecast.sum(at, 0).quantile(ratio);
        sum += b * std::max(0.0, *need - stocked) + h * std::max(0.0, stocked - *need);
    }
    return sum;
}

Result<Foresight> cheaper_model(const World& world, Date start, const Means& means) {
    std::array<double, 2> cost{};
    for (int back = 1; back <= origins_scored; ++back) {
        const int steps = placement::intervals_needed(world, world.history.frequency).front().steps;
        const Date origin = advance(start, -back * steps, world.history.frequency);
        const auto settings = settings_for(world, origin, means);
        for (const Foresight model : {Foresight::fast, Foresight::pooled}) {
            const auto forecast = foresee_with(model, world, settings);
            if (!forecast) {
                return forecast.error();
            }
            cost[static_cast<std::size_t>(model)] += paid(world, *forecast);
        }
    }
    return cost[1] < cost[0] ? Foresight::pooled : Foresight::fast;
}

}  // namespace

Result<NeedForecast> foresee_for_placement(const World& world, Date start, const Means& means) {
    const auto settings = settings_for(world, start, means);
    if (settings.intervals.empty()) {
        return foresee(world, start, means);
    }
    const int back = origins_scored * settings.intervals.front().steps;
    if (!forecast::can_pool(world.history, advance(start, -back, world.history.frequency))) {
        return forecast::forecast(world.history, settings);
    }
    const auto model = cheaper_model(world, start, means);
    if (!model) {
        return model.error();
    }
    return foresee_with(*model, world, settings);
}

}  // namespace vorrat::pipeline

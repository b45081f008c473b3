#include "vorrat/pipeline/foresight.h"

#include <algorithm>

#include "vorrat/forecast/forecast.h"
#include "vorrat/pipeline/need_changes.h"
#include "vorrat/pipeline/need_overrides.h"
#include "vorrat/pipeline/pipeline.h"
#include "vorrat/placement/placement.h"

namespace vorrat::pipeline {
namespace {

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

/// The mean of two forecasts of the same steps and intervals, quantile by quantile; series that
/// only the first knows stay as they are.
NeedForecast halfway(NeedForecast one, const NeedForecast& other) {
    const auto mix = [&](std::vector<double>& to, const std::vector<double>& from, std::size_t row,
                         std::size_t from_row) {
        const std::size_t width = to.size() / one.series.size();
        for (std::size_t k = 0; k < width; ++k) {
            double& value = to[row * width + k];
            value += (from[from_row * width + k] - value) / 2;
        }
    };
    for (std::size_t row = 0; row < one.series.size(); ++row) {
        const std::size_t at = other.find(one.series[row]);
        if (at == other.series.size()) {
            continue;
        }
        mix(one.mean, other.mean, row, at);
        mix(one.quantiles, other.quantiles, row, at);
        mix(one.sum_mean, other.sum_mean, row, at);
        mix(one.sum_quantiles, other.sum_quantiles, row, at);
    }
    return one;
}

Result<NeedForecast> foresee_from_history(const World& world, const forecast::Settings& settings) {
    auto fast = forecast::forecast(world.history, settings);
    if (!fast || !forecast::can_pool(world.history, *settings.origin)) {
        return fast;
    }
    const History known = known_before(world.history, *settings.origin);
    const auto pooled = forecast::pooled_forecast(known, seasons_of(world, known), settings);
    if (!pooled) {
        return pooled.error();
    }
    return halfway(*std::move(fast), *pooled);
}

}  // namespace

Result<NeedForecast> foresee_for_placement(const World& world, Date start, const Means& means,
                                           KnownBetter known_better) {
    const auto settings = settings_for(world, start, means);
    if (settings.intervals.empty()) {
        return foresee(world, start, means);
    }
    auto foreseen = foresee_from_history(world, settings);
    if (!foreseen || known_better == KnownBetter::left_out) {
        return foreseen;
    }
    return with_need_changes(with_need_overrides(*std::move(foreseen), world), world);
}

}  // namespace vorrat::pipeline

#include "vorrat/forecast/evaluate.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "vorrat/forecast/forecast.h"
#include "vorrat/forecast/score.h"

namespace vorrat::forecast {
namespace {

Outcome check_settings(const History& history, const EvaluationSettings& settings) {
    if (settings.origins < 1 || settings.spacing < 1) {
        return usage_error(
            fmt::format("evaluate: want at least one origin and one step between "
                        "them, got {} and {}",
                        settings.origins, settings.spacing));
    }
    if (settings.models.empty()) {
        return usage_error("evaluate: want at least one model");
    }
    if (history.series.empty()) {
        return bad_input("history: want at least one series, got none");
    }
    if (const Outcome sound = check_quantile_levels(settings.forecast.levels); !sound) {
        return sound.error();
    }
    const std::size_t count = history.series.size();
    for (const Grouping& grouping : settings.groupings) {
        const auto beyond = [&](std::uint32_t group) { return group >= count; };
        if (grouping.group.size() != count || std::ranges::any_of(grouping.group, beyond)) {
            return usage_error(fmt::format(
                "evaluate: grouping {}: want a group below {} for each of {} series, got {}",
                grouping.name, count, count, grouping.group.size()));
        }
    }
    return Done{};
}

Grouping each_alone(std::size_t count) {
    Grouping grouping{"series", std::vector<std::uint32_t>(count)};
    for (std::uint32_t i = 0; i < count; ++i) {
        grouping.group[i] = i;
    }
    return grouping;
}

/// The wanted levels and those by which ties are told apart, docs/math/metrics.md section 5.
std::vector<double> levels_to_ask(const std::vector<double>& wanted) {
    constexpr int even = 40;
    std::vector<double> levels{wanted};
    for (const double level : {0.005, 0.01, 0.025, 0.25, 0.75, 0.975, 0.99, 0.995}) {
        levels.push_back(level);
    }
    for (int k = 0; k < even; ++k) {
        levels.push_back((k + 0.5) / even);
    }
    std::ranges::sort(levels);
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    return levels;
}

}  // namespace

Grouping group_by(std::string name, std::span<const std::string> keys) {
    Grouping grouping{std::move(name), {}};
    std::map<std::string_view, std::uint32_t> number;
    for (const std::string& key : keys) {
        const auto next = static_cast<std::uint32_t>(number.size());
        grouping.group.push_back(number.try_emplace(key, next).first->second);
    }
    return grouping;
}

Result<std::vector<Score>> evaluate(const History& history, const EvaluationSettings& settings) {
    const Outcome sound = check_settings(history, settings);
    if (!sound) {
        return sound.error();
    }
    std::vector<Grouping> groupings = settings.groupings;
    if (groupings.empty()) {
        groupings.push_back(each_alone(history.series.size()));
    }

    const Date end = first_unknown_date(history);
    std::vector<Score> scores;
    for (int i = settings.origins - 1; i >= 0; --i) {
        const int back = settings.forecast.horizon + i * settings.spacing;
        const Date origin = advance(end, -back, history.frequency);
        const Split split = split_at(history, origin, settings);
        for (const Model model : settings.models) {
            Settings asked = settings.forecast;
            asked.model = model;
            asked.origin = origin;
            asked.levels = levels_to_ask(settings.forecast.levels);
            asked.intervals.clear();
            const auto need = forecast(history, asked);
            if (!need) {
                return need.error();
            }
            scores.push_back(score(history, split, *need, groupings, settings.forecast.levels));
            scores.back().model = model;
        }
    }
    return scores;
}

}  // namespace vorrat::forecast

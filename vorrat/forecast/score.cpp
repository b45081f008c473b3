#include "vorrat/forecast/score.h"

#include <cmath>
#include <limits>
#include <span>

#include "vorrat/base/check.h"

namespace vorrat::forecast {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// A mean that grows; NaN while nothing was added.
struct Mean {
    double sum = 0;
    double weight = 0;

    void add(double value, double by = 1) {
        sum += by * value;
        weight += by;
    }
    double value() const { return weight > 0 ? sum / weight : not_known; }
};

/// A series of the history with its row in the forecast.
struct Scored {
    std::size_t series;
    std::size_t row;
};

std::vector<Scored> scored_series(const History& history, const NeedForecast& need) {
    std::vector<Scored> scored;
    for (std::size_t i = 0; i < history.series.size(); ++i) {
        const Series& series = history.series[i];
        const std::size_t row = need.find({series.item, series.place});
        if (row < need.series.size()) {
            scored.push_back({i, row});
        }
    }
    return scored;
}

std::span<const double> means_of(const NeedForecast& need, std::size_t row) {
    const auto horizon = static_cast<std::size_t>(need.horizon);
    return std::span(need.mean).subspan(row * horizon, horizon);
}

/// Weights as they are, or all alike when there is no money at all.
double weight_or_alike(double weight, double total) { return total > 0 ? weight : 1; }

void score_points(const Split& split, const NeedForecast& need, std::span<const Scored> scored,
                  Score& out) {
    Mean root, absolute, relative;
    double missed = 0;
    double needed = 0;
    for (const auto& [series, row] : scored) {
        const Outcomes outcomes{split.needed[series], means_of(need, row)};
        for (std::size_t h = 0; h < outcomes.needed.size(); ++h) {
            if (std::isnan(outcomes.needed[h])) {
                continue;
            }
            missed += outcomes.foreseen[h] - outcomes.needed[h];
            needed += outcomes.needed[h];
        }
        if (const auto error = smape(outcomes)) {
            relative.add(*error);
        }
        const auto scale = naive_scale(split.training[series]);
        if (!scale) {
            continue;
        }
        const auto error = rmsse(outcomes, scale->squared);
        if (!error) {
            continue;
        }
        root.add(*error);
        absolute.add(*mase(outcomes, scale->absolute));
        ++out.scaled;
    }
    out.rmsse = root.value();
    out.mase = absolute.value();
    out.smape = relative.value();
    out.bias = needed > 0 ? missed / needed : not_known;
}

/// Pinball loss of one series over known steps and the given levels, before scaling.
Mean mean_pinball(std::span<const double> needed, const NeedForecast& need, std::size_t row,
                  std::span<const double> levels) {
    Mean loss;
    for (std::size_t h = 0; h < needed.size(); ++h) {
        if (std::isnan(needed[h])) {
            continue;
        }
        const NeedCurve curve = need.step(row, static_cast<int>(h));
        for (const double level : levels) {
            loss.add(pinball(needed[h], curve.quantile(level), level));
        }
    }
    return loss;
}

constexpr Central middle_50{0.25, 0.75};
constexpr Central middle_95{0.025, 0.975};

void score_coverage(const Split& split, const NeedForecast& need, std::span<const Scored> scored,
                    Score& out) {
    Mean half, wide, half_shared, wide_shared;
    for (const auto& [series, row] : scored) {
        const std::vector<double>& needed = split.needed[series];
        for (std::size_t h = 0; h < needed.size(); ++h) {
            if (std::isnan(needed[h])) {
                continue;
            }
            const NeedCurve curve = need.step(row, static_cast<int>(h));
            const auto add = [&](Central central, Mean& counted, Mean& shared) {
                const bool inside = curve.quantile(central.from) <= needed[h] &&
                                    needed[h] <= curve.quantile(central.to);
                counted.add(inside ? 1 : 0);
                shared.add(share_inside(needed[h], curve.levels, curve.quantiles, central));
            };
            add(middle_50, half, half_shared);
            add(middle_95, wide, wide_shared);
        }
    }
    out.coverage_50 = half.value();
    out.coverage_95 = wide.value();
    out.calibration_50 = half_shared.value();
    out.calibration_95 = wide_shared.value();
}

void score_distributions(const Split& split, const NeedForecast& need,
                         std::span<const Scored> scored, std::span<const double> levels,
                         Score& out) {
    double money = 0;
    for (const auto& [series, row] : scored) {
        money += split.weight[series];
    }
    Mean plain, weighted;
    for (const auto& [series, row] : scored) {
        const auto scale = naive_scale(split.training[series]);
        const Mean loss = mean_pinball(split.needed[series], need, row, levels);
        if (!scale || loss.weight == 0) {
            continue;
        }
        const double scaled = loss.value() / scale->absolute;
        plain.add(scaled);
        weighted.add(scaled, weight_or_alike(split.weight[series], money));
    }
    out.scaled_pinball = plain.value();
    out.weighted_scaled_pinball = weighted.value();
}

/// The sum over the series of a group.
struct Group {
    std::vector<double> training;  ///< split.past values
    std::vector<double> needed;    ///< NaN where no member is known
    std::vector<double> foreseen;
    double weight = 0;
};

void add_training(std::span<const double> member, std::size_t offset, Group& group) {
    double last = 0;
    for (std::size_t t = 0; t < member.size(); ++t) {
        if (!std::isnan(member[t])) {
            last = member[t];
        }
        group.training[offset + t] += last;
    }
}

void add_outcomes(const Outcomes& member, Group& group) {
    for (std::size_t h = 0; h < member.needed.size(); ++h) {
        if (std::isnan(member.needed[h])) {
            continue;
        }
        const double before = std::isnan(group.needed[h]) ? 0 : group.needed[h];
        group.needed[h] = before + member.needed[h];
        group.foreseen[h] += member.foreseen[h];
    }
}

Group sum_of(const Split& split, const NeedForecast& need, std::span<const Scored> members) {
    const auto horizon = static_cast<std::size_t>(need.horizon);
    Group group{std::vector<double>(split.past, 0), std::vector<double>(horizon, not_known),
                std::vector<double>(horizon, 0)};
    for (const auto& [series, row] : members) {
        add_training(split.training[series], split.offset[series], group);
        add_outcomes({split.needed[series], means_of(need, row)}, group);
        group.weight += split.weight[series];
    }
    return group;
}

double wrmsse(const Split& split, const NeedForecast& need, std::span<const Scored> scored,
              const Grouping& grouping) {
    std::vector<std::vector<Scored>> groups;
    double money = 0;
    for (const Scored& one : scored) {
        const std::size_t group = grouping.group[one.series];
        if (groups.size() <= group) {
            groups.resize(group + 1);
        }
        groups[group].push_back(one);
        money += split.weight[one.series];
    }
    Mean mean;
    for (const std::vector<Scored>& members : groups) {
        if (members.empty()) {
            continue;
        }
        const Group group = sum_of(split, need, members);
        const auto scale = naive_scale(group.training);
        if (!scale) {
            continue;
        }
        const auto error = rmsse({group.needed, group.foreseen}, scale->squared);
        if (error) {
            mean.add(*error, weight_or_alike(group.weight, money));
        }
    }
    return mean.value();
}

}  // namespace

Score score(const History& history, const Split& split, const NeedForecast& need,
            const std::vector<Grouping>& groupings, std::span<const double> levels) {
    check(!groupings.empty(), "a score has at least one grouping");
    Score out;
    out.origin = split.origin;
    const std::vector<Scored> scored = scored_series(history, need);
    out.series = scored.size();
    score_points(split, need, scored, out);
    score_distributions(split, need, scored, levels, out);
    score_coverage(split, need, scored, out);
    Mean over_groupings;
    for (const Grouping& grouping : groupings) {
        out.wrmsse_by_grouping.push_back(wrmsse(split, need, scored, grouping));
        over_groupings.add(out.wrmsse_by_grouping.back());
    }
    out.wrmsse = over_groupings.value();
    return out;
}

}  // namespace vorrat::forecast

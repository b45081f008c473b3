#include "vorrat/forecast/accurate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "vorrat/forecast/calibrate.h"
#include "vorrat/forecast/features.h"
#include "vorrat/forecast/models.h"
#include "vorrat/forecast/stack.h"
#include "vorrat/trees/trees.h"

namespace vorrat::forecast {
namespace {

constexpr std::size_t rows_max = 400'000;
/// Windows of one horizon each that are held out before the origin.
constexpr std::size_t windows_max = 4;
/// Fewer rows than this teach a forest nothing that holds.
constexpr std::size_t rows_min = 2'000;
/// Origins that are wanted at least before steps ahead are left out to save rows.
constexpr std::size_t origins_wanted = 12;
/// Rows that are asked of a forest at a time.
constexpr std::size_t asked_at_once = 50'000;
/// Series per piece of parallel work.
constexpr std::size_t block = 16;

std::size_t horizon_of(const Settings& settings) {
    return static_cast<std::size_t>(settings.horizon);
}

/// A share of moments, the same for the same moment: every `keep_one_in`-th, well mixed.
bool kept(const Moment& moment, std::size_t keep_one_in) {
    std::uint64_t mixed = moment.track * 0x9E3779B97F4A7C15U + moment.back * 0xC2B2AE3D27D4EB4FU +
                          moment.ahead * 0x165667B19E3779F9U;
    mixed ^= mixed >> 29U;
    mixed *= 0xBF58476D1CE4E5B9U;
    mixed ^= mixed >> 32U;
    return mixed % keep_one_in == 0;
}

/// The series as they were known when a forest is grown, `until` steps before the origin, bounds
/// filled by what came before: what it may learn from.
class Known {
public:
    Known(const Panel& panel, std::size_t until) : panel_(panel) {
        for (std::size_t i = 0; i < panel.tracks().size(); ++i) {
            filled_.push_back(panel.tracks()[i].bounded ? panel.past(i, until).seen : Observed{});
        }
    }
    /// The step that a moment asks for, in scales of its track; nothing: it is not known.
    std::optional<double> quantity(const Moment& moment) const {
        const Track& track = panel_.tracks()[moment.track];
        if (moment.back > track.seen.size()) {
            return std::nullopt;
        }
        const Observed& seen = track.bounded ? filled_[moment.track] : track.seen;
        const std::size_t step = track.seen.size() - moment.back + moment.ahead;
        if (step >= seen.size() || !seen.known(step)) {
            return std::nullopt;
        }
        return seen.quantity[step];
    }

private:
    const Panel& panel_;
    std::vector<Observed> filled_;  ///< per track; empty where there are no bounds
};

/// Moments whose needs came before `until` steps before the origin.
std::vector<Moment> moments_before(const Panel& panel, const Known& known, std::size_t until,
                                   std::size_t horizon) {
    const std::size_t steps = std::min(panel.longest(), until + memory(panel.frequency()).all);
    const std::size_t first = until + horizon;
    if (steps <= first) {
        return {};
    }
    const std::size_t per_origin = panel.tracks().size() * horizon;
    const std::size_t affordable = std::max(origins_wanted, rows_max / per_origin);
    // Each step is seen from a few origins at most: more of them repeat one another.
    std::size_t stride = std::max({std::size_t{1}, horizon / 4, (steps - first) / affordable});
    while (std::gcd(stride, panel.cycles().season) != 1) {
        ++stride;
    }
    const std::size_t origins = (steps - first + stride - 1) / stride;
    const std::size_t keep_one_in = std::max<std::size_t>(1, origins * per_origin / rows_max);
    std::vector<Moment> moments;
    for (std::size_t back = first; back < steps; back += stride) {
        for (std::uint32_t i = 0; i < panel.tracks().size(); ++i) {
            for (std::uint32_t ahead = 0; ahead < horizon; ++ahead) {
                const Moment moment{i, static_cast<std::uint32_t>(back), ahead};
                if (kept(moment, keep_one_in) && known.quantity(moment)) {
                    moments.push_back(moment);
                }
            }
        }
    }
    return moments;
}

/// A forest of what came before `until` steps before the origin; nothing: that is too little.
Result<std::optional<trees::Forest>> learn(const Panel& panel, std::size_t until,
                                           std::size_t horizon, const Progress& progress) {
    const Known known(panel, until);
    const std::vector<Moment> moments = moments_before(panel, known, until, horizon);
    const Features rows = features_at(panel, moments);
    if (rows.moment.size() < rows_min) {
        return std::optional<trees::Forest>{};
    }
    std::vector<float> target;
    std::vector<double> need;
    for (std::size_t row = 0; row < rows.moment.size(); ++row) {
        const Moment& moment = moments[rows.moment[row]];
        target.push_back(static_cast<float>(*known.quantity(moment) / rows.level[row]));
        need.push_back(rows.level[row] * (panel.tracks()[moment.track].seen.scale / panel.unit()));
    }
    // Series weigh by their need; the mean weight is 1, so that leaf_weight means rows.
    const double mean =
        std::accumulate(need.begin(), need.end(), 0.0) / static_cast<double>(need.size());
    std::vector<float> weight;
    weight.reserve(need.size());
    for (const double value : need) {
        weight.push_back(std::max(1e-6F, static_cast<float>(value / mean)));
    }
    auto forest =
        trees::Forest::grow({{rows.cells, feature_columns(panel)}, target, weight}, {}, progress);
    if (!forest) {
        return forest.error();
    }
    return std::optional(*std::move(forest));
}

/// Means that a forest foresees, in scales of the tracks; NaN where too little is known.
std::vector<double> foresee(const Panel& panel, const trees::Forest& forest,
                            std::span<const Moment> moments) {
    std::vector<double> means(moments.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t first = 0; first < moments.size(); first += asked_at_once) {
        const std::size_t count = std::min(asked_at_once, moments.size() - first);
        const Features rows = features_at(panel, moments.subspan(first, count));
        if (rows.moment.empty()) {
            continue;
        }
        const std::vector<float> answers = forest.means({rows.cells, feature_columns(panel)});
        for (std::size_t row = 0; row < answers.size(); ++row) {
            means[first + rows.moment[row]] = static_cast<double>(answers[row]) * rows.level[row];
        }
    }
    return means;
}

/// The moments of one window: all tracks, `back` steps before the origin, every step ahead.
std::vector<Moment> window_at(const Panel& panel, std::size_t back, std::size_t horizon) {
    std::vector<Moment> moments;
    for (std::uint32_t i = 0; i < panel.tracks().size(); ++i) {
        for (std::uint32_t ahead = 0; ahead < horizon; ++ahead) {
            moments.push_back({i, static_cast<std::uint32_t>(back), ahead});
        }
    }
    return moments;
}

/// A series as smoothing saw it `back` steps ago; nothing where it has nothing to go by.
std::optional<Observed> earlier(const Observed& seen, std::size_t back) {
    auto then = before(seen, back, memory(seen.frequency).all);
    return then && then->scale > 0 ? then : std::nullopt;
}

/// Room for the forecast of one series.
struct OwnRow {
    std::vector<double> mean, quantiles, sum_mean, sum_quantiles;

    explicit OwnRow(const Settings& settings)
        : mean(horizon_of(settings)),
          quantiles(horizon_of(settings) * settings.levels.size()),
          sum_mean(settings.intervals.size()),
          sum_quantiles(settings.intervals.size() * settings.levels.size()) {}
    Row row() { return {mean, quantiles, sum_mean, sum_quantiles}; }
};

/// Sums by which intervals are calibrated: the horizon, its halves and its first quarter.
std::vector<Interval> judged_intervals(int horizon) {
    if (horizon == 1) {
        return {{0, 1}};
    }
    const int half = horizon / 2;
    return {{0, horizon}, {0, half}, {half, horizon - half}, {0, std::max(1, horizon / 4)}};
}

/// Mean one-step differences from the first need on, but for the last `back` steps; NaN: none.
struct Jumps {
    double absolute = 0;
    double squared = 0;
};
Jumps jumps_before(const Observed& seen, std::size_t back) {
    Jumps jumps;
    double count = 0;
    bool begun = false;
    for (std::size_t t = 1; t + back < seen.size(); ++t) {
        begun = begun || seen.quantity[t - 1] > 0;
        if (begun && seen.known(t) && seen.known(t - 1)) {
            const double jump = seen.quantity[t] - seen.quantity[t - 1];
            jumps.absolute += std::abs(jump);
            jumps.squared += jump * jump;
            ++count;
        }
    }
    return {jumps.absolute / count, jumps.squared / count};
}

/// Which series are added up.
struct Grouping {
    std::vector<std::size_t> group;  ///< per track
    std::vector<double> scale;       ///< per track: of its quantities in the sums of its group
    std::vector<double> squared;     ///< per group: mean squared jump of its sum; NaN: too few
};

Grouping every_series(const Panel& panel, std::size_t back) {
    Grouping made;
    for (std::size_t i = 0; i < panel.tracks().size(); ++i) {
        made.group.push_back(i);
        made.scale.push_back(1);
        made.squared.push_back(jumps_before(panel.tracks()[i].seen, back).squared);
    }
    return made;
}

Grouping groups_of(const Panel& panel, std::size_t level, std::size_t back) {
    Grouping made;
    for (std::size_t i = 0; i < panel.tracks().size(); ++i) {
        made.group.push_back(panel.group_of(i, level));
        made.scale.push_back(panel.tracks()[i].seen.scale / panel.unit());
    }
    for (const std::vector<double>& prefix : panel.groups(level)) {
        made.squared.push_back(squared_jumps(prefix, back));
    }
    return made;
}

/// The windows held out: what each candidate foresaw, and the series as they were.
class Trial {
public:
    Trial(const Panel& panel, const Settings& settings, std::size_t windows)
        : panel_(panel), settings_(settings), windows_(windows) {}

    void ask(const trees::Forest& forest);

    std::vector<double> shares() const;
    /// Of single steps and of sums over intervals, whose spread follows other laws.
    struct Calibrations {
        Calibration steps, sums;
    };
    Calibrations calibrations(std::span<const double> shares) const;

private:
    std::size_t back(std::size_t window) const { return (window + 1) * horizon_of(settings_); }
    std::span<const double> row(const std::vector<double>& means, std::size_t track) const {
        return std::span(means).subspan(track * horizon_of(settings_), horizon_of(settings_));
    }
    void smooth(std::size_t window, std::vector<double>& means) const;
    void add(const Grouping& grouping, Stack& stack) const;

    const Panel& panel_;
    const Settings& settings_;
    std::size_t windows_;
    std::vector<std::vector<double>> by_smoothing_;  ///< per window: tracks x horizon, in scales
    std::vector<std::vector<double>> by_trees_;      ///< likewise; NaN: too little is known
};

/// Shares of means by trees and by smoothing; trees that know nothing leave it to smoothing.
double combined(std::span<const double> shares, double by_smoothing, double by_trees) {
    if (std::isnan(by_trees)) {
        return by_smoothing;
    }
    return shares[0] * by_smoothing + shares[1] * by_trees;
}

void Trial::ask(const trees::Forest& forest) {
    const std::size_t horizon = horizon_of(settings_);
    for (std::size_t window = 0; window < windows_; ++window) {
        by_trees_.push_back(foresee(panel_, forest, window_at(panel_, back(window), horizon)));
        by_smoothing_.emplace_back(panel_.tracks().size() * horizon, 0.0);
        smooth(window, by_smoothing_.back());
    }
}

void Trial::smooth(std::size_t window, std::vector<double>& means) const {
    Settings plain = settings_;
    plain.levels = {0.5};
    plain.intervals.clear();
    const std::size_t count = panel_.tracks().size();
    parallel_blocks(count, block, settings_.threads, [&](std::size_t first, std::size_t last) {
        OwnRow own(plain);
        for (std::size_t i = first; i < last; ++i) {
            const auto then = earlier(panel_.tracks()[i].seen, back(window));
            if (then) {
                forecast_smoothing(*then, plain, own.row());
                std::ranges::copy(own.mean, means.begin() + static_cast<std::ptrdiff_t>(
                                                                i * horizon_of(settings_)));
            }
        }
    });
}

/// Sums over a group of series of what came and what was foreseen, step by step.
struct GroupSums {
    std::vector<double> needed, by_smoothing, by_trees;
};

/// Errors of the sums over groups, each in its own jumps.
void Trial::add(const Grouping& grouping, Stack& stack) const {
    const std::size_t horizon = horizon_of(settings_);
    for (std::size_t window = 0; window < windows_; ++window) {
        std::vector<GroupSums> groups(grouping.squared.size());
        for (std::size_t i = 0; i < panel_.tracks().size(); ++i) {
            const Observed& seen = panel_.tracks()[i].seen;
            if (seen.size() <= back(window)) {
                continue;
            }
            GroupSums& sums = groups[grouping.group[i]];
            sums.needed.resize(horizon);
            sums.by_smoothing.resize(horizon);
            sums.by_trees.resize(horizon);
            const auto smoothed = row(by_smoothing_[window], i);
            const auto grown = row(by_trees_[window], i);
            for (std::size_t h = 0; h < horizon; ++h) {
                const std::size_t t = seen.size() - back(window) + h;
                if (!seen.known(t)) {
                    continue;
                }
                const double scale = grouping.scale[i];
                sums.needed[h] += scale * seen.quantity[t];
                sums.by_smoothing[h] += scale * smoothed[h];
                sums.by_trees[h] += scale * (std::isnan(grown[h]) ? smoothed[h] : grown[h]);
            }
        }
        for (std::size_t g = 0; g < groups.size(); ++g) {
            if (groups[g].needed.empty() || !(grouping.squared[g] > 0)) {
                continue;
            }
            const double weight =
                1 / grouping.squared[g] / static_cast<double>(grouping.squared.size());
            for (std::size_t h = 0; h < horizon; ++h) {
                const std::array<double, 2> foreseen{groups[g].by_smoothing[h],
                                                     groups[g].by_trees[h]};
                stack.add(foreseen, groups[g].needed[h], weight);
            }
        }
    }
}

std::vector<double> Trial::shares() const {
    Stack stack(2);
    const std::size_t before_windows = back(windows_ - 1);
    add(every_series(panel_, before_windows), stack);
    for (std::size_t level = 0; level < panel_levels; ++level) {
        add(groups_of(panel_, level, before_windows), stack);
    }
    return stack.shares();
}

/// The need of steps [begin, begin + steps), in scales; nothing unless all of them are known.
std::optional<double> sum_of(const Observed& seen, std::size_t begin, int steps) {
    double sum = 0;
    for (std::size_t t = begin; t < begin + static_cast<std::size_t>(steps); ++t) {
        if (!seen.known(t)) {
            return std::nullopt;
        }
        sum += seen.quantity[t];
    }
    return sum;
}

Trial::Calibrations Trial::calibrations(std::span<const double> shares) const {
    Settings asked = settings_;
    asked.levels.assign(Calibration::asked().begin(), Calibration::asked().end());
    asked.intervals = judged_intervals(settings_.horizon);
    const std::size_t width = asked.levels.size();
    const std::size_t count = panel_.tracks().size();
    std::vector<Calibrations> parts((count + block - 1) / block);
    const auto look = [&](std::size_t i, std::size_t window, OwnRow& own, Calibrations& learned) {
        const Observed& seen = panel_.tracks()[i].seen;
        const double absolute = jumps_before(seen, back(windows_ - 1)).absolute;
        const auto then = earlier(seen, back(window));
        if (!then || !(absolute > 0)) {
            return;
        }
        const auto smoothed = row(by_smoothing_[window], i);
        const auto grown = row(by_trees_[window], i);
        std::vector<double> means;
        for (std::size_t h = 0; h < smoothed.size(); ++h) {
            means.push_back(combined(shares, smoothed[h], grown[h]));
        }
        forecast_around(*then, means, {asked.levels, asked.levels}, asked.intervals, own.row());
        const std::size_t begin = seen.size() - back(window);
        for (std::size_t h = 0; h < means.size(); ++h) {
            if (seen.known(begin + h)) {
                learned.steps.add(std::span(own.quantiles).subspan(h * width, width),
                                  seen.quantity[begin + h], 1 / absolute);
            }
        }
        for (std::size_t k = 0; k < asked.intervals.size(); ++k) {
            const auto [first, steps] = asked.intervals[k];
            const auto sum = sum_of(seen, begin + static_cast<std::size_t>(first), steps);
            if (sum) {
                learned.sums.add(std::span(own.sum_quantiles).subspan(k * width, width), *sum,
                                 1 / (absolute * std::sqrt(steps)));
            }
        }
    };
    parallel_blocks(count, block, settings_.threads, [&](std::size_t first, std::size_t last) {
        OwnRow own(asked);
        for (std::size_t i = first; i < last; ++i) {
            for (std::size_t window = 0; window < windows_; ++window) {
                look(i, window, own, parts[first / block]);
            }
        }
    });
    Calibrations all;
    for (const Calibrations& one : parts) {
        all.steps.add(one.steps);
        all.sums.add(one.sums);
    }
    return all;
}

/// The forests of the windows held out and of the origin, grown side by side; nothing: one of them
/// has too little to learn from.
Result<std::optional<std::array<trees::Forest, 2>>> grow_both(const Panel& panel,
                                                              const Settings& settings,
                                                              std::size_t windows) {
    const std::size_t horizon = horizon_of(settings);
    using Grown = std::optional<trees::Forest>;
    std::array<Result<Grown>, 2> grown{Grown{}, Grown{}};
    parallel_blocks(2, 1, settings.threads, [&](std::size_t which, std::size_t) {
        // The forest of the origin has more to learn from and ends last: it tells how far it is.
        const Progress progress =
            which == 1 ? settings.progress : Progress{.stop = settings.progress.stop};
        grown.at(which) = learn(panel, which == 0 ? windows * horizon : 0, horizon, progress);
    });
    for (const auto& one : grown) {
        if (!one) {
            return one.error();
        }
    }
    std::optional<std::array<trees::Forest, 2>> forests;
    if (*grown[0] && *grown[1]) {
        forests = std::array<trees::Forest, 2>{**std::move(grown[0]), **std::move(grown[1])};
    }
    return forests;
}

}  // namespace

Outcome forecast_accurate(const History& history, const Settings& settings,
                          std::span<const std::size_t> order, NeedForecast& need) {
    const Panel panel(history, need.start, order, settings.ranks);
    const std::size_t horizon = horizon_of(settings);
    const std::size_t windows = std::min(windows_max, panel.longest() / (4 * horizon));
    if (windows == 0) {
        return Done{};
    }
    const auto grown = grow_both(panel, settings, windows);
    if (!grown) {
        return grown.error();
    }
    if (!*grown) {
        return Done{};
    }
    const auto& [held_out, latest] = **grown;
    Trial trial(panel, settings, windows);
    trial.ask(held_out);
    const std::vector<double> shares = trial.shares();
    const bool trees_help = shares.back() > 0;
    if (!trees_help) {
        return Done{};
    }
    const auto calibrations = trial.calibrations(shares);
    const Levels levels{calibrations.steps.levels_for(settings.levels),
                        calibrations.sums.levels_for(settings.levels)};

    const std::vector<double> by_trees = foresee(panel, latest, window_at(panel, 0, horizon));
    const auto work = [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            const Track& track = panel.tracks()[i];
            const auto seen = earlier(track.seen, 0);
            if (!seen) {
                continue;
            }
            const Row out = row_of(need, track.row);
            std::vector<double> means;
            for (std::size_t h = 0; h < horizon; ++h) {
                means.push_back(
                    combined(shares, out.mean[h] / seen->scale, by_trees[i * horizon + h]));
            }
            forecast_around(*seen, means, levels, settings.intervals, out);
            to_units(seen->scale, out);
        }
    };
    parallel_blocks(panel.tracks().size(), block, settings.threads, work);
    if (settings.progress.stopped()) {
        return failed("forecast: stopped before it was done");
    }
    return Done{};
}

}  // namespace vorrat::forecast

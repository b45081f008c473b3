#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/base/result.h"
#include "vorrat/forecast/settings.h"
#include "vorrat/model/history.h"

namespace vorrat::forecast {

/// Puts every series of a history into one group: a level of a hierarchy.
struct Grouping {
    std::string name;
    std::vector<std::uint32_t> group;  ///< one per series, numbered from 0 without gaps
};

/// Groups by equal keys, one key per series, numbered in the order of their first appearance.
Grouping group_by(std::string name, std::span<const std::string> keys);

struct EvaluationSettings {
    /// horizon, levels, threads and progress; model, origin and intervals are not looked at
    Settings forecast{};
    std::vector<Model> models{Model::seasonal_naive, Model::recent_mean, Model::smoothing};
    int origins = 1;   ///< >= 1; the last lies a horizon before the end of the history
    int spacing = 28;  ///< steps between origins, >= 1
    std::vector<Grouping> groupings{};  ///< for WRMSSE; none: the series themselves
    std::string price = "price";        ///< regressor that weighs; absent: quantities weigh
};

/// How one model did from one origin, docs/math/metrics.md. Means over what can be scored; NaN
/// where nothing can.
struct Score {
    Model model = Model::smoothing;
    Date origin;
    std::size_t series = 0;  ///< forecast
    std::size_t scaled = 0;  ///< of them with a scale and a known need: in the scaled means
    double wrmsse = 0;
    std::vector<double> wrmsse_by_grouping{};
    double rmsse = 0;
    double mase = 0;
    double smape = 0;  ///< per cent
    double scaled_pinball = 0;
    double weighted_scaled_pinball = 0;
    double coverage_50 = 0;  ///< share in [0, 1], both bounds counted
    double coverage_95 = 0;
    double calibration_50 = 0;  ///< share in [0, 1], ties by their probability
    double calibration_95 = 0;
    double bias = 0;  ///< share of the need
};

/// Forecasts from origins in the past and compares with what happened.
///
/// returns   a score per origin and model: oldest origin first, models in the order asked for
/// errors    usage: origins, spacing, no model, or a grouping that does not fit the history; those
///           of `forecast`, which refuses origins before the history begins
/// cost      origins x models forecasts; memory of one forecast and one copy of the quantities
Result<std::vector<Score>> evaluate(const History& history, const EvaluationSettings& settings);

}  // namespace vorrat::forecast

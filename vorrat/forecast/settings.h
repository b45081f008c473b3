#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/base/id.h"
#include "vorrat/base/parallel.h"
#include "vorrat/base/progress.h"
#include "vorrat/base/result.h"
#include "vorrat/model/ids.h"
#include "vorrat/model/need.h"

namespace vorrat::forecast {

/// How need is foreseen. docs/math/forecast.md: sections 2 to 5 for smoothing, 8 for accurate, 6
/// for the others.
enum class Model {
    smoothing,       ///< fast: memories, trends, intermittent need, with a season; what followed
    accurate,        ///< boosted trees over all series, stacked with smoothing, calibrated
    seasonal_naive,  ///< as one season ago
    recent_mean,     ///< mean of the last 28 days, 14 days of hours, 8 weeks, 6 months ...
};

/// `smoothing`, `accurate`, `seasonal_naive`, `recent_mean`.
std::string_view to_string(Model model);

/// Numbers of items and places that do not depend on the order in which a file names them. The
/// accurate model takes the series in their order. Empty: by their ids.
struct Ranks {
    PerId<ItemId, std::uint32_t> items{};
    PerId<PlaceId, std::uint32_t> places{};
};

/// usage error unless there is a level, all rise, and each lies in (0, 1)
Outcome check_quantile_levels(std::span<const double> levels);

struct Settings {
    int horizon = 28;  ///< steps, 1 .. 1,000
    /// rising, each in (0, 1); the default is the grid of the M5 uncertainty competition
    std::vector<double> levels{0.005, 0.025, 0.165, 0.25, 0.5, 0.75, 0.835, 0.975, 0.995};
    std::vector<Interval> intervals{};  ///< each inside the horizon, at least one step long
    Model model = Model::smoothing;
    /// the first step nobody knows; none: the one after the last observation of any series
    std::optional<Date> origin{};
    /// of the fast model, see usual_season; none: that of the history's series; empty: flat
    std::optional<std::vector<double>> usual_season{};
    Ranks ranks{};  ///< empty, or of every item and place of the history, each number once
    Threads threads{};
    Progress progress{};
};

}  // namespace vorrat::forecast

#pragma once

#include <optional>
#include <span>
#include <vector>

#include "vorrat/forecast/evaluate.h"
#include "vorrat/forecast/metrics.h"
#include "vorrat/model/need.h"

namespace vorrat::forecast {

/// What an origin divides: the steps a model may know, and what happened after.
struct Split {
    Date origin;
    Date begin;                                 ///< of the earliest series
    std::size_t past = 0;                       ///< steps from begin to the origin
    std::vector<std::vector<double>> training;  ///< per series, from its start to the origin
    std::vector<std::vector<double>> needed;    ///< per series `horizon` values; NaN: not known
    std::vector<double> weight;                 ///< per series: money of the last training steps
    std::vector<std::size_t> offset;            ///< per series: steps from begin to its start
};
Split split_at(const History& history, Date origin, const EvaluationSettings& settings);

/// Compares a forecast with what happened. `groupings` fit the history, at least one.
/// levels   at which the pinball loss is taken; the forecast may know more
Score score(const History& history, const Split& split, const NeedForecast& need,
            const std::vector<Grouping>& groupings, std::span<const double> levels);

}  // namespace vorrat::forecast

#pragma once

#include <vector>

#include "vorrat/forecast/evaluate.h"
#include "vorrat/forecast/settings.h"
#include "vorrat/model/history.h"
#include "vorrat/model/need.h"

namespace vorrat::forecast {

/// The one-step errors of so many last steps estimate how the errors of nodes hang together.
constexpr std::size_t error_steps = 56;

/// Series that add up to the groups of one level or more.
struct Aggregates {
    std::vector<Grouping> levels;  ///< of the rows of a forecast; groups without gaps
    std::vector<std::vector<std::uint32_t>>
        number;                      ///< per level: of each group in the first place
    std::vector<History> histories;  ///< per level: series k is group k, with item k
    std::vector<float> errors;       ///< rows x error_steps, units; the last one lies before origin
    std::vector<std::uint8_t> never;  ///< per row: 1 when it never had any need
};

/// Adds the histories of the rows of `base` up, docs/math/reconcile.md section 1. The rows must be
/// series of the history.
/// cost: memory of the groups' histories and a block of series
Aggregates aggregate(const History& history, const NeedForecast& base,
                     const std::vector<Grouping>& levels, const Settings& settings);

/// The last one-step errors of a series, error_steps values.
std::vector<float> last_errors(const Series& series, Date origin, Frequency frequency);

}  // namespace vorrat::forecast

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "vorrat/forecast/panel.h"

namespace vorrat::forecast {

/// Rows of a table for trees: what was known at moments about later steps, free of the unit of the
/// series. Nothing behind a moment's origin is looked at, except regressors as far as they are
/// given. docs/math/forecast.md section 8.2.
struct Features {
    std::vector<float> cells;         ///< rows x columns, row-major; NaN: not known
    std::vector<std::size_t> moment;  ///< per row: which of the moments; rising
    std::vector<double> level;  ///< per row: what the target is divided by, in scales of the track
};

/// Columns of every row.
std::size_t feature_columns(const Panel& panel);

/// Moments at which too little is known for trees have no row.
///
/// moments   those of one track and origin follow each other; back below the track's steps, or the
///           track has no row
/// cost      O(columns) per row; of series with bounds O(steps memories) per origin beside
Features features_at(const Panel& panel, std::span<const Moment> moments);

}  // namespace vorrat::forecast

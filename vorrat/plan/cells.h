#pragma once

#include <span>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/model/need.h"
#include "vorrat/model/plan.h"
#include "vorrat/model/world.h"
#include "vorrat/plan/horizon.h"

namespace vorrat::plan {

/// The need for an item at a depot in a period, cut into slices; docs/math/plan.md section 2.
struct NeedCell {
    ItemId item;
    PlaceId place;
    int period = 0;
    std::size_t first_slice = 0;  ///< in Needs::slices
    std::size_t last_slice = 0;   ///< one behind
    double mean = 0;              ///< sum of use x width, units
    double reserve = 0;           ///< target R of section 3, units; 0: none
};

struct Needs {
    std::vector<NeedSlice> slices;  ///< by series, period, level; set_aside is 0
    std::vector<NeedCell> cells;    ///< by series, period; only those with a slice

    std::span<const NeedSlice> of(const NeedCell& cell) const {
        return std::span(slices).subspan(cell.first_slice, cell.last_slice - cell.first_slice);
    }
};

/// Cuts the forecast's sums per period into slices and sets the reserve targets.
/// errors  bad_input: the forecast lacks the sum over a period of the plan
Result<Needs> cut_needs(const World& world, const NeedForecast& forecast, const Horizon& horizon);

}  // namespace vorrat::plan

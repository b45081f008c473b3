#pragma once

#include "vorrat/model/history.h"
#include "vorrat/model/world.h"

namespace vorrat::placement {

/// Days of one step: 1, 7, 30.
int step_days(Frequency frequency);

/// The first step, counted from `as_of`, that begins on the day or after it; never below 0.
int first_step_from(Date as_of, Date day, Frequency frequency);

/// Whole steps until goods sent this morning can be used: ceil(lead_days / step).
int lead_steps(const Lane& lane, Frequency frequency);

/// Steps between two decisions, at least 1.
int review_steps(const Criteria& criteria, Frequency frequency);

/// The cost of a unit of `item` that is asked for in vain: shortage_per_unit times the weight of
/// its tier, relative to the weight of `basic`. docs/math/placement.md 1.
double shortage_cost(const World& world, ItemId item);

/// The cost of a unit that is left at the end of a review cycle.
double cycle_holding_cost(const Criteria& criteria, Frequency frequency);

/// b / (b + h), raised to the coverage the tier's reserve demands; in [0, 1).
/// docs/math/placement.md 2; source: Arrow, Harris & Marschak 1951.
double critical_ratio(const World& world, ItemId item, Frequency frequency);

/// The ratio that shipments over `lead` steps aim at: the critical ratio after the correction for
/// lost need, raised to the tier's coverage. docs/math/placement.md 2.1
double aim(const Criteria& criteria, Frequency frequency, int lead, Tier tier);

}  // namespace vorrat::placement

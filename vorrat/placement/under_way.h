#pragma once

#include <span>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/base/result.h"
#include "vorrat/model/need.h"
#include "vorrat/model/redirection.h"
#include "vorrat/model/world.h"

namespace vorrat::placement {

/// Decides about everything in transit to depots, hubs and areas: confirmed, addressed,
/// re-addressed, transshipped, released or returned, in parts, each of which gains more than its
/// transport and CO2e cost. docs/math/placement.md 9
///
/// world, forecast, as_of  as for `place`
/// until    rows that can still be decided after this morning are left alone
/// returns  rows in the order of the transit; without those that nothing is foreseen for
/// errors   those of `place`
/// cost     O(rows x ways x (paths x steps + portions)), 32 times that where a place is still open
Result<std::vector<Redirection>> redirect_under_way(const World& world,
                                                    const NeedForecast& forecast, Date as_of,
                                                    Date until = Date::max());

/// The world with the goods under way as they were decided about: what `place` should see, so that
/// nothing is sent for a need that they will meet.
World with_redirections(const World& world, std::span<const Redirection> redirections);

}  // namespace vorrat::placement

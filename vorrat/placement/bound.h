#pragma once

#include "vorrat/placement/replay.h"
#include "vorrat/placement/state.h"

namespace vorrat::placement {

/// What a policy that knows all future need would still have to pay: docs/math/placement.md 7.2.
/// The settings are checked and complete.
ClairvoyantBound clairvoyant_bound(const World& world, const ReplaySettings& settings,
                                   State opening);

}  // namespace vorrat::placement

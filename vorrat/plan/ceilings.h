#pragma once

#include "vorrat/model/world.h"
#include "vorrat/plan/cells.h"
#include "vorrat/plan/network.h"

namespace vorrat::plan {

/// Finite upper bounds of the programme's variables, docs/math/plan.md section 3.
struct Ceilings {
    PerId<ItemId, double> item;          ///< units per variable
    PerId<ActivityId, double> activity;  ///< runs per variable
};

Ceilings ceilings(const World& world, const Needs& needs, const Opening& opening,
                  const Network& network);

}  // namespace vorrat::plan

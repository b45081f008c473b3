#pragma once

#include <cstddef>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/model/world.h"

namespace vorrat::placement {

/// Recorded need at depots as a replay plays it, from `start` on, one value per series and step.
struct NeedsPlayed {
    Date start;
    Frequency frequency = Frequency::week;
    std::size_t steps = 0;
    std::vector<std::size_t> series;  ///< positions in the world's history, depots only
    std::vector<double> units;        ///< series x steps, >= 0; unknown need is 0
    std::size_t censored = 0;         ///< cells recorded out of stock from `count_from` on
};

/// count_from  the first step whose censored cells are counted
NeedsPlayed needs_played(const World& world, Date start, std::size_t steps, std::size_t count_from);

}  // namespace vorrat::placement

#pragma once

#include <cstdint>

#include "vorrat/supply/supply.h"

namespace vorrat::bench {

/// Size of a programme of the family.
struct FamilySize {
    int items = 1000;
    int depots = 30;
    int hubs = 4;
    int plants = 4;
    int periods = 8;
    std::uint64_t seed = 1;
};

/// A programme of supply with scarce things on every level: three tiers of need at the depots with
/// three steps each, recipes of three levels at the plants, purchases, lanes with lead times
/// between plants, hubs, depots and neighbours, stock that spoils, storage, lanes, labour and
/// machines per period, two caps over the horizon, and fairness between depots per tier.
supply::Programme make_family(const FamilySize& size);

}  // namespace vorrat::bench

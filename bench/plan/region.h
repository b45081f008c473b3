#pragma once

#include "vorrat/model/need.h"
#include "vorrat/model/world.h"

namespace vorrat::bench {

/// Size of a generated region.
struct RegionSize {
    int depots = 30;
    int hubs = 3;
    int plants = 4;
    int final_items = 34;
    int raw_items = 12;
    int middle_items = 12;
    int periods = 8;
    std::uint64_t seed = 1;
};

struct Region {
    World world;
    NeedForecast forecast;
};

/// A region with scarce things on every level: two sources, plants with three-level recipes and
/// machine hours, hubs, depots with storage, a cap on CO2e, limited labour.
Region make_region(const RegionSize& size);

}  // namespace vorrat::bench

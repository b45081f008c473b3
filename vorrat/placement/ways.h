#pragma once

#include <optional>
#include <vector>

#include "vorrat/model/redirection.h"
#include "vorrat/model/world.h"
#include "vorrat/placement/suppliers.h"
#include "vorrat/placement/transport.h"

namespace vorrat::placement {

/// A way that goods under way can still take. docs/math/placement.md 9
struct Way {
    Fate fate = Fate::confirm;
    PlaceId to;
    Date arrives;
    double cost = 0;     ///< per kg, beyond the plan so far
    double co2e_kg = 0;  ///< per kg, beyond the plan so far
};

struct Ways {
    std::vector<Way> all;  ///< each to another place; of a row to a place the plan so far first
    PlaceId offered_at;    ///< what is released
    Date branches;         ///< last morning on which they are all open
};

/// None: the goods go to a plant, or to an area that no hub supplies.
std::optional<Ways> ways_of(const World& world, const Suppliers& suppliers,
                            const Transport& transport, const Transit& transit, Date as_of);

/// The last day goods under way may be used, from the day they left on; none: no limit.
std::optional<Date> life_under_way(const World& world, const Suppliers& suppliers,
                                   const Transit& transit);

}  // namespace vorrat::placement

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/model/ids.h"

namespace vorrat {

/// What becomes of goods under way. docs/math/placement.md 9
enum class Fate {
    wait,       ///< to an area, and the branching point is not reached
    address,    ///< to an area, and the final place is chosen now
    confirm,    ///< goes where it was going
    readdress,  ///< to another depot of the hub that lies ahead
    transship,  ///< on arrival over a lane to another depot, or from hub to hub
    release,    ///< offered to the exchange where it arrives
    give_back   ///< stays at the hub that lies ahead, or goes back to one
};

/// `wait`, `address`, `confirm`, `readdress`, `transship`, `release`, `return`.
std::string_view name_of(Fate fate);

/// What becomes of some of a row under way, and what that gains.
struct Part {
    Fate fate = Fate::confirm;
    PlaceId to;
    double quantity = 0;  ///< units
    Date arrives;
    double shortage_avoided = 0;  ///< expected units
    double gain = 0;  ///< worth above the plan so far, in units of the shortage cost; of what had
                      ///< no place yet: worth
    double cost = 0;  ///< transport and CO2e beyond the plan so far, same unit
    double co2e_kg = 0;  ///< of transport beyond the plan so far, may be negative
};

/// One row of the world's transit and what is decided about it this morning.
struct Redirection {
    std::size_t transit = 0;  ///< position in World::transit
    Date branches;            ///< last morning on which this can still be chosen
    std::vector<Part> parts;  ///< add up to the row; of `wait` where it would go today
    double option_worth = 0;  ///< what choosing at the branching point adds to choosing today
};

}  // namespace vorrat

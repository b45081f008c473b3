#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/base/result.h"
#include "vorrat/model/need.h"
#include "vorrat/model/world.h"

namespace vorrat::placement {

/// What becomes of goods under way. docs/math/placement.md 9
enum class Fate {
    wait,      ///< to an area, and the branching point is not reached: choosing later is worth more
    address,   ///< to an area, and the final places are chosen now
    confirm,   ///< to a place, and nothing else is enough better
    readdress  ///< to a place, and others need it more
};

/// `wait`, `address`, `confirm`, `readdress`.
std::string_view name_of(Fate fate);

struct Part {
    PlaceId to;
    double quantity = 0;  ///< units
    Date arrives;
};

/// One row of the world's transit and what is decided about it this morning.
struct Redirection {
    std::size_t transit = 0;  ///< position in World::transit
    Fate fate = Fate::confirm;
    Date branches;                ///< last morning on which the place can still be chosen
    std::vector<Part> parts;      ///< where it goes; of `wait` where it would go today
    double shortage_avoided = 0;  ///< expected units, by `parts`
    double gain = 0;          ///< worth of that above the plan so far, before `cost`; per section 1
    double cost = 0;          ///< transport and CO2e beyond the plan so far, same unit
    double co2e_kg = 0;       ///< beyond the plan so far, may be negative
    double option_worth = 0;  ///< worth that choosing at the branching point adds to choosing today
};

/// Decides about everything in transit that can still be given another place: goods to areas, and
/// goods to a depot that have not yet passed the hub that supplies it.
///
/// world, forecast, as_of  as for `place`
/// returns  rows in the order of the transit; those without a choice left are not in it
/// errors   bad_input: the forecast starts on another day
/// cost     O(rows x depots within reach x paths x steps), 32 times that where a place is still
/// open
Result<std::vector<Redirection>> redirect_under_way(const World& world,
                                                    const NeedForecast& forecast, Date as_of);

/// The world with the goods under way as they were addressed and re-addressed: what `place` should
/// see, so that nothing is sent for a need that they will meet.
World with_redirections(const World& world, std::span<const Redirection> redirections);

}  // namespace vorrat::placement

#pragma once

#include <string>
#include <vector>

#include "vorrat/forecast/forecast.h"
#include "vorrat/model/world.h"

namespace vorrat::pipeline {

/// The levels at which a forecast of this world is scored, from the whole to the single series:
/// all, hub (the place that supplies the depot; without lanes its community), place, each level of
/// the item's group (`a/b` has two), their combinations, item, item x hub, item x place. For the M5
/// layout these are its twelve levels. Levels that equal another (one hub, no groups) are left out.
std::vector<forecast::Grouping> groupings(const World& world);

/// A level of the hierarchy, and what its groups are called: ids, with a comma between two.
struct NamedGrouping {
    forecast::Grouping grouping;
    std::vector<std::string> names;  ///< per group
};

/// The same levels with names; without lanes the communities of the places take the hubs' part.
std::vector<NamedGrouping> hierarchy(const World& world);

}  // namespace vorrat::pipeline

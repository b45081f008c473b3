#pragma once

#include <string_view>
#include <vector>

#include "vorrat/model/network.h"

namespace vorrat::example {

/// A row of lanes.csv before its capacity is known.
struct Connection {
    std::string_view from;
    std::string_view to;
    std::string_view mode;
    int lead_days = 1;
    int km = 1;
};

/// All lanes of the region: sources to plants and hubs, plants to plants and hubs, between hubs,
/// and from each depot's nearest hub, or two where the second is not much farther.
std::vector<Connection> connections();

/// The hub a depot is supplied from first: the nearest by road.
std::string_view nearest_hub(std::string_view depot);

Coordinates coordinates_of(std::string_view place);

}  // namespace vorrat::example

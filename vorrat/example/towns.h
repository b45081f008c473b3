#pragma once

#include <span>
#include <string_view>

#include "vorrat/model/network.h"

namespace vorrat::example {

/// A municipality of Saxony with its published position and population.
struct Town {
    std::string_view id;  ///< place id
    std::string_view name;
    std::string_view community;  ///< district (Kreis)
    std::string_view key;        ///< official municipality key (AGS)
    double latitude = 0;         ///< degrees, WGS 84
    double longitude = 0;
    int population = 0;
};

/// A hub, plant or source of the example: invented, in a real municipality.
struct Site {
    std::string_view id;
    std::string_view name;
    PlaceKind kind = PlaceKind::hub;
    std::string_view key;  ///< municipality key
    double latitude = 0;
    double longitude = 0;
};

/// The 30 towns with a depot, 13 communities.
///
/// source  Destatis (Statistisches Bundesamt), municipalities: positions and population,
///         licence dl-de/by-2-0 (www.govdata.de/dl-de/by-2-0); names shortened, districts as a
///         label
std::span<const Town> towns();

/// 3 sources, 4 plants, 3 hubs; same source.
std::span<const Site> sites();

/// Distance by road: great circle on a sphere of 6371 km times 1.3, whole kilometres, at least 1.
int road_km(Coordinates from, Coordinates to);

}  // namespace vorrat::example

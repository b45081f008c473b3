#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "vorrat/example/needs.h"

namespace vorrat::example {

/// Impacts of transport, kg CO2e per tonne-kilometre.
///
/// source  Poore & Nemecek 2018 by Our World in Data, CC BY 4.0: road ambient, road
///         temperature-controlled, rail ambient
struct ModeImpact {
    std::string_view mode;
    double co2e_kg = 0;
};
std::vector<ModeImpact> mode_impacts();

/// What meeting every expected need of the horizon would take, without waste, reserves and opening
/// stock: the yardstick from which caps, limits and capacities of the example are cut. Each depot
/// is counted at its nearest hub; by-products are not credited.
struct Requirements {
    std::vector<double> units;                 ///< per good: needed, by people and recipes
    std::vector<double> runs;                  ///< per recipe
    std::vector<std::vector<double>> at_town;  ///< per good and town, units that people need
    double co2e_kg = 0;
    double labour_hours = 0;

    /// Units of a good needed at the depots of a hub.
    double at_hub(std::size_t good, std::string_view hub) const;
    double machine_hours(std::string_view machine) const;
    double labour_hours_at(std::string_view plant) const;
};

Requirements requirements(const NeedModel& needs);

}  // namespace vorrat::example

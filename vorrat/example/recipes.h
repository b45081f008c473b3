#pragma once

#include <array>
#include <span>
#include <string_view>

namespace vorrat::example {

/// An input (negative) or output (positive) of one run, units of the item.
struct Part {
    std::string_view item = {};
    double quantity = 0;
};

/// A row of activities.csv with its items and resources; the first output is what it is run for.
/// Yields, hours and energy are assumed, of plausible size.
struct Recipe {
    std::string_view id;
    std::string_view name;
    std::string_view plant;     ///< place id
    double labour_hours = 0;    ///< per run
    std::string_view machine;   ///< resource id
    double machine_hours = 0;   ///< per run
    double co2e_kg = 0;         ///< of its energy, per run
    double water_kg = 0;        ///< drawn from the mains, not an item; for the mass balance
    std::array<Part, 7> parts;  ///< unused ones are empty
};

std::span<const Recipe> recipes();

/// The recipe run for the item, or nothing.
const Recipe* recipe_for(std::string_view item);

/// The output the recipe is run for.
const Part& main_output(const Recipe& recipe);

}  // namespace vorrat::example

#pragma once

#include <string_view>

#include "vorrat/publish/text.h"

namespace vorrat::publish {

/// What an indicator or a resource is called inside a sentence: co2e_kg -> greenhouse gases (CO2e),
/// Treibhausgase (CO2e). One without a name of its own keeps its id.
Text measure_name(std::string_view id);

/// The unit in which an indicator is counted, from the end of its id: land_m2 -> m². Empty where
/// the end says none.
Text measure_unit(std::string_view id);

/// A quantity of an indicator with its unit; large masses in tonnes.
Text measured(double value, std::string_view id);

/// The same with a capital letter in front.
Text capitalised(Text text);

}  // namespace vorrat::publish

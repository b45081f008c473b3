#pragma once

#include <string>
#include <string_view>

#include "vorrat/model/criteria.h"
#include "vorrat/model/network.h"
#include "vorrat/model/plan.h"
#include "vorrat/model/world.h"

namespace vorrat::publish {

/// The words of docs/formats for the choices of the model.
std::string_view to_string(Tier tier);
std::string_view to_string(PlaceKind kind);
std::string_view to_string(ImpactKind kind);
std::string_view to_string(RowKind kind);
std::string_view to_string(VariableKind kind);

/// `from>to>mode`.
std::string lane_name(const World& world, LaneId lane);

/// Column `id` of certificate.csv and limits.csv: what of a row is not item, place or period.
std::string row_id(const World& world, const RowKey& row);

/// Column `id` of basis.csv: the activity, the lane or the slice of a variable.
std::string variable_id(const World& world, const VariableKey& key);

}  // namespace vorrat::publish

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/model/world.h"
#include "vorrat/placement/placement.h"

namespace vorrat::service {

/// The shipments of an earlier placement, from the table `shipments.csv` of docs/formats/plan.md:
/// its columns item_id, from_place, to_place, mode and quantity, in any order.
///
/// file    names the text in errors
/// errors  bad_input, with file, line and column: a column is missing, an item or lane is not known
///         in the world, a quantity is no number of at least 0
Result<std::vector<placement::Order>> read_earlier(const World& world, std::string_view text,
                                                   const std::string& file);

}  // namespace vorrat::service

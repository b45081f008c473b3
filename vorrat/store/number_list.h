#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/result.h"

namespace vorrat::store {

/// `[1.5,null,2]`: a JSON array, each number the shortest decimal that reads back to the same
/// float, NaN as null. SQL opens it with json_each.
/// values    NaN or finite
std::string to_number_list(std::span<const float> values);

/// The values again, bit by bit. Blanks between them are allowed.
/// errors    bad_input: anything else, with the offset in the text
Result<std::vector<float>> from_number_list(std::string_view text);

}  // namespace vorrat::store

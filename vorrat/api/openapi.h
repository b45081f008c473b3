#pragma once

#include <string_view>

namespace vorrat::api {

/// docs/formats/openapi.json, as it was when the program was built.
std::string_view openapi();

}  // namespace vorrat::api

#pragma once

#include <optional>

#include "vorrat/publish/text.h"

namespace vorrat::publish {

/// That nobody adopted (all of) the criteria, in one sentence; nothing where all are adopted.
std::optional<Text> adoption_notice(const World& world);

}  // namespace vorrat::publish

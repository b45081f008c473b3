#pragma once

#include <vector>

#include "vorrat/placement/placement.h"
#include "vorrat/placement/wishes.h"

namespace vorrat::placement {

/// What keeps goods from where they are needed, and goods under way that are not where they should
/// be. At most `findings_max`; places first, then by item.
std::vector<Finding> findings(const Morning& morning);

constexpr std::size_t findings_max = 1000;

}  // namespace vorrat::placement

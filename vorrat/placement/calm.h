#pragma once

#include <span>

#include "vorrat/placement/share.h"

namespace vorrat::placement {

/// Lines go back to what an earlier placement sent where that gives up no more than the criteria's
/// calm of what they are worth and breaks no limit. docs/math/placement.md 5.5
void keep_calm(const Morning& morning, std::span<Line> lines, Limits& limits, Shared& shared);

}  // namespace vorrat::placement

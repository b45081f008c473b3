#pragma once

#include <vector>

#include "vorrat/base/parallel.h"
#include "vorrat/placement/placement.h"

namespace vorrat::pipeline {

/// Forecast and placement as one policy of a replay: what `vorrat place` would have sent.
placement::NamedPolicy vorrat_policy(Threads threads);

/// Every policy a replay can compare: vorrat first, then the built-in ones.
std::vector<placement::NamedPolicy> all_policies(Threads threads);

}  // namespace vorrat::pipeline

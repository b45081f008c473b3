#pragma once

#include <vector>

#include "vorrat/base/parallel.h"
#include "vorrat/placement/placement.h"

namespace vorrat::pipeline {

/// Forecast and placement as one policy of a replay: what `vorrat place` would have sent.
placement::NamedPolicy vorrat_policy(Threads threads);

/// `vorrat-calm`: the same, but the last review's orders stand unless others gain more than the
/// criteria's calm.
placement::NamedPolicy calm_policy(Threads threads);

/// Goods get their final place when they leave the source, docs/math/placement.md 9.1:
/// `vorrat-at-source`, where they keep it, and `vorrat-readdressed`, where it is chosen anew while
/// they are under way.
placement::NamedPolicy at_source_policy(Threads threads);
placement::NamedPolicy readdressed_policy(Threads threads);

/// Every policy a replay compares: vorrat first, then the built-in ones.
std::vector<placement::NamedPolicy> all_policies(Threads threads);

/// Variants that a replay plays when they are asked for by name.
std::vector<placement::NamedPolicy> policy_variants(Threads threads);

}  // namespace vorrat::pipeline

#pragma once

#include <functional>

#include "vorrat/ledger/ledger.h"

namespace vorrat::ledger {

/// The tree `after` begins with the tree `before`.
/// errors: bad_input: before.size = 0 (would prove nothing) or > after.size, a path of another
///         length, other roots
Outcome check_consistency(const Head& before, const Head& after, std::span<const Hash> path);

/// Node (level, index) of the tree: the root over 2^level leaves from index * 2^level on.
using Nodes = std::function<Result<Hash>(unsigned level, std::uint64_t index)>;

/// PATH of docs/math/ledger.md, section 2.
/// errors: usage: index outside; what `nodes` says
/// cost:   at most 2 log2(size) nodes
Result<std::vector<Hash>> inclusion_path(const Nodes& nodes, std::uint64_t index,
                                         std::uint64_t size);

/// PROOF of section 3. errors: usage: before = 0 or > size; what `nodes` says
Result<std::vector<Hash>> consistency_path(const Nodes& nodes, std::uint64_t before,
                                           std::uint64_t size);

/// The root of the first `size` leaves.
Result<Hash> root_of(const Nodes& nodes, std::uint64_t size);

/// Nodes of leaves that lie in memory, computed when asked for.
Nodes nodes_of(std::vector<Hash> leaves);

}  // namespace vorrat::ledger

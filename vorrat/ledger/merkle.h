#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/base/sha256.h"

namespace vorrat::ledger {

// The tree of docs/math/ledger.md, sections 1 to 3 (RFC 6962, RFC 9162).

using Hash = Sha256;

/// H(0x00 || entry).
Hash leaf_hash(std::string_view entry);
/// H(0x01 || left || right).
Hash node_hash(const Hash& left, const Hash& right);

/// The root over so many leaves. cost: a hash per leaf
Hash root_of(std::span<const Hash> leaves);

/// The leaf stands at `index` of the tree with `size` leaves and that root.
/// errors: bad_input: index outside, a path too short or too long, another root
Outcome check_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                        std::span<const Hash> path, const Hash& root);

struct Head {
    std::uint64_t size = 0;
    Hash root{};

    bool operator==(const Head&) const = default;
};

}  // namespace vorrat::ledger

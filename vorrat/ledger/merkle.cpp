#include "vorrat/ledger/merkle.h"

#include <bit>
#include <string>

#include <fmt/format.h>

#include "vorrat/ledger/signature.h"

namespace vorrat::ledger {
namespace {

/// The root over `size` leaves of which the one at `index` has this path.
Result<Hash> root_by(std::span<const Hash> path, std::uint64_t index, std::uint64_t size,
                     const Hash& leaf) {
    if ((size == 1) != path.empty()) {
        return bad_input(size == 1 ? "inclusion: the path is too long"
                                   : "inclusion: the path is too short");
    }
    if (size == 1) {
        return leaf;
    }
    const std::uint64_t left = std::bit_floor(size - 1);
    const bool is_left = index < left;
    const auto child = is_left
                           ? root_by(path.first(path.size() - 1), index, left, leaf)
                           : root_by(path.first(path.size() - 1), index - left, size - left, leaf);
    if (!child) {
        return child;
    }
    return is_left ? node_hash(*child, path.back()) : node_hash(path.back(), *child);
}

}  // namespace

Hash leaf_hash(std::string_view entry) { return sha256('\0' + std::string(entry)); }

Hash node_hash(const Hash& left, const Hash& right) {
    return sha256('\1' + std::string(as_bytes(left)) + std::string(as_bytes(right)));
}

Hash root_of(std::span<const Hash> leaves) {
    if (leaves.size() < 2) {
        return leaves.empty() ? sha256("") : leaves.front();
    }
    const std::size_t left = std::bit_floor(leaves.size() - 1);
    return node_hash(root_of(leaves.first(left)), root_of(leaves.subspan(left)));
}

Outcome check_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                        std::span<const Hash> path, const Hash& root) {
    if (index >= size) {
        return bad_input(fmt::format("entry {}: want one below the size {}", index, size));
    }
    const auto found = root_by(path, index, size, leaf);
    if (!found) {
        return found.error();
    }
    return *found == root ? Outcome(Done{})
                          : bad_input(fmt::format("inclusion: want root {}, got {}", to_hex(root),
                                                  to_hex(*found)));
}

}  // namespace vorrat::ledger

#include "vorrat/keeper/proof.h"

#include <algorithm>
#include <bit>
#include <memory>

#include <fmt/format.h>

namespace vorrat::ledger {
namespace {

/// Leaves [begin, end) of the tree; begin is a multiple of a power of two that is at least the
/// length, as all parts of the recursive definition are.
struct Part {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;

    std::uint64_t size() const { return end - begin; }
    /// The largest power of two smaller than the length.
    std::uint64_t middle() const { return begin + std::bit_floor(size() - 1); }
    Part left() const { return {begin, middle()}; }
    Part right() const { return {middle(), end}; }
};

Result<Hash> hash_of(const Nodes& nodes, Part part) {
    if (std::has_single_bit(part.size())) {
        const auto level = static_cast<unsigned>(std::countr_zero(part.size()));
        return nodes(level, part.begin >> level);
    }
    auto left = hash_of(nodes, part.left());
    if (!left) {
        return left;
    }
    auto right = hash_of(nodes, part.right());
    if (!right) {
        return right;
    }
    return node_hash(*left, *right);
}

/// Adds the hash of the part to the path, from the root downwards.
Outcome add(const Nodes& nodes, Part part, std::vector<Hash>& path) {
    const auto hash = hash_of(nodes, part);
    if (!hash) {
        return hash.error();
    }
    path.push_back(*hash);
    return Done{};
}

std::vector<Hash> from_the_leaf(std::vector<Hash> path) {
    std::ranges::reverse(path);
    return path;
}

}  // namespace

Result<std::vector<Hash>> inclusion_path(const Nodes& nodes, std::uint64_t index,
                                         std::uint64_t size) {
    if (index >= size) {
        return usage_error(fmt::format("entry {}: want one below the size {}", index, size));
    }
    std::vector<Hash> path;
    Part part{0, size};
    while (part.size() > 1) {
        const bool left = index < part.middle();
        if (auto added = add(nodes, left ? part.right() : part.left(), path); !added) {
            return added.error();
        }
        part = left ? part.left() : part.right();
    }
    return from_the_leaf(std::move(path));
}

Result<std::vector<Hash>> consistency_path(const Nodes& nodes, std::uint64_t before,
                                           std::uint64_t size) {
    if (before == 0 || before > size) {
        return usage_error(fmt::format("size {}: want an earlier size of 1 to {}", before, size));
    }
    std::vector<Hash> path;
    Part part{0, size};
    // While the whole of the old tree lies before us it is known to the reader and left out.
    while (part.end != before) {
        const bool left = before <= part.middle();
        if (auto added = add(nodes, left ? part.right() : part.left(), path); !added) {
            return added.error();
        }
        part = left ? part.left() : part.right();
    }
    if (part.begin != 0) {
        if (auto added = add(nodes, part, path); !added) {
            return added.error();
        }
    }
    return from_the_leaf(std::move(path));
}

Result<Hash> root_of(const Nodes& nodes, std::uint64_t size) {
    return size == 0 ? Result<Hash>(sha256("")) : hash_of(nodes, {0, size});
}

Nodes nodes_of(std::vector<Hash> leaves) {
    // Level by level; only whole nodes are kept.
    auto levels = std::make_shared<std::vector<std::vector<Hash>>>();
    levels->push_back(std::move(leaves));
    while (levels->back().size() > 1) {
        const std::vector<Hash>& below = levels->back();
        std::vector<Hash> level(below.size() / 2);
        for (std::size_t i = 0; i < level.size(); ++i) {
            level[i] = node_hash(below[2 * i], below[2 * i + 1]);
        }
        levels->push_back(std::move(level));
    }
    return [levels](unsigned level, std::uint64_t index) -> Result<Hash> {
        if (level >= levels->size() || index >= (*levels)[level].size()) {
            return usage_error(fmt::format("node ({}, {}): lies outside the log", level, index));
        }
        return (*levels)[level][index];
    };
}

}  // namespace vorrat::ledger

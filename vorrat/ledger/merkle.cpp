#include "vorrat/ledger/merkle.h"

#include <algorithm>
#include <bit>
#include <string>

#include <fmt/format.h>

namespace vorrat::ledger {
namespace {

void append(std::string& bytes, const Hash& hash) {
    bytes.append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

/// What both checks walk: where the old or the single leaf stands, and the last leaf of the tree.
struct Walk {
    std::uint64_t at = 0;
    std::uint64_t last = 0;

    void up() {
        at >>= 1U;
        last >>= 1U;
    }
    void up_to_a_right_child() {
        while (at % 2 == 0 && at != 0) {
            up();
        }
    }
};

Outcome expect_root(const Hash& found, const Hash& root, std::string_view which) {
    if (found != root) {
        return bad_input(
            fmt::format("{}: want root {}, got {}", which, to_hex(root), to_hex(found)));
    }
    return Done{};
}

}  // namespace

Hash leaf_hash(std::string_view entry) {
    std::string bytes(1, '\0');
    bytes += entry;
    return sha256(bytes);
}

Hash node_hash(const Hash& left, const Hash& right) {
    std::string bytes(1, '\1');
    append(bytes, left);
    append(bytes, right);
    return sha256(bytes);
}

void Frontier::add(const Hash& leaf) {
    Hash joined = leaf;
    for (std::uint64_t bits = size_; bits % 2 == 1; bits >>= 1U) {
        joined = node_hash(subtrees_.back(), joined);
        subtrees_.pop_back();
    }
    subtrees_.push_back(joined);
    ++size_;
}

Hash Frontier::root() const {
    if (subtrees_.empty()) {
        return sha256("");
    }
    Hash root = subtrees_.back();
    for (std::size_t k = subtrees_.size() - 1; k > 0; --k) {
        root = node_hash(subtrees_[k - 1], root);
    }
    return root;
}

Outcome check_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                        std::span<const Hash> path, const Hash& root) {
    if (index >= size) {
        return bad_input(fmt::format("entry {}: want one below the size {}", index, size));
    }
    Walk walk{index, size - 1};
    Hash found = leaf;
    for (const Hash& sibling : path) {
        if (walk.last == 0) {
            return bad_input("inclusion: the path is too long");
        }
        if (walk.at % 2 == 1 || walk.at == walk.last) {
            found = node_hash(sibling, found);
            walk.up_to_a_right_child();
        } else {
            found = node_hash(found, sibling);
        }
        walk.up();
    }
    if (walk.last != 0) {
        return bad_input("inclusion: the path is too short");
    }
    return expect_root(found, root, "inclusion");
}

Outcome check_consistency(const Head& before, const Head& after, std::span<const Hash> path) {
    if (before.size == 0 || before.size > after.size) {
        return bad_input(fmt::format("consistency: want an earlier size of 1 to {}, got {}",
                                     after.size, before.size));
    }
    if (before.size == after.size) {
        if (!path.empty()) {
            return bad_input("consistency: the path is too long");
        }
        return expect_root(before.root, after.root, "consistency");
    }
    Walk walk{before.size - 1, after.size - 1};
    while (walk.at % 2 == 1) {
        walk.up();
    }
    // A perfect old tree is itself a node of the new one, so its root need not be in the path.
    const bool perfect = std::has_single_bit(before.size);
    if (path.empty() && !perfect) {
        return bad_input("consistency: the path is too short");
    }
    Hash old_root = perfect ? before.root : path.front();
    Hash new_root = old_root;
    for (const Hash& sibling : path.subspan(perfect ? 0 : 1)) {
        if (walk.last == 0) {
            return bad_input("consistency: the path is too long");
        }
        if (walk.at % 2 == 1 || walk.at == walk.last) {
            old_root = node_hash(sibling, old_root);
            new_root = node_hash(sibling, new_root);
            walk.up_to_a_right_child();
        } else {
            new_root = node_hash(new_root, sibling);
        }
        walk.up();
    }
    if (walk.last != 0) {
        return bad_input("consistency: the path is too short");
    }
    if (auto old = expect_root(old_root, before.root, "consistency, earlier"); !old) {
        return old;
    }
    return expect_root(new_root, after.root, "consistency, later");
}

}  // namespace vorrat::ledger

#include <bit>

#include <fmt/format.h>

#include "vorrat/keeper/walk.h"

namespace vorrat::ledger {

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

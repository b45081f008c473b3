#pragma once

#include <fmt/format.h>

#include "vorrat/keeper/proof.h"

namespace vorrat::ledger {

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

inline Outcome expect_root(const Hash& found, const Hash& root, std::string_view which) {
    if (found != root) {
        return bad_input(
            fmt::format("{}: want root {}, got {}", which, to_hex(root), to_hex(found)));
    }
    return Done{};
}

}  // namespace vorrat::ledger

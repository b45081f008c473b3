#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vorrat/base/parallel.h"
#include "vorrat/supply/programme.h"

namespace vorrat::supply {

/// Lists of groups by node, compressed.
struct GroupLists {
    std::vector<std::uint32_t> start;  ///< nodes + 1 values, rising
    std::vector<std::uint32_t> groups;

    std::span<const std::uint32_t> of(std::size_t node) const {
        return {groups.data() + start[node], groups.data() + start[node + 1]};
    }
};

/// A programme seen from its nodes, and its items in the order of making.
struct Structure {
    explicit Structure(const Programme& programme);

    std::size_t node_of(std::uint32_t row) const { return (row - first_row) / programme.stride(); }
    std::size_t groups_end(std::size_t item) const;
    std::size_t nodes_end(std::size_t item) const;
    /// The entry of a send or a stock that takes, and the one that gives (null: none).
    const Entry* taking(std::size_t group) const;
    const Entry* giving(std::size_t group) const;

    const Programme& programme;
    std::uint32_t first_row = 0;
    GroupLists incoming;  ///< sends, runs and entries that give to a node
    GroupLists outgoing;  ///< sends and runs that take from a node
    /// Items by level: 0 takes part in no recipe as input, each input lies above its outputs.
    std::vector<std::vector<std::uint32_t>> levels;
};

}  // namespace vorrat::supply

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vorrat/plan/programme.h"

namespace vorrat::plan {

/// Lists of numbers, one list per position.
class Lists {
public:
    struct Pair {
        std::uint32_t position = 0;
        std::uint32_t number = 0;
    };
    Lists() = default;
    /// Numbers of a position in the order given.
    Lists(std::size_t positions, std::span<const Pair> pairs);

    std::span<const std::uint32_t> of(std::size_t position) const {
        return {numbers_.data() + start_[position], numbers_.data() + start_[position + 1]};
    }

private:
    std::vector<std::uint32_t> start_{0};  ///< positions + 1 values, rising
    std::vector<std::uint32_t> numbers_;
};

/// The variables x_lit of an item on a lane in all periods of leaving, 0 .. periods - 1.
struct SendGroup {
    std::uint32_t from = 0;  ///< node
    std::uint32_t to = 0;    ///< node
    std::uint32_t lead = 0;  ///< periods
    Column first = 0;        ///< of leaving in period 0; the others follow
    std::uint32_t periods = 0;
};

constexpr std::uint32_t no_row = ~std::uint32_t{0};

/// The programme seen from its nodes: what leads in, what leads out, and which rows are a node's
/// alone. A *cell* is node x periods + period, and the position of its balance row.
struct Connections {
    Connections(const Problem& problem, const Programme& programme);

    std::size_t cell(std::size_t node, std::size_t t) const { return node * periods + t; }

    std::size_t periods = 0;
    std::vector<SendGroup> sends;
    Lists sends_in;   ///< per node: positions in `sends`
    Lists sends_out;  ///< per node: positions in `sends`
    Lists made_by;    ///< per node: sites with the node's item among their outputs
    Lists used_by;    ///< per node: sites with the node's item among their inputs

    std::vector<std::uint32_t> ready;    ///< per cell: row, or no_row
    std::vector<std::uint32_t> shelf;    ///< per cell: row of the stock after the period, or no_row
    std::vector<std::uint32_t> reserve;  ///< per cell: row, or no_row
    std::vector<std::uint32_t> expiry;   ///< per cell: row of what is due by the period, or no_row
    std::vector<std::uint32_t> need;     ///< per cell: position in Needs::cells, or no_row
    std::vector<std::uint32_t> shelf_periods;  ///< per node; 0: no limit that binds in the horizon

    /// All nodes, item by item; within an item such that what comes without a period on the way
    /// comes from earlier ones (as far as lanes do not go round).
    std::vector<std::uint32_t> order;
    struct Range {
        std::uint32_t first = 0;  ///< in `order`
        std::uint32_t last = 0;   ///< one behind
    };
    std::span<const std::uint32_t> nodes_of(const Range& item) const {
        return {order.data() + item.first, order.data() + item.last};
    }
    /// The items by level: those that are made of nothing first; what a recipe takes stands in an
    /// earlier level than what it makes (as far as recipes do not go round).
    std::vector<std::vector<Range>> levels;
    bool recipes_go_round = false;  ///< then what a recipe takes may stand behind what it makes
};

/// The families of rows that belong to one node alone.
bool is_of_a_node(RowKind kind);

}  // namespace vorrat::plan

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vorrat/solve/solve.h"

namespace vorrat::supply {

/// Lanes of a SIMD register in single precision.
constexpr std::size_t width = 8;

/// What the columns of a group do. One group holds the same activity in every period.
enum class Role : std::uint8_t {
    run,    ///< takes from nodes of a place and gives to one
    enter,  ///< brings to a node from outside, up to a limit
    send,   ///< from one node of an item to another, perhaps later
    stock,  ///< from one period of a node to the next
    waste,  ///< out of a node
    unmet,  ///< stands in for need that is not met, up to its width
    level,  ///< one column over all periods (fairness): only in single limits
};

/// One entry of a group: coefficient of its column of period t in row `row` + t + lag, for all t;
/// entries past the last period do not exist. In a single limit `row` is the row for all t.
struct Entry {
    enum class Kind : std::uint8_t { balance, limit, single };
    std::uint32_t row = 0;
    std::uint16_t lag = 0;
    Kind kind = Kind::balance;
    double coefficient = 0;
};

struct Group {
    Role role = Role::run;
    std::uint32_t item = 0;  ///< `no_item` for a level
    std::uint32_t first_entry = 0;
    std::uint32_t entries = 0;
    double reach =
        0;  ///< step of its columns; 0: size over price of the item, 0.1 over cost of a level
};

constexpr std::uint32_t no_item = ~std::uint32_t{0};
constexpr std::uint32_t no_group = ~std::uint32_t{0};

/// An item at a place: `stride` rows that balance what comes with what goes, one per period.
struct Node {
    std::uint32_t item = 0;
    std::uint32_t row = 0;  ///< of period 0
    bool serves = false;    ///< need is met here
    bool at_most = false;   ///< its rows are limits of the item alone: sum of entries <= right side
    std::uint32_t stock = no_group;
    std::uint32_t waste = no_group;
    std::uint32_t unmet[3] = {no_group, no_group, no_group};  ///< dearest first
};

struct Item {
    double size = 1;   ///< a typical quantity, units per period: sets the step of its columns
    double price = 1;  ///< a typical price: sets the step of its rows
    std::uint32_t first_node = 0;
    std::uint32_t first_group = 0;
};

/// A programme of supply, docs/math/supply.md: minimise cost x over
///
///     balance   sum of entries  = right side       (rows of nodes)
///     limit     sum of entries <= right side       (rows that items share, or an item's own)
///     0 <= x <= upper, all finite; upper 0 where a column does not exist
///
/// Rows stand in groups of `stride` (the periods, rounded up to a multiple of `width`): first the
/// limits with a row per period, then the single ones, then the nodes, by item. Items stand such
/// that what is made comes before what it is made of. Costs of columns and what single limits take
/// are not negative, but for the level's.
class Programme {
public:
    explicit Programme(std::size_t periods);

    // Limits come first, then all nodes by item, then groups by item; levels last.
    /// One limit per period. Returns its row of period 0.
    std::uint32_t add_limits();
    std::uint32_t add_single_limit();
    std::uint32_t add_item(double size, double price);
    /// Returns the position in `nodes`.
    std::uint32_t add_node(bool serves);
    /// Limits that belong to the item alone, one per period. Returns the position in `nodes`.
    std::uint32_t add_own_limits();
    /// Groups of items come in the order of items. `cost` and `upper`: `periods` values each.
    std::uint32_t add_group(Role role, std::uint32_t item, std::span<const Entry> entries,
                            std::span<const double> cost, std::span<const double> upper);
    /// Closes the list of groups; called once, at the end.
    void finish();

    std::size_t periods() const { return periods_; }
    std::size_t stride() const { return stride_; }
    std::size_t limit_rows() const { return limit_rows_; }
    std::size_t rows() const { return right.size(); }
    std::size_t columns() const { return cost.size(); }
    std::span<const Entry> entries_of(const Group& group) const {
        return {entries.data() + group.first_entry, group.entries};
    }
    /// Rows, columns and entries that exist: what another solver would be given.
    solve::LinearProgram linear_program() const;
    std::size_t entry_count() const;
    bool exists(std::size_t group, std::size_t t) const { return upper[group * stride_ + t] > 0; }

    /// weight of an entry in a limit per period and in a single one, beside one in a balance, where
    /// steps are shared out: limits hold thousands of columns
    double limit_weight = 0.3;
    double single_weight = 0.3;
    double weight_of(const Entry& entry) const {
        return entry.kind == Entry::Kind::balance ? 1
               : entry.kind == Entry::Kind::limit ? limit_weight
                                                  : single_weight;
    }
    /// gain of the balance between all columns and all rows at restarts; 0: items alone are
    /// balanced
    double weight_gain = 0;

    std::vector<Item> items;
    std::vector<Node> nodes;
    std::vector<Group> groups;
    std::vector<Entry> entries;
    std::vector<double> cost;   ///< groups x stride
    std::vector<double> upper;  ///< groups x stride
    std::vector<double> right;  ///< rows; unused rows 0

private:
    std::size_t periods_;
    std::size_t stride_;
    std::size_t limit_rows_ = 0;
    std::size_t single_from_ = 0;
};

}  // namespace vorrat::supply

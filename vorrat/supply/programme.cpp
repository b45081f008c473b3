#include "vorrat/supply/programme.h"

#include <algorithm>

#include "vorrat/base/check.h"

namespace vorrat::supply {

Programme::Programme(std::size_t periods)
    : periods_(periods), stride_((periods + width - 1) / width * width) {
    check(periods >= 1, "a programme has a period");
}

std::uint32_t Programme::add_limits() {
    check(nodes.empty(), "limits come before nodes");
    check(single_from_ == limit_rows_, "limits per period come before single ones");
    const auto row = static_cast<std::uint32_t>(right.size());
    right.resize(right.size() + stride_, 0);
    single_from_ = limit_rows_ = right.size();
    return row;
}

std::uint32_t Programme::add_single_limit() {
    check(nodes.empty(), "limits come before nodes");
    const auto row = static_cast<std::uint32_t>(limit_rows_);
    ++limit_rows_;
    right.resize((limit_rows_ + width - 1) / width * width, 0);
    return row;
}

std::uint32_t Programme::add_item(double size, double price) {
    Item item;
    item.size = size;
    item.price = price;
    item.first_node = static_cast<std::uint32_t>(nodes.size());
    item.first_group = no_group;
    items.push_back(item);
    return static_cast<std::uint32_t>(items.size() - 1);
}

std::uint32_t Programme::add_node(bool serves) {
    check(!items.empty(), "a node belongs to an item");
    if (nodes.empty()) {
        limit_rows_ = right.size();
    }
    Node node;
    node.item = static_cast<std::uint32_t>(items.size() - 1);
    node.row = static_cast<std::uint32_t>(right.size());
    node.serves = serves;
    right.resize(right.size() + stride_, 0);
    nodes.push_back(node);
    return static_cast<std::uint32_t>(nodes.size() - 1);
}

std::uint32_t Programme::add_own_limits() {
    const std::uint32_t n = add_node(false);
    nodes[n].at_most = true;
    return n;
}

std::uint32_t Programme::add_group(Role role, std::uint32_t item, std::span<const Entry> given,
                                   std::span<const double> costs, std::span<const double> uppers) {
    check(costs.size() == periods_, "a cost per period");
    check(uppers.size() == periods_, "an upper bound per period");
    const auto g = static_cast<std::uint32_t>(groups.size());
    if (item != no_item) {
        check(groups.empty() || groups.back().item <= item, "groups come in the order of items");
        if (items[item].first_group == no_group) {
            items[item].first_group = g;
        }
    }
    Group group;
    group.role = role;
    group.item = item;
    group.first_entry = static_cast<std::uint32_t>(entries.size());
    group.entries = static_cast<std::uint32_t>(given.size());
    groups.push_back(group);
    entries.insert(entries.end(), given.begin(), given.end());
    // Own rows without lag, own rows with lag, limits, single limits: the order of the kernel.
    std::stable_sort(entries.begin() + group.first_entry, entries.end(),
                     [](const Entry& a, const Entry& b) {
                         return a.kind != b.kind ? a.kind < b.kind : a.lag < b.lag;
                     });
    cost.resize(cost.size() + stride_, 0);
    upper.resize(upper.size() + stride_, 0);
    std::ranges::copy(costs, cost.end() - static_cast<std::ptrdiff_t>(stride_));
    std::ranges::copy(uppers, upper.end() - static_cast<std::ptrdiff_t>(stride_));
    return g;
}

void Programme::finish() {
    std::uint32_t next = static_cast<std::uint32_t>(groups.size());
    while (next > 0 && groups[next - 1].item == no_item) {
        --next;
    }
    for (std::size_t i = items.size(); i-- > 0;) {
        if (items[i].first_group == no_group) {
            items[i].first_group = next;
        }
        next = items[i].first_group;
    }
    for (std::uint32_t g = 0; g < groups.size(); ++g) {
        const Group& group = groups[g];
        if (group.role == Role::level || group.entries == 0) {
            continue;
        }
        const std::uint32_t row = entries[group.first_entry].row;
        if (row < limit_rows_) {
            continue;
        }
        Node& node = nodes[(row - limit_rows_) / stride_];
        if (group.role == Role::stock) {
            node.stock = g;
        } else if (group.role == Role::waste) {
            node.waste = g;
        } else if (group.role == Role::unmet) {
            auto* free = std::ranges::find(node.unmet, no_group);
            check(free != std::end(node.unmet), "need has three steps at most");
            *free = g;
        }
    }
}

namespace {

/// Visits row and coefficient of every entry of the column of a group in a period.
template <class Visit>
void visit_column(const Programme& p, std::size_t g, std::size_t t, const Visit& visit) {
    for (const Entry& entry : p.entries_of(p.groups[g])) {
        if (entry.kind == Entry::Kind::single) {
            visit(entry.row, entry.coefficient);
        } else if (t + entry.lag < p.periods()) {
            visit(static_cast<std::uint32_t>(entry.row + t + entry.lag), entry.coefficient);
        }
    }
}

}  // namespace

std::size_t Programme::entry_count() const {
    std::size_t count = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        for (std::size_t t = 0; t < periods_; ++t) {
            if (exists(g, t)) {
                visit_column(*this, g, t, [&](std::uint32_t, double) { ++count; });
            }
        }
    }
    return count;
}

solve::LinearProgram Programme::linear_program() const {
    solve::LinearProgram lp;
    std::vector<std::uint32_t> row_at(rows(), no_group);
    std::vector<bool> at_most(rows(), true);
    for (const Node& node : nodes) {
        std::fill_n(at_most.begin() + node.row, stride_, node.at_most);
    }
    for (std::size_t r = 0; r < rows(); ++r) {
        const bool padding = r < limit_rows_ ? r < single_from_ && r % stride_ >= periods_
                                             : (r - limit_rows_) % stride_ >= periods_;
        if (padding) {
            continue;
        }
        row_at[r] = static_cast<std::uint32_t>(lp.row_lower.size());
        lp.row_lower.push_back(at_most[r] ? -solve::infinity : right[r]);
        lp.row_upper.push_back(right[r]);
    }
    lp.matrix.rows = lp.row_lower.size();
    std::vector<std::pair<std::uint32_t, double>> column;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        for (std::size_t t = 0; t < periods_; ++t) {
            if (!exists(g, t)) {
                continue;
            }
            column.clear();
            visit_column(*this, g, t,
                         [&](std::uint32_t row, double a) { column.emplace_back(row_at[row], a); });
            std::ranges::sort(column);
            for (const auto& [row, a] : column) {
                lp.matrix.row.push_back(row);
                lp.matrix.value.push_back(a);
            }
            lp.matrix.start.push_back(lp.matrix.row.size());
            lp.cost.push_back(cost[g * stride_ + t]);
            lp.column_lower.push_back(0);
            lp.column_upper.push_back(upper[g * stride_ + t]);
        }
    }
    return lp;
}

}  // namespace vorrat::supply

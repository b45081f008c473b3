#include "vorrat/supply/structure.h"

#include <algorithm>

namespace vorrat::supply {
namespace {

/// Calls visit(node, group) for every balance entry of a send, run or entering group.
template <class Visit>
void each_movement(const Structure& s, const Visit& visit) {
    const Programme& p = s.programme;
    for (std::uint32_t g = 0; g < p.groups.size(); ++g) {
        const Role role = p.groups[g].role;
        if (role != Role::send && role != Role::run && role != Role::enter) {
            continue;
        }
        for (const Entry& entry : p.entries_of(p.groups[g])) {
            if (entry.kind == Entry::Kind::balance) {
                visit(s.node_of(entry.row), g, entry.coefficient > 0);
            }
        }
    }
}

GroupLists lists_of(const Structure& s, bool giving) {
    GroupLists lists;
    lists.start.assign(s.programme.nodes.size() + 1, 0);
    each_movement(s, [&](std::size_t node, std::uint32_t, bool gives) {
        lists.start[node + 1] += gives == giving ? 1 : 0;
    });
    for (std::size_t n = 0; n + 1 < lists.start.size(); ++n) {
        lists.start[n + 1] += lists.start[n];
    }
    lists.groups.resize(lists.start.back());
    std::vector<std::uint32_t> next(lists.start.begin(), lists.start.end() - 1);
    each_movement(s, [&](std::size_t node, std::uint32_t g, bool gives) {
        if (gives == giving) {
            lists.groups[next[node]++] = g;
        }
    });
    return lists;
}

std::vector<std::vector<std::uint32_t>> levels_of(const Structure& s) {
    const Programme& p = s.programme;
    std::vector<std::uint32_t> level(p.items.size(), 0);
    // Outputs come before inputs in the order of items, so one pass over it suffices.
    for (const Group& group : p.groups) {
        if (group.role != Role::run) {
            continue;
        }
        for (const Entry& entry : p.entries_of(group)) {
            if (entry.kind != Entry::Kind::balance || entry.coefficient > 0) {
                continue;
            }
            const std::uint32_t input = p.nodes[s.node_of(entry.row)].item;
            level[input] = std::max(level[input], level[group.item] + 1);
        }
    }
    std::vector<std::vector<std::uint32_t>> levels;
    for (std::uint32_t i = 0; i < level.size(); ++i) {
        levels.resize(std::max<std::size_t>(levels.size(), level[i] + 1));
        levels[level[i]].push_back(i);
    }
    return levels;
}

}  // namespace

Structure::Structure(const Programme& p)
    : programme(p), first_row(p.nodes.empty() ? 0 : p.nodes.front().row) {
    incoming = lists_of(*this, true);
    outgoing = lists_of(*this, false);
    levels = levels_of(*this);
}

std::size_t Structure::groups_end(std::size_t item) const {
    if (item + 1 < programme.items.size()) {
        return programme.items[item + 1].first_group;
    }
    std::size_t end = programme.groups.size();
    while (end > 0 && programme.groups[end - 1].item == no_item) {
        --end;
    }
    return end;
}

std::size_t Structure::nodes_end(std::size_t item) const {
    return item + 1 < programme.items.size() ? programme.items[item + 1].first_node
                                             : programme.nodes.size();
}

const Entry* Structure::taking(std::size_t group) const {
    for (const Entry& entry : programme.entries_of(programme.groups[group])) {
        if (entry.kind == Entry::Kind::balance && entry.coefficient < 0) {
            return &entry;
        }
    }
    return nullptr;
}

const Entry* Structure::giving(std::size_t group) const {
    for (const Entry& entry : programme.entries_of(programme.groups[group])) {
        if (entry.kind == Entry::Kind::balance && entry.coefficient > 0) {
            return &entry;
        }
    }
    return nullptr;
}

}  // namespace vorrat::supply

#include "vorrat/plan/connections.h"

#include <algorithm>

namespace vorrat::plan {
namespace {

using Pairs = std::vector<Lists::Pair>;

std::vector<SendGroup> send_groups(const Problem& problem, const Programme& programme) {
    std::vector<SendGroup> groups;
    const World& world = problem.world;
    for (const Send& send : programme.columns.sends) {
        if (send.leaves > 0) {
            ++groups.back().periods;
            continue;
        }
        const Lane& lane = world.lanes[send.lane];
        groups.push_back({.from = *problem.network.find(send.item, lane.from),
                          .to = *problem.network.find(send.item, lane.to),
                          .lead = static_cast<std::uint32_t>(send.arrives),
                          .first = send.column,
                          .periods = 1});
    }
    return groups;
}

/// Per item: the longest chain of recipes that leads to it. Recipes that go round are cut where
/// they close.
class Depths {
public:
    explicit Depths(const Problem& problem) : depth_(problem.world.items.size(), unknown) {
        Pairs makers;
        const auto& activities = problem.world.activities;
        for (const Site& site : problem.network.sites) {
            for (const ItemQuantity& made : activities[site.activity].outputs) {
                makers.push_back(
                    {made.item.value, static_cast<std::uint32_t>(site.activity.index())});
            }
        }
        const Lists made_by(depth_.size(), makers);
        for (std::uint32_t i = 0; i < depth_.size(); ++i) {
            visit(i, made_by, problem.world);
        }
    }
    std::size_t of(ItemId item) const { return static_cast<std::size_t>(depth_[item.index()]); }

private:
    static constexpr int unknown = -1;
    static constexpr int under_way = -2;

    int visit(std::uint32_t item, const Lists& made_by, const World& world) {
        if (depth_[item] == under_way) {
            return -1;
        }
        if (depth_[item] != unknown) {
            return depth_[item];
        }
        depth_[item] = under_way;
        int depth = 0;
        for (const std::uint32_t maker : made_by.of(item)) {
            for (const ItemQuantity& input : world.activities[ActivityId{maker}].inputs) {
                depth = std::max(depth, visit(input.item.value, made_by, world) + 1);
            }
        }
        depth_[item] = depth;
        return depth;
    }

    std::vector<int> depth_;
};

/// The nodes of one item such that what is sent without a period on the way comes from earlier
/// ones.
class Downstream {
public:
    Downstream(const Connections& connections, std::vector<std::uint32_t>& order)
        : c_(connections), order_(order), seen_(connections.shelf_periods.size(), false) {}

    void visit(std::uint32_t node) {
        if (seen_[node]) {
            return;
        }
        seen_[node] = true;
        for (const std::uint32_t s : c_.sends_in.of(node)) {
            if (c_.sends[s].lead == 0) {
                visit(c_.sends[s].from);
            }
        }
        order_.push_back(node);
    }

private:
    const Connections& c_;
    std::vector<std::uint32_t>& order_;
    std::vector<bool> seen_;
};

Lists by_end(const std::vector<SendGroup>& sends, std::size_t nodes,
             std::uint32_t SendGroup::*end) {
    Pairs pairs;
    for (std::uint32_t s = 0; s < sends.size(); ++s) {
        pairs.push_back({sends[s].*end, s});
    }
    return {nodes, pairs};
}

Lists by_site(const Problem& problem, std::vector<ItemQuantity> Activity::*side) {
    Pairs pairs;
    for (std::uint32_t s = 0; s < problem.network.sites.size(); ++s) {
        const auto [id, place] = problem.network.sites[s];
        const std::vector<ItemQuantity>& quantities = problem.world.activities[id].*side;
        for (auto q = quantities.begin(); q != quantities.end(); ++q) {
            const bool again = std::any_of(quantities.begin(), q, [&](const ItemQuantity& before) {
                return before.item == q->item;
            });
            if (!again) {
                pairs.push_back({*problem.network.find(q->item, place), s});
            }
        }
    }
    return {problem.network.nodes.size(), pairs};
}

}  // namespace

Lists::Lists(std::size_t positions, std::span<const Pair> pairs)
    : start_(positions + 1, 0), numbers_(pairs.size()) {
    for (const Pair& pair : pairs) {
        ++start_[pair.position + 1];
    }
    for (std::size_t k = 0; k < positions; ++k) {
        start_[k + 1] += start_[k];
    }
    std::vector<std::uint32_t> next(start_.begin(), start_.end() - 1);
    for (const Pair& pair : pairs) {
        numbers_[next[pair.position]++] = pair.number;
    }
}

bool is_of_a_node(RowKind kind) {
    using enum RowKind;
    return kind == balance || kind == ready || kind == shelf || kind == expiry || kind == reserve;
}

Connections::Connections(const Problem& problem, const Programme& programme)
    : periods(static_cast<std::size_t>(problem.horizon.periods)),
      sends(send_groups(problem, programme)) {
    const Network& network = problem.network;
    const std::size_t nodes = network.nodes.size();
    sends_in = by_end(sends, nodes, &SendGroup::to);
    sends_out = by_end(sends, nodes, &SendGroup::from);
    made_by = by_site(problem, &Activity::outputs);
    used_by = by_site(problem, &Activity::inputs);

    for (auto* rows : {&ready, &shelf, &reserve, &expiry, &need}) {
        rows->assign(nodes * periods, no_row);
    }
    const auto rows_of = [&](RowKind kind) -> std::vector<std::uint32_t>* {
        switch (kind) {
            case RowKind::ready:
                return &ready;
            case RowKind::shelf:
                return &shelf;
            case RowKind::reserve:
                return &reserve;
            case RowKind::expiry:
                return &expiry;
            default:
                return nullptr;
        }
    };
    for (std::uint32_t row = 0; row < programme.keys.size(); ++row) {
        const RowKey& key = programme.keys[row];
        if (auto* rows = rows_of(key.kind)) {
            (*rows)[cell(*network.find(*key.item, *key.place), key.period->value)] = row;
        }
    }
    for (std::uint32_t k = 0; k < problem.needs.cells.size(); ++k) {
        const NeedCell& wanted = problem.needs.cells[k];
        if (const auto node = network.find(wanted.item, wanted.place)) {
            need[cell(*node, static_cast<std::size_t>(wanted.period))] = k;
        }
    }
    for (const Node& node : network.nodes) {
        const auto shelf_life = problem.horizon.shelf_periods(problem.world.items[node.item]);
        shelf_periods.push_back(static_cast<std::uint32_t>(std::max(0, shelf_life.value_or(0))));
    }
    const Depths depths(problem);
    Downstream downstream(*this, order);
    for (std::uint32_t n = 0; n < nodes;) {
        const ItemId item = network.nodes[n].item;
        Range range{static_cast<std::uint32_t>(order.size()), 0};
        for (; n < nodes && network.nodes[n].item == item; ++n) {
            downstream.visit(n);
        }
        range.last = static_cast<std::uint32_t>(order.size());
        levels.resize(std::max(levels.size(), depths.of(item) + 1));
        levels[depths.of(item)].push_back(range);
    }
    for (const Site& site : network.sites) {
        const Activity& activity = problem.world.activities[site.activity];
        for (const ItemQuantity& made : activity.outputs) {
            for (const ItemQuantity& taken : activity.inputs) {
                recipes_go_round =
                    recipes_go_round || depths.of(taken.item) >= depths.of(made.item);
            }
        }
    }
}

}  // namespace vorrat::plan

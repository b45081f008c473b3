#include <algorithm>
#include <deque>

#include "vorrat/base/check.h"
#include "vorrat/verify/programme.h"

namespace vorrat::verify {
namespace {

/// A set of (item, place) that grows until nothing more follows.
class Reach {
public:
    explicit Reach(std::size_t cells) : in_(cells, 0) {}

    void add(std::size_t cell) {
        if (in_[cell] != 0) {
            return;
        }
        in_[cell] = 1;
        waiting_.push_back(cell);
    }
    bool has(std::size_t cell) const { return in_[cell] != 0; }
    bool empty() const { return waiting_.empty(); }
    std::size_t take() {
        const std::size_t cell = waiting_.front();
        waiting_.pop_front();
        return cell;
    }

private:
    std::vector<std::uint8_t> in_;
    std::deque<std::size_t> waiting_;
};

struct Network {
    std::size_t places = 0;
    std::vector<std::vector<int>> lanes_from;     // per place: where lanes lead
    std::vector<std::vector<int>> lanes_to;       // per place: where lanes come from
    std::vector<std::vector<int>> activities_at;  // per place, not forbidden

    std::size_t cell(int item, int place) const {
        return static_cast<std::size_t>(item) * places + static_cast<std::size_t>(place);
    }
};

Network network_of(const Problem& problem) {
    Network network;
    network.places = problem.places.size();
    network.lanes_from.resize(network.places);
    network.lanes_to.resize(network.places);
    network.activities_at.resize(network.places);
    for (const Lane& lane : problem.lanes) {
        network.lanes_from[static_cast<std::size_t>(lane.from)].push_back(lane.to);
        network.lanes_to[static_cast<std::size_t>(lane.to)].push_back(lane.from);
    }
    for (std::size_t a = 0; a < problem.activities.size(); ++a) {
        if (problem.activities[a].forbidden) {
            continue;
        }
        for (const int place : problem.activities[a].places) {
            network.activities_at[static_cast<std::size_t>(place)].push_back(static_cast<int>(a));
        }
    }
    return network;
}

std::vector<std::size_t> opening_cells(const Problem& problem, const Network& network) {
    std::vector<std::size_t> cells;
    for (const Lot& lot : problem.lots) {
        const bool waste = lot.best_before && *lot.best_before < problem.start;
        if (lot.quantity > 0 && !waste) {
            cells.push_back(network.cell(lot.item, lot.place));
        }
    }
    for (const Transit& goods : problem.transit) {
        if (goods.quantity > 0 && problem.period_of(goods.arrives) >= 0) {
            cells.push_back(network.cell(goods.item, goods.place));
        }
    }
    return cells;
}

/// Section 1.3.
std::vector<std::uint8_t> sources(const Problem& problem, const Network& network) {
    std::vector<std::uint8_t> gives(problem.items.size() * network.places, 0);
    if (problem.has_supply_table) {
        for (const Supply& row : problem.supplies) {
            if (problem.places[static_cast<std::size_t>(row.place)].is_source) {
                gives[network.cell(row.item, row.place)] = 1;
            }
        }
        return gives;
    }
    std::vector<std::uint8_t> made(problem.items.size(), 0);
    for (const Activity& activity : problem.activities) {
        for (const Quantity& output : activity.outputs) {
            made[static_cast<std::size_t>(output.of)] = 1;
        }
    }
    for (std::size_t i = 0; i < made.size(); ++i) {
        for (std::size_t p = 0; p < network.places; ++p) {
            if (made[i] == 0 && problem.places[p].is_source) {
                gives[i * network.places + p] = 1;
            }
        }
    }
    return gives;
}

bool all_in(const Reach& reach, const Network& network, const std::vector<Quantity>& list,
            int place) {
    return std::ranges::all_of(list, [&](const Quantity& quantity) {
        return reach.has(network.cell(quantity.of, place));
    });
}

bool any_in(const Reach& reach, const Network& network, const std::vector<Quantity>& list,
            int place) {
    return std::ranges::any_of(list, [&](const Quantity& quantity) {
        return reach.has(network.cell(quantity.of, place));
    });
}

void supply_outputs(const Problem& problem, const Network& network, int place, Reach& reach) {
    for (const int a : network.activities_at[static_cast<std::size_t>(place)]) {
        const Activity& activity = problem.activities[static_cast<std::size_t>(a)];
        if (!all_in(reach, network, activity.inputs, place)) {
            continue;
        }
        for (const Quantity& output : activity.outputs) {
            reach.add(network.cell(output.of, place));
        }
    }
}

Reach supplied(const Problem& problem, const Network& network,
               const std::vector<std::uint8_t>& gives) {
    Reach reach(gives.size());
    for (std::size_t cell = 0; cell < gives.size(); ++cell) {
        if (gives[cell] != 0) {
            reach.add(cell);
        }
    }
    for (const std::size_t cell : opening_cells(problem, network)) {
        reach.add(cell);
    }
    for (std::size_t p = 0; p < network.places; ++p) {
        supply_outputs(problem, network, static_cast<int>(p), reach);
    }
    while (!reach.empty()) {
        check(network.places > 0, "a cell has a place");
        const std::size_t cell = reach.take();
        const int item = static_cast<int>(cell / network.places);
        const int place = static_cast<int>(cell % network.places);
        for (const int to : network.lanes_from[static_cast<std::size_t>(place)]) {
            reach.add(network.cell(item, to));
        }
        supply_outputs(problem, network, place, reach);
    }
    return reach;
}

Reach useful(const Problem& problem, const Network& network) {
    Reach reach(problem.items.size() * network.places);
    for (const auto& [item, place] : problem.series) {
        if (problem.places[static_cast<std::size_t>(place)].is_depot) {
            reach.add(network.cell(item, place));
        }
    }
    while (!reach.empty()) {
        const std::size_t cell = reach.take();
        const int item = static_cast<int>(cell / network.places);
        const int place = static_cast<int>(cell % network.places);
        for (const int from : network.lanes_to[static_cast<std::size_t>(place)]) {
            reach.add(network.cell(item, from));
        }
        for (const int a : network.activities_at[static_cast<std::size_t>(place)]) {
            const Activity& activity = problem.activities[static_cast<std::size_t>(a)];
            if (!any_in(reach, network, activity.outputs, place)) {
                continue;
            }
            for (const Quantity& input : activity.inputs) {
                reach.add(network.cell(input.of, place));
            }
        }
    }
    return reach;
}

}  // namespace

Nodes find_nodes(const Problem& problem) {
    const Network network = network_of(problem);
    Nodes nodes;
    nodes.places = static_cast<int>(network.places);
    nodes.gives = sources(problem, network);
    const Reach from = supplied(problem, network, nodes.gives);
    const Reach to = useful(problem, network);
    std::vector<std::uint8_t> exists(nodes.gives.size(), 0);
    for (std::size_t cell = 0; cell < exists.size(); ++cell) {
        exists[cell] = static_cast<std::uint8_t>(from.has(cell) && to.has(cell));
    }
    for (const std::size_t cell : opening_cells(problem, network)) {
        exists[cell] = 1;
    }
    for (std::size_t a = 0; a < problem.activities.size(); ++a) {
        const Activity& activity = problem.activities[a];
        if (activity.forbidden) {
            continue;
        }
        for (const int place : activity.places) {
            if (!all_in(from, network, activity.inputs, place)) {
                continue;
            }
            if (!any_in(to, network, activity.outputs, place)) {
                continue;
            }
            nodes.running.emplace_back(static_cast<int>(a), place);
            for (const Quantity& output : activity.outputs) {
                exists[network.cell(output.of, place)] = 1;
            }
        }
    }
    nodes.number.assign(exists.size(), -1);
    for (std::size_t cell = 0; cell < exists.size(); ++cell) {
        if (exists[cell] == 0) {
            continue;
        }
        nodes.number[cell] = nodes.count();
        nodes.node.emplace_back(static_cast<int>(cell / network.places),
                                static_cast<int>(cell % network.places));
    }
    return nodes;
}

}  // namespace vorrat::verify

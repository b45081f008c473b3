#include "vorrat/ingest/world_checks.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace vorrat::ingest {
namespace {

using Edges = std::vector<std::vector<std::uint32_t>>;

/// One cycle, its first node again at the end, or nothing. Depth first without recursion: a chain
/// in a file may be longer than the stack.
std::vector<std::uint32_t> find_cycle(const Edges& edges) {
    enum class Mark : char { fresh, open, done };
    std::vector<Mark> mark(edges.size(), Mark::fresh);
    std::vector<std::pair<std::uint32_t, std::size_t>> path;  // node, next edge
    for (std::uint32_t root = 0; root < edges.size(); ++root) {
        if (mark[root] != Mark::fresh) {
            continue;
        }
        path.assign(1, {root, 0});
        mark[root] = Mark::open;
        while (!path.empty()) {
            auto& [node, edge] = path.back();
            if (edge == edges[node].size()) {
                mark[node] = Mark::done;
                path.pop_back();
                continue;
            }
            const std::uint32_t next = edges[node][edge++];
            if (mark[next] == Mark::fresh) {
                mark[next] = Mark::open;
                path.emplace_back(next, 0);
            } else if (mark[next] == Mark::open) {
                std::vector<std::uint32_t> cycle;
                const auto begin =
                    std::ranges::find(path, next, &std::pair<std::uint32_t, std::size_t>::first);
                for (auto at = begin; at != path.end(); ++at) {
                    cycle.push_back(at->first);
                }
                cycle.push_back(next);
                return cycle;
            }
        }
    }
    return {};
}

template <class Table>
std::string names_of(const std::vector<std::uint32_t>& cycle, const Table& table) {
    constexpr std::size_t shown_max = 10;
    std::string text;
    for (std::size_t k = 0; k < cycle.size(); ++k) {
        if (k == shown_max && cycle.size() > shown_max + 1) {
            return text + fmt::format(" > ... ({} steps)", cycle.size() - 1);
        }
        text += (k == 0 ? "" : " > ") + table.values()[cycle[k]].id;
    }
    return text;
}

void check_lane_loops(Intake& intake) {
    const World& world = intake.world();
    Edges edges(world.places.size());
    for (const Lane& lane : world.lanes) {
        if (lane.lead_days == 0) {
            edges[lane.from.index()].push_back(lane.to.value);
        }
    }
    const auto cycle = find_cycle(edges);
    if (cycle.empty()) {
        return;
    }
    intake.warn("lanes.csv", fmt::format("lanes without lead time form a loop: {}",
                                         names_of(cycle, world.places)));
}

void check_recipe_loops(Intake& intake) {
    const World& world = intake.world();
    Edges edges(world.items.size());
    for (const Activity& activity : world.activities) {
        for (const ItemQuantity& input : activity.inputs) {
            for (const ItemQuantity& output : activity.outputs) {
                edges[input.item.index()].push_back(output.item.value);
            }
        }
    }
    const auto cycle = find_cycle(edges);
    if (cycle.empty()) {
        return;
    }
    intake.warn("activity_items.csv",
                fmt::format("recipes form a loop: {}", names_of(cycle, world.items)));
}

/// Every place that stands alone, where there are lanes at all.
void check_lonely_places(Intake& intake) {
    const World& world = intake.world();
    std::vector<char> leaves(world.places.size());
    std::vector<char> arrives(world.places.size());
    for (const Lane& lane : world.lanes) {
        leaves[lane.from.index()] = 1;
        arrives[lane.to.index()] = 1;
    }
    const bool single = world.places.size() <= 1;
    for (const PlaceId id : world.places.ids()) {
        const Place& place = world.places[id];
        const bool depot = place.kind == PlaceKind::depot;
        if (single) {
            continue;
        }
        if (arrives[id.index()] == 0 && leaves[id.index()] == 0) {
            intake.warn("places.csv", fmt::format("place {} has no lanes", shown(place.id)));
        } else if (depot && arrives[id.index()] == 0) {
            intake.warn("places.csv", fmt::format("no lane leads to depot {}", shown(place.id)));
        }
    }
}

/// The items that stock, transit, a source or a recipe (its inputs obtainable) gives, anywhere.
std::vector<char> obtainable_items(const World& world) {
    std::vector<char> known(world.items.size());
    std::vector<char> made(world.items.size());
    for (const StockLot& lot : world.stock) {
        known[lot.item.index()] = 1;
    }
    for (const Transit& transit : world.transit) {
        known[transit.item.index()] = 1;
    }
    for (const Activity& activity : world.activities) {
        for (const ItemQuantity& output : activity.outputs) {
            made[output.item.index()] = 1;
        }
    }
    for (const Supply& supply : world.supplies) {
        if (supply.available.value_or(1) > 0) {
            known[supply.item.index()] = 1;
        }
    }
    const bool any_source = std::ranges::any_of(
        world.places, [](const Place& p) { return p.kind == PlaceKind::source; });
    if (world.supplies.empty() && any_source) {
        for (std::size_t i = 0; i < known.size(); ++i) {
            if (made[i] == 0) {
                known[i] = 1;
            }
        }
    }
    // An activity runs once its last missing input is known: each input is looked at once.
    std::vector<std::vector<std::uint32_t>> users(world.items.size());  // activities per input
    std::vector<std::size_t> missing(world.activities.size());
    std::vector<std::uint32_t> ready;
    for (const ActivityId id : world.activities.ids()) {
        for (const ItemQuantity& input : world.activities[id].inputs) {
            if (known[input.item.index()] != 0) {
                continue;
            }
            ++missing[id.index()];
            users[input.item.index()].push_back(id.value);
        }
        if (missing[id.index()] == 0) {
            ready.push_back(id.value);
        }
    }
    while (!ready.empty()) {
        const Activity& activity = world.activities[ActivityId{ready.back()}];
        ready.pop_back();
        for (const ItemQuantity& output : activity.outputs) {
            char& is_known = known[output.item.index()];
            if (is_known != 0) {
                continue;
            }
            is_known = 1;
            for (const std::uint32_t user : users[output.item.index()]) {
                if (--missing[user] == 0) {
                    ready.push_back(user);
                }
            }
        }
    }
    return known;
}

void check_obtainable(Intake& intake) {
    const World& world = intake.world();
    // A world without sources and recipes is a need history; nothing is claimed about supply.
    const bool any_source = std::ranges::any_of(
        world.places, [](const Place& p) { return p.kind == PlaceKind::source; });
    if (!any_source && world.activities.empty() && world.supplies.empty()) {
        return;
    }
    const std::vector<char> known = obtainable_items(world);
    for (const Activity& activity : world.activities) {
        for (const ItemQuantity& input : activity.inputs) {
            if (known[input.item.index()] != 0) {
                continue;
            }
            intake.warn("activity_items.csv",
                        fmt::format("activity {} needs {}, which no source, stock or recipe gives",
                                    shown(activity.id), shown(world.items[input.item].id)));
        }
        if (activity.inputs.empty() && activity.outputs.empty()) {
            intake.warn("activities.csv",
                        fmt::format("activity {} has no items", shown(activity.id)));
        }
    }
    std::vector<char> needed(world.items.size());
    for (const Series& series : world.history.series) {
        needed[series.item.index()] = 1;
    }
    for (const ItemId item : world.items.ids()) {
        if (needed[item.index()] == 0 || known[item.index()] != 0) {
            continue;
        }
        intake.warn("needs.csv", fmt::format("item {} is needed, and no source, stock or recipe "
                                             "gives it",
                                             shown(world.items[item].id)));
    }
}

}  // namespace

void check_world(Intake& intake) {
    check_lane_loops(intake);
    check_recipe_loops(intake);
    check_lonely_places(intake);
    check_obtainable(intake);
}

}  // namespace vorrat::ingest

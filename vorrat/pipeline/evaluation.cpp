#include "vorrat/pipeline/evaluation.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace vorrat::pipeline {
namespace {

using Keys = std::vector<std::string>;

/// A dimension of the hierarchy: one key per series.
struct Dimension {
    std::string name;
    Keys keys;
};

/// The first place that a lane brings to each place; the place itself where none does.
PerId<PlaceId, std::string> suppliers(const World& world) {
    PerId<PlaceId, std::string> names;
    for (const Place& place : world.places) {
        names.push_back(place.id);
    }
    std::vector<bool> found(world.places.size());
    for (const Lane& lane : world.lanes) {
        if (found[lane.to.index()]) {
            continue;
        }
        found[lane.to.index()] = true;
        names[lane.to] = world.places[lane.from].id;
    }
    return names;
}

/// `a/b/c` cut behind its part number `depth`.
std::string_view cut(std::string_view group, std::size_t depth) {
    std::size_t at = 0;
    for (std::size_t part = 0; part <= depth; ++part) {
        at = group.find('/', part == 0 ? 0 : at + 1);
        if (at == std::string_view::npos) {
            return group;
        }
    }
    return group.substr(0, at);
}

std::size_t depth_of_groups(const World& world) {
    std::size_t deepest = 0;
    for (const Item& item : world.items) {
        if (item.group.empty()) {
            continue;
        }
        const auto slashes = std::ranges::count(item.group, '/');
        deepest = std::max(deepest, static_cast<std::size_t>(slashes) + 1);
    }
    return deepest;
}

template <class KeyOf>
Dimension dimension(const World& world, std::string name, const KeyOf& key_of) {
    Dimension made{std::move(name), {}};
    for (const Series& series : world.history.series) {
        made.keys.emplace_back(key_of(series));
    }
    return made;
}

Dimension product(const Dimension& a, const Dimension& b) {
    Dimension made{a.name + " x " + b.name, {}};
    for (std::size_t n = 0; n < a.keys.size(); ++n) {
        made.keys.push_back(a.keys[n] + ", " + b.keys[n]);
    }
    return made;
}

void add(std::vector<NamedGrouping>& all, const Dimension& level) {
    auto grouping = forecast::group_by(level.name, level.keys);
    const auto same = [&](const NamedGrouping& other) {
        return other.grouping.group == grouping.group;
    };
    if (std::ranges::any_of(all, same)) {
        return;
    }
    std::vector<std::string> names;
    for (std::size_t n = 0; n < level.keys.size(); ++n) {
        if (grouping.group[n] == names.size()) {
            names.push_back(level.keys[n]);
        }
    }
    all.push_back({std::move(grouping), std::move(names)});
}

/// Who is supplied together: from one hub, or without lanes in one community.
Dimension supplied_together(const World& world) {
    if (world.lanes.empty()) {
        return dimension(world, "community", [&](const Series& s) {
            return world.communities[world.places[s.place].community].id;
        });
    }
    const auto hubs = suppliers(world);
    return dimension(world, "hub", [&](const Series& s) { return hubs[s.place]; });
}

}  // namespace

std::vector<NamedGrouping> hierarchy(const World& world) {
    const std::vector<Dimension> where{
        supplied_together(world),
        dimension(world, "place", [&](const Series& s) { return world.places[s.place].id; })};
    std::vector<Dimension> what;
    for (std::size_t depth = 0; depth < depth_of_groups(world); ++depth) {
        what.push_back(dimension(world, "group " + std::to_string(depth + 1), [&](const Series& s) {
            return cut(world.items[s.item].group, depth);
        }));
    }
    const Dimension items =
        dimension(world, "item", [&](const Series& s) { return world.items[s.item].id; });

    std::vector<NamedGrouping> all;
    add(all, dimension(world, "all", [](const Series&) { return "all"; }));
    for (const Dimension& level : where) {
        add(all, level);
    }
    for (const Dimension& level : what) {
        add(all, level);
    }
    for (const Dimension& place : where) {
        for (const Dimension& group : what) {
            add(all, product(place, group));
        }
    }
    add(all, items);
    for (const Dimension& place : where) {
        add(all, product(items, place));
    }
    return all;
}

std::vector<forecast::Grouping> groupings(const World& world) {
    std::vector<forecast::Grouping> plain;
    for (NamedGrouping& level : hierarchy(world)) {
        plain.push_back(std::move(level.grouping));
    }
    return plain;
}

}  // namespace vorrat::pipeline

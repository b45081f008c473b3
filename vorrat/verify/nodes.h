#pragma once

#include <set>

#include "vorrat/verify/problem.h"

namespace vorrat::verify {

/// Where an item can be (section 1.2). Nodes are numbered densely; -1: does not exist.
struct Nodes {
    std::size_t places = 0;
    std::vector<std::int32_t> number;            ///< item x place
    std::vector<std::pair<int, int>> node;       ///< item, place
    std::vector<bool> gives;                     ///< item x place: a source that gives the item
    std::set<std::pair<int, int>> running = {};  ///< activity, place: the existing ones

    std::size_t cell(int item, int place) const { return at(item) * places + at(place); }
    int find(int item, int place) const { return number[cell(item, place)]; }
    int count() const { return static_cast<int>(node.size()); }
};

Nodes find_nodes(const Problem& problem);

}  // namespace vorrat::verify

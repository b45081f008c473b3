#include "vorrat/verify/nodes.h"

#include <algorithm>

namespace vorrat::verify {
namespace {

using Cells = std::vector<bool>;  // item x place

enum class Direction { supplied, useful };

class Finder {
public:
    explicit Finder(const Problem& problem) : problem_(problem) {
        nodes_.places = problem.places.size();
        for (std::size_t a = 0; a < problem.activities.size(); ++a) {
            for (const int place : problem.activities[a].places) {
                if (!problem.activities[a].forbidden) {
                    allowed_.emplace_back(static_cast<int>(a), place);
                }
            }
        }
    }

    Nodes find() {
        find_sources();
        Cells supplied = nodes_.gives;
        Cells useful(supplied.size());
        Cells exists(supplied.size());
        for (const Goods& goods : problem_.goods) {
            if (goods.quantity > 0 && goods.period >= 0) {
                const std::size_t cell = nodes_.cell(goods.item, goods.place);
                supplied[cell] = exists[cell] = true;
            }
        }
        for (const auto& [item, place] : problem_.series) {
            useful[nodes_.cell(item, place)] = problem_.places[at(place)].is_depot;
        }
        grow(supplied, Direction::supplied);
        grow(useful, Direction::useful);
        for (std::size_t cell = 0; cell < exists.size(); ++cell) {
            exists[cell] = exists[cell] || (supplied[cell] && useful[cell]);
        }
        for (const auto& [a, place] : allowed_) {
            const Activity& activity = problem_.activities[at(a)];
            if (all_in(supplied, activity.inputs, place) &&
                any_in(useful, activity.outputs, place)) {
                nodes_.running.emplace(a, place);
                for (const Amount& output : activity.outputs) {
                    exists[nodes_.cell(output.of, place)] = true;
                }
            }
        }
        number(exists);
        return std::move(nodes_);
    }

private:
    bool all_in(const Cells& cells, const Amounts& list, int place) const {
        return std::ranges::all_of(
            list, [&](const Amount& one) { return cells[nodes_.cell(one.of, place)]; });
    }
    bool any_in(const Cells& cells, const Amounts& list, int place) const {
        return std::ranges::any_of(
            list, [&](const Amount& one) { return cells[nodes_.cell(one.of, place)]; });
    }

    /// Section 1.3.
    void find_sources() {
        nodes_.gives.assign(problem_.items.size() * nodes_.places, false);
        const auto is_source = [&](std::size_t place) { return problem_.places[place].is_source; };
        for (const Available& row : problem_.supplies) {
            nodes_.gives[nodes_.cell(row.of, row.place)] = is_source(at(row.place));
        }
        if (problem_.has_supply_table) {
            return;
        }
        std::vector<bool> made(problem_.items.size());
        for (const Activity& activity : problem_.activities) {
            for (const Amount& output : activity.outputs) {
                made[at(output.of)] = true;
            }
        }
        for (std::size_t cell = 0; cell < nodes_.gives.size(); ++cell) {
            nodes_.gives[cell] = is_source(cell % nodes_.places) && !made[cell / nodes_.places];
        }
    }

    /// Adds what follows from the members until nothing more does, section 1.2.
    /// cost: lanes times items, for each link of the longest chain of lanes and recipes
    void grow(Cells& cells, Direction direction) const {
        const bool forward = direction == Direction::supplied;
        bool grows = true;
        const auto add = [&](int item, int place) {
            const std::size_t cell = nodes_.cell(item, place);
            grows = grows || !cells[cell];
            cells[cell] = true;
        };
        while (grows) {
            grows = false;
            for (const Lane& lane : problem_.lanes) {
                for (int item = 0; item < problem_.size(Kind::item); ++item) {
                    if (cells[nodes_.cell(item, forward ? lane.from : lane.to)]) {
                        add(item, forward ? lane.to : lane.from);
                    }
                }
            }
            for (const auto& [a, place] : allowed_) {
                const Activity& activity = problem_.activities[at(a)];
                if (forward ? all_in(cells, activity.inputs, place)
                            : any_in(cells, activity.outputs, place)) {
                    for (const Amount& one : forward ? activity.outputs : activity.inputs) {
                        add(one.of, place);
                    }
                }
            }
        }
    }

    void number(const Cells& exists) {
        nodes_.number.assign(exists.size(), -1);
        for (std::size_t cell = 0; cell < exists.size(); ++cell) {
            if (exists[cell]) {
                nodes_.number[cell] = static_cast<int>(nodes_.node.size());
                nodes_.node.emplace_back(static_cast<int>(cell / nodes_.places),
                                         static_cast<int>(cell % nodes_.places));
            }
        }
    }

    const Problem& problem_;
    std::vector<std::pair<int, int>> allowed_;  // activity, place: not forbidden
    Nodes nodes_;
};

}  // namespace

Nodes find_nodes(const Problem& problem) { return Finder(problem).find(); }

}  // namespace vorrat::verify

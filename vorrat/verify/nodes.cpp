#include "vorrat/verify/nodes.h"

#include <algorithm>

namespace vorrat::verify {
namespace {

using Cells = std::vector<bool>;  // item x place

enum class Direction { supplied, useful };

class Finder {
public:
    explicit Finder(const Problem& problem)
        : problem_(problem), lanes_at_(problem.places.size()), activities_at_(lanes_at_.size()) {
        nodes_.places = problem.places.size();
        for (const Lane& lane : problem.lanes) {
            lanes_at_[at(lane.from)].push_back(&lane);
            lanes_at_[at(lane.to)].push_back(&lane);
        }
        for (std::size_t a = 0; a < problem.activities.size(); ++a) {
            for (const int place : problem.activities[a].places) {
                if (!problem.activities[a].forbidden) {
                    activities_at_[at(place)].push_back(static_cast<int>(a));
                }
            }
        }
    }

    Nodes find() {
        find_sources();
        Cells opening(nodes_.gives.size());
        for (const Goods& goods : problem_.goods) {
            if (goods.quantity > 0 && goods.period >= 0) {
                opening[nodes_.cell(goods.item, goods.place)] = true;
            }
        }
        Cells from = nodes_.gives;
        Cells to(from.size());
        for (std::size_t cell = 0; cell < from.size(); ++cell) {
            from[cell] = from[cell] || opening[cell];
        }
        for (const auto& [item, place] : problem_.series) {
            if (problem_.places[at(place)].is_depot) {
                to[nodes_.cell(item, place)] = true;
            }
        }
        grow(from, Direction::supplied);
        grow(to, Direction::useful);
        Cells exists = opening;
        for (std::size_t cell = 0; cell < exists.size(); ++cell) {
            exists[cell] = opening[cell] || (from[cell] && to[cell]);
        }
        for (int place = 0; place < static_cast<int>(nodes_.places); ++place) {
            for (const int a : activities_at_[at(place)]) {
                const Activity& activity = problem_.activities[at(a)];
                if (all_in(from, activity.inputs, place) && any_in(to, activity.outputs, place)) {
                    nodes_.running.emplace(a, place);
                    for (const Amount& output : activity.outputs) {
                        exists[nodes_.cell(output.of, place)] = true;
                    }
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
    void grow(Cells& cells, Direction direction) const {
        std::vector<std::pair<int, int>> waiting;  // item, place
        const auto add = [&](int item, int place) {
            const std::size_t cell = nodes_.cell(item, place);
            if (!cells[cell]) {
                cells[cell] = true;
                waiting.emplace_back(item, place);
            }
        };
        const auto add_by_activities = [&](int place) {
            for (const int a : activities_at_[at(place)]) {
                const Activity& activity = problem_.activities[at(a)];
                const bool forward = direction == Direction::supplied;
                if (forward ? all_in(cells, activity.inputs, place)
                            : any_in(cells, activity.outputs, place)) {
                    for (const Amount& one : forward ? activity.outputs : activity.inputs) {
                        add(one.of, place);
                    }
                }
            }
        };
        for (int item = 0; item < static_cast<int>(problem_.items.size()); ++item) {
            for (int place = 0; place < static_cast<int>(nodes_.places); ++place) {
                if (cells[nodes_.cell(item, place)]) {
                    waiting.emplace_back(item, place);
                }
            }
        }
        for (int place = 0; place < static_cast<int>(nodes_.places); ++place) {
            add_by_activities(place);
        }
        while (!waiting.empty()) {
            const auto [item, place] = waiting.back();
            waiting.pop_back();
            for (const Lane* lane : lanes_at_[at(place)]) {
                const bool forward = direction == Direction::supplied;
                if ((forward ? lane->from : lane->to) == place) {
                    add(item, forward ? lane->to : lane->from);
                }
            }
            add_by_activities(place);
        }
    }

    void number(const Cells& exists) {
        nodes_.number.assign(exists.size(), -1);
        for (std::size_t cell = 0; cell < exists.size(); ++cell) {
            if (exists[cell]) {
                nodes_.number[cell] = nodes_.count();
                nodes_.node.emplace_back(static_cast<int>(cell / nodes_.places),
                                         static_cast<int>(cell % nodes_.places));
            }
        }
    }

    const Problem& problem_;
    std::vector<std::vector<const Lane*>> lanes_at_;  // per place: those that begin or end there
    std::vector<std::vector<int>> activities_at_;     // per place, not forbidden
    Nodes nodes_;
};

}  // namespace

Nodes find_nodes(const Problem& problem) { return Finder(problem).find(); }

}  // namespace vorrat::verify

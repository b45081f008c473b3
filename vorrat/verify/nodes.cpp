#include "vorrat/verify/nodes.h"

#include <algorithm>

#include "vorrat/base/check.h"

namespace vorrat::verify {
namespace {

/// A set of (item, place) that grows until nothing more follows.
struct Reach {
    std::vector<std::uint8_t> in;
    std::vector<std::size_t> waiting = {};

    void add(std::size_t cell) {
        if (in[cell] == 0) {
            in[cell] = 1;
            waiting.push_back(cell);
        }
    }
    /// Calls follow(item, place) for every member, also those it adds.
    void grow(std::size_t places, const auto& follow) {
        while (!waiting.empty()) {
            check(places > 0, "a cell has a place");
            const std::size_t cell = waiting.back();
            waiting.pop_back();
            follow(static_cast<int>(cell / places), static_cast<int>(cell % places));
        }
    }
};

class Finder {
public:
    explicit Finder(const Problem& problem)
        : problem_(problem),
          lanes_from_(problem.places.size()),
          lanes_to_(problem.places.size()),
          activities_at_(problem.places.size()) {
        nodes_.places = problem.places.size();
        for (const Lane& lane : problem.lanes) {
            lanes_from_[at(lane.from)].push_back(lane.to);
            lanes_to_[at(lane.to)].push_back(lane.from);
        }
        for (const Activity& activity : problem.activities) {
            for (const int place : activity.places) {
                if (!activity.forbidden) {
                    activities_at_[at(place)].push_back(&activity);
                }
            }
        }
    }

    Nodes find() {
        find_sources();
        const Reach from = supplied();
        const Reach to = useful();
        std::vector<std::uint8_t> exists(from.in.size());
        for (std::size_t cell = 0; cell < exists.size(); ++cell) {
            exists[cell] = from.in[cell] & to.in[cell];
        }
        for (const std::size_t cell : opening_cells()) {
            exists[cell] = 1;
        }
        for (std::size_t a = 0; a < problem_.activities.size(); ++a) {
            const Activity& activity = problem_.activities[a];
            for (const int place : activity.places) {
                if (activity.forbidden || !all_in(from, activity.inputs, place) ||
                    !any_in(to, activity.outputs, place)) {
                    continue;
                }
                nodes_.running.emplace_back(static_cast<int>(a), place);
                for (const Amount& output : activity.outputs) {
                    exists[nodes_.cell(output.of, place)] = 1;
                }
            }
        }
        number(exists);
        return std::move(nodes_);
    }

private:
    std::size_t cells() const { return problem_.items.size() * nodes_.places; }

    bool all_in(const Reach& reach, const Amounts& list, int place) const {
        return std::ranges::all_of(
            list, [&](const Amount& one) { return reach.in[nodes_.cell(one.of, place)] != 0; });
    }
    bool any_in(const Reach& reach, const Amounts& list, int place) const {
        return std::ranges::any_of(
            list, [&](const Amount& one) { return reach.in[nodes_.cell(one.of, place)] != 0; });
    }

    std::vector<std::size_t> opening_cells() const {
        std::vector<std::size_t> found;
        for (const Goods& goods : problem_.goods) {
            if (goods.quantity > 0 && goods.period >= 0) {
                found.push_back(nodes_.cell(goods.item, goods.place));
            }
        }
        return found;
    }

    /// Section 1.3.
    void find_sources() {
        nodes_.gives.assign(cells(), 0);
        for (const Available& row : problem_.supplies) {
            nodes_.gives[nodes_.cell(row.of, row.place)] =
                problem_.places[at(row.place)].is_source ? 1 : 0;
        }
        if (problem_.has_supply_table) {
            return;
        }
        std::vector<std::uint8_t> made(problem_.items.size(), 0);
        for (const Activity& activity : problem_.activities) {
            for (const Amount& output : activity.outputs) {
                made[at(output.of)] = 1;
            }
        }
        for (std::size_t cell = 0; cell < nodes_.gives.size(); ++cell) {
            const bool source = problem_.places[cell % nodes_.places].is_source;
            nodes_.gives[cell] = source && made[cell / nodes_.places] == 0 ? 1 : 0;
        }
    }

    void supply_outputs(int place, Reach& reach) const {
        for (const Activity* activity : activities_at_[at(place)]) {
            if (!all_in(reach, activity->inputs, place)) {
                continue;
            }
            for (const Amount& output : activity->outputs) {
                reach.add(nodes_.cell(output.of, place));
            }
        }
    }

    Reach supplied() const {
        Reach reach{std::vector<std::uint8_t>(cells(), 0)};
        for (std::size_t cell = 0; cell < cells(); ++cell) {
            if (nodes_.gives[cell] != 0) {
                reach.add(cell);
            }
        }
        for (const std::size_t cell : opening_cells()) {
            reach.add(cell);
        }
        for (std::size_t place = 0; place < nodes_.places; ++place) {
            supply_outputs(static_cast<int>(place), reach);
        }
        reach.grow(nodes_.places, [&](int item, int place) {
            for (const int to : lanes_from_[at(place)]) {
                reach.add(nodes_.cell(item, to));
            }
            supply_outputs(place, reach);
        });
        return reach;
    }

    Reach useful() const {
        Reach reach{std::vector<std::uint8_t>(cells(), 0)};
        for (const auto& [item, place] : problem_.series) {
            if (problem_.places[at(place)].is_depot) {
                reach.add(nodes_.cell(item, place));
            }
        }
        reach.grow(nodes_.places, [&](int item, int place) {
            for (const int from : lanes_to_[at(place)]) {
                reach.add(nodes_.cell(item, from));
            }
            for (const Activity* activity : activities_at_[at(place)]) {
                if (!any_in(reach, activity->outputs, place)) {
                    continue;
                }
                for (const Amount& input : activity->inputs) {
                    reach.add(nodes_.cell(input.of, place));
                }
            }
        });
        return reach;
    }

    void number(const std::vector<std::uint8_t>& exists) {
        nodes_.number.assign(exists.size(), -1);
        for (std::size_t cell = 0; cell < exists.size(); ++cell) {
            if (exists[cell] != 0) {
                nodes_.number[cell] = nodes_.count();
                nodes_.node.emplace_back(static_cast<int>(cell / nodes_.places),
                                         static_cast<int>(cell % nodes_.places));
            }
        }
    }

    const Problem& problem_;
    std::vector<std::vector<int>> lanes_from_;                 // per place: where lanes lead
    std::vector<std::vector<int>> lanes_to_;                   // per place: where lanes come from
    std::vector<std::vector<const Activity*>> activities_at_;  // per place, not forbidden
    Nodes nodes_;
};

}  // namespace

Nodes find_nodes(const Problem& problem) { return Finder(problem).find(); }

}  // namespace vorrat::verify

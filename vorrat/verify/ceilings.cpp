#include <algorithm>
#include <cmath>

#include "vorrat/verify/answer.h"
#include "vorrat/verify/tally.h"

namespace vorrat::verify {
namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

// docs/math/plan.md section 3: the constants of the ceilings.
constexpr int recipe_rounds = 20;
constexpr double room = 20;
constexpr double largest_need = 1e12;

using PerItem = std::vector<Interval>;

PerItem own_need(const Problem& problem, const Programme& programme, const Nodes& nodes) {
    PerItem need(problem.items.size());
    for (const Slice& slice : problem.slices) {
        need[at(slice.item)] += slice.width;
    }
    for (std::size_t k = 0; k < programme.reserve.size(); ++k) {
        const auto node = k / at(problem.periods);
        need[at(nodes.node[node].first)] += programme.reserve[k];
    }
    return need;
}

/// For every item that is made, each input by the recipe that draws most of it.
PerItem drawn_for(const Problem& problem, const PerItem& gross) {
    PerItem drawn(problem.items.size());
    std::map<std::pair<int, int>, Interval> most;  // made, input
    for (const Activity& activity : problem.activities) {
        for (const Quantity& output : activity.outputs) {
            for (const Quantity& input : activity.inputs) {
                const Interval draw =
                    Interval(input.per_run) * gross[at(output.of)] / Interval(output.per_run);
                Interval& slot = most[{output.of, input.of}];
                slot = larger(slot, draw);
            }
        }
    }
    for (const auto& [pair, draw] : most) {
        drawn[at(pair.second)] += draw;
    }
    return drawn;
}

PerItem gross_need(const Problem& problem, const PerItem& own) {
    PerItem gross = own;
    for (int round = 0; round < recipe_rounds; ++round) {
        const PerItem drawn = drawn_for(problem, gross);
        for (std::size_t i = 0; i < gross.size(); ++i) {
            gross[i] = smaller(own[i] + drawn[i], largest_need);
        }
    }
    return gross;
}

PerItem item_ceilings(const Problem& problem, const Programme& programme, const Nodes& nodes) {
    PerItem wanted = gross_need(problem, own_need(problem, programme, nodes));
    for (const Lot& lot : problem.lots) {
        const bool waste = lot.best_before && *lot.best_before < problem.start;
        if (!waste) {
            wanted[at(lot.item)] += lot.quantity;
        }
    }
    for (const Transit& goods : problem.transit) {
        if (problem.period_of(goods.arrives) >= 0) {
            wanted[at(goods.item)] += goods.quantity;
        }
    }
    for (Interval& item : wanted) {
        item = Interval(room) * item + Interval(1);
        item = {std::ceil(item.lo), std::ceil(item.hi)};
    }
    return wanted;
}

std::vector<Interval> activity_ceilings(const Problem& problem, const PerItem& items) {
    std::vector<Interval> found;
    for (const Activity& activity : problem.activities) {
        Interval most;
        for (const Quantity& output : activity.outputs) {
            most = larger(most, items[at(output.of)] / Interval(output.per_run));
        }
        found.push_back(most);
    }
    return found;
}

}  // namespace

void check_ceilings(const Problem& problem, const Nodes& nodes, const Programme& programme,
                    Checks& checks) {
    Tally tally("The ceilings that make the bounds rigorous are those the page prescribes");
    PerItem items = item_ceilings(problem, programme, nodes);
    const std::vector<Interval> activities = activity_ceilings(problem, items);
    // A by-product nobody needs must not hold back the activity that makes it.
    for (std::size_t a = 0; a < activities.size(); ++a) {
        for (const Quantity& output : problem.activities[a].outputs) {
            const Interval made = activities[a] * Interval(output.per_run);
            Interval& item = items[at(output.of)];
            item = larger(item, {std::ceil(made.lo), std::ceil(made.hi)});
        }
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        tally.expect_equal(problem.items[i].ceiling, items[i], [&] {
            return "items.csv: ceiling of " + problem.item_names.name(static_cast<int>(i));
        });
    }
    for (std::size_t a = 0; a < activities.size(); ++a) {
        tally.expect_equal(problem.activities[a].ceiling, activities[a], [&] {
            return "activities.csv: ceiling of " + problem.activity_names.name(static_cast<int>(a));
        });
    }
    checks.push_back(tally.done());
}

}  // namespace vorrat::verify

#include <cmath>
#include <map>

#include "vorrat/verify/programme.h"

namespace vorrat::verify {
namespace {

// Section 3: the constants of the ceilings.
constexpr int recipe_rounds = 20;
constexpr double room = 20;
constexpr double largest_need = 1e12;

using PerItem = std::vector<Interval>;

PerItem own_need(const Problem& problem, const Programme& programme) {
    PerItem need(problem.items.size());
    for (const Slice& slice : problem.slices) {
        need[at(slice.item)] += slice.width;
    }
    for (const Row& row : programme.rows) {
        if (row.exists && row.key.kind == RowKind::reserve) {
            need[at(row.key.a)] += row.right;
        }
    }
    return need;
}

/// Own need, and what recipes draw for the gross need of what they make: of every item made, each
/// input by the recipe that draws most of it.
PerItem gross_need(const Problem& problem, const PerItem& own) {
    PerItem gross = own;
    for (int round = 0; round < recipe_rounds; ++round) {
        std::map<std::pair<int, int>, Interval> most;  // made, input
        for (const Activity& activity : problem.activities) {
            for (const Amount& output : activity.outputs) {
                for (const Amount& input : activity.inputs) {
                    Interval& slot = most[{output.of, input.of}];
                    slot = larger(slot, Interval(input.quantity) * gross[at(output.of)] /
                                            Interval(output.quantity));
                }
            }
        }
        gross = own;
        for (const auto& [pair, draw] : most) {
            gross[at(pair.second)] += draw;
        }
        for (Interval& item : gross) {
            item = smaller(item, largest_need);
        }
    }
    return gross;
}

Interval whole_above(Interval x) { return {std::ceil(x.lo), std::ceil(x.hi)}; }

PerItem item_ceilings(const Problem& problem, const Programme& programme) {
    PerItem wanted = gross_need(problem, own_need(problem, programme));
    for (const Goods& goods : problem.goods) {
        if (goods.period >= 0) {
            wanted[at(goods.item)] += goods.quantity;
        }
    }
    for (Interval& item : wanted) {
        item = whole_above(Interval(room) * item + Interval(1));
    }
    return wanted;
}

std::vector<Interval> activity_ceilings(const Problem& problem, const PerItem& items) {
    std::vector<Interval> found;
    for (const Activity& activity : problem.activities) {
        Interval most;
        for (const Amount& output : activity.outputs) {
            most = larger(most, items[at(output.of)] / Interval(output.quantity));
        }
        found.push_back(most);
    }
    return found;
}

}  // namespace

void check_ceilings(const Problem& problem, const Programme& programme, Checks& checks) {
    Tally tally(checks, "The ceilings that make the bounds rigorous are those the page prescribes");
    PerItem items = item_ceilings(problem, programme);
    const std::vector<Interval> activities = activity_ceilings(problem, items);
    // A by-product nobody needs must not hold back the activity that makes it.
    for (std::size_t a = 0; a < activities.size(); ++a) {
        for (const Amount& output : problem.activities[a].outputs) {
            const Interval made = activities[a] * Interval(output.quantity);
            Interval& item = items[at(output.of)];
            item = larger(item, whole_above(made));
        }
    }
    for (int i = 0; i < problem.size(Kind::item); ++i) {
        tally.expect_equal(problem.items[at(i)].ceiling, items[at(i)],
                           [&] { return "items.csv: ceiling of " + problem.name(Kind::item, i); });
    }
    for (int a = 0; a < problem.size(Kind::activity); ++a) {
        tally.expect_equal(problem.activities[at(a)].ceiling, activities[at(a)], [&] {
            return "activities.csv: ceiling of " + problem.name(Kind::activity, a);
        });
    }
}

}  // namespace vorrat::verify

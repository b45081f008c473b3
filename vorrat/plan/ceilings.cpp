#include "vorrat/plan/ceilings.h"

#include <algorithm>
#include <cmath>

namespace vorrat::plan {
namespace {

/// Recipes deeper than this are not followed; also ends the round in a cycle of recipes.
constexpr int recipe_rounds = 20;

/// Ceilings are this many times the gross need of the whole horizon, so that no sensible plan
/// touches them.
constexpr double room = 20;

/// Keeps sums finite when a cycle of recipes multiplies; units.
constexpr double largest_need = 1e12;

using PerItem = PerId<ItemId, double>;

PerItem own_need(const World& world, const Needs& needs, const Network& network) {
    PerItem need(world.items.size(), 0);
    for (const NeedSlice& slice : needs.slices) {
        need[slice.item] += slice.width;
    }
    for (const NeedCell& cell : needs.cells) {
        if (network.find(cell.item, cell.place)) {
            need[cell.item] += cell.reserve;
        }
    }
    return need;
}

/// What recipes draw of each item to make `gross` of their outputs: for every item that is made,
/// each input by the recipe that draws most of it.
PerItem drawn_for(const World& world, const PerItem& gross) {
    PerItem drawn(world.items.size(), 0);
    for (const ItemId made : world.items.ids()) {
        if (gross[made] == 0) {
            continue;
        }
        PerItem most(world.items.size(), 0);
        for (const Activity& activity : world.activities) {
            for (const ItemQuantity& output : activity.outputs) {
                if (output.item != made) {
                    continue;
                }
                for (const ItemQuantity& input : activity.inputs) {
                    const double draw = input.per_run * gross[made] / output.per_run;
                    most[input.item] = std::max(most[input.item], draw);
                }
            }
        }
        for (const ItemId item : world.items.ids()) {
            drawn[item] += most[item];
        }
    }
    return drawn;
}

PerItem gross_need(const World& world, const PerItem& own) {
    PerItem gross = own;
    for (int round = 0; round < recipe_rounds; ++round) {
        const PerItem drawn = drawn_for(world, gross);
        PerItem next = own;
        for (const ItemId item : world.items.ids()) {
            next[item] = std::min(largest_need, own[item] + drawn[item]);
        }
        if (next == gross) {
            break;
        }
        gross = next;
    }
    return gross;
}

}  // namespace

Ceilings ceilings(const World& world, const Needs& needs, const Opening& opening,
                  const Network& network) {
    PerItem wanted = gross_need(world, own_need(world, needs, network));
    for (const Arrival& arrival : opening.arrivals) {
        wanted[arrival.item] += arrival.quantity;
    }

    Ceilings found{PerItem(world.items.size(), 0),
                   PerId<ActivityId, double>(world.activities.size(), 0)};
    for (const ItemId item : world.items.ids()) {
        found.item[item] = std::ceil(room * wanted[item] + 1);
    }
    for (const ActivityId id : world.activities.ids()) {
        for (const ItemQuantity& output : world.activities[id].outputs) {
            const double runs = found.item[output.item] / output.per_run;
            found.activity[id] = std::max(found.activity[id], runs);
        }
    }
    // A by-product nobody needs must not hold back the activity that makes it.
    for (const ActivityId id : world.activities.ids()) {
        for (const ItemQuantity& output : world.activities[id].outputs) {
            const double made = std::ceil(found.activity[id] * output.per_run);
            found.item[output.item] = std::max(found.item[output.item], made);
        }
    }
    return found;
}

}  // namespace vorrat::plan

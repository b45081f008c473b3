#include <algorithm>

#include "vorrat/plan/programme.h"

namespace vorrat::plan {
namespace {

void add_node_columns(const Problem& problem, Programme& programme) {
    const World& world = problem.world;
    Columns& columns = programme.columns;
    for (const Node& node : problem.network.nodes) {
        const double ceiling = problem.ceilings.item[node.item];
        const bool keeps = problem.horizon.shelf_periods(world.items[node.item]).value_or(1) >= 1;
        for (int t = 0; t < problem.horizon.periods; ++t) {
            const double available = problem.supplies.available(node.item, node.place, t);
            const bool enters = problem.supplies.gives(node.item, node.place);
            auto& builder = programme.builder;
            columns.enter.push_back(enters ? builder.add_column(0, std::min(available, ceiling))
                                           : no_column);
            columns.stock.push_back(keeps ? builder.add_column(0, ceiling) : no_column);
            columns.waste.push_back(builder.add_column(0, ceiling));
        }
    }
}

void add_send_columns(const Problem& problem, Programme& programme) {
    const World& world = problem.world;
    for (const LaneId id : world.lanes.ids()) {
        const Lane& lane = world.lanes[id];
        const int lead = problem.horizon.lead_periods(lane);
        for (const ItemId item : world.items.ids()) {
            if (!problem.network.find(item, lane.from)) {
                continue;
            }
            if (!problem.network.find(item, lane.to)) {
                continue;
            }
            for (int t = 0; t + lead < problem.horizon.periods; ++t) {
                const Column column = programme.builder.add_column(0, problem.ceilings.item[item]);
                programme.columns.sends.push_back({id, item, t, t + lead, column});
            }
        }
    }
}

void add_need_columns(const Problem& problem, Programme& programme) {
    Columns& columns = programme.columns;
    for (const NeedSlice& slice : problem.needs.slices) {
        const bool exists = problem.network.find(slice.item, slice.place).has_value();
        columns.set_aside.push_back(exists ? programme.builder.add_column(0, slice.width)
                                           : no_column);
    }
    for (const NeedCell& cell : problem.needs.cells) {
        const bool exists = problem.network.find(cell.item, cell.place).has_value();
        columns.reserve_missing.push_back(
            exists && cell.reserve > 0 ? programme.builder.add_column(0, cell.reserve) : no_column);
    }
}

}  // namespace

void add_columns(const Problem& problem, Programme& programme) {
    add_node_columns(problem, programme);
    for (const Site& site : problem.network.sites) {
        for (int t = 0; t < problem.horizon.periods; ++t) {
            programme.columns.runs.push_back(
                programme.builder.add_column(0, problem.ceilings.activity[site.activity]));
        }
    }
    add_send_columns(problem, programme);
    add_need_columns(problem, programme);
    programme.columns.fairness = programme.builder.add_column(0, 1);
}

}  // namespace vorrat::plan

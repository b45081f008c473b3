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

std::vector<VariableKey> variable_keys(const Problem& problem, const Programme& programme) {
    const Columns& columns = programme.columns;
    const auto periods = static_cast<std::size_t>(problem.horizon.periods);
    std::vector<VariableKey> keys(programme.builder.columns());
    const auto name = [&](Column column, const VariableKey& key) {
        if (column != no_column) {
            keys[column] = key;
        }
    };
    using enum VariableKind;
    for (std::size_t c = 0; c < columns.waste.size(); ++c) {
        const auto [item, place] = problem.network.nodes[c / periods];
        const Period period{static_cast<std::uint32_t>(c % periods)};
        name(columns.enter[c], {.kind = enter, .item = item, .place = place, .period = period});
        name(columns.stock[c], {.kind = stock, .item = item, .place = place, .period = period});
        name(columns.waste[c], {.kind = waste, .item = item, .place = place, .period = period});
    }
    for (std::size_t c = 0; c < columns.runs.size(); ++c) {
        const auto [activity, place] = problem.network.sites[c / periods];
        const Period period{static_cast<std::uint32_t>(c % periods)};
        name(columns.runs[c],
             {.kind = run, .place = place, .period = period, .activity = activity});
    }
    for (const Send& sent : columns.sends) {
        name(sent.column, {.kind = send,
                           .item = sent.item,
                           .period = Period{static_cast<std::uint32_t>(sent.leaves)},
                           .lane = sent.lane});
    }
    for (std::size_t s = 0; s < columns.set_aside.size(); ++s) {
        const NeedSlice& slice = problem.needs.slices[s];
        name(columns.set_aside[s], {.kind = set_aside,
                                    .item = slice.item,
                                    .place = slice.place,
                                    .period = slice.period,
                                    .slice = slice.number()});
    }
    for (std::size_t k = 0; k < columns.reserve_missing.size(); ++k) {
        const NeedCell& cell = problem.needs.cells[k];
        name(columns.reserve_missing[k],
             {.kind = reserve_missing,
              .item = cell.item,
              .place = cell.place,
              .period = Period{static_cast<std::uint32_t>(cell.period)}});
    }
    name(columns.fairness, {.kind = lowest_coverage});
    name(columns.mean_coverage, {.kind = mean_coverage});
    return keys;
}

}  // namespace vorrat::plan

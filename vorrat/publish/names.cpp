#include "vorrat/publish/names.h"

#include "vorrat/base/check.h"

namespace vorrat::publish {

std::string_view to_string(Tier tier) {
    switch (tier) {
        case Tier::essential:
            return "essential";
        case Tier::basic:
            return "basic";
        case Tier::wanted:
            return "wanted";
    }
    impossible("a Tier outside its enum");
}

std::string_view to_string(PlaceKind kind) {
    switch (kind) {
        case PlaceKind::source:
            return "source";
        case PlaceKind::plant:
            return "plant";
        case PlaceKind::hub:
            return "hub";
        case PlaceKind::depot:
            return "depot";
    }
    impossible("a PlaceKind outside its enum");
}

std::string_view to_string(ImpactKind kind) {
    switch (kind) {
        case ImpactKind::item:
            return "item";
        case ImpactKind::activity:
            return "activity";
        case ImpactKind::mode:
            return "mode";
        case ImpactKind::storage:
            return "storage";
        case ImpactKind::waste:
            return "waste";
    }
    impossible("an ImpactKind outside its enum");
}

std::string_view to_string(RowKind kind) {
    switch (kind) {
        case RowKind::balance:
            return "balance";
        case RowKind::ready:
            return "ready";
        case RowKind::shelf:
            return "shelf";
        case RowKind::expiry:
            return "expiry";
        case RowKind::reserve:
            return "reserve";
        case RowKind::resource:
            return "resource";
        case RowKind::work:
            return "work";
        case RowKind::storage:
            return "storage";
        case RowKind::lane:
            return "lane";
        case RowKind::cap:
            return "cap";
        case RowKind::fairness:
            return "fairness";
        case RowKind::ratio:
            return "ratio";
        case RowKind::minimum:
            return "minimum";
        case RowKind::keep_fairness:
            return "keep_fairness";
        case RowKind::keep_worth:
            return "keep_worth";
    }
    impossible("a RowKind outside its enum");
}

std::string_view to_string(VariableKind kind) {
    switch (kind) {
        case VariableKind::enter:
            return "enter";
        case VariableKind::run:
            return "run";
        case VariableKind::send:
            return "send";
        case VariableKind::stock:
            return "stock";
        case VariableKind::waste:
            return "waste";
        case VariableKind::set_aside:
            return "set_aside";
        case VariableKind::reserve_missing:
            return "reserve_missing";
        case VariableKind::lowest_coverage:
            return "lowest_coverage";
        case VariableKind::mean_coverage:
            return "mean_coverage";
    }
    impossible("a VariableKind outside its enum");
}

std::string lane_name(const World& world, LaneId lane) {
    const Lane& l = world.lanes[lane];
    return world.places[l.from].id + ">" + world.places[l.to].id + ">" + l.mode;
}

std::string row_id(const World& world, const RowKey& row) {
    if (row.lane) {
        return lane_name(world, *row.lane);
    }
    if (row.resource) {
        return world.resources[*row.resource].id;
    }
    if (!row.indicator.empty()) {
        return row.indicator;
    }
    if (!row.community) {
        return "";
    }
    const std::string& community = world.communities[*row.community].id;
    if (!row.tier) {
        return community;
    }
    return community + "/" + std::string(to_string(*row.tier));
}

std::string variable_id(const World& world, const VariableKey& key) {
    if (key.lane) {
        return lane_name(world, *key.lane);
    }
    if (key.activity) {
        return world.activities[*key.activity].id;
    }
    return key.slice > 0 ? std::to_string(key.slice) : "";
}

}  // namespace vorrat::publish

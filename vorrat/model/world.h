#pragma once

#include <map>
#include <string>
#include <vector>

#include "vorrat/base/id.h"
#include "vorrat/model/criteria.h"
#include "vorrat/model/decision.h"
#include "vorrat/model/history.h"
#include "vorrat/model/ids.h"
#include "vorrat/model/network.h"

namespace vorrat {

/// A file the world was read from: what a plan names as its inputs.
struct InputFile {
    std::string name;    ///< relative to the workspace
    std::string sha256;  ///< 64 hexadecimal digits, of the bytes as they lie on disk
    std::size_t rows = 0;

    bool operator==(const InputFile&) const = default;
};

/// A checked workspace. Invariants, kept by ingest and by the store:
/// 1. every id used lies inside its table; 2. names are unique within a table; 3. every number is
/// finite, quantities are >= 0; 4. history.series is ordered by item, then place, without repeats.
struct World {
    PerId<ItemId, Item> items;
    PerId<PlaceId, Place> places;
    PerId<CommunityId, Community> communities;
    PerId<LaneId, Lane> lanes;
    PerId<AreaId, Area> areas;
    PerId<ActivityId, Activity> activities;
    PerId<ResourceId, Resource> resources;
    std::vector<Capacity> capacities;
    std::vector<Supply> supplies;
    PerId<IndicatorId, std::string> indicators;
    std::vector<Impact> impacts;
    std::vector<StockLot> stock;
    std::vector<Transit> transit;
    History history;
    Criteria criteria;
    std::vector<Decision> decisions;           ///< as they were taken, oldest first
    std::vector<NeedChange> need_changes;      ///< apply to what is foreseen, in this order
    std::vector<NeedOverride> need_overrides;  ///< those in force do not overlap
    std::vector<InputFile> inputs;

    bool operator==(const World&) const = default;
};

/// The weights of the plan's last stage: those the criteria name, and for the others the defaults
/// co2e_kg 0.01, transport_tkm 0.001, waste_kg 0.1, labour_hours 0.1, each where the world has such
/// an indicator or resource (transport_tkm and waste_kg always exist). docs/math/plan.md section 5.
std::map<std::string, double> burden_weights(const World& world);

}  // namespace vorrat

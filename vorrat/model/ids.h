#pragma once

#include "vorrat/base/id.h"

namespace vorrat {

using ItemId = Id<struct ItemTag>;
using PlaceId = Id<struct PlaceTag>;
using LaneId = Id<struct LaneTag>;
using AreaId = Id<struct AreaTag>;
using ActivityId = Id<struct ActivityTag>;
using ResourceId = Id<struct ResourceTag>;
using IndicatorId = Id<struct IndicatorTag>;
using CommunityId = Id<struct CommunityTag>;

/// A period of the plan, 0 for the first.
using Period = Id<struct PeriodTag>;

}  // namespace vorrat

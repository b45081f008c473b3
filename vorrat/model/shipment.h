#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/base/units.h"
#include "vorrat/model/ids.h"

namespace vorrat {

/// The next-best use of the limit that a shipment uses up: what would have been sent instead.
struct Displaced {
    ItemId item;
    PlaceId to;
    double quantity = 0;  ///< units
    double shortage = 0;  ///< expected units of unmet need that they would have saved there
};

/// Why a shipment is sent: what was known, what was wanted, and what it does.
struct ShipmentReason {
    double on_hand = 0;                    ///< at the destination, units
    double in_transit = 0;                 ///< to the destination, units
    double need_mean = 0;                  ///< over lead time and review period, units
    double critical_ratio = 0;             ///< probability of coverage aimed at
    double target = 0;                     ///< on hand + under way + sent should reach this, units
    double wanted = 0;                     ///< units before the hub's shortage and packs
    double shortage_avoided = 0;           ///< expected units of unmet need that it saves
    double use_before_expiry = 1;          ///< probability that all of it is used in time
    double co2e_kg = 0;                    ///< of the transport, 0 when co2e_kg is not an indicator
    bool short_at_origin = false;          ///< the origin had too little for all who wanted
    std::optional<Displaced> displaced{};  ///< none: no limit was too small for all
};

/// Stock sent towards people before anyone asked.
struct Shipment {
    ItemId item;
    PlaceId from;
    PlaceId to;
    LaneId lane;
    Date leaves;
    Date arrives;
    double quantity = 0;  ///< units, whole packs
    Kilograms mass;
    ShipmentReason reason;
};

}  // namespace vorrat

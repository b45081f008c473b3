#pragma once

#include "vorrat/publish/text.h"

namespace vorrat::publish {

/// Why a shipment is sent, in sentences a driver can read; made from its ShipmentReason.
Text reason_in_words(const World& world, const Shipment& shipment);

/// The same for some of what is under way.
Text reason_in_words(const World& world, const Redirection& row, const Part& part);

}  // namespace vorrat::publish

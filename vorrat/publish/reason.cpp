#include "vorrat/publish/reason.h"

namespace vorrat::publish {
namespace {

Text what_is_there(const ShipmentReason& reason, const std::string& unit) {
    const Text here = reason.on_hand > 0 ? with_unit(reason.on_hand, unit) : Text("none", "nichts");
    if (reason.in_transit <= 0) {
        return say("{} on hand", "{} vorhanden", here);
    }
    return say("{} on hand, {} under way", "{} vorhanden, {} unterwegs", here,
               with_unit(reason.in_transit, unit));
}

Text what_was_wanted(const Item& item, const Shipment& shipment) {
    const ShipmentReason& reason = shipment.reason;
    Text text = say("To cover that with {} certainty {} should be there or on the way",
                    "Damit das mit {} Sicherheit reicht, sollten {} dort oder unterwegs sein",
                    percent(reason.critical_ratio), with_unit(reason.target, item.unit));
    if (reason.short_at_origin) {
        text += say("; {} were wanted, but the origin has too little for all: {} go.",
                    "; gewünscht waren {}, doch am Ausgangsort reicht es nicht für alle: {} gehen.",
                    with_unit(reason.wanted, item.unit), with_unit(shipment.quantity, item.unit));
    } else {
        text += say(", so {} go (packs of {}).", ", darum gehen {} (Packungen zu {}).",
                    with_unit(shipment.quantity, item.unit), short_number(item.pack_size));
    }
    return text;
}

}  // namespace

Text reason_in_words(const World& world, const Shipment& shipment) {
    const Item& item = world.items[shipment.item];
    const ShipmentReason& reason = shipment.reason;
    Text text = say("About {} will be needed until the next delivery could arrive; {}. ",
                    "Bis zur nächsten möglichen Lieferung werden etwa {} gebraucht; {}. ",
                    with_unit(reason.need_mean, item.unit), what_is_there(reason, item.unit));
    text += what_was_wanted(item, shipment);
    if (reason.shortage_avoided > 0) {
        text += say(" This avoids about {} of unmet need.", " Das vermeidet etwa {} Mangel.",
                    with_unit(reason.shortage_avoided, item.unit));
    }
    if (item.shelf_life_days) {
        text += say(" All of it is used in time with probability {}.",
                    " Alles wird rechtzeitig verbraucht mit Wahrscheinlichkeit {}.",
                    percent(reason.use_before_expiry));
    }
    if (reason.co2e_kg > 0) {
        text +=
            say(" Transport: {} kg CO2e.", " Transport: {} kg CO2e.", short_number(reason.co2e_kg));
    }
    return text;
}

}  // namespace vorrat::publish

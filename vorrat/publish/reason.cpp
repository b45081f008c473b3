#include "vorrat/publish/reason.h"

#include "vorrat/base/check.h"

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

Text what_happens(const World& world, const Redirection& row, const Part& part) {
    const std::string& place = world.places[part.to].name;
    const Date arrives = part.arrives;
    switch (part.fate) {
        case Fate::wait:
            return say(
                "Its place stays open until {}, when more is known; today it would go to {}.",
                "Wohin es geht, bleibt bis {} offen, denn dann weiß man mehr; heute ginge es "
                "nach {}.",
                short_date(row.branches), place);
        case Fate::address:
            return say("Goes to {}, where it arrives on {}.", "Geht nach {} und kommt am {} an.",
                       place, short_date(arrives));
        case Fate::confirm:
            return say("Goes to {} as planned: nothing else gains enough.",
                       "Geht wie geplant nach {}: nichts anderes bringt genug mehr.", place);
        case Fate::readdress:
            return say("Goes to {} instead, where it arrives on {}.",
                       "Geht stattdessen nach {} und kommt am {} an.", place, short_date(arrives));
        case Fate::transship:
            return say("Goes on to {}, where it arrives on {}.",
                       "Geht weiter nach {} und kommt dort am {} an.", place, short_date(arrives));
        case Fate::release:
            return say("Is offered to others: most probably nobody here will use it in time.",
                       "Wird anderen angeboten: hier braucht es sehr wahrscheinlich niemand mehr "
                       "rechtzeitig.");
        case Fate::give_back:
            return say("Is kept at {} from {} on, for whoever will need it there.",
                       "Bleibt ab {1} in {0} für alle, die es von dort brauchen werden.", place,
                       short_date(arrives));
    }
    impossible("a Fate outside its enum");
}

}  // namespace

Text reason_in_words(const World& world, const Redirection& row, const Part& part) {
    const std::string& unit = world.items[world.transit[row.transit].item].unit;
    Text text = what_happens(world, row, part);
    if (part.shortage_avoided > 0) {
        text += say(" This avoids about {} of unmet need.", " Das vermeidet etwa {} Mangel.",
                    with_unit(part.shortage_avoided, unit));
    }
    if (part.co2e_kg != 0) {
        text += say(" Transport: {} kg CO2e more than planned.",
                    " Transport: {} kg CO2e mehr als geplant.", short_number(part.co2e_kg));
    }
    return text;
}

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
    if (reason.displaced) {
        const Displaced& other = *reason.displaced;
        text += say(" The next to get it would have been {} at {}: {}, against {} of shortage.",
                    " Als Nächstes wäre {} in {} an der Reihe gewesen: {}, gegen {} Mangel.",
                    world.items[other.item].name, world.places[other.to].name,
                    with_unit(other.quantity, world.items[other.item].unit),
                    with_unit(other.shortage, world.items[other.item].unit));
    }
    if (reason.co2e_kg > 0) {
        text +=
            say(" Transport: {} kg CO2e.", " Transport: {} kg CO2e.", short_number(reason.co2e_kg));
    }
    return text;
}

}  // namespace vorrat::publish

#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/base/file.h"
#include "vorrat/service/each_command.h"
#include "vorrat/service/earlier.h"

namespace vorrat::service {
namespace {

using nlohmann::ordered_json;
using placement::Placement;
using placement::ScarceLimit;

/// What was decided this morning.
struct Morning {
    World world;
    Date day;
    pipeline::Placed placed;
};

struct LimitName {
    std::string what;
    std::string unit;
};

LimitName name_of(const World& world, const ScarceLimit& limit) {
    if (limit.lane) {
        const Lane& lane = world.lanes[*limit.lane];
        return {fmt::format("lane {} -> {}, {}", world.places[lane.from].id,
                            world.places[lane.to].id, lane.mode),
                "kg"};
    }
    if (!limit.indicator.empty() && limit.place) {
        return {fmt::format("{} at {}", limit.indicator, world.places[*limit.place].id),
                "unit of it"};
    }
    if (!limit.indicator.empty()) {
        return {fmt::format("cap of {}", limit.indicator), "unit of it"};
    }
    return {fmt::format("storage of {}", world.places[*limit.place].id), "litre"};
}

std::string destination(const World& world, const Transit& transit) {
    return transit.to_place ? world.places[*transit.to_place].id : world.areas[*transit.to_area].id;
}

std::string in_words(const Morning& morning, const Redirection& redirection) {
    const Transit& transit = morning.world.transit[redirection.transit];
    std::string text =
        fmt::format("  {} {} from {} to {}, due {}; open until {}\n", transit.quantity,
                    morning.world.items[transit.item].id, morning.world.places[transit.from].id,
                    destination(morning.world, transit), to_string(transit.arrives),
                    to_string(redirection.branches));
    for (const Part& part : redirection.parts) {
        text += fmt::format(
            "    {} {} at {} on {}: avoids {:.1f} of shortage, gains {:.3g}, costs {:.3g}, CO2e "
            "{:+.2f} kg\n",
            name_of(part.fate), part.quantity, morning.world.places[part.to].id,
            to_string(part.arrives), part.shortage_avoided, part.gain, part.cost, part.co2e_kg);
    }
    return text;
}

std::string in_words(const Morning& morning) {
    const Placement& placed = morning.placed.placement;
    std::string text =
        notice_line(morning.world) +
        fmt::format(
            "{} shipments on {}, worth {:.6g}; nothing within the limits is worth more than {:.6g} "
            "(gap {:.1e})\n",
            placed.shipments.size(), to_string(morning.day), placed.worth, placed.bound,
            placed.gap());
    for (const ScarceLimit& limit : placed.scarce) {
        const LimitName name = name_of(morning.world, limit);
        text += fmt::format("  too small: {}; one more {} would be worth {:.3g}\n", name.what,
                            name.unit, limit.price);
    }
    for (const placement::Finding& finding : placed.findings) {
        text += fmt::format("  note: {}\n", placement::in_words(morning.world, finding));
    }
    if (!morning.placed.under_way.empty()) {
        text += "goods under way\n";
    }
    for (const Redirection& redirection : morning.placed.under_way) {
        text += in_words(morning, redirection);
    }
    return text;
}

ordered_json as_json(const World& world, const std::optional<Displaced>& displaced) {
    if (!displaced) {
        return nullptr;
    }
    return {{"item", world.items[displaced->item].id},
            {"to", world.places[displaced->to].id},
            {"quantity", displaced->quantity},
            {"shortage", displaced->shortage}};
}

ordered_json as_json(const World& world, const Shipment& shipment) {
    return {{"item", world.items[shipment.item].id},
            {"from", world.places[shipment.from].id},
            {"to", world.places[shipment.to].id},
            {"leaves", to_string(shipment.leaves)},
            {"arrives", to_string(shipment.arrives)},
            {"quantity", shipment.quantity},
            {"kg", shipment.mass.value},
            {"shortage_avoided", shipment.reason.shortage_avoided},
            {"use_before_expiry", shipment.reason.use_before_expiry},
            {"co2e_kg", shipment.reason.co2e_kg},
            {"short_at_origin", shipment.reason.short_at_origin},
            {"displaced", as_json(world, shipment.reason.displaced)}};
}

ordered_json as_json(const Morning& morning, const Redirection& redirection) {
    const World& world = morning.world;
    const Transit& transit = world.transit[redirection.transit];
    ordered_json parts = ordered_json::array();
    for (const Part& part : redirection.parts) {
        parts.push_back({{"fate", name_of(part.fate)},
                         {"to", world.places[part.to].id},
                         {"quantity", part.quantity},
                         {"arrives", to_string(part.arrives)},
                         {"shortage_avoided", part.shortage_avoided},
                         {"gain", part.gain},
                         {"cost", part.cost},
                         {"co2e_kg", part.co2e_kg}});
    }
    return {
        {"item", world.items[transit.item].id},     {"from", world.places[transit.from].id},
        {"to", destination(world, transit)},        {"quantity", transit.quantity},
        {"arrives", to_string(transit.arrives)},    {"open_until", to_string(redirection.branches)},
        {"option_worth", redirection.option_worth}, {"parts", parts}};
}

ordered_json as_json(const Morning& morning) {
    const Placement& placed = morning.placed.placement;
    ordered_json scarce = ordered_json::array();
    for (const ScarceLimit& limit : placed.scarce) {
        const LimitName name = name_of(morning.world, limit);
        scarce.push_back({{"limit", name.what}, {"per", name.unit}, {"price", limit.price}});
    }
    ordered_json shipments = ordered_json::array();
    for (const Shipment& shipment : placed.shipments) {
        shipments.push_back(as_json(morning.world, shipment));
    }
    ordered_json findings = ordered_json::array();
    for (const placement::Finding& finding : placed.findings) {
        findings.push_back(placement::in_words(morning.world, finding));
    }
    ordered_json under_way = ordered_json::array();
    for (const Redirection& redirection : morning.placed.under_way) {
        under_way.push_back(as_json(morning, redirection));
    }
    return {{"adopted", adopted(morning.world)},
            {"notice", publish::notice(morning.world, Language::english)},
            {"day", to_string(morning.day)},
            {"worth", placed.worth},
            {"bound", placed.bound},
            {"gap", placed.gap()},
            {"scarce", scarce},
            {"findings", findings},
            {"shipments", shipments},
            {"under_way", under_way}};
}

Result<std::optional<std::vector<placement::Order>>> earlier_of(const Values& values,
                                                                const World& world) {
    using Earlier = std::optional<std::vector<placement::Order>>;
    if (!values.has("earlier")) {
        return Earlier();
    }
    const auto text = read_file(values.text("earlier"));
    if (!text) {
        return text.error();
    }
    auto orders = read_earlier(world, *text, values.text("earlier"));
    if (!orders) {
        return orders.error();
    }
    return Earlier(*std::move(orders));
}

Result<Morning> decide(const Values& values, const Streams& streams) {
    auto reading = read_workspace(values, streams);
    if (!reading) {
        return reading.error();
    }
    auto world = pipeline::sound_world(std::move(*reading));
    if (!world) {
        return world.error();
    }
    const auto day = pipeline::first_day(*world, date_of(values, "as-of"));
    if (!day) {
        return day.error();
    }
    const auto earlier = earlier_of(values, *world);
    if (!earlier) {
        return earlier.error();
    }
    auto placed = pipeline::place_on(*world, *day, means_of(values, streams), *earlier);
    if (!placed) {
        return placed.error();
    }
    return Morning{std::move(*world), *day, std::move(*placed)};
}

}  // namespace

Result<int> run_place(const Values& values, const Streams& streams) {
    const auto morning = decide(values, streams);
    if (!morning) {
        return morning.error();
    }
    const bool json = values.flag("json");
    if (!values.has("out") && !json && streams.remarks != nullptr) {
        *streams.remarks << notice_line(morning->world);
    }
    if (values.has("out") || !json) {
        const auto told =
            deliver(values, streams,
                    publish::shipments_csv(morning->world, morning->placed.placement.shipments));
        if (!told) {
            return told.error();
        }
    }
    if (json) {
        streams.out << as_json(*morning).dump(2) << "\n";
    } else if (values.has("out") && !values.flag("quiet")) {
        streams.out << in_words(*morning);
    }
    return 0;
}

}  // namespace vorrat::service

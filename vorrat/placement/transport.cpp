#include "vorrat/placement/transport.h"

namespace vorrat::placement {
namespace {

constexpr double kg_per_tonne = 1000;

}  // namespace

PerId<LaneId, double> Transport::of_indicator(std::string_view indicator) const {
    std::map<std::string, double> per_tkm;
    for (const Impact& impact : world_.impacts) {
        if (impact.kind == ImpactKind::mode && world_.indicators[impact.indicator] == indicator) {
            per_tkm[impact.id] += impact.quantity;
        }
    }
    PerId<LaneId, double> all(world_.lanes.size(), 0.0);
    for (const LaneId lane : world_.lanes.ids()) {
        const auto found = per_tkm.find(world_.lanes[lane].mode);
        all[lane] = found == per_tkm.end() ? 0.0 : found->second * tkm_[lane];
    }
    return all;
}

Transport::Transport(const World& world)
    : world_(world),
      tkm_(world.lanes.size(), 0.0),
      cost_(world.lanes.size(), 0.0),
      waste_(world.items.size(), 0.0) {
    const std::map<std::string, double> burden = burden_weights(world);
    const auto weight = [&burden](const char* name) {
        const auto found = burden.find(name);
        return found == burden.end() ? 0.0 : found->second;
    };
    for (const LaneId lane : world.lanes.ids()) {
        tkm_[lane] = world.lanes[lane].length.value / kg_per_tonne;
    }
    co2e_ = of_indicator("co2e_kg");
    for (const LaneId lane : world.lanes.ids()) {
        cost_[lane] = weight("transport_tkm") * tkm_[lane] + weight("co2e_kg") * co2e_[lane];
    }
    std::map<std::string, double> wasted;  // CO2e of a unit, by item
    for (const Impact& impact : world.impacts) {
        if (impact.kind == ImpactKind::waste && world.indicators[impact.indicator] == "co2e_kg") {
            wasted[impact.id] += impact.quantity;
        }
    }
    for (const ItemId item : world.items.ids()) {
        const auto found = wasted.find(world.items[item].id);
        waste_[item] = weight("waste_kg") * world.items[item].mass_per_unit.value +
                       (found == wasted.end() ? 0.0 : weight("co2e_kg") * found->second);
    }
}

}  // namespace vorrat::placement

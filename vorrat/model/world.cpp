#include "vorrat/model/world.h"

#include <algorithm>

namespace vorrat {

std::map<std::string, double> burden_weights(const World& world) {
    const auto has_indicator = [&](const std::string& id) {
        return std::ranges::find(world.indicators, id) != world.indicators.end();
    };
    const auto has_resource = [&](const std::string& id) {
        return std::ranges::find(world.resources, id, &Resource::id) != world.resources.end();
    };
    // try_emplace keeps what the criteria say.
    std::map<std::string, double> weights = world.criteria.burden;
    weights.try_emplace("transport_tkm", 0.001);
    weights.try_emplace("waste_kg", 0.1);
    if (has_indicator("co2e_kg")) {
        weights.try_emplace("co2e_kg", 0.01);
    }
    if (has_indicator("labour_hours") || has_resource("labour_hours")) {
        weights.try_emplace("labour_hours", 0.1);
    }
    return weights;
}

}  // namespace vorrat

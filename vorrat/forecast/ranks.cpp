#include <algorithm>
#include <string>
#include <vector>

#include "vorrat/forecast/forecast.h"

namespace vorrat::forecast {
namespace {

/// Position of each thing in the order of the names.
template <class IdType, class Thing>
PerId<IdType, std::uint32_t> by_name(const PerId<IdType, Thing>& things) {
    std::vector<IdType> order = things.ids();
    std::ranges::sort(order, {}, [&](IdType id) -> const std::string& { return things[id].id; });
    PerId<IdType, std::uint32_t> ranks(things.size());
    for (std::size_t k = 0; k < order.size(); ++k) {
        ranks[order[k]] = static_cast<std::uint32_t>(k);
    }
    return ranks;
}

}  // namespace

Ranks ranks_by_name(const World& world) { return {by_name(world.items), by_name(world.places)}; }

}  // namespace vorrat::forecast

#include "vorrat/placement/needs_played.h"

#include <cmath>

namespace vorrat::placement {

NeedsPlayed needs_played(const World& world, Date start, std::size_t steps,
                         std::size_t count_from) {
    const History& history = world.history;
    NeedsPlayed played{start, history.frequency, steps, {}, {}, 0};
    for (std::size_t s = 0; s < history.series.size(); ++s) {
        const Series& series = history.series[s];
        if (world.places[series.place].kind != PlaceKind::depot) {
            continue;
        }
        played.series.push_back(s);
        const int offset = steps_between(series.start, start, history.frequency);
        for (std::size_t t = 0; t < steps; ++t) {
            const std::ptrdiff_t at = offset + static_cast<std::ptrdiff_t>(t);
            const bool known = at >= 0 && at < static_cast<std::ptrdiff_t>(series.quantity.size());
            const double units = known ? series.quantity[static_cast<std::size_t>(at)] : 0;
            played.units.push_back(std::isnan(units) ? 0 : units);
            const bool censored = known && !series.available.empty() &&
                                  series.available[static_cast<std::size_t>(at)] == 0;
            if (censored && t >= count_from) {
                ++played.censored;
            }
        }
    }
    return played;
}

}  // namespace vorrat::placement

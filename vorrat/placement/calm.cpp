#include "vorrat/placement/calm.h"

#include <algorithm>

namespace vorrat::placement {
namespace {

/// By how much the earlier quantity is worth more than the one granted; below 0: less.
double gain_of_earlier(const Line& line) {
    const auto packs = static_cast<double>(std::min(line.planned, line.want));
    return line.gains.worth(packs) - line.planned_loss -
           line.gains.worth(static_cast<double>(line.granted));
}

void keep(const Line& line, double calm, Limits& limits, Shared& shared, std::int64_t& granted) {
    const double gain = gain_of_earlier(line);
    const double threshold = calm * line.gains.worth(static_cast<double>(line.granted));
    if (-gain > threshold || !limits.fits(line, line.planned - line.granted)) {
        return;
    }
    limits.take(line, line.planned - line.granted);
    shared.worth += gain;
    granted = line.planned;
}

}  // namespace

void keep_calm(const Morning& morning, std::span<Line> lines, Limits& limits, Shared& shared) {
    if (!morning.planned) {
        return;
    }
    const double calm = morning.world.criteria.placement.calm;
    // What is given back first makes room for the others.
    for (const bool less : {true, false}) {
        for (Line& line : lines) {
            // A lane with a minimum is decided by its whole load.
            if (!morning.world.lanes[line.lane].minimum && line.planned != line.granted &&
                (line.planned < line.granted) == less) {
                keep(line, calm, limits, shared, line.granted);
            }
        }
    }
}

}  // namespace vorrat::placement

#include "vorrat/placement/share.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <tuple>

#include "vorrat/placement/suppliers.h"

namespace vorrat::placement {
namespace {

constexpr double without_limit = std::numeric_limits<double>::infinity();
constexpr std::int64_t portions_per_line = 64;  // keeps the cost of a line bounded
constexpr double least_kg = 1e-9;               // goods without mass are ranked, not divided by 0
constexpr double essential_share = 0.01;        // of mean need: shortage that sends a small load
// A limit may be missed by this much in relative terms: what sums of doubles cannot tell apart.
constexpr double rounding = 1e-12;

double stored_litres(const Morning& morning, PlaceId place, double free) {
    for (const ItemId item : morning.world.items.ids()) {
        const double units =
            total(morning.goods.stock(item, place)) + total(morning.goods.transit(item, place));
        free -= units * morning.world.items[item].volume_per_unit.value;
    }
    return std::max(0.0, free);
}

double most_packs(double free, double per_pack) {
    if (free == without_limit || per_pack <= 0) {
        return without_limit;
    }
    return std::floor(std::max(0.0, free) / per_pack * (1 + rounding));
}

struct Offer {
    double gain;  ///< weighted shortage avoided per kg of the next portion
    std::size_t line;

    /// The queue pops the largest gain first, then the earliest line (lines are in id order).
    bool operator<(const Offer& other) const {
        return gain != other.gain ? gain < other.gain : line > other.line;
    }
};

std::int64_t portion(const Line& line, std::int64_t parts) {
    return std::max<std::int64_t>(1, (line.want - 1) / parts + 1);
}

Offer offer(std::span<const Line> lines, std::size_t index, std::int64_t packs) {
    const Line& line = lines[index];
    const double held = static_cast<double>(line.granted) * line.pack;
    const double more = static_cast<double>(packs) * line.pack;
    const double gain = avoided(line, held + more) - avoided(line, held);
    return {line.weight * gain / std::max(least_kg, more * line.kg), index};
}

void grant(Line& line, std::int64_t packs, Limits& limits) {
    line.granted += packs;
    limits.take(line, packs);
}

/// Portion by portion to the best offer, each want cut into `parts`; an offer that no longer fits
/// leaves the queue.
void grant_by_gain(std::span<Line> lines, const std::vector<std::size_t>& scarce, Limits& limits,
                   std::int64_t parts) {
    std::priority_queue<Offer> offers;
    const auto size = [parts](const Line& line) {
        return std::min(portion(line, parts), line.want - line.granted);
    };
    for (const std::size_t index : scarce) {
        if (size(lines[index]) > 0) {
            offers.push(offer(lines, index, size(lines[index])));
        }
    }
    while (!offers.empty()) {
        const std::size_t index = offers.top().line;
        offers.pop();
        Line& line = lines[index];
        const std::int64_t packs = size(line);
        if (limits.packs_that_fit(line) < packs) {
            continue;
        }
        grant(line, packs, limits);
        if (line.granted < line.want) {
            offers.push(offer(lines, index, size(line)));
        }
    }
}

/// What all wants together ask of each limit.
struct Asked {
    PerId<LaneId, double> kg;
    PerId<PlaceId, double> litres;
    std::unordered_map<std::uint64_t, double> units;
};

std::uint64_t origin_key(ItemId item, PlaceId origin) {
    return (std::uint64_t{item.value} << 32U) | origin.value;
}

}  // namespace

Limits::Limits(const Morning& morning)
    : morning_(morning),
      lane_kg_(morning.world.lanes.size(), without_limit),
      storage_litres_(morning.world.places.size(), without_limit) {
    const World& world = morning.world;
    const double share = review_share(world.criteria, morning.forecast.frequency);
    for (const LaneId lane : world.lanes.ids()) {
        if (world.lanes[lane].capacity) {
            lane_kg_[lane] = share * world.lanes[lane].capacity->value;
        }
    }
    for (const PlaceId place : world.places.ids()) {
        const auto& storage = world.places[place].storage;
        if (storage) {
            storage_litres_[place] = stored_litres(morning, place, storage->value);
        }
    }
}

double& Limits::origin_units(ItemId item, PlaceId origin) {
    const auto [units, is_new] = origin_units_.try_emplace(origin_key(item, origin), 0.0);
    if (is_new) {
        const double given = morning_.suppliers.given(item, origin);
        units->second = given > 0 ? given : total(morning_.goods.stock(item, origin));
    }
    return units->second;
}

std::int64_t Limits::packs_that_fit(const Line& line) {
    const Lane& lane = morning_.world.lanes[line.lane];
    const double packs = std::min({most_packs(origin_units(line.item, lane.from), line.pack),
                                   most_packs(lane_kg_[line.lane], line.pack * line.kg),
                                   most_packs(storage_litres_[lane.to], line.pack * line.litres)});
    return static_cast<std::int64_t>(std::min(packs, 9e15));
}

void Limits::take(const Line& line, std::int64_t packs) {
    const Lane& lane = morning_.world.lanes[line.lane];
    const double units = static_cast<double>(packs) * line.pack;
    const auto less = [](double& free, double used) { free = std::max(0.0, free - used); };
    less(origin_units(line.item, lane.from), units);
    less(lane_kg_[line.lane], units * line.kg);
    less(storage_litres_[lane.to], units * line.litres);
}

void share(const World& world, std::span<Line> lines, Limits& limits) {
    Asked asked{
        PerId<LaneId, double>(world.lanes.size()), PerId<PlaceId, double>(world.places.size()), {}};
    for (const Line& line : lines) {
        const Lane& lane = world.lanes[line.lane];
        const double units = static_cast<double>(line.want) * line.pack;
        asked.kg[line.lane] += units * line.kg;
        asked.litres[lane.to] += units * line.litres;
        asked.units[origin_key(line.item, lane.from)] += units;
    }
    std::vector<std::size_t> scarce;
    std::vector<std::size_t> plenty;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        Line& line = lines[i];
        const Lane& lane = world.lanes[line.lane];
        line.short_at_origin = asked.units[origin_key(line.item, lane.from)] >
                               limits.origin_units(line.item, lane.from);
        const bool fits = !line.short_at_origin &&
                          asked.kg[line.lane] <= limits.lane_kg(line.lane) &&
                          asked.litres[lane.to] <= limits.storage_litres(lane.to);
        (fits ? plenty : scarce).push_back(i);
    }
    for (const std::size_t i : plenty) {
        grant(lines[i], lines[i].want, limits);
    }
    // In ever finer portions, down to single packs: what did not fit as a whole fits in part.
    std::int64_t finest = 1;
    for (const std::size_t i : scarce) {
        finest = std::max(finest, lines[i].want);
    }
    std::int64_t parts = portions_per_line;
    grant_by_gain(lines, scarce, limits, parts);
    while (parts < finest) {
        parts *= portions_per_line;
        grant_by_gain(lines, scarce, limits, parts);
    }
}

void hold_back_small_loads(const World& world, std::span<Line> lines, Limits& limits) {
    PerId<LaneId, double> load(world.lanes.size());
    PerId<LaneId, char> urgent(world.lanes.size());
    for (const Line& line : lines) {
        const double units = static_cast<double>(line.granted) * line.pack;
        load[line.lane] += units * line.kg;
        const bool essential = world.items[line.item].tier == Tier::essential;
        if (essential && units > 0 &&
            avoided(line, units) >= essential_share * line.reason.need_mean) {
            urgent[line.lane] = 1;
        }
    }
    for (Line& line : lines) {
        const auto& minimum = world.lanes[line.lane].minimum;
        if (!minimum || load[line.lane] >= minimum->value || urgent[line.lane] != 0) {
            continue;
        }
        limits.give_back(line, line.granted);
        line.granted = 0;
    }
}

}  // namespace vorrat::placement

#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "vorrat/model/need.h"
#include "vorrat/model/world.h"
#include "vorrat/placement/placement.h"

/// Small worlds for the tests of this room.
namespace vorrat::placement::testing {

/// Monday.
inline constexpr Date monday{std::chrono::year{2026} / 11 / 23};

inline Item item_named(const std::string& id) {
    Item item;
    item.id = id;
    return item;
}

inline Place place_of(const std::string& id, PlaceKind kind) {
    Place place;
    place.id = id;
    place.kind = kind;
    return place;
}

/// One source, `depots` depots, `items` items; a lane of two weeks from the source to each depot;
/// weekly steps, VN2's costs: holding 0.2 per unit and week, 1 per lost unit; ratio 1 / 1.2.
struct Shops {
    World world;
    PlaceId source{0};

    explicit Shops(std::size_t items = 1, std::size_t depots = 1, int lead_days = 14) {
        world.criteria.placement.review_days = 7;
        world.criteria.placement.holding_per_unit_and_day = 0.2 / 7;
        world.criteria.placement.shortage_per_unit = 1;
        world.history.frequency = Frequency::week;
        for (std::size_t i = 0; i < items; ++i) {
            world.items.push_back(item_named("item" + std::to_string(i)));
        }
        world.places.push_back(place_of("warehouse", PlaceKind::source));
        for (std::size_t d = 0; d < depots; ++d) {
            Place depot = place_of("shop" + std::to_string(d), PlaceKind::depot);
            depot.community = world.communities.push_back({depot.id, 1});
            const PlaceId id = world.places.push_back(depot);
            world.lanes.push_back({source, id, "road", lead_days, Kilometres{100}, {}, {}});
        }
    }

    PlaceId depot(std::uint32_t d) const { return {d + 1}; }
    /// The series of an item at a depot, from `start` on.
    void record(std::uint32_t item, std::uint32_t d, Date start, std::vector<double> quantity) {
        world.history.series.push_back({{item}, depot(d), start, std::move(quantity), {}, {}});
    }
};

/// A hub between the source and two depots, one item, daily steps, daily review; source to hub 7
/// days, hub to depot 2 days. Places: 0 source, 1 hub, 2 and 3 depots. Lanes: 0 source-hub, 1 and 2
/// hub-depot.
inline World hub_world() {
    World world;
    world.criteria.placement.review_days = 1;
    world.criteria.placement.holding_per_unit_and_day = 0.02;
    world.history.frequency = Frequency::day;
    world.items.push_back(item_named("soap"));
    world.places.push_back(place_of("source", PlaceKind::source));
    world.places.push_back(place_of("hub", PlaceKind::hub));
    for (const char* id : {"east", "west"}) {
        Place depot = place_of(id, PlaceKind::depot);
        depot.community = world.communities.push_back({id, 1});
        world.places.push_back(depot);
    }
    world.lanes.push_back({{0}, {1}, "road", 7, Kilometres{300}, {}, {}});
    world.lanes.push_back({{1}, {2}, "road", 2, Kilometres{50}, {}, {}});
    world.lanes.push_back({{1}, {3}, "road", 2, Kilometres{50}, {}, {}});
    return world;
}

/// One series of a forecast made by hand: every step uniform on [0, 2 mean]; the sum over n steps
/// normal-like is not needed by hand-worked tests, so it is uniform on [0, 2 mean n] as well.
struct UniformNeed {
    SeriesKey key;
    double mean = 10;  ///< per step
};

inline NeedForecast uniform_forecast(const World& world, Date start,
                                     const std::vector<UniformNeed>& needs, int horizon = 56) {
    NeedForecast f;
    f.start = start;
    f.frequency = world.history.frequency;
    f.horizon = horizon;
    f.levels = {0.25, 0.5, 0.75};
    f.intervals = intervals_needed(world, f.frequency);
    for (const UniformNeed& need : needs) {
        f.series.push_back(need.key);
        for (int t = 0; t < horizon; ++t) {
            f.mean.push_back(need.mean);
            for (const double level : f.levels) {
                f.quantiles.push_back(2 * need.mean * level);
            }
        }
        for (const Interval& interval : f.intervals) {
            f.sum_mean.push_back(need.mean * interval.steps);
            for (const double level : f.levels) {
                f.sum_quantiles.push_back(2 * need.mean * interval.steps * level);
            }
        }
    }
    return f;
}

/// A forecast that is sure: every step needs exactly `need`.
inline NeedForecast certain_forecast(const World& world, Date start,
                                     const std::vector<UniformNeed>& needs, int horizon = 56) {
    NeedForecast f = uniform_forecast(world, start, needs, horizon);
    f.levels = {1e-9, 0.5};
    f.quantiles.clear();
    f.sum_quantiles.clear();
    for (const UniformNeed& need : needs) {
        f.quantiles.insert(f.quantiles.end(), static_cast<std::size_t>(horizon) * 2, need.mean);
        for (const Interval& interval : f.intervals) {
            f.sum_quantiles.insert(f.sum_quantiles.end(), 2, need.mean * interval.steps);
        }
    }
    return f;
}

}  // namespace vorrat::placement::testing

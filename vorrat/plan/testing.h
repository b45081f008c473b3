#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "vorrat/base/random.h"
#include "vorrat/model/need.h"
#include "vorrat/model/world.h"
#include "vorrat/plan/plan.h"

namespace vorrat::plan::testing {

using namespace std::chrono_literals;

/// A small world written down line by line. Periods are weeks; the plan starts on a Monday.
class WorldMaker {
public:
    static constexpr Date start{std::chrono::year{2026} / 11 / 2};

    explicit WorldMaker(int periods) {
        world.criteria.horizon_days = 7 * periods;
        world.criteria.period_days = 7;
        world.criteria.burden = {{"co2e_kg", 0}, {"transport_tkm", 0}, {"waste_kg", 0}};
        forecast.start = start;
        forecast.frequency = Frequency::day;
        forecast.horizon = 7 * periods;
        forecast.levels = {0.1, 0.5, 0.9, 0.99};
        forecast.intervals = *plan_intervals(world.criteria, Frequency::day);
    }

    ItemId item(std::string id, Tier tier = Tier::basic, std::optional<int> shelf_days = {}) {
        Item made;
        made.id = std::move(id);
        made.tier = tier;
        made.shelf_life_days = shelf_days;
        return world.items.push_back(std::move(made));
    }
    PlaceId place(std::string id, PlaceKind kind) {
        Place made;
        made.kind = kind;
        if (kind == PlaceKind::depot) {
            made.community = world.communities.push_back({id, 0});
        }
        made.id = std::move(id);
        return world.places.push_back(std::move(made));
    }
    LaneId lane(PlaceId from, PlaceId to, int lead_days = 0, double km = 10) {
        return world.lanes.push_back(
            {from, to, "road", lead_days, Kilometres{km}, std::nullopt, std::nullopt});
    }
    ResourceId resource(std::string id) {
        return world.resources.push_back({std::move(id), "hour"});
    }
    ActivityId activity(std::string id, PlaceId place, std::vector<ItemQuantity> inputs,
                        std::vector<ItemQuantity> outputs,
                        std::vector<ResourceQuantity> resources = {}) {
        return world.activities.push_back({std::move(id),
                                           "",
                                           {place},
                                           std::move(inputs),
                                           std::move(outputs),
                                           std::move(resources)});
    }
    void stock(ItemId item, PlaceId place, double quantity, std::optional<Date> best = {}) {
        world.stock.push_back({item, place, quantity, best});
    }
    void supply(ItemId item, PlaceId place, double available) {
        world.supplies.push_back({item, place, available, std::nullopt});
    }
    void impact(ImpactKind kind, std::string id, std::string indicator, double quantity) {
        IndicatorId known{0};
        while (known.index() < world.indicators.size() && world.indicators[known] != indicator) {
            ++known.value;
        }
        if (known.index() == world.indicators.size()) {
            world.indicators.push_back(indicator);
        }
        world.impacts.push_back({kind, std::move(id), known, quantity});
    }
    /// Need of which 10 %, 50 %, 90 %, 99 % quantiles are given, the same in every period. Call in
    /// the order of item, then place.
    void need(ItemId item, PlaceId place, std::vector<double> quantiles) {
        forecast.series.push_back({item, place});
        for (std::size_t t = 0; t < forecast.intervals.size(); ++t) {
            forecast.sum_mean.push_back(quantiles[1]);
            forecast.sum_quantiles.insert(forecast.sum_quantiles.end(), quantiles.begin(),
                                          quantiles.end());
        }
    }
    /// Need known for sure: one slice of `quantity` units with use 1.
    void sure_need(ItemId item, PlaceId place, double quantity) {
        need(item, place, {quantity, quantity, quantity, quantity});
    }

    World world;
    NeedForecast forecast;
};

/// A hub with stock and two depots that surely need 100 and 50.
struct Shortage {
    WorldMaker maker{1};
    ItemId item;
    PlaceId large;
    PlaceId small;
};

inline Shortage hub_and_two_depots(double stock) {
    Shortage s;
    s.item = s.maker.item("rice");
    const PlaceId hub = s.maker.place("hub", PlaceKind::hub);
    s.large = s.maker.place("large", PlaceKind::depot);
    s.small = s.maker.place("small", PlaceKind::depot);
    s.maker.lane(hub, s.large);
    s.maker.lane(hub, s.small);
    s.maker.stock(s.item, hub, stock);
    s.maker.sure_need(s.item, s.large, 100);
    s.maker.sure_need(s.item, s.small, 50);
    return s;
}

/// The plan of a world that has one.
inline Plan planned(const WorldMaker& maker) {
    const auto answer = make_plan(maker.world, maker.forecast);
    check(static_cast<bool>(answer), "the test's world gets an answer");
    check(std::holds_alternative<Plan>(*answer), "the test's world has a plan");
    return std::get<Plan>(*answer);
}

inline double shipped(const Plan& plan, LaneId lane) {
    double sum = 0;
    for (const PlannedFlow& flow : plan.flows) {
        sum += flow.lane == lane ? flow.quantity : 0;
    }
    return sum;
}

inline double entered(const Plan& plan, ItemId item) {
    double sum = 0;
    for (const PlannedEntry& entry : plan.entries) {
        sum += entry.item == item ? entry.quantity : 0;
    }
    return sum;
}

inline double runs(const Plan& plan, ActivityId activity) {
    double sum = 0;
    for (const PlannedRun& run : plan.runs) {
        sum += run.activity == activity ? run.runs : 0;
    }
    return sum;
}

inline double wasted(const Plan& plan, ItemId item) {
    double sum = 0;
    for (const PlannedStock& stock : plan.stock) {
        sum += stock.item == item ? stock.waste : 0;
    }
    return sum;
}

inline double set_aside(const Plan& plan, ItemId item, PlaceId place,
                        std::optional<std::uint32_t> period = {}) {
    double sum = 0;
    for (const NeedSlice& slice : plan.need) {
        if (slice.item != item || slice.place != place) {
            continue;
        }
        if (!period || slice.period.value == *period) {
            sum += slice.set_aside;
        }
    }
    return sum;
}

inline PlanLimit limit(const Plan& plan, RowKind kind, std::optional<PlaceId> place,
                       std::uint32_t period) {
    for (const PlanLimit& found : plan.limits) {
        if (found.row.kind == kind && found.row.place == place &&
            found.row.period == Period{period}) {
            return found;
        }
    }
    impossible("the plan has the limit that the test asks for");
}

enum class Communities { each_depot, one };

/// Two mills, a hub, three depots, a recipe, a shelf life, a reserve, scarce hours, a cap, storage
/// and a week on some lanes, in random amounts; three weeks. Always has a plan.
inline WorldMaker random_world(std::uint64_t seed, Communities communities) {
    Random random(seed, 17);
    const auto some = [&](double low, double high) {
        return low + (high - low) * random.uniform();
    };
    WorldMaker w(3);
    const ItemId grain = w.item("grain");
    const ItemId bread = w.item("bread", Tier::essential, 7);
    const ItemId rice = w.item("rice", Tier::wanted);
    const PlaceId farm = w.place("farm", PlaceKind::source);
    const PlaceId bakery = w.place("bakery", PlaceKind::plant);
    const PlaceId hub = w.place("hub", PlaceKind::hub);
    std::vector<PlaceId> depots;
    for (const char* id : {"north", "south", "west"}) {
        depots.push_back(w.place(id, PlaceKind::depot));
    }
    w.lane(farm, bakery);
    w.lane(farm, hub, 0, 50);
    w.lane(bakery, hub);
    for (const PlaceId depot : depots) {
        w.lane(hub, depot, random.below(3) == 0 ? 7 : 1, some(5, 80));
        w.world.places[depot].storage = Litres{some(10, 120)};
        w.stock(rice, depot, some(0, 40));
    }
    const ResourceId hours = w.resource("hours");
    w.activity("bake", bakery, {{grain, 0.75}}, {{bread, 1}}, {{hours, 0.1}});
    w.world.capacities.push_back({hours, bakery, {}, some(5, 30)});
    w.supply(grain, farm, some(50, 400));
    w.supply(rice, farm, some(0, 200));
    w.impact(ImpactKind::mode, "road", "co2e_kg", 0.2);
    w.impact(ImpactKind::item, "grain", "co2e_kg", 0.5);
    w.world.criteria.caps.push_back({"co2e_kg", some(30, 300), {}});
    w.world.criteria.reserve[index(Tier::wanted)].coverage = 0.9;
    w.world.criteria.burden = {{"co2e_kg", 0.01}};
    for (const ItemId item : {bread, rice}) {
        for (const PlaceId depot : depots) {
            const double middle = some(10, 90);
            w.need(item, depot, {0.7 * middle, middle, 1.4 * middle, 1.9 * middle});
        }
    }
    if (communities == Communities::one) {
        for (const PlaceId depot : depots) {
            w.world.places[depot].community = CommunityId{0};
        }
    }
    return w;
}

}  // namespace vorrat::plan::testing

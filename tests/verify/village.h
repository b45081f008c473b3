#pragma once

#include "tests/verify/testing.h"

namespace vorrat::testing {

/// A village in which every table has rows and every family of limits binds or could: grain is
/// bought, bread is baked, milk keeps two weeks, soap is wanted. Its plan comes from the planner,
/// for here it is the checker that is on trial.
class Village {
public:
    Village() {
        add_items();
        add_places();
        add_lanes();
        add_recipes();
        add_goods();
        add_criteria();
        add_needs();
        decide_under_way();
    }

    Story planned() {
        const auto answer = plan::make_plan(story_.world, story_.forecast);
        check(static_cast<bool>(answer), "the village's forecast fits its criteria");
        const Plan* plan = std::get_if<Plan>(&*answer);
        check(plan != nullptr, "the village has a plan");
        story_.plan = *plan;
        return story_;
    }

private:
    void add_items() {
        const auto add = [&](const char* id, Tier tier, std::optional<int> shelf, double kg) {
            Item item;
            item.id = id;
            item.name = std::string("the ") + id;
            item.unit = "kg";
            item.mass_per_unit = {kg};
            item.volume_per_unit = {1.5 * kg};
            item.shelf_life_days = shelf;
            item.tier = tier;
            item.pack_size = 2;
            return story_.world.items.push_back(item);
        };
        grain_ = add("grain", Tier::basic, std::nullopt, 1);
        bread_ = add("bread", Tier::essential, 7, 0.8);
        milk_ = add("milk", Tier::basic, 14, 1.1);
        soap_ = add("soap", Tier::wanted, std::nullopt, 0.3);
    }

    void add_places() {
        World& w = story_.world;
        w.communities = {{"north", 900}, {"south", 400}};
        const auto add = [&](const char* id, PlaceKind kind, double lon, std::uint32_t community) {
            Place place;
            place.id = id;
            place.name = std::string("Place ") + id;
            place.kind = kind;
            place.coordinates = Coordinates{51.25, 13.5 + lon};
            place.community = {community};
            place.population = kind == PlaceKind::depot ? 400 + 500 * lon : 0;
            return w.places.push_back(place);
        };
        farm_ = add("farm", PlaceKind::source, 0, 0);
        bakery_ = add("bakery", PlaceKind::plant, 0.25, 0);
        hub_ = add("hub", PlaceKind::hub, 0.5, 0);
        upper_ = add("upper", PlaceKind::depot, 1, 0);
        lower_ = add("lower", PlaceKind::depot, 0.75, 1);
        w.places[lower_].storage = Litres{45};
        w.places[hub_].storage = Litres{400};
        w.areas = {{"valley", {lower_, upper_}}};
    }

    void add_lanes() {
        const auto add = [&](PlaceId from, PlaceId to, const char* mode, int lead, double km,
                             std::optional<Kilograms> capacity) {
            story_.world.lanes.push_back({from, to, mode, lead, {km}, capacity, Kilograms{1}});
        };
        add(farm_, bakery_, "rail", 2, 30, std::nullopt);
        add(farm_, hub_, "rail", 7, 42, Kilograms{170});
        add(bakery_, hub_, "road", 1, 12, std::nullopt);
        add(hub_, upper_, "road", 1, 18, Kilograms{95});
        add(hub_, lower_, "road", 5, 25, std::nullopt);
        to_upper_ = {3};
    }

    void add_recipes() {
        World& w = story_.world;
        w.resources = {{"oven_hours", "hour"}, {"labour_hours", "hour"}};
        w.activities = {{"baking",
                         "baking bread",
                         {bakery_},
                         {{grain_, 0.8}},
                         {{bread_, 1}},
                         {{{0}, 0.1}, {{1}, 0.25}}}};
        w.capacities = {{{0}, bakery_, std::nullopt, 6},
                        {{0}, bakery_, monday + days{9}, 5},
                        {{1}, std::nullopt, std::nullopt, 40}};
        w.supplies = {{grain_, farm_, 60, std::nullopt},
                      {milk_, farm_, 70, std::nullopt},
                      {milk_, farm_, 55, monday + days{15}},
                      {soap_, farm_, std::nullopt, std::nullopt}};
        w.indicators = {"co2e_kg"};
        w.impacts = {
            {ImpactKind::item, "grain", {0}, 0.5},      {ImpactKind::item, "milk", {0}, 1.4},
            {ImpactKind::activity, "baking", {0}, 0.3}, {ImpactKind::mode, "road", {0}, 0.9},
            {ImpactKind::mode, "rail", {0}, 0.2},       {ImpactKind::storage, "hub", {0}, 1e-4},
            {ImpactKind::waste, "bread", {0}, 2}};
    }

    void add_goods() {
        World& w = story_.world;
        w.stock = {{bread_, upper_, 22, monday + days{5}},
                   {milk_, lower_, 30, monday + days{8}},
                   {milk_, lower_, 9, monday - days{1}},
                   {soap_, hub_, 25, std::nullopt}};
        w.transit = {{milk_, hub_, upper_, std::nullopt, 18, monday + days{1}},
                     {bread_, hub_, std::nullopt, AreaId{0}, 21, monday + days{2}}};
        w.history.series = {{bread_, upper_, monday - days{3}, {3, 4, 2}, {1, 1, 0}, {}}};
        w.inputs = {{"needs.csv", std::string(64, 'a'), 3}};
    }

    /// Of the milk that comes tomorrow a third is offered to others; the bread to the valley is
    /// addressed.
    void decide_under_way() {
        const Date tomorrow = monday + days{1};
        const auto on_road = [](PlaceId to, double units, Date arrives, double km) {
            const double tkm = units * 0.8 * km / 1000;
            return Part{Fate::address,
                        to,
                        units,
                        arrives,
                        0.9 * units,
                        units,
                        0.001 * tkm + 0.01 * 0.9 * tkm,
                        0.9 * tkm};
        };
        story_.under_way = {
            {0,
             tomorrow,
             {{Fate::confirm, upper_, 12, tomorrow, 11, 0, 0, 0},
              {Fate::release, upper_, 6, tomorrow, 0, 0.5, 0, 0}},
             0},
            {1,
             monday - days{3},
             {on_road(upper_, 15, tomorrow, 18), on_road(lower_, 6, monday + days{5}, 25)},
             0}};
    }

    void add_criteria() {
        Criteria& c = story_.world.criteria;
        c.horizon_days = 28;
        c.period_days = 7;
        c.tier_weight = {100, 10, 1};
        c.reserve.at(0).coverage = 0.6;
        c.reserve.at(1).days = 2;
        c.minimum_coverage.at(0) = 0.2;
        c.minimum_ratio = 0.5;
        c.caps = {{"co2e_kg", 800, {{monday + days{14}, 240}}}};
        c.work_limits = {{ResourceId{1}, 13}};
        story_.world.decisions = {
            {"D1", monday - days{30}, "village", "caps.co2e_kg.total", "900", "", "for a start",
             ""},
            {"D1", monday - days{30}, "village", "horizon_days", "28", "", "for a start", ""},
            {"D1", monday - days{30}, "village", "tiers.wanted", "2", "", "for a start", ""},
            {"D2", monday - days{9}, "village", "caps.co2e_kg.total", "800", "900", "less", "P1"}};
        c.decisions = {{"caps.co2e_kg.total", "D2, village, 2026-10-24: less"},
                       {"horizon_days", "D1, village, 2026-10-03: for a start"}};
    }

    void add_needs() {
        NeedForecast& f = story_.forecast;
        f.start = monday;
        f.horizon = 28;
        f.levels = {0.1, 0.5, 0.9, 0.99};
        const auto intervals = plan::plan_intervals(story_.world.criteria, Frequency::day);
        check(static_cast<bool>(intervals), "weeks are whole days");
        f.intervals = *intervals;
        const auto add = [&](ItemId item, PlaceId place, double middle) {
            f.series.push_back({item, place});
            for (int day = 0; day < f.horizon; ++day) {
                f.mean.push_back(middle / 7);
                for (const double share : {0.5, 0.95, 1.6, 2.1}) {
                    f.quantiles.push_back(middle / 7 * share);
                }
            }
            for (std::size_t t = 0; t < f.intervals.size(); ++t) {
                const double week = middle * (1 + 0.06 * static_cast<double>(t));
                f.sum_mean.push_back(week);
                for (const double share : {0.7, 1.0, 1.3, 1.55}) {
                    f.sum_quantiles.push_back(week * share);
                }
            }
        };
        add(bread_, upper_, 33);
        add(bread_, lower_, 17);
        add(milk_, upper_, 41);
        add(milk_, lower_, 23);
        add(soap_, upper_, 7);
        // Sent today from the hub to the upper village, before anyone asks.
        Shipment sent{soap_, hub_,           upper_, to_upper_, monday, monday + days{1},
                      8,     Kilograms{2.4}, {}};
        sent.reason = {0, 0, 7.5, 0.9, 8.2, 8.2, 6.1, 1, 0.9 * 18 * 2.4 / 1000, true};
        story_.shipments = {sent};
    }

    Story story_;
    ItemId grain_, bread_, milk_, soap_;
    PlaceId farm_, bakery_, hub_, upper_, lower_;
    LaneId to_upper_;
};

}  // namespace vorrat::testing

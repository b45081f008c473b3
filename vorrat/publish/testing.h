#pragma once

#include "vorrat/publish/publish.h"

namespace vorrat::publish::testing {

/// Bread from a hub to two depots, written by hand: nothing is computed, so that what publish says
/// can be compared with what stands here. The hub's name is hostile.
struct Bakery {
    Bakery() {
        world.items = {{.id = "bread", .name = "Bread", .unit = "kg"}};
        world.items[{0}].tier = Tier::essential;
        world.communities = {{"north", 100}, {"south", 200}};
        const auto place = [&](const char* id, const char* name, PlaceKind kind, double longitude,
                               std::uint32_t community) {
            Place made;
            made.id = id;
            made.name = name;
            made.kind = kind;
            made.coordinates = Coordinates{51, longitude};
            made.community = {community};
            world.places.push_back(made);
        };
        place("hub", "<script>alert(1)</script>", PlaceKind::hub, 13, 0);
        place("n", "Nordheim", PlaceKind::depot, 13.5, 0);
        place("s", "Südstadt", PlaceKind::depot, 14, 1);
        world.lanes = {{{0}, {1}, "road", 1, {10}, {}, {}}, {{0}, {2}, "road", 1, {20}, {}, {}}};
        world.criteria.horizon_days = 7;
        forecast.start = Date{std::chrono::year{2026} / 11 / 2};
        forecast.horizon = 7;
        forecast.levels = {0.1, 0.5, 0.9};
        forecast.series = {{{0}, {1}}, {{0}, {2}}};
        forecast.mean.assign(14, 2);
        for (int k = 0; k < 14; ++k) {
            forecast.quantiles.insert(forecast.quantiles.end(), {1, 2, 3});
        }
        plan.start = forecast.start;
        plan.periods = 1;
        plan.item_ceiling = {1000};
        plan.need = {{{0}, {1}, {0}, 0, 0, 1000, 1, 1000}, {{0}, {2}, {0}, 0, 0, 500, 1, 400}};
        plan.flows = {{{0}, {0}, {0}, 1000}, {{1}, {0}, {0}, 400}};
        plan.coverage = {{{0}, Tier::essential, 1000, 1000}, {{1}, Tier::essential, 500, 400}};
        plan.indicators = {{"co2e_kg", 1234.5, 2000}};
        RowKey cap;
        cap.kind = RowKind::cap;
        cap.indicator = "co2e_kg";
        plan.limits = {{cap, 1234.5, 2000, 50}};
        plan.stages = {{"fairness", true, 0.8, 0.8, 0, {}},
                       {"worth", true, 140000, 140000, 0, {}},
                       {"burden", false, 12, 12, 0, {}}};
        Shipment sent{{0}, {0}, {1}, {0}, plan.start, plan.start + days{1}, 24, Kilograms{24}, {}};
        sent.reason = {2, 0, 21.5, 0.95, 26, 24, 7.5, 1, 0, false};
        shipments = {sent};
    }

    Publication publication() const {
        return {world, forecast, plan, shipments, "Bakery & friends", "vorrat test"};
    }

    World world;
    NeedForecast forecast;
    Plan plan;
    std::vector<Shipment> shipments;
};

}  // namespace vorrat::publish::testing

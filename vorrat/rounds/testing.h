#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "vorrat/rounds/rounds.h"

namespace vorrat::rounds::testing {

/// One bakery, two villages, one week: a loaf (essential, weight 100) takes 1/10 hour and 1 kg of
/// CO2e. 60 and 40 loaves are foreseen at `east` and `west`; the bakery has 20 hours, of which the
/// criteria allow `hours`; the cap is `co2e` kg.
inline Agenda bakery(double hours, double co2e) {
    World world;
    const Date start{std::chrono::year{2026} / 11 / 2};
    Item loaf;
    loaf.id = "loaf";
    loaf.tier = Tier::essential;
    const ItemId bread = world.items.push_back(loaf);
    Place plant;
    plant.id = "bakery";
    plant.kind = PlaceKind::plant;
    const PlaceId bakery = world.places.push_back(plant);
    NeedForecast forecast;
    forecast.start = start;
    forecast.frequency = Frequency::day;
    forecast.horizon = 7;
    forecast.levels = {0.5};
    forecast.intervals = {{0, 7}};
    for (const auto& [id, need] : {std::pair("east", 60.0), std::pair("west", 40.0)}) {
        Place depot;
        depot.id = id;
        depot.kind = PlaceKind::depot;
        depot.community = world.communities.push_back({id, need});
        const PlaceId place = world.places.push_back(depot);
        world.lanes.push_back({bakery, place, "road", 0, Kilometres{0}, {}, {}});
        forecast.series.push_back({bread, place});
        forecast.mean.insert(forecast.mean.end(), 7, need / 7);
        forecast.quantiles.insert(forecast.quantiles.end(), 7, need / 7);
        forecast.sum_mean.push_back(need);
        forecast.sum_quantiles.push_back(need);
    }
    const ResourceId labour = world.resources.push_back({"labour_hours", "h"});
    const IndicatorId co2 = world.indicators.push_back("co2e_kg");
    Activity bake;
    bake.id = "bake";
    bake.places = {bakery};
    bake.outputs = {{bread, 1}};
    bake.resources = {{labour, 0.1}};
    world.activities.push_back(bake);
    world.capacities.push_back({labour, bakery, std::nullopt, 20});
    world.impacts.push_back({ImpactKind::activity, "bake", co2, 1});
    world.criteria.horizon_days = 7;
    world.criteria.period_days = 7;
    world.criteria.work_limits = {{labour, hours}};
    world.criteria.caps = {{"co2e_kg", co2e, {}}};
    world.criteria.burden = {{"co2e_kg", 0}, {"transport_tkm", 0}, {"waste_kg", 0}};
    auto agenda = agenda_of(world, forecast);
    EXPECT_TRUE(agenda) << agenda.error().message;
    return std::move(*agenda);
}

}  // namespace vorrat::rounds::testing

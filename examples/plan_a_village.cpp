// A mill that gives 50 kg of bread a week, two depots that need 40 and 60: how is it shared, and
// what would one more kilogram be worth?

#include <fmt/format.h>

#include "vorrat/plan/plan.h"

namespace {

vorrat::World village() {
    vorrat::World world;
    const auto bread = world.items.push_back({.id = "bread", .name = "Bread", .unit = "kg"});
    const auto north_side = world.communities.push_back({.id = "north", .population = 40});
    const auto south_side = world.communities.push_back({.id = "south", .population = 60});
    const auto mill = world.places.push_back({.id = "mill", .kind = vorrat::PlaceKind::source});
    const auto north = world.places.push_back({.id = "north", .community = north_side});
    const auto south = world.places.push_back({.id = "south", .community = south_side});
    world.lanes.push_back({.from = mill, .to = north, .mode = "road", .length = {10}});
    world.lanes.push_back({.from = mill, .to = south, .mode = "road", .length = {15}});
    world.supplies.push_back({.item = bread, .place = mill, .available = 50});
    world.criteria.horizon_days = 28;
    return world;
}

/// The need is certain: 40 and 60 kg in each of four weeks.
vorrat::NeedForecast certain_need(const vorrat::World& world) {
    vorrat::NeedForecast need{.start = *vorrat::parse_date("2026-11-02"),
                              .frequency = vorrat::Frequency::week,
                              .horizon = 4,
                              .levels = {0.1, 0.5, 0.9, 0.99},
                              .series = {{{0}, {1}}, {{0}, {2}}}};
    need.intervals = *vorrat::plan::plan_intervals(world.criteria, need.frequency);
    for (const double weekly : {40.0, 60.0}) {
        need.mean.insert(need.mean.end(), 4, weekly);
        need.quantiles.insert(need.quantiles.end(), 16, weekly);
        need.sum_mean.insert(need.sum_mean.end(), 4, weekly);
        need.sum_quantiles.insert(need.sum_quantiles.end(), 16, weekly);
    }
    return need;
}

}  // namespace

int main() {
    const vorrat::World world = village();
    const auto answer = vorrat::plan::make_plan(world, certain_need(world));
    if (!answer) {
        return vorrat::exit_code(answer.error().kind);
    }
    const auto& plan = std::get<vorrat::Plan>(*answer);
    for (const vorrat::Coverage& coverage : plan.coverage) {
        fmt::print("{} {:.0f} %\n", world.communities[coverage.community].id,
                   100 * coverage.met / coverage.need);
    }
    fmt::print("no plan does better than {:.6f}; this one reaches {:.6f}\n",
               plan.stages.front().bound, plan.fairness);
}

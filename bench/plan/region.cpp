#include "region.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "vorrat/base/random.h"
#include "vorrat/plan/plan.h"

namespace vorrat::bench {
namespace {

using std::chrono::year;

class RegionMaker {
public:
    explicit RegionMaker(const RegionSize& size) : size_(size), random_(size.seed) {}

    Region make() {
        set_criteria();
        make_places();
        make_items();
        make_lanes();
        make_recipes();
        make_forecast();
        make_limits();
        return std::move(region_);
    }

private:
    double between(double low, double high) { return low + (high - low) * random_.uniform(); }
    PlaceId add_place(const char* kind_name, int number, PlaceKind kind);
    ItemId add_item(const char* kind_name, int number, Tier tier);
    void add_lane(PlaceId from, PlaceId to, int lead_days);
    void add_recipe(ItemId made, std::vector<ItemQuantity> inputs);
    void set_criteria();
    void make_places();
    void make_items();
    void make_lanes();
    void make_recipes();
    void make_forecast();
    void make_limits();

    RegionSize size_;
    Random random_;
    Region region_;
    std::vector<PlaceId> sources_, plants_, hubs_, depots_;
    std::vector<ItemId> raw_, middle_, final_;
    double weekly_need_ = 0;
};

PlaceId RegionMaker::add_place(const char* kind_name, int number, PlaceKind kind) {
    Place place;
    place.id = fmt::format("{}{}", kind_name, number);
    place.kind = kind;
    place.coordinates = Coordinates{between(0, 1), between(0, 1)};
    if (kind == PlaceKind::depot) {
        place.population = std::exp(between(9, 12));
        place.community = region_.world.communities.push_back({place.id, place.population});
    }
    return region_.world.places.push_back(std::move(place));
}

ItemId RegionMaker::add_item(const char* kind_name, int number, Tier tier) {
    Item item;
    item.id = fmt::format("{}{}", kind_name, number);
    item.tier = tier;
    item.mass_per_unit = {between(0.3, 2)};
    item.volume_per_unit = {between(0.5, 3)};
    if (random_.below(3) == 0) {
        item.shelf_life_days = 7 * (1 + int(random_.below(4)));
    }
    return region_.world.items.push_back(std::move(item));
}

void RegionMaker::add_lane(PlaceId from, PlaceId to, int lead_days) {
    const auto& a = *region_.world.places[from].coordinates;
    const auto& b = *region_.world.places[to].coordinates;
    const double km = 20 + 200 * std::hypot(a.latitude - b.latitude, a.longitude - b.longitude);
    region_.world.lanes.push_back(
        {from, to, "road", lead_days, Kilometres{km}, std::nullopt, std::nullopt});
}

void RegionMaker::add_recipe(ItemId made, std::vector<ItemQuantity> inputs) {
    Activity activity;
    activity.id = "make_" + region_.world.items[made].id;
    activity.places = {plants_[random_.below(static_cast<std::uint32_t>(plants_.size()))],
                       plants_[random_.below(static_cast<std::uint32_t>(plants_.size()))]};
    activity.inputs = std::move(inputs);
    activity.outputs = {{made, 100}};
    activity.resources = {{ResourceId{0}, between(0.5, 2)}, {ResourceId{1}, between(0.5, 2)}};
    region_.world.activities.push_back(std::move(activity));
}

void RegionMaker::set_criteria() {
    Criteria& criteria = region_.world.criteria;
    criteria.horizon_days = 7 * size_.periods;
    criteria.reserve[0].coverage = 0.95;
    criteria.reserve[1].days = 2;
}

void RegionMaker::make_places() {
    for (int k = 0; k < 2; ++k) {
        sources_.push_back(add_place("source", k, PlaceKind::source));
    }
    for (int k = 0; k < size_.plants; ++k) {
        plants_.push_back(add_place("plant", k, PlaceKind::plant));
    }
    for (int k = 0; k < size_.hubs; ++k) {
        hubs_.push_back(add_place("hub", k, PlaceKind::hub));
    }
    for (int k = 0; k < size_.depots; ++k) {
        depots_.push_back(add_place("depot", k, PlaceKind::depot));
    }
}

void RegionMaker::make_items() {
    for (int k = 0; k < size_.raw_items; ++k) {
        raw_.push_back(add_item("raw", k, Tier::basic));
    }
    for (int k = 0; k < size_.middle_items; ++k) {
        middle_.push_back(add_item("middle", k, Tier::basic));
    }
    for (int k = 0; k < size_.final_items; ++k) {
        final_.push_back(add_item("final", k, static_cast<Tier>(k % 3)));
    }
    region_.world.resources.push_back({"machine_hours", "hour"});
    region_.world.resources.push_back({"labour_hours", "hour"});
    region_.world.indicators.push_back("co2e_kg");
}

void RegionMaker::make_lanes() {
    for (const PlaceId source : sources_) {
        for (const PlaceId plant : plants_) {
            add_lane(source, plant, 2);
        }
    }
    for (const PlaceId a : plants_) {
        for (const PlaceId b : plants_) {
            if (a != b) {
                add_lane(a, b, 1);
            }
        }
        for (const PlaceId hub : hubs_) {
            add_lane(a, hub, 2);
        }
    }
    for (const PlaceId a : hubs_) {
        for (const PlaceId b : hubs_) {
            if (a != b) {
                add_lane(a, b, 1);
            }
        }
        for (const PlaceId depot : depots_) {
            add_lane(a, depot, random_.below(2) == 0 ? 1 : 5);
        }
    }
}

void RegionMaker::make_recipes() {
    const auto pick = [&](const std::vector<ItemId>& from) {
        return from[random_.below(static_cast<std::uint32_t>(from.size()))];
    };
    for (std::size_t k = 0; k < middle_.size(); ++k) {
        // Some middle items are made of other middle items: three levels.
        const ItemId deeper = k >= 4 ? middle_[k - 4] : pick(raw_);
        add_recipe(middle_[k], {{pick(raw_), between(60, 120)}, {deeper, between(5, 30)}});
    }
    for (const ItemId made : final_) {
        add_recipe(made, {{pick(middle_), between(50, 100)}, {pick(raw_), between(10, 50)}});
    }
}

void RegionMaker::make_forecast() {
    NeedForecast& forecast = region_.forecast;
    forecast.start = Date{year{2026} / 11 / 2};
    forecast.horizon = 7 * size_.periods;
    forecast.levels = {0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99};
    forecast.intervals = *plan::plan_intervals(region_.world.criteria, Frequency::day);
    for (const ItemId item : final_) {
        const double popular = std::exp(between(-8, -5));
        for (const PlaceId depot : depots_) {
            forecast.series.push_back({item, depot});
            for (int t = 0; t < size_.periods; ++t) {
                const double mean =
                    popular * region_.world.places[depot].population * between(0.8, 1.2);
                weekly_need_ += mean / size_.periods;
                forecast.sum_mean.push_back(mean);
                for (const double at : {0.6, 0.8, 1.0, 1.2, 1.45, 1.6, 2.0}) {
                    forecast.sum_quantiles.push_back(at * mean);
                }
            }
            region_.world.stock.push_back(
                {item, depot, between(0.5, 2) * forecast.sum_mean.back(),
                 random_.below(5) == 0 ? std::optional(forecast.start + days{random_.below(30)})
                                       : std::nullopt});
        }
    }
}

void RegionMaker::make_limits() {
    World& world = region_.world;
    const double plants = static_cast<double>(plants_.size());
    for (const PlaceId plant : plants_) {
        world.capacities.push_back({ResourceId{0}, plant, {}, 0.022 * weekly_need_ / plants});
    }
    world.criteria.work_limits.push_back({ResourceId{1}, 0.02 * weekly_need_});
    for (const PlaceId depot : depots_) {
        world.places[depot].storage = Litres{3 * weekly_need_ / size_.depots * between(0.5, 2)};
    }
    for (const PlaceId hub : hubs_) {
        world.places[hub].storage = Litres{0.5 * weekly_need_};
    }
    for (LaneId lane{0}; lane.index() < world.lanes.size(); ++lane.value) {
        world.lanes[lane].capacity = Kilograms{weekly_need_ * between(0.05, 1.0)};
    }
    world.impacts.push_back({ImpactKind::mode, "road", IndicatorId{0}, 0.1});
    for (const ItemId item : raw_) {
        world.impacts.push_back(
            {ImpactKind::item, world.items[item].id, IndicatorId{0}, between(0.2, 5)});
    }
    world.criteria.caps.push_back({"co2e_kg", 2.0 * weekly_need_ * size_.periods, {}});
}

}  // namespace

Region make_region(const RegionSize& size) { return RegionMaker(size).make(); }

}  // namespace vorrat::bench

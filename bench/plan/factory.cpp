#include "factory.h"

#include <algorithm>

#include <fmt/format.h>

#include "vorrat/base/random.h"
#include "vorrat/plan/plan.h"

namespace vorrat::bench {
namespace {

using std::chrono::year;

/// Items or components that share a machine, on average.
constexpr int per_machine = 14;

class FactoryMaker {
public:
    explicit FactoryMaker(const FactorySize& size) : size_(size), random_(size.seed) {}

    Region make() {
        world_.criteria.horizon_days = 7 * size_.weeks;
        make_places();
        make_components();
        make_items();
        make_orders();
        make_capacities();
        return std::move(region_);
    }

private:
    struct Made {
        ItemId item;
        double hours = 0;  ///< per unit
        std::vector<ResourceId> machines;
        std::vector<ItemQuantity> inputs;
        double quantity = 0;  ///< to be made for all orders
    };

    double between(double low, double high) { return low + (high - low) * random_.uniform(); }
    std::uint32_t below(std::size_t n) { return random_.below(static_cast<std::uint32_t>(n)); }
    ItemId add_item(std::string id);
    std::vector<ResourceId> add_machines(const char* kind, int count);
    void add_lane(PlaceId from, PlaceId to, int lead_days);
    void add_activities(const Made& made);
    void make_places();
    void make_components();
    void make_items();
    void make_orders();
    void make_capacities();

    FactorySize size_;
    Random random_;
    Region region_;
    World& world_ = region_.world;
    PlaceId supplier_, factory_;
    std::vector<PlaceId> depots_;
    std::vector<ItemId> components_;
    std::vector<Made> made_;  ///< components first
    std::size_t first_item_ = 0;
};

ItemId FactoryMaker::add_item(std::string id) {
    Item item;
    item.id = std::move(id);
    item.tier = Tier::basic;
    item.mass_per_unit = {between(0.5, 5)};
    return world_.items.push_back(std::move(item));
}

std::vector<ResourceId> FactoryMaker::add_machines(const char* kind, int count) {
    std::vector<ResourceId> machines;
    for (int k = 0; k < count; ++k) {
        machines.push_back(world_.resources.push_back({fmt::format("{}{}", kind, k), "hour"}));
    }
    return machines;
}

void FactoryMaker::add_lane(PlaceId from, PlaceId to, int lead_days) {
    world_.lanes.push_back(
        {from, to, "road", lead_days, Kilometres{between(50, 500)}, std::nullopt, std::nullopt});
}

void FactoryMaker::add_activities(const Made& made) {
    for (const ResourceId machine : made.machines) {
        Activity activity;
        activity.id =
            fmt::format("{}_on_{}", world_.items[made.item].id, world_.resources[machine].id);
        activity.places = {factory_};
        activity.inputs = made.inputs;
        activity.outputs = {{made.item, 1}};
        activity.resources = {{machine, made.hours}};
        world_.activities.push_back(std::move(activity));
    }
}

void FactoryMaker::make_places() {
    const auto add = [&](std::string id, PlaceKind kind) {
        Place place;
        place.id = std::move(id);
        place.kind = kind;
        if (kind == PlaceKind::depot) {
            place.population = 1000;
            place.community = world_.communities.push_back({place.id, place.population});
        }
        return world_.places.push_back(std::move(place));
    };
    supplier_ = add("supplier", PlaceKind::source);
    factory_ = add("factory", PlaceKind::plant);
    add_lane(supplier_, factory_, 0);
    for (int k = 0; k < size_.depots; ++k) {
        depots_.push_back(add(fmt::format("depot{}", k), PlaceKind::depot));
        add_lane(factory_, depots_.back(), 7);
    }
}

/// Half of the components are bought, the others made of what is bought.
void FactoryMaker::make_components() {
    const int count = std::max(4, size_.items / 2);
    const auto machines = add_machines("press", std::max(2, count / 2 / per_machine));
    for (int k = 0; k < count; ++k) {
        const ItemId component = add_item(fmt::format("component{}", k));
        if (k >= count / 2) {
            made_.push_back(
                {component,
                 between(0.02, 0.1),
                 {machines[below(machines.size())]},
                 {{components_[below(static_cast<std::size_t>(count / 2))], between(1, 3)}}});
            add_activities(made_.back());
        }
        components_.push_back(component);
    }
    first_item_ = made_.size();
}

void FactoryMaker::make_items() {
    const auto machines = add_machines("line", std::max(2, size_.items / per_machine));
    for (int k = 0; k < size_.items; ++k) {
        Made item{add_item(fmt::format("item{}", k)), between(0.05, 0.3), {}, {}};
        const std::uint32_t line = below(machines.size());
        item.machines = {machines[line],
                         machines[(line + 1 + below(machines.size() - 1)) % machines.size()]};
        const std::uint32_t component = below(components_.size());
        for (const std::uint32_t next : {0U, 1U, 2U}) {
            const std::size_t at = (component + next * 7) % components_.size();
            item.inputs.push_back({components_[at], between(0.5, 2)});
        }
        add_activities(item);
        made_.push_back(std::move(item));
    }
}

void FactoryMaker::make_orders() {
    NeedForecast& forecast = region_.forecast;
    forecast.start = Date{year{2026} / 11 / 2};
    forecast.horizon = 7 * size_.weeks;
    forecast.levels = {0.1, 0.5, 0.9};
    forecast.intervals = *plan::plan_intervals(world_.criteria, Frequency::day);
    for (std::size_t k = first_item_; k < made_.size(); ++k) {
        const double popular = between(5, 50);
        for (const PlaceId depot : depots_) {
            forecast.series.push_back({made_[k].item, depot});
            for (int t = 0; t < size_.weeks; ++t) {
                const double quantity = std::round(popular * between(0.2, 1.8)) + 1;
                forecast.sum_mean.push_back(quantity);
                forecast.sum_quantiles.insert(forecast.sum_quantiles.end(), 3, quantity);
                if (t == 0) {
                    world_.stock.push_back({made_[k].item, depot, quantity, std::nullopt});
                } else {
                    made_[k].quantity += quantity;
                }
            }
        }
    }
}

/// The same hours every week; those of the last week come too late for every order.
void FactoryMaker::make_capacities() {
    std::vector<double> hours(world_.resources.size(), 0);
    for (auto made = made_.rbegin(); made != made_.rend(); ++made) {
        for (const ItemQuantity& input : made->inputs) {
            const auto maker = std::ranges::find(made_, input.item, &Made::item);
            if (maker != made_.end()) {
                maker->quantity += input.per_run * made->quantity;
            }
        }
        for (const ResourceId machine : made->machines) {
            hours[machine.index()] +=
                made->hours * made->quantity / static_cast<double>(made->machines.size());
        }
    }
    for (ResourceId machine{0}; machine.index() < hours.size(); ++machine.value) {
        const double weekly = hours[machine.index()] / (size_.weeks - 1) / size_.load;
        world_.capacities.push_back({machine, factory_, {}, weekly});
    }
}

}  // namespace

Region make_factory(const FactorySize& size) { return FactoryMaker(size).make(); }

double share_on_time(const Plan& plan) {
    double ordered = 0;
    double covered = 0;
    for (const NeedSlice& slice : plan.need) {
        ordered += slice.use * slice.width;
        covered += slice.use * slice.set_aside;
    }
    return ordered > 0 ? covered / ordered : 1;
}

}  // namespace vorrat::bench

// How long do N item x depot decisions take when trucks, storage, work at the hub, CO2e and every
// hub's stock are too small for all, and some lanes have a minimum load?
//
//     place_items_at_depots [items, 1000]
//
// First the answer is checked against a plain greedy per item, one pack at a time to the depot
// whose expected shortage falls most, on the forecast's own curves; then processor time, clock,
// memory and the gap are measured for growing N, with the exponent of the growth.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>

#include "vorrat/base/random.h"
#include "vorrat/base/stopwatch.h"
#include "vorrat/placement/placement.h"

namespace {

using namespace vorrat;

constexpr Date today{std::chrono::year{2026} / 11 / 23};
constexpr std::uint32_t depots = 100;

/// One hub with half of what its depots want, `items` items, one week's cycle. Lead 0 lets the
/// plain greedy use the forecast's curve as it stands; lead 7 plays a path through the lead.
World scarce_world(std::uint32_t items, int lead_days) {
    World world;
    world.criteria.placement.holding_per_unit_and_day = 0.2 / 7;
    world.history.frequency = Frequency::week;
    Random random(items);
    world.places.push_back({"source", "", PlaceKind::source, {}, {}, 0, {}});
    const PlaceId hub = world.places.push_back({"hub", "", PlaceKind::hub, {}, {}, 0, {}});
    world.lanes.push_back({{0}, hub, "road", 7, {}, {}, {}});
    for (std::uint32_t d = 0; d < depots; ++d) {
        const PlaceId depot = world.places.push_back({"d", "", PlaceKind::depot, {}, {}, 0, {}});
        const Kilometres length{50.0 + 2 * d};
        world.lanes.push_back(
            {hub, depot, d % 2 == 0 ? "road" : "rail", lead_days, length, {}, {}});
    }
    world.stock.reserve(std::size_t{items} * (depots + 1));
    for (std::uint32_t i = 0; i < items; ++i) {
        Item item;
        item.id = std::to_string(i);
        world.items.push_back(item);
        world.stock.push_back({{i}, hub, 10.0 * depots / 2, {}});
        for (std::uint32_t d = 0; d < depots; ++d) {
            world.stock.push_back({{i}, {d + 2}, static_cast<double>(random.below(8)), {}});
        }
    }
    return world;
}

/// Limits of every kind, each a little below what the hub's stock alone would send.
void add_couplings(World& world) {
    const auto items = static_cast<double>(world.items.size());
    const double usual_kg = 5 * items;  // half of a want of 10, to each depot
    for (const ItemId item : world.items.ids()) {
        world.items[item].tier = static_cast<Tier>(item.value % tier_count);
    }
    double tkm = 0;
    for (const LaneId id : world.lanes.ids()) {
        Lane& lane = world.lanes[id];
        if (id.value == 0) {
            continue;
        }
        tkm += usual_kg * lane.length.value / 1000;
        if (id.value % 3 == 0) {
            lane.capacity = Kilograms{0.9 * usual_kg};
        }
        if (id.value % 3 == 1) {
            world.places[lane.to].storage = Litres{(3.5 + 4.5) * items};
        }
        if (id.value % 10 == 5) {
            lane.minimum = Kilograms{0.3 * usual_kg};
        }
    }
    const ResourceId labour = world.resources.push_back({"labour_hours", "h"});
    const IndicatorId hours = world.indicators.push_back("labour_hours");
    const IndicatorId co2e = world.indicators.push_back("co2e_kg");
    world.impacts.push_back({ImpactKind::mode, "road", hours, 0.02});
    world.impacts.push_back({ImpactKind::mode, "rail", hours, 0.01});
    world.impacts.push_back({ImpactKind::mode, "road", co2e, 0.1});
    world.impacts.push_back({ImpactKind::mode, "rail", co2e, 0.03});
    world.capacities.push_back({labour, PlaceId{1}, {}, 0.9 * 0.015 * tkm});
    const double reviews = static_cast<double>(world.criteria.horizon_days) / 7;
    world.criteria.caps.push_back({"co2e_kg", 0.85 * 0.065 * tkm * reviews, {}});
}

NeedForecast made_up_forecast(const World& world) {
    NeedForecast forecast;
    forecast.start = today;
    forecast.frequency = Frequency::week;
    forecast.levels = {0.1, 0.3, 0.5, 0.7, 0.9, 0.975};
    forecast.intervals = placement::intervals_needed(world, forecast.frequency);
    forecast.horizon = forecast.intervals.back().steps;
    Random random(1);
    // No slack, which would be counted as memory of the world.
    const std::size_t series = world.items.size() * depots;
    const std::size_t width = forecast.levels.size();
    forecast.series.reserve(series);
    forecast.mean.reserve(series * static_cast<std::size_t>(forecast.horizon));
    forecast.quantiles.reserve(series * width * static_cast<std::size_t>(forecast.horizon));
    forecast.sum_mean.reserve(series * forecast.intervals.size());
    forecast.sum_quantiles.reserve(series * width * forecast.intervals.size());
    for (const ItemId item : world.items.ids()) {
        for (std::uint32_t d = 0; d < depots; ++d) {
            const double mean = 4 + 12 * random.uniform();
            forecast.series.push_back({item, {d + 2}});
            const auto add = [&](std::vector<double>& quantiles, double sum, double spread) {
                for (const double shift : {-1.3, -0.5, 0.0, 0.5, 1.3, 2.0}) {
                    quantiles.push_back(std::max(0.0, sum + shift * spread));
                }
            };
            for (int t = 0; t < forecast.horizon; ++t) {
                forecast.mean.push_back(mean);
                add(forecast.quantiles, mean, 0.4 * mean);
            }
            for (const Interval& interval : forecast.intervals) {
                forecast.sum_mean.push_back(mean * interval.steps);
                add(forecast.sum_quantiles, mean * interval.steps,
                    0.4 * mean * std::sqrt(interval.steps));
            }
        }
    }
    return forecast;
}

double stock_at(const World& world, ItemId item, PlaceId place) {
    double sum = 0;
    for (const StockLot& lot : world.stock) {
        sum += lot.item == item && lot.place == place ? lot.quantity : 0;
    }
    return sum;
}

/// Expected shortage that is left when `sent[d]` goes to depot d of item 0.
double shortage_left(const World& world, const NeedForecast& forecast,
                     const std::vector<double>& sent) {
    double sum = 0;
    for (std::uint32_t d = 0; d < depots; ++d) {
        const double there = stock_at(world, {0}, {d + 2}) + sent[d];
        sum += forecast.sum(d, 0).expected_shortage(there);
    }
    return sum;
}

/// The hub's stock of item 0, a unit at a time to the depot whose expected shortage falls most.
std::vector<double> plain_greedy(const World& world, const NeedForecast& forecast) {
    std::vector<double> sent(depots, 0.0);
    for (double left = stock_at(world, {0}, {1}); left >= 1; --left) {
        std::size_t best = 0;
        double most = -1;
        for (std::uint32_t d = 0; d < depots; ++d) {
            const double there = stock_at(world, {0}, {d + 2}) + sent[d];
            const NeedCurve curve = forecast.sum(d, 0);
            const double gain = curve.expected_shortage(there) - curve.expected_shortage(there + 1);
            if (gain > most) {
                most = gain;
                best = d;
            }
        }
        sent[best] += 1;
    }
    return sent;
}

/// The same answer but for the 128 strata of the paths: shortage left within 0.5 %.
bool agrees_with_plain_greedy() {
    const World world = scarce_world(1, 0);
    const NeedForecast forecast = made_up_forecast(world);
    const auto placed = placement::place(world, forecast, today);
    if (!placed) {
        return false;
    }
    std::vector<double> sent(depots, 0.0);
    for (const Shipment& s : placed->shipments) {
        if (s.from == PlaceId{1}) {
            sent[s.to.index() - 2] += s.quantity;
        }
    }
    const double ours = shortage_left(world, forecast, sent);
    const double plain = shortage_left(world, forecast, plain_greedy(world, forecast));
    fmt::print("shortage left: placement {:.3f}, plain greedy {:.3f}\n", ours, plain);
    return ours <= plain * 1.005;
}

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// 1e9 bytes this process has had at most.
double memory_peak() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) * 1024 / 1e9;
}

/// Processor seconds of one placement.
double measured(std::uint32_t items) {
    World world = scarce_world(items, 7);
    add_couplings(world);
    const NeedForecast forecast = made_up_forecast(world);
    const double memory_before = memory_peak();
    const Stopwatch watch;
    const double begin = processor_seconds();
    const auto placed = placement::place(world, forecast, today, {.threads = Threads::all()});
    const double used = processor_seconds() - begin;
    check(static_cast<bool>(placed), "the made-up world is placed");
    fmt::print(
        "{} decisions: {:.2f} s of processors, {:.2f} s on the clock, {} threads; {:.2f} GB, of "
        "them {:.2f} world and forecast; {} shipments, {} scarce limits beside stock; gap {:.1e}\n",
        items * depots, used, watch.seconds(), Threads::all().count, memory_peak(), memory_before,
        placed->shipments.size(), placed->scarce.size(), placed->gap());
    std::fflush(stdout);
    return used;
}

}  // namespace

int main(int argc, char** argv) {
    if (!agrees_with_plain_greedy()) {
        fmt::print(stderr, "placement disagrees with the plain greedy\n");
        return EXIT_FAILURE;
    }
    const std::uint32_t largest = argc > 1 ? static_cast<std::uint32_t>(std::atoi(argv[1])) : 1000;
    const double small = measured(largest / 10);
    fmt::print("exponent {:.2f}\n", std::log10(measured(largest) / small));
    return EXIT_SUCCESS;
}

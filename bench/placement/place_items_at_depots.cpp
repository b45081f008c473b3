// How long do N item x depot decisions take when every hub has too little for all?
//
// First the answer is checked against a plain greedy per item, one pack at a time to the depot
// whose expected shortage falls most, on the forecast's own curves; then the time is measured for
// growing N, with the exponent of the growth.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "vorrat/base/random.h"
#include "vorrat/placement/placement.h"

namespace {

using namespace vorrat;

constexpr Date today{std::chrono::year{2026} / 11 / 23};
constexpr std::uint32_t depots = 100;
constexpr int repeats = 5;

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
        world.lanes.push_back({hub, depot, "road", lead_days, {}, {}, {}});
    }
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

NeedForecast made_up_forecast(const World& world) {
    NeedForecast forecast;
    forecast.start = today;
    forecast.frequency = Frequency::week;
    forecast.levels = {0.1, 0.3, 0.5, 0.7, 0.9, 0.975};
    forecast.intervals = placement::intervals_needed(world, forecast.frequency);
    forecast.horizon = forecast.intervals.back().steps;
    Random random(1);
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

double on_hand(const World& world, ItemId item, PlaceId place) {
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
        const double there = on_hand(world, {0}, {d + 2}) + sent[d];
        sum += forecast.sum(d, 0).expected_shortage(there);
    }
    return sum;
}

/// The hub's stock of item 0, a unit at a time to the depot whose expected shortage falls most.
std::vector<double> plain_greedy(const World& world, const NeedForecast& forecast) {
    std::vector<double> sent(depots, 0.0);
    for (double left = on_hand(world, {0}, {1}); left >= 1; --left) {
        std::size_t best = 0;
        double most = -1;
        for (std::uint32_t d = 0; d < depots; ++d) {
            const double there = on_hand(world, {0}, {d + 2}) + sent[d];
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
    const auto shipments = placement::place(world, forecast, today);
    if (!shipments) {
        return false;
    }
    std::vector<double> sent(depots, 0.0);
    for (const Shipment& s : *shipments) {
        if (s.from == PlaceId{1}) {
            sent[s.to.index() - 2] += s.quantity;
        }
    }
    const double ours = shortage_left(world, forecast, sent);
    const double plain = shortage_left(world, forecast, plain_greedy(world, forecast));
    fmt::print("shortage left: placement {:.3f}, plain greedy {:.3f}\n", ours, plain);
    return ours <= plain * 1.005;
}

struct Timing {
    double median = 0;
    double spread = 0;
};

Timing time_of(const World& world, const NeedForecast& forecast) {
    std::vector<double> seconds;
    for (int r = 0; r < repeats; ++r) {
        const auto begin = std::chrono::steady_clock::now();
        const auto shipments =
            placement::place(world, forecast, today, {.threads = Threads::all()});
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        check(static_cast<bool>(shipments), "the made-up world is placed");
        seconds.push_back(took.count());
    }
    std::sort(seconds.begin(), seconds.end());
    return {seconds[repeats / 2], seconds.back() - seconds.front()};
}

}  // namespace

int main(int argc, char** argv) {
    if (!agrees_with_plain_greedy()) {
        fmt::print(stderr, "placement disagrees with the plain greedy\n");
        return EXIT_FAILURE;
    }
    const std::uint32_t largest = argc > 1 ? static_cast<std::uint32_t>(std::atoi(argv[1])) : 1000;
    double before = 0;
    for (const std::uint32_t items : {largest / 10, largest}) {
        const World world = scarce_world(items, 7);
        const NeedForecast forecast = made_up_forecast(world);
        const Timing timing = time_of(world, forecast);
        fmt::print("{} decisions: median {:.3f} s of {}, spread {:.3f} s, {} threads\n",
                   items * depots, timing.median, repeats, timing.spread, Threads::all().count);
        if (before > 0) {
            fmt::print("exponent {:.2f}\n", std::log10(timing.median / before));
        }
        before = timing.median;
    }
    return EXIT_SUCCESS;
}

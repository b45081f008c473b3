// What is it worth to choose the final place of goods under way, when leads are long?
//
//     address_late [seeds, 5]
//
// One source, one hub many days away, depots one day behind it, need of a day gamma with the same
// mean at every depot; the policies know that distribution, so that nothing but the addressing
// differs: at the source and kept, at the source and chosen anew under way, at the hub. Beside it
// the square root law of Eppen & Schrage (1981), which holds for backorders and equal depots.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>

#include "vorrat/base/random.h"
#include "vorrat/placement/placement.h"
#include "vorrat/reserve/reserve.h"

namespace {

using namespace vorrat;
using placement::NamedPolicy;
using placement::Order;
using placement::Seen;

constexpr Date first_day{std::chrono::year{2026} / 1 / 1};
constexpr std::uint32_t depots = 6;
constexpr double mean = 10;        // units a day and depot
constexpr double variation = 0.8;  // deviation / mean of a day
constexpr int days_before = 30;
constexpr int days_settled = 60;
constexpr int days_counted = 180;

struct Leads {
    int to_hub = 7;
    int to_depot = 1;
};

/// Need of a day at a level in (0, 1): lognormal with the mean and the variation.
double need_at(double level) {
    const double variance = std::log(1 + variation * variation);
    const double z = reserve::normal_quantile(level);
    return mean * std::exp(std::sqrt(variance) * z - variance / 2);
}

World chain(const Leads& leads, std::uint64_t seed) {
    World world;
    world.criteria.placement.review_days = 1;
    world.criteria.placement.holding_per_unit_and_day = 0.02;
    world.history.frequency = Frequency::day;
    Item item;
    item.id = "item";
    world.items.push_back(item);
    world.places.push_back({"source", "", PlaceKind::source, {}, {}, 0, {}});
    const PlaceId hub = world.places.push_back({"hub", "", PlaceKind::hub, {}, {}, 0, {}});
    world.lanes.push_back({{0}, hub, "road", leads.to_hub, {300}, {}, {}});
    Random random(seed);
    for (std::uint32_t d = 0; d < depots; ++d) {
        const PlaceId depot = world.places.push_back({"d", "", PlaceKind::depot, {}, {}, 0, {}});
        world.lanes.push_back({hub, depot, "road", leads.to_depot, {50}, {}, {}});
        std::vector<double> needs;
        for (int t = 0; t < days_before + days_settled + days_counted; ++t) {
            needs.push_back(std::round(need_at(std::clamp(random.uniform(), 1e-9, 1 - 1e-9))));
        }
        world.history.series.push_back({{0}, depot, first_day, std::move(needs), {}, {}});
    }
    return world;
}

/// The true distribution of days and, as gamma-like sums by normal quantiles of their logarithm, of
/// the intervals that placement asks for.
NeedForecast true_forecast(const World& world, Date today, const std::vector<Interval>& intervals) {
    NeedForecast forecast;
    forecast.start = today;
    forecast.frequency = Frequency::day;
    for (int k = 1; k < 40; ++k) {
        forecast.levels.push_back(k / 40.0);
    }
    forecast.intervals = intervals;
    forecast.horizon = intervals.back().steps;
    for (std::uint32_t d = 0; d < depots; ++d) {
        forecast.series.push_back({{0}, {d + 2}});
        for (int t = 0; t < forecast.horizon; ++t) {
            forecast.mean.push_back(mean);
            for (const double level : forecast.levels) {
                forecast.quantiles.push_back(need_at(level));
            }
        }
        for (const Interval& interval : intervals) {
            const double variance = std::log(1 + variation * variation / interval.steps);
            forecast.sum_mean.push_back(mean * interval.steps);
            for (const double level : forecast.levels) {
                const double z = reserve::normal_quantile(level);
                forecast.sum_quantiles.push_back(mean * interval.steps *
                                                 std::exp(std::sqrt(variance) * z - variance / 2));
            }
        }
    }
    check(world.places.size() == depots + 2, "the chain's depots");
    return forecast;
}

std::vector<Order> orders_on(const World& world, Date today) {
    const auto forecast =
        true_forecast(world, today, placement::intervals_needed(world, Frequency::day));
    const auto placed = placement::place(world, forecast, today);
    check(static_cast<bool>(placed), "the chain is placed");
    return placement::orders_from(placed->shipments);
}

NamedPolicy chosen_at_hub() {
    return {"chosen at the hub", [](const Seen& seen) -> Result<std::vector<Order>> {
                return orders_on(seen.world, seen.today);
            }};
}

NamedPolicy addressed_at_source() {
    return {"addressed at source", [](const Seen& seen) -> Result<std::vector<Order>> {
                const auto early = placement::addressed_at_source(seen.world, seen.today);
                std::vector<Order> orders = orders_on(early.world, seen.today);
                for (Order& order : orders) {
                    const std::vector<LaneId>& way = early.ways[order.lane];
                    order.lane = way.front();
                    order.onward.assign(way.begin() + 1, way.end());
                }
                return orders;
            }};
}

NamedPolicy readdressed() {
    NamedPolicy policy = addressed_at_source();
    policy.name = "re-addressed";
    policy.redirect = [](const Seen& seen) -> Result<std::vector<Redirection>> {
        const auto forecast = true_forecast(
            seen.world, seen.today, placement::intervals_needed(seen.world, Frequency::day));
        auto rows = placement::redirect_under_way(seen.world, forecast, seen.today, seen.today);
        if (!rows) {
            return rows.error();
        }
        const auto stays = [](const Part& part) { return part.fate == Fate::give_back; };
        std::erase_if(
            *rows, [&](const Redirection& row) { return std::ranges::any_of(row.parts, stays); });
        return rows;
    };
    return policy;
}

/// Deviation of what is left over at the end of the interval, late over early.
double square_root_law(const Leads& leads) {
    const double after = leads.to_depot + 1;
    return std::sqrt((static_cast<double>(leads.to_hub) / depots + after) / (leads.to_hub + after));
}

void measure(const Leads& leads, std::uint64_t seeds) {
    const std::vector<NamedPolicy> policies{addressed_at_source(), readdressed(), chosen_at_hub()};
    std::vector<double> cost(policies.size());
    std::vector<double> lost(policies.size());
    std::vector<double> stock(policies.size());
    std::vector<double> moved(policies.size());
    int cheaper = 0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        placement::ReplaySettings settings;
        settings.from = first_day + days{days_before};
        settings.settle_steps = days_settled;
        const auto played = placement::replay(chain(leads, seed), settings, policies);
        if (!played) {
            fmt::print(stderr, "{}\n", played.error().message);
            std::exit(EXIT_FAILURE);
        }
        for (std::size_t p = 0; p < policies.size(); ++p) {
            const placement::ReplayReport& report = played->policies[p];
            cost[p] += report.cost() / static_cast<double>(seeds);
            lost[p] += report.lost / report.need / static_cast<double>(seeds);
            stock[p] += report.average_stock / static_cast<double>(seeds);
            moved[p] += report.redirected_units / report.shipped_units / static_cast<double>(seeds);
        }
        cheaper += played->policies[1].cost() < played->policies[0].cost() ? 1 : 0;
    }
    for (std::size_t p = 0; p < policies.size(); ++p) {
        fmt::print("| {} + {} | {} | {:.0f} | {:+.1f} % | {:.2f} % | {:.0f} | {:.0f} % | {} |\n",
                   leads.to_hub, leads.to_depot, policies[p].name, cost[p],
                   100 * (cost[p] / cost[0] - 1), 100 * lost[p], stock[p], 100 * moved[p],
                   p == 1   ? fmt::format("{} of {} seeds cheaper", cheaper, seeds)
                   : p == 2 ? fmt::format("law: {:+.0f} %", 100 * (square_root_law(leads) - 1))
                            : "");
    }
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t seeds = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 5;
    fmt::print(
        "| days to hub + depot | | cost | | lost | stock | re-addressed | |\n"
        "|---|---|---|---|---|---|---|---|\n");
    measure({7, 2}, seeds);
    measure({21, 1}, seeds);
    return EXIT_SUCCESS;
}

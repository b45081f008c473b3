#pragma once

#include <cmath>
#include <vector>

#include "vorrat/base/random.h"
#include "vorrat/supply/supply.h"

namespace vorrat::supply::testing {

/// One good, one plant that makes at most 10 a period at 1 each, one depot a period away that needs
/// `need` in each of `periods` periods, unmet at 20 (first step) and 5 (second, half as wide);
/// sending costs 1. Nothing can be there in period 0.
inline Programme one_road(std::size_t periods, double need) {
    Programme p(periods);
    const auto machine = p.add_limits();
    const auto cap = p.add_single_limit();
    p.add_item(need, 20);
    const std::uint32_t plant = p.nodes[p.add_node(false)].row;
    const std::uint32_t depot = p.nodes[p.add_node(true)].row;
    using Kind = Entry::Kind;
    const std::vector<double> high(periods, 1000);
    const auto add = [&](Role role, std::vector<Entry> entries, double cost,
                         std::vector<double> upper) {
        p.add_group(role, 0, entries, std::vector<double>(periods, cost), upper);
    };
    add(Role::run,
        {{plant, 0, Kind::balance, 1}, {machine, 0, Kind::limit, 1}, {cap, 0, Kind::single, 1}}, 1,
        high);
    std::vector<double> in_time = high;
    in_time.back() = 0;
    add(Role::send, {{plant, 0, Kind::balance, -1}, {depot, 1, Kind::balance, 1}}, 1, in_time);
    for (const std::uint32_t row : {plant, depot}) {
        add(Role::stock, {{row, 0, Kind::balance, -1}, {row, 1, Kind::balance, 1}}, 0.01, high);
        add(Role::waste, {{row, 0, Kind::balance, -1}}, 0.1, high);
    }
    add(Role::unmet, {{depot, 0, Kind::balance, 1}}, 20, std::vector<double>(periods, need));
    add(Role::unmet, {{depot, 0, Kind::balance, 1}}, 5, std::vector<double>(periods, need / 2));
    for (std::size_t t = 0; t < periods; ++t) {
        p.right[machine + t] = 10;
        p.right[depot + t] = 1.5 * need;
    }
    p.right[cap] = 1e6;
    p.finish();
    return p;
}

/// Several goods in a chain of recipes at two plants, three depots that help each other, lead times
/// up to `lead_max` periods, storage, machines, a cap and a level; everything scarce. The same seed
/// gives the same programme.
inline Programme small_world(std::size_t periods, int goods, int lead_max, std::uint64_t seed) {
    Random random(seed);
    const auto between = [&](double low, double high) {
        return low + (high - low) * random.uniform();
    };
    using Kind = Entry::Kind;
    constexpr int plants = 2;
    constexpr int depots = 3;
    constexpr int places = plants + depots;
    Programme p(periods);
    std::vector<std::uint32_t> storage(places);
    std::vector<std::uint32_t> machine(plants);
    for (auto& row : storage) {
        row = p.add_limits();
    }
    for (auto& row : machine) {
        row = p.add_limits();
    }
    const auto cap = p.add_single_limit();
    std::vector<std::uint32_t> fair(depots);
    for (auto& row : fair) {
        row = p.add_single_limit();
    }
    std::vector<std::vector<std::uint32_t>> row(static_cast<std::size_t>(goods));
    for (auto& rows : row) {
        p.add_item(20, 10);
        for (int k = 0; k < places; ++k) {
            rows.push_back(p.nodes[p.add_node(k >= plants)].row);
        }
    }
    std::vector<double> fair_sum(depots, 0);
    double runs = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto add = [&](Role role, std::vector<Entry> entries, double cost,
                             std::vector<double> upper) {
            p.add_group(role, static_cast<std::uint32_t>(i), entries,
                        std::vector<double>(periods, cost), upper);
        };
        const std::vector<double> high(periods, 5000);
        for (std::uint32_t k = 0; k < plants; ++k) {
            std::vector<Entry> entries{{row[i][k], 0, Kind::balance, 1},
                                       {machine[k], 0, Kind::limit, between(0.5, 1)},
                                       {cap, 0, Kind::single, between(0.2, 1)}};
            if (i + 1 < row.size()) {
                entries.push_back({row[i + 1][k], 0, Kind::balance, -between(0.2, 0.8)});
            }
            add(Role::run, entries, between(0.2, 1), high);
        }
        if (i + 1 == row.size()) {
            add(Role::enter, {{row[i][0], 0, Kind::balance, 1}}, 0.3,
                std::vector<double>(periods, between(10, 40)));
        }
        for (std::uint32_t from = 0; from < places; ++from) {
            for (std::uint32_t to = 0; to < places; ++to) {
                if (from == to || (from >= plants && to < plants)) {
                    continue;
                }
                const auto lead =
                    from >= plants ? 0 : 1 + random.below(static_cast<std::uint32_t>(lead_max));
                std::vector<double> upper = high;
                for (std::size_t t = 0; t < periods; ++t) {
                    upper[t] = t + lead < periods ? upper[t] : 0;
                }
                add(Role::send,
                    {{row[i][from], 0, Kind::balance, -1},
                     {row[i][to], static_cast<std::uint8_t>(lead), Kind::balance, 1}},
                    between(0.1, 0.5), upper);
            }
        }
        for (std::uint32_t k = 0; k < places; ++k) {
            add(Role::stock,
                {{row[i][k], 0, Kind::balance, -1},
                 {row[i][k], 1, Kind::balance, 0.98},
                 {storage[k], 0, Kind::limit, 1}},
                0.02, high);
            add(Role::waste, {{row[i][k], 0, Kind::balance, -1}}, 0.05, high);
            if (k < plants) {
                continue;
            }
            std::vector<double> need(periods);
            for (std::size_t t = 0; t < periods; ++t) {
                need[t] = between(0, 20);
                p.right[row[i][k] + t] += 1.5 * need[t];
                fair_sum[k - plants] += 8 * need[t];
                runs += 1.5 * need[t];
            }
            p.right[row[i][k]] -= between(0, 30);
            std::vector<double> half = need;
            for (double& q : half) {
                q /= 2;
            }
            add(Role::unmet,
                {{row[i][k], 0, Kind::balance, 1}, {fair[k - plants], 0, Kind::single, 8}},
                between(8, 12), need);
            add(Role::unmet, {{row[i][k], 0, Kind::balance, 1}}, between(2, 4), half);
        }
    }
    std::vector<Entry> level;
    double all = 0;
    for (std::size_t d = 0; d < fair.size(); ++d) {
        level.push_back({fair[d], 0, Kind::single, -fair_sum[d]});
        all += fair_sum[d];
    }
    std::vector<double> cost(periods, 0);
    std::vector<double> upper(periods, 0);
    cost[0] = 0.3 * all;
    upper[0] = 1;
    p.add_group(Role::level, no_item, level, cost, upper);
    for (std::size_t t = 0; t < periods; ++t) {
        for (const auto limit : storage) {
            p.right[limit + t] = 60;
        }
        for (const auto limit : machine) {
            p.right[limit + t] = 0.3 * runs / static_cast<double>(periods);
        }
    }
    p.right[cap] = 0.5 * runs;
    p.finish();
    return p;
}

}  // namespace vorrat::supply::testing

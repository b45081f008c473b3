// How close to the best does placement by prices come, and how long does it take, beside a plain
// greedy and an exact linear program of the same problem?
//
//     allocate_beside_peers [largest lines, 1000000] [largest for the linear program, 20000]
//
// Lines are items at 100 depots. Every item has too little stock, every third lane is too small,
// every third store, and work and CO2e are short for all. The linear program may cut packs, so its
// optimum is the bound to compare with.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <queue>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "vorrat/base/random.h"
#include "vorrat/base/stopwatch.h"
#include "vorrat/placement/allocation.h"
#include "vorrat/solve/solve.h"

namespace {

using namespace vorrat;
using placement::Gains;
using placement::LimitFamily;
using placement::unlimited;

constexpr std::size_t depots = 100;

struct Problem {
    std::vector<Gains> gains;
    std::vector<LimitFamily> families;
};

LimitFamily family(const Problem& problem, std::size_t limits, double given, const auto& limit_of,
                   const auto& per_unit) {
    LimitFamily family{std::vector<double>(limits, 0.0), {}, {}};
    for (std::size_t l = 0; l < problem.gains.size(); ++l) {
        const std::uint32_t limit = limit_of(l);
        family.of_line.push_back(limit);
        family.per_unit.push_back(per_unit(l));
        if (limit != unlimited) {
            const Gains& gains = problem.gains[l];
            family.limit[limit] += given * per_unit(l) * gains.pack * gains.most;
        }
    }
    return family;
}

Problem made_up(std::size_t lines) {
    Random random(lines);
    Problem problem;
    for (std::size_t l = 0; l < lines; ++l) {
        Gains gains;
        gains.most = static_cast<double>(2 + random.below(20));
        const double weight = random.below(3) == 0 ? 10 : 1;
        for (int j = 0; j < static_cast<int>(gains.most); ++j) {
            gains.per_unit.push_back(static_cast<float>(weight * random.uniform()));
        }
        std::sort(gains.per_unit.begin(), gains.per_unit.end(), std::greater<>());
        problem.gains.push_back(std::move(gains));
    }
    const auto depot = [](std::size_t l) { return static_cast<std::uint32_t>(l % depots); };
    const auto one = [](std::size_t) { return 1.0; };
    const auto km = [&](std::size_t l) { return 0.05 + 0.002 * depot(l); };
    problem.families = {
        family(
            problem, lines / depots, 0.6,
            [](std::size_t l) { return static_cast<std::uint32_t>(l / depots); }, one),
        family(
            problem, depots, 0.45,
            [&](std::size_t l) { return depot(l) % 3 == 0 ? depot(l) : unlimited; }, one),
        family(
            problem, depots, 0.4,
            [&](std::size_t l) { return depot(l) % 3 == 1 ? depot(l) : unlimited; },
            [](std::size_t l) { return 0.5 + static_cast<double>(l / depots % 7); }),
        family(
            problem, 1, 0.48, [](std::size_t) { return 0U; }, km),
        family(
            problem, 1, 0.46, [](std::size_t) { return 0U; },
            [&](std::size_t l) { return depot(l) % 2 == 0 ? 0.1 * km(l) : 0.03 * km(l); })};
    return problem;
}

/// Pack by pack to the line that gains most and still fits.
double plain_greedy(const Problem& problem) {
    std::vector<std::vector<double>> left;
    for (const LimitFamily& f : problem.families) {
        left.push_back(f.limit);
    }
    const auto fits = [&](std::size_t l) {
        for (std::size_t f = 0; f < left.size(); ++f) {
            const std::uint32_t limit = problem.families[f].of_line[l];
            if (limit != unlimited && left[f][limit] < problem.families[f].per_unit[l]) {
                return false;
            }
        }
        return true;
    };
    std::priority_queue<std::pair<float, std::size_t>> offers;
    std::vector<std::size_t> given(problem.gains.size(), 0);
    for (std::size_t l = 0; l < problem.gains.size(); ++l) {
        offers.emplace(problem.gains[l].per_unit[0], l);
    }
    double worth = 0;
    while (!offers.empty()) {
        const auto [gain, l] = offers.top();
        offers.pop();
        if (!fits(l)) {
            continue;
        }
        worth += static_cast<double>(gain);
        for (std::size_t f = 0; f < left.size(); ++f) {
            if (const auto limit = problem.families[f].of_line[l]; limit != unlimited) {
                left[f][limit] -= problem.families[f].per_unit[l];
            }
        }
        if (++given[l] < problem.gains[l].per_unit.size()) {
            offers.emplace(problem.gains[l].per_unit[given[l]], l);
        }
    }
    return worth;
}

double linear_optimum(const Problem& problem) {
    solve::Builder builder;
    std::vector<std::vector<std::uint32_t>> rows;
    for (const LimitFamily& f : problem.families) {
        rows.emplace_back();
        for (const double limit : f.limit) {
            rows.back().push_back(builder.add_row(-solve::infinity, limit));
        }
    }
    for (std::size_t l = 0; l < problem.gains.size(); ++l) {
        for (const float gain : problem.gains[l].per_unit) {
            const std::uint32_t column = builder.add_column(0, 1, gain);
            for (std::size_t f = 0; f < rows.size(); ++f) {
                if (const auto limit = problem.families[f].of_line[l]; limit != unlimited) {
                    builder.add(rows[f][limit], column, problem.families[f].per_unit[l]);
                }
            }
        }
    }
    return solve::solve(builder.build(solve::Sense::maximise)).objective;
}

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void compare(std::size_t lines, std::size_t exact_max) {
    const Problem problem = made_up(lines);
    std::vector<const Gains*> gains;
    for (const Gains& g : problem.gains) {
        gains.push_back(&g);
    }
    const auto seconds_of = [](const auto& work) {
        const double begin = processor_seconds();
        work();
        return processor_seconds() - begin;
    };
    placement::Allocation ours;
    double greedy = 0;
    const double s_ours =
        seconds_of([&] { ours = placement::allocate(gains, problem.families, Threads::all()); });
    const double s_greedy = seconds_of([&] { greedy = plain_greedy(problem); });
    fmt::print("| {} | {:.2f} | {:.5f} % | {:.2f} | {:.3f} % |", lines, s_ours,
               100 * (ours.bound - ours.worth) / ours.bound, s_greedy,
               100 * (ours.bound - greedy) / ours.bound);
    if (lines > exact_max) {
        fmt::print(" | |\n");
        return;
    }
    double optimum = 0;
    const double s_exact = seconds_of([&] { optimum = linear_optimum(problem); });
    check(ours.bound >= optimum * (1 - 1e-9), "the bound holds for the linear program");
    check(ours.worth <= optimum * (1 + 1e-9), "whole packs are worth no more than cut ones");
    fmt::print(" {:.2f} | {:.5f} % |\n", s_exact, 100 * (ours.bound / optimum - 1));
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t largest = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    const std::size_t exact_max = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 20'000;
    fmt::print(
        "| lines | by prices, s | below its bound | greedy, s | below the bound | Clp, s | "
        "bound above its optimum |\n|---|---|---|---|---|---|---|\n");
    for (std::size_t lines = 2000; lines <= largest; lines = lines < 20'000 ? 20'000 : 10 * lines) {
        compare(lines, exact_max);
    }
    if (largest >= 1'000'000) {
        compare(1'000'000, exact_max);
    }
    return EXIT_SUCCESS;
}

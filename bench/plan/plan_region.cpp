// plan_region [final items [depots [periods [seed]]]]: how long does a region's plan take, and how
// good is it? The gaps and residuals come first; the time counts only with them.
#include <chrono>
#include <cstdlib>
#include <ctime>

#include "region.h"
#include <fmt/format.h>

#include "vorrat/plan/plan.h"

int main(int argc, char** argv) {
    using namespace vorrat;
    const auto number = [&](int k, int fallback) {
        return argc > k ? std::atoi(argv[k]) : fallback;
    };
    bench::RegionSize size;
    size.final_items = number(1, size.final_items);
    size.depots = number(2, size.depots);
    size.periods = number(3, size.periods);
    size.seed = static_cast<std::uint64_t>(number(4, 1));
    size.raw_items = size.middle_items = std::max(4, size.final_items / 3);
    const bench::Region region = bench::make_region(size);

    const auto start = std::chrono::steady_clock::now();
    const std::clock_t busy_before = std::clock();
    const auto answer = plan::make_plan(region.world, region.forecast);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;

    if (!answer) {
        fmt::print("{}\n", answer.error().message);
        return 1;
    }
    if (const auto* conflict = std::get_if<Conflict>(&*answer)) {
        fmt::print("{}\n{:.2f} s\n", plan::conflict_error(*conflict).message, seconds.count());
        return 1;
    }
    const Plan& plan = std::get<Plan>(*answer);
    for (const PlanStage& stage : plan.stages) {
        fmt::print("{:9} value {:.10g} bound {:.10g} gap {:.2e}\n", stage.name, stage.value,
                   stage.bound, stage.gap);
    }
    fmt::print("residuals: primal {:.2e} dual {:.2e}\n", plan.residuals.primal,
               plan.residuals.dual);
    const double busy = static_cast<double>(std::clock() - busy_before) / CLOCKS_PER_SEC;
    fmt::print("{} final items, {} depots, {} periods: {:.2f} s, {:.2f} s of processor time\n",
               size.final_items, size.depots, size.periods, seconds.count(), busy);
    return 0;
}

#include "timed.h"

#include <chrono>
#include <cstdio>
#include <ctime>

#include <fmt/format.h>

namespace vorrat::bench {

std::optional<Plan> timed(const char* what, const Region& region, const plan::Settings& settings) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t busy_before = std::clock();
    auto answer = plan::make_plan(region.world, region.forecast, settings);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    const double busy = static_cast<double>(std::clock() - busy_before) / CLOCKS_PER_SEC;
    fmt::print("{}: {:.2f} s, {:.2f} s of processor time\n", what, seconds.count(), busy);
    if (!answer) {
        fmt::print("{}\n", answer.error().message);
        return std::nullopt;
    }
    if (const auto* conflict = std::get_if<Conflict>(&*answer)) {
        fmt::print("{}\n", plan::conflict_error(*conflict).message);
        return std::nullopt;
    }
    auto& plan = std::get<Plan>(*answer);
    for (const PlanStage& stage : plan.stages) {
        fmt::print("  {:9} value {:.10g} bound {:.10g} gap {:.2e}\n", stage.name, stage.value,
                   stage.bound, stage.gap);
    }
    fmt::print("  iterations: {}\n", plan.iterations);
    fmt::print("  residuals: primal {:.2e} dual {:.2e}\n", plan.residuals.primal,
               plan.residuals.dual);
    std::fflush(stdout);
    return std::move(plan);
}

}  // namespace vorrat::bench

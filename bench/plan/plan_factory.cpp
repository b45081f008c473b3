// plan_factory [items [load % [seed [threads [gap [exact|first-order]]]]]]: a tight factory
// network, one order per item, depot and week: how much comes on time, what is proved, how long it
// takes; and again from that plan after one order is doubled.
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "factory.h"
#include <fmt/format.h>

#include "vorrat/plan/plan.h"

namespace {

using namespace vorrat;

std::optional<Plan> timed(const char* what, const bench::Region& region, plan::Settings settings) {
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
    // All orders have one weight, so the bound of worth is one of the share on time.
    const double share = bench::share_on_time(plan);
    fmt::print("  on time {:.2f} %, at most {:.2f} %; iterations {}, residual {:.1e}\n",
               100 * share, 100 * share * plan.stages[1].bound / plan.stages[1].value,
               plan.iterations, plan.residuals.primal);
    return std::move(plan);
}

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int k, double fallback) {
        return argc > k ? std::atof(argv[k]) : fallback;
    };
    bench::FactorySize size;
    size.items = static_cast<int>(number(1, size.items));
    size.load = number(2, 100) / 100;
    size.seed = static_cast<std::uint64_t>(number(3, 1));
    bench::Region factory = bench::make_factory(size);
    fmt::print("{} items, {} orders, load {:.0f} %\n", size.items, factory.forecast.sum_mean.size(),
               100 * size.load);

    plan::Settings settings;
    settings.threads = Threads{static_cast<unsigned>(number(4, 1))};
    settings.gap = number(5, settings.gap);
    const std::string_view method = argc > 6 ? argv[6] : "";
    settings.algorithm = method == "exact"         ? solve::Algorithm::exact
                         : method == "first-order" ? solve::Algorithm::first_order
                                                   : solve::Algorithm::automatic;
    const auto first = timed("plan", factory, settings);
    if (!first) {
        return 1;
    }
    // Of the middle item at its first depot, in the middle of the horizon.
    const std::size_t order =
        factory.forecast.sum_mean.size() / 2 + static_cast<std::size_t>(size.weeks / 2);
    factory.forecast.sum_mean[order] *= 2;
    for (std::size_t q = 3 * order; q < 3 * order + 3; ++q) {
        factory.forecast.sum_quantiles[q] *= 2;
    }
    settings.earlier = &*first;
    settings.as_good_as_earlier = true;
    return timed("one order doubled, from the plan before", factory, settings) ? 0 : 1;
}

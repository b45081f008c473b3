// plan_factory [items [load % [seed [threads [gap [exact|first-order]]]]]]: a tight factory
// network, one order per item, depot and week: how much comes on time, what is proved, how long it
// takes; and again from that plan after one order is doubled.
#include <cstdlib>
#include <string_view>

#include "factory.h"
#include "timed.h"
#include <fmt/format.h>

namespace {

using namespace vorrat;

/// Plans, tells how, and how much comes on time.
std::optional<Plan> orders_timed(const char* what, const bench::Region& factory,
                                 const plan::Settings& settings) {
    auto plan = bench::timed(what, factory, settings);
    if (plan) {
        // All orders have one weight, so the bound of worth is one of the share on time.
        const double share = bench::share_on_time(*plan);
        fmt::print("  on time {:.2f} %, at most {:.2f} %\n", 100 * share,
                   100 * share * plan->stages[1].bound / plan->stages[1].value);
    }
    return plan;
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
    const auto first = orders_timed("plan", factory, settings);
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
    return orders_timed("one order doubled, from the plan before", factory, settings) ? 0 : 1;
}

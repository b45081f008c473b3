// plan_region [final items [depots [periods [seed [exact|first-order [threads [gap]]]]]]]: how long
// does a region's plan take, and how good is it? Again with one need, one capacity, one cap 10 %
// less, from the plan before; and with every need changed by up to 5 %, anew and from the plan
// before. The gaps and residuals come first; the time counts only with them.
#include <cstdlib>
#include <string_view>

#include "timed.h"
#include <fmt/format.h>

#include "vorrat/base/random.h"

namespace {

using namespace vorrat;
using bench::timed;

void change_needs(NeedForecast& forecast, double by) {
    Random random(5);
    const std::size_t levels = forecast.levels.size();
    for (std::size_t k = 0; k < forecast.sum_mean.size(); ++k) {
        const double factor = 1 + by * (2 * random.uniform() - 1);
        forecast.sum_mean[k] *= factor;
        for (std::size_t q = k * levels; q < (k + 1) * levels; ++q) {
            forecast.sum_quantiles[q] *= factor;
        }
    }
}

/// One need, one capacity or one cap is otherwise: what a meeting asks.
bool what_if(bench::Region region, const Plan& plan, plan::Settings settings) {
    constexpr double by = 0.9;
    bench::Region need = region;
    const std::size_t levels = need.forecast.levels.size();
    need.forecast.sum_mean[0] *= by;
    for (std::size_t q = 0; q < levels; ++q) {
        need.forecast.sum_quantiles[q] *= by;
    }
    bench::Region capacity = region;
    capacity.world.capacities.front().available *= by;
    bench::Region cap = std::move(region);
    cap.world.criteria.caps.front().total *= by;
    settings.earlier = &plan;
    settings.as_good_as_earlier = true;
    return timed("one need - 10 %, from the plan before", need, settings) &&
           timed("one capacity - 10 %, from the plan before", capacity, settings) &&
           timed("the cap - 10 %, from the plan before", cap, settings);
}

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int k, int fallback) {
        return argc > k ? std::atoi(argv[k]) : fallback;
    };
    bench::RegionSize size;
    size.final_items = number(1, size.final_items);
    size.depots = number(2, size.depots);
    size.periods = number(3, size.periods);
    size.seed = static_cast<std::uint64_t>(number(4, 1));
    size.raw_items = size.middle_items = std::max(4, size.final_items / 3);
    bench::Region region = bench::make_region(size);

    fmt::print("{} final items, {} depots, {} periods\n", size.final_items, size.depots,
               size.periods);
    plan::Settings settings;
    settings.algorithm = argc > 5 && std::string_view(argv[5]) == "first-order"
                             ? solve::Algorithm::first_order
                             : solve::Algorithm::exact;
    settings.threads = Threads{static_cast<unsigned>(number(6, 1))};
    settings.gap = argc > 7 ? std::atof(argv[7]) : settings.gap;
    const auto first = timed("plan", region, settings);
    if (!first) {
        return 1;
    }
    if (!what_if(region, *first, settings)) {
        return 1;
    }
    constexpr double by = 0.05;
    change_needs(region.forecast, by);
    const bool anew = timed("needs changed, anew", region, settings).has_value();
    settings.earlier = &*first;
    settings.as_good_as_earlier = true;
    return anew && timed("needs changed, from the plan before", region, settings) ? 0 : 1;
}

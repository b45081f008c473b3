#include "vorrat/placement/line.h"

#include <algorithm>
#include <cmath>

#include "vorrat/base/check.h"

namespace vorrat::placement {
namespace {

// No line asks for more packs than a double counts exactly.
constexpr double most_packs = 9e15;

/// Mean over the paths of how much of a further pack is needed, in packs: falls as packs grow.
double use_of_next_pack(const Line& line, double extra, double packs) {
    double sum = 0;
    for (const float net : line.net) {
        sum += std::clamp((static_cast<double>(net) + extra) / line.pack - packs, 0.0, 1.0);
    }
    return sum / static_cast<double>(line.net.size());
}

}  // namespace

double avoided(const Line& line, double units) {
    double sum = 0;
    for (const float net : line.net) {
        sum += std::clamp(static_cast<double>(net), 0.0, units);
    }
    return sum / static_cast<double>(line.net.size());
}

double net_quantile(const Line& line, double ratio) {
    std::vector<float> sorted = line.net;
    const auto count = static_cast<double>(sorted.size());
    const double position = std::clamp(ratio * count - 0.5, 0.0, count - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    std::sort(sorted.begin(), sorted.end());
    const double share = position - static_cast<double>(below);
    const double value = sorted[below] + share * (sorted[above] - sorted[below]);
    return std::max(0.0, value);
}

std::int64_t packs_wanted(const Line& line, double ratio, double extra) {
    const double largest = *std::max_element(line.net.begin(), line.net.end());
    double high = std::clamp(std::ceil((largest + extra) / line.pack), 0.0, most_packs);
    double low = 0;  // `low` packs are wanted; the pack after `high` is not
    while (low < high) {
        const double middle = std::floor((low + high) / 2);
        if (use_of_next_pack(line, extra, middle) >= 1 - ratio) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return static_cast<std::int64_t>(low);
}

std::int64_t packs_used_in_time(const Line& line, double least_use) {
    check(!line.usable.empty(), "only perishables are asked how much is used in time");
    std::vector<float> sorted = line.usable;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    const auto needed = static_cast<std::size_t>(
        std::clamp(std::ceil(least_use * static_cast<double>(sorted.size())), 1.0,
                   static_cast<double>(sorted.size())));
    const double units = sorted[needed - 1];
    return static_cast<std::int64_t>(std::clamp(std::floor(units / line.pack), 0.0, most_packs));
}

double probability_of_use(const Line& line, double units) {
    if (line.usable.empty()) {
        return 1;
    }
    const auto used = std::count_if(line.usable.begin(), line.usable.end(), [units](float usable) {
        return static_cast<double>(usable) >= units;
    });
    return static_cast<double>(used) / static_cast<double>(line.usable.size());
}

}  // namespace vorrat::placement

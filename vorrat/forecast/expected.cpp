#include "vorrat/forecast/expected.h"

#include <algorithm>

#include "vorrat/forecast/bounds.h"
#include "vorrat/forecast/level.h"
#include "vorrat/forecast/season.h"

namespace vorrat::forecast {
namespace {

Expected of_zeros(const Observed& seen) {
    Expected out{.seen = seen, .profile = {1.0}};
    out.level.assign(seen.size() + 1, 0);
    out.weight.assign(memories.size(), 1.0 / memories.size());
    out.step.assign(seen.size(), 0);
    return out;
}

/// Origins whose level has seen two seasons, or a third of a short history.
std::size_t first_origin(const Observed& seen) {
    std::size_t begin = 0;
    while (!seen.known(begin)) {
        ++begin;
    }
    const std::size_t settled = std::max<std::size_t>(2 * static_cast<std::size_t>(seen.season), 8);
    return begin + std::max<std::size_t>(1, std::min(settled, (seen.size() - begin) / 3));
}

}  // namespace

Expected expected(const Observed& seen) {
    if (seen.scale == 0) {
        return of_zeros(seen);
    }
    Expected out{.seen = with_bounds_filled(seen)};
    out.profile = season_profile(out.seen);
    out.sums = prefixes(out.seen, out.profile);
    const std::vector<double> by_memory = levels(out.seen, out.profile);
    out.first = first_origin(out.seen);
    const auto weight =
        memory_weights(out.seen, out.sums, {by_memory, out.first, memory(seen.frequency).year});
    out.weight.assign(weight.begin(), weight.end());
    out.level = combined_level(by_memory, weight);
    for (std::size_t t = 0; t < out.seen.size(); ++t) {
        out.step.push_back(out.level[t] * out.profile[t % out.profile.size()]);
    }
    return out;
}

}  // namespace vorrat::forecast

#include "vorrat/forecast/expected.h"

#include <algorithm>

#include "vorrat/forecast/bounds.h"
#include "vorrat/forecast/season.h"

namespace vorrat::forecast {
namespace {

Expected of_zeros(const Observed& seen) {
    Expected out{.seen = seen, .profile = {1.0}};
    out.combined.level.assign(seen.size() + 1, 0);
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

double Expected::ahead(std::size_t t, std::size_t h) const {
    double need = combined.level[t];
    if (!combined.slope.empty()) {
        const auto& reach = damped_steps(h);
        for (std::size_t j = 0; j < dampings.size(); ++j) {
            need += combined.slope[t * dampings.size() + j] * reach[j];
        }
    }
    return std::max(0.0, need) * profile[(t + h) % profile.size()];
}

double Expected::of_known(std::size_t t, Interval window) const {
    const std::size_t from = t + static_cast<std::size_t>(window.first);
    const std::size_t to = from + static_cast<std::size_t>(window.steps);
    if (combined.slope.empty()) {
        return combined.level[t] * (sums.known_profile[to] - sums.known_profile[from]);
    }
    double sum = 0;
    for (std::size_t u = from; u < to; ++u) {
        sum += seen.known(u) ? ahead(t, u - t) : 0;
    }
    return sum;
}

double Expected::of(Interval window) const {
    double sum = 0;
    for (int h = window.first; h < window.first + window.steps; ++h) {
        sum += ahead(seen.size(), static_cast<std::size_t>(h));
    }
    return sum;
}

Expected expected(const Observed& seen) {
    if (seen.scale == 0) {
        return of_zeros(seen);
    }
    Expected out{.seen = with_bounds_filled(seen)};
    out.profile = season_profile(out.seen);
    out.sums = prefixes(out.seen, out.profile);
    const Candidates made = candidates(out.seen, out.profile);
    out.first = first_origin(out.seen);
    out.combined = combine({out.seen, out.profile, out.sums}, made, out.first);
    out.candidates = made.list;
    for (std::size_t t = 0; t < out.seen.size(); ++t) {
        out.step.push_back(out.ahead(t, 0));
    }
    return out;
}

}  // namespace vorrat::forecast

#include "vorrat/forecast/season.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vorrat::forecast {
namespace {

/// Steps of average need without season that every step of the season starts with.
double pretended_steps(int season) { return season == 7 ? 4 : 1; }

/// Steps after which an observation counts half.
double half_life(int season) {
    const bool of_hours = season == 24 || season == 168;
    return season == 7 ? 52 * 7 : of_hours ? 8 * 168 : 3.0 * season;
}

/// Mean of the known quantities over one season around each step; 0 where none is known.
std::vector<double> centred_means(const Observed& seen) {
    const auto n = static_cast<std::ptrdiff_t>(seen.size());
    std::vector<double> sum(seen.size() + 1, 0);
    std::vector<double> count(seen.size() + 1, 0);
    for (std::size_t t = 0; t < seen.size(); ++t) {
        sum[t + 1] = sum[t] + (seen.known(t) ? seen.quantity[t] : 0);
        count[t + 1] = count[t] + (seen.known(t) ? 1 : 0);
    }
    const std::ptrdiff_t before = seen.season / 2;
    const bool even = seen.season % 2 == 0;
    // Windows of [from, to) that lie inside the history; at its ends they are shifted inwards, so
    // that each holds a whole season.
    const auto window = [&](const std::vector<double>& prefix, std::ptrdiff_t from) {
        from = std::clamp<std::ptrdiff_t>(from, 0, n - seen.season);
        return prefix[from + seen.season] - prefix[from];
    };
    std::vector<double> mean(seen.size(), 0);
    for (std::ptrdiff_t t = 0; t < n; ++t) {
        const std::ptrdiff_t second = even ? t - before + 1 : t - before;
        const double known = window(count, t - before) + window(count, second);
        const double total = window(sum, t - before) + window(sum, second);
        if (known > 0) {
            mean[t] = total / known;
        }
    }
    return mean;
}

}  // namespace

std::vector<double> season_profile(const Observed& seen) {
    const auto season = static_cast<std::size_t>(seen.season);
    if (season == 1) {
        return {1.0};
    }
    const std::vector<double> mean = centred_means(seen);
    const double pretended = pretended_steps(seen.season) * seen.mean;
    std::vector<double> needed(season, pretended);
    std::vector<double> expected(season, pretended);
    const double fade = std::exp2(-1 / half_life(seen.season));
    double weight = 1;
    for (std::size_t back = 0; back < seen.size(); ++back, weight *= fade) {
        const std::size_t t = seen.size() - 1 - back;
        if (!seen.known(t)) {
            continue;
        }
        needed[t % season] += weight * seen.quantity[t];
        expected[t % season] += weight * mean[t];
    }
    std::vector<double> profile(season);
    for (std::size_t j = 0; j < season; ++j) {
        profile[j] = needed[j] / expected[j];
    }
    const double sum = std::accumulate(profile.begin(), profile.end(), 0.0);
    for (double& share : profile) {
        share *= static_cast<double>(season) / sum;
    }
    return profile;
}

}  // namespace vorrat::forecast

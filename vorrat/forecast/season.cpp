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

/// How much more than its noise a season must show: 1, up to 4 for an intermittent need.
double evidence_wanted(const Observed& seen) {
    double zeros = 0;
    double known = 0;
    for (std::size_t t = 0; t < seen.size(); ++t) {
        known += seen.known(t) ? 1 : 0;
        zeros += seen.known(t) && seen.quantity[t] == 0 ? 1 : 0;
    }
    return 1 + 3 * std::min(1.0, zeros / known / 0.4);
}

/// Sums per step of the season and over all.
struct Noise {
    std::vector<double> weight;   ///< of v c
    std::vector<double> squared;  ///< of v² c
    double missed = 0;            ///< of v (y - c s)² / c
    double weights = 0;           ///< of v
    double count = 0;
};

Noise noise_of(const Observed& seen, const std::vector<double>& mean,
               const std::vector<double>& profile) {
    const std::size_t season = profile.size();
    Noise noise{std::vector<double>(season, 0), std::vector<double>(season, 0)};
    const double fade = std::exp2(-1 / half_life(seen.season));
    double weight = 1;
    for (std::size_t back = 0; back < seen.size(); ++back, weight *= fade) {
        const std::size_t t = seen.size() - 1 - back;
        if (!seen.known(t) || mean[t] <= 0) {
            continue;
        }
        const double missed = seen.quantity[t] - mean[t] * profile[t % season];
        noise.missed += weight * missed * missed / mean[t];
        noise.weight[t % season] += weight * mean[t];
        noise.squared[t % season] += weight * weight * mean[t];
        noise.weights += weight;
        ++noise.count;
    }
    return noise;
}

/// The share of the profile's differences that noise does not explain, in [0, 1].
double share_of_season(const Observed& seen, const Noise& noise,
                       const std::vector<double>& profile) {
    if (noise.count == 0) {
        return 0;
    }
    const auto season = static_cast<double>(profile.size());
    const double pretended = pretended_steps(seen.season) * seen.mean;
    const double dispersion =
        noise.missed / noise.weights * noise.count / std::max(1.0, noise.count - season);
    double spread = 0;
    double explained = 0;
    for (std::size_t j = 0; j < profile.size(); ++j) {
        const double weight = noise.weight[j] + pretended;
        spread += (profile[j] - 1) * (profile[j] - 1);
        explained += dispersion * noise.squared[j] / (weight * weight);
    }
    return spread > 0 ? std::max(0.0, 1 - evidence_wanted(seen) * explained / spread) : 0;
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
    const double kept = share_of_season(seen, noise_of(seen, mean, profile), profile);
    for (double& share : profile) {
        share = 1 + kept * (share - 1);
    }
    const double sum = std::accumulate(profile.begin(), profile.end(), 0.0);
    for (double& share : profile) {
        share *= static_cast<double>(season) / sum;
    }
    return profile;
}

}  // namespace vorrat::forecast

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
double share_of_season(const Observed& seen, const Noise& noise, const std::vector<double>& profile,
                       const std::vector<double>& usual) {
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
        spread += (profile[j] - usual[j]) * (profile[j] - usual[j]);
        explained += dispersion * noise.squared[j] / (weight * weight);
    }
    return spread > 0 ? std::max(0.0, 1 - evidence_wanted(seen) * explained / spread) : 0;
}

/// What the season of the series is without its own history, by t mod season.
std::vector<double> usual_profile(const Observed& seen, std::size_t season) {
    std::vector<double> profile(season, 1);
    if (seen.usual_season.size() == season) {
        for (std::size_t j = 0; j < season; ++j) {
            // Step t lies n - 1 - t before the last; a multiple of the season keeps it positive.
            const std::size_t back = seen.size() * season + seen.size() - 1 - j;
            profile[j] = seen.usual_season[back % season];
        }
    }
    return profile;
}

SeasonSums sums_around(const Observed& seen, const std::vector<double>& mean) {
    const auto season = static_cast<std::size_t>(seen.season);
    SeasonSums sums{std::vector<double>(season, 0), std::vector<double>(season, 0)};
    const double fade = std::exp2(-1 / half_life(seen.season));
    double weight = 1;
    for (std::size_t back = 0; back < seen.size(); ++back, weight *= fade) {
        const std::size_t t = seen.size() - 1 - back;
        if (seen.known(t)) {
            sums.needed[t % season] += weight * seen.quantity[t];
            sums.expected[t % season] += weight * mean[t];
        }
    }
    return sums;
}

}  // namespace

void scale_to_one(std::vector<double>& profile) {
    const double sum = std::accumulate(profile.begin(), profile.end(), 0.0);
    for (double& share : profile) {
        share *= static_cast<double>(profile.size()) / sum;
    }
}

SeasonSums season_sums(const Observed& seen) { return sums_around(seen, centred_means(seen)); }

std::vector<double> season_profile(const Observed& seen) {
    if (seen.season == 1) {
        return seen.usual_season.empty() ? std::vector<double>{1.0}
                                         : usual_profile(seen, seen.usual_season.size());
    }
    const auto season = static_cast<std::size_t>(seen.season);
    const std::vector<double> usual = usual_profile(seen, season);
    const std::vector<double> mean = centred_means(seen);
    const SeasonSums sums = sums_around(seen, mean);
    const double pretended = pretended_steps(seen.season) * seen.mean;
    std::vector<double> profile(season);
    for (std::size_t j = 0; j < season; ++j) {
        profile[j] = (sums.needed[j] + pretended * usual[j]) / (sums.expected[j] + pretended);
    }
    const double kept = share_of_season(seen, noise_of(seen, mean, profile), profile, usual);
    for (std::size_t j = 0; j < season; ++j) {
        profile[j] = usual[j] + kept * (profile[j] - usual[j]);
    }
    scale_to_one(profile);
    return profile;
}

}  // namespace vorrat::forecast

#include "vorrat/forecast/usual.h"

#include <algorithm>
#include <numeric>

#include "vorrat/forecast/observed.h"
#include "vorrat/forecast/season.h"

namespace vorrat::forecast {
namespace {

/// Series per piece of parallel work.
constexpr std::size_t block = 16;
/// Fewer series say little about the others.
constexpr std::size_t fewest_series = 5;

/// The same in any order of the values.
double sum_of(std::vector<float>& values) {
    std::ranges::sort(values);
    return std::accumulate(values.begin(), values.end(), 0.0);
}

/// A series follows the others so far, and keeps above zero in steps of which nothing is needed.
constexpr double trusted = 0.9;

/// What every series needed and what its mean was, by steps before the origin, in its means.
struct Seasons {
    std::vector<float> needed;    ///< series x season
    std::vector<float> expected;  ///< series x season; 0: it has no two seasons
};

Seasons own_seasons(const History& history, Date origin, Threads threads, std::size_t season) {
    const std::size_t count = history.series.size();
    Seasons out{std::vector<float>(count * season, 0), std::vector<float>(count * season, 0)};
    parallel_blocks(count, block, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            const auto seen = observe(history.series[i], origin, history.frequency);
            if (!seen || seen->scale == 0 || seen->season == 1) {
                continue;
            }
            const SeasonSums sums = season_sums(*seen);
            for (std::size_t j = 0; j < season; ++j) {
                const std::size_t step = (seen->size() - 1 - j) % season;
                out.needed[i * season + j] = static_cast<float>(sums.needed[step] / seen->mean);
                out.expected[i * season + j] = static_cast<float>(sums.expected[step] / seen->mean);
            }
        }
    });
    return out;
}

}  // namespace

std::vector<double> usual_season(const History& history, Date origin, Threads threads) {
    if (history.frequency != Frequency::week) {
        return {};
    }
    const auto season = static_cast<std::size_t>(season_length(history.frequency));
    const Seasons own = own_seasons(history, origin, threads, season);
    std::vector<double> usual(season);
    std::vector<float> needed;
    std::vector<float> expected;
    for (std::size_t j = 0; j < season; ++j) {
        needed.clear();
        expected.clear();
        for (std::size_t i = j; i < own.expected.size(); i += season) {
            if (own.expected[i] > 0) {
                needed.push_back(own.needed[i]);
                expected.push_back(own.expected[i]);
            }
        }
        if (expected.size() < fewest_series) {
            return {};
        }
        usual[j] = 1 + trusted * (sum_of(needed) / sum_of(expected) - 1);
    }
    scale_to_one(usual);
    return usual;
}

}  // namespace vorrat::forecast

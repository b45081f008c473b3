// How good are the models on the M5 subset, and how long does a series take?
//
//     forecast_m5 [NEEDS.csv.gz] [ORIGINS]
//
// First the evaluation is compared with figures of the two baselines that an independent program
// (numpy) computed from the same file; it ends with 1 when they differ. Then the table is printed
// per origin, and the time of one series of 365 days with nine quantiles for 28 steps and five
// sums.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "m5.h"
#include <fmt/core.h>

#include "vorrat/forecast/forecast.h"

namespace {

using namespace vorrat;
using forecast::Model;
using forecast::Score;

struct Reference {
    Model model;
    double wrmsse, pinball, weighted_pinball, coverage_50, coverage_95;
};
constexpr Reference references[] = {
    {Model::seasonal_naive, 1.03546, 0.34319, 0.40050, 0.74911, 0.96607},
    {Model::recent_mean, 0.91274, 0.25605, 0.41851, 0.72028, 0.96773},
};

bool agrees(const Score& score, const Reference& reference) {
    constexpr double digits = 1e-4;
    return std::abs(score.wrmsse - reference.wrmsse) < digits &&
           std::abs(score.scaled_pinball - reference.pinball) < digits &&
           std::abs(score.weighted_scaled_pinball - reference.weighted_pinball) < digits &&
           std::abs(score.coverage_50 - reference.coverage_50) < digits &&
           std::abs(score.coverage_95 - reference.coverage_95) < digits;
}

void print(const Score& s) {
    fmt::print(
        "{}  {:<15} {:>6.4f} {:>6.4f} {:>6.4f} {:>6.1f}  {:>6.4f} {:>6.4f}  {:>5.1f} {:>5.1f} "
        "{:>+6.1f}\n",
        to_string(s.origin), forecast::to_string(s.model), s.wrmsse, s.rmsse, s.mase, s.smape,
        s.scaled_pinball, s.weighted_scaled_pinball, 100 * s.coverage_50, 100 * s.coverage_95,
        100 * s.bias);
}

bool print_quality(const bench::M5& m5, int origins) {
    const auto scores = forecast::evaluate(
        m5.history,
        {.forecast = {.threads = Threads::all()}, .origins = origins, .groupings = m5.levels});
    if (!scores) {
        fmt::print(stderr, "{}\n", scores.error().message);
        return false;
    }
    bool sound = true;
    const std::size_t last = scores->size() - 3;
    for (std::size_t i = 0; i < 2; ++i) {
        sound = sound && agrees((*scores)[last + i], references[i]);
    }
    fmt::print("baselines agree with the independent figures: {}\n\n", sound ? "yes" : "NO");
    fmt::print(
        "origin      model           WRMSSE  RMSSE   MASE  sMAPE   SPL   WSPL     50 %  95 %  "
        "bias\n");
    for (const Score& s : *scores) {
        print(s);
    }
    Score mean;
    const auto count = static_cast<double>(scores->size() / 3);
    for (std::size_t i = 2; i < scores->size(); i += 3) {
        const Score& s = (*scores)[i];
        mean.wrmsse += s.wrmsse / count;
        mean.scaled_pinball += s.scaled_pinball / count;
        mean.weighted_scaled_pinball += s.weighted_scaled_pinball / count;
        mean.coverage_50 += s.coverage_50 / count;
        mean.coverage_95 += s.coverage_95 / count;
    }
    fmt::print(
        "smoothing, mean over {} origins: WRMSSE {:.4f}, SPL {:.4f}, WSPL {:.4f}, {:.1f} / {:.1f} "
        "%\n",
        count, mean.wrmsse, mean.scaled_pinball, mean.weighted_scaled_pinball,
        100 * mean.coverage_50, 100 * mean.coverage_95);
    return sound;
}

void print_speed(const bench::M5& m5, std::size_t days_long) {
    History history = m5.history;
    for (Series& series : history.series) {
        const std::size_t cut = series.quantity.size() - days_long;
        series.quantity.erase(series.quantity.begin(),
                              series.quantity.begin() + static_cast<std::ptrdiff_t>(cut));
        series.start += days{static_cast<int>(cut)};
    }
    const forecast::Settings settings{.horizon = 28,
                                      .intervals = {{0, 7}, {0, 14}, {0, 21}, {7, 7}, {0, 28}}};
    std::vector<double> milliseconds;
    for (int run = 0; run < 11; ++run) {
        const std::clock_t start = std::clock();
        const auto need = forecast::forecast(history, settings);
        const std::clock_t took = std::clock() - start;
        if (!need) {
            std::abort();
        }
        milliseconds.push_back(1000.0 * static_cast<double>(took) / CLOCKS_PER_SEC /
                               static_cast<double>(history.series.size()));
    }
    std::ranges::sort(milliseconds);
    fmt::print("{:>5} days: {:.3f} CPU ms per series (median of 11; {:.3f} to {:.3f})\n", days_long,
               milliseconds[5], milliseconds.front(), milliseconds.back());
}

}  // namespace

int main(int argc, char** argv) {
    const auto m5 = bench::read_m5(argc > 1 ? argv[1] : "../shared/data/m5/needs.csv.gz");
    if (!m5) {
        fmt::print(stderr, "{}\n", m5.error().message);
        return 1;
    }
    const bool sound = print_quality(*m5, argc > 2 ? std::max(1, std::atoi(argv[2])) : 4);
    fmt::print("\n28 steps, 9 quantiles, 5 sums:\n");
    print_speed(*m5, 365);
    print_speed(*m5, 1095);
    return sound ? 0 : 1;
}

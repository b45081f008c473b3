#include "vorrat/forecast/explain.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "vorrat/forecast/expected.h"
#include "vorrat/forecast/forecast.h"
#include "vorrat/forecast/metrics.h"
#include "vorrat/forecast/usual.h"

namespace vorrat::forecast {
namespace {

constexpr int origins_max = 12;

/// Adds what a forecast reached to the sums.
void compare(const Series& series, const NeedForecast& need, Frequency frequency, Reached& sums) {
    int t = steps_between(series.start, need.start, frequency);
    for (int h = 0; h < need.horizon; ++h, ++t) {
        if (knowledge_of(series, static_cast<std::size_t>(t)) != Knowledge::observed) {
            continue;
        }
        const double needed = series.quantity[static_cast<std::size_t>(t)];
        const NeedCurve curve = need.step(0, h);
        const auto inside = [&](double from, double to) {
            return curve.quantile(from) <= needed && needed <= curve.quantile(to) ? 1.0 : 0.0;
        };
        sums.coverage_50 += inside(0.25, 0.75);
        sums.coverage_90 += inside(0.05, 0.95);
        sums.mean_absolute_error += std::abs(needed - curve.mean);
        for (std::size_t k = 0; k < curve.levels.size(); ++k) {
            sums.pinball += pinball(needed, curve.quantiles[k], curve.levels[k]) /
                            static_cast<double>(curve.levels.size());
        }
        ++sums.steps;
    }
}

Reached reached_by(Model model, const History& history, std::size_t row, const Settings& settings,
                   int origins) {
    Reached sums{.model = model};
    const Series& series = history.series[row];
    const History alone{history.frequency, {}, {series}};
    for (int i = 1; i <= origins; ++i) {
        Settings asked = settings;
        asked.model = model;
        asked.levels = {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95};
        asked.intervals.clear();
        asked.origin = advance(*settings.origin, -i * settings.horizon, history.frequency);
        asked.progress = {};
        asked.usual_season = usual_season(history, *asked.origin, asked.threads);
        if (const auto need = forecast(alone, asked)) {
            compare(series, *need, history.frequency, sums);
        }
    }
    if (sums.steps > 0) {
        const auto count = static_cast<double>(sums.steps);
        sums.coverage_50 /= count;
        sums.coverage_90 /= count;
        sums.mean_absolute_error /= count;
        sums.pinball /= count;
    }
    return sums;
}

std::vector<MethodShare> method_shares(const Expected& fitted) {
    std::vector<MethodShare> shares;
    for (std::size_t k = 0; k < fitted.candidates.size(); ++k) {
        const Candidate& candidate = fitted.candidates[k];
        auto share = std::ranges::find(shares, candidate.method, &MethodShare::method);
        if (share == shares.end()) {
            share = shares.insert(shares.end(), {.method = candidate.method});
        }
        share->weight += fitted.combined.weight[k];
        share->memory += fitted.combined.weight[k] / candidate.alpha;
    }
    for (MethodShare& share : shares) {
        share.memory = share.weight > 0 ? share.memory / share.weight : 0;
    }
    std::ranges::stable_sort(shares, std::greater<>{}, &MethodShare::weight);
    return shares;
}

}  // namespace

Result<Explanation> explain(const History& history, std::size_t series, const Settings& settings) {
    check(series < history.series.size(), "a series of the history is explained");
    const History alone{history.frequency, {}, {history.series[series]}};
    Settings asked = settings;
    asked.origin = settings.origin.value_or(first_unknown_date(history));
    auto seen = observe(alone.series.front(), *asked.origin, history.frequency);
    if (!seen) {
        return bad_input("history: nothing is known of the series before " +
                         to_string(*asked.origin, history.frequency));
    }
    seen->usual_season = usual_season(history, *asked.origin, asked.threads);
    const Expected fitted = expected(*seen);
    const std::size_t n = seen->size();
    Explanation out{.begin = advance(*asked.origin, -static_cast<int>(n), history.frequency),
                    .origin = *asked.origin};
    for (const Knowledge knowledge : seen->knowledge) {
        out.observed += knowledge == Knowledge::observed ? 1 : 0;
        out.sold_out += knowledge == Knowledge::censored ? 1 : 0;
        out.unknown += knowledge == Knowledge::unknown ? 1 : 0;
    }
    out.mean = seen->scale * seen->mean;
    const auto without_season = [&](std::size_t h) {
        return seen->scale * fitted.ahead(n, h) / fitted.profile[(n + h) % fitted.profile.size()];
    };
    out.level = without_season(0);
    out.trend = without_season(1) - out.level;
    out.methods = method_shares(fitted);
    for (std::size_t h = 0; h < fitted.profile.size(); ++h) {
        out.profile.push_back(fitted.profile[(n + h) % fitted.profile.size()]);
    }
    const Grounds grounds = grounds_of_next_step(fitted);
    out.basis = grounds.basis;
    out.residuals = grounds.residuals;
    const int half = static_cast<int>(n) / 2;
    out.origins = std::min(origins_max, half / std::max(1, settings.horizon));
    for (const Model model : {Model::smoothing, Model::seasonal_naive, Model::recent_mean}) {
        out.reached.push_back(reached_by(model, history, series, asked, out.origins));
    }
    return out;
}

}  // namespace vorrat::forecast

#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "vorrat/base/random.h"
#include "vorrat/model/history.h"

namespace vorrat::forecast {

/// Monday, 4 January 2021: step 0 of the histories below.
inline const Date monday = Date{std::chrono::year{2021} / 1 / 4};

inline Series series_of(std::vector<double> quantity, std::uint32_t item = 0) {
    Series series;
    series.item = {item};
    series.start = monday;
    series.quantity = std::move(quantity);
    return series;
}

/// A history of one item at one place.
inline History one_series(std::vector<double> quantity, Frequency frequency = Frequency::day) {
    return {frequency, {}, {series_of(std::move(quantity))}};
}

/// Mean of the simulated need per weekday, as a share of the mean: Monday to Sunday, sum 7.
constexpr std::array<double, 7> shop_week{0.8, 0.8, 0.9, 1.0, 1.4, 1.5, 0.6};

/// Simulated shops: item i has the need `mean` x shop_week, negative binomial with variance
/// mean + mean² / size (size 0: Poisson), times exp of an autoregression with the given persistence
/// and standard deviation `drift`.
struct Simulation {
    std::uint32_t series = 100;
    int days_long = 730;
    double mean = 20;
    double size = 0;
    double persistence = 0;
    double drift = 0;
    std::uint64_t seed = 1;
};

inline History simulate(const Simulation& how) {
    History history;
    for (std::uint32_t i = 0; i < how.series; ++i) {
        Random random(how.seed, i);
        std::vector<double> quantity;
        double state = how.drift * random.normal();
        const double shock = how.drift * std::sqrt(1 - how.persistence * how.persistence);
        for (int t = 0; t < how.days_long; ++t) {
            state = how.persistence * state + shock * random.normal();
            double mean = how.mean * shop_week.at(static_cast<std::size_t>(t % 7));
            mean *= std::exp(state - how.drift * how.drift / 2);
            if (how.size > 0) {
                mean *= random.gamma(how.size) / how.size;
            }
            quantity.push_back(static_cast<double>(random.poisson(mean)));
        }
        history.series.push_back(series_of(std::move(quantity), i));
    }
    return history;
}

/// The same history without its last `steps` steps.
inline History without_last(History history, std::size_t steps) {
    for (Series& series : history.series) {
        series.quantity.resize(series.quantity.size() - steps);
        if (!series.available.empty()) {
            series.available.resize(series.quantity.size());
        }
    }
    return history;
}

}  // namespace vorrat::forecast

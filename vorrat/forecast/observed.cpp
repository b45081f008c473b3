#include "vorrat/forecast/observed.h"

#include <algorithm>
#include <cmath>

#include "vorrat/base/check.h"

namespace vorrat::forecast {
namespace {

/// With no observed step the bounds are all we have.
void accept_bounds_if_alone(std::vector<Knowledge>& knowledge) {
    if (std::ranges::find(knowledge, Knowledge::observed) != knowledge.end()) {
        return;
    }
    std::ranges::replace(knowledge, Knowledge::censored, Knowledge::observed);
}

/// Mean of the observed quantities; divided by the largest first, so that 1e308 does not overflow.
double mean_observed(const Observed& seen) {
    double largest = 0;
    for (std::size_t t = 0; t < seen.size(); ++t) {
        if (seen.known(t)) {
            largest = std::max(largest, seen.quantity[t]);
        }
    }
    if (largest == 0) {
        return 0;
    }
    double sum = 0;
    double count = 0;
    for (std::size_t t = 0; t < seen.size(); ++t) {
        if (!seen.known(t)) {
            continue;
        }
        sum += seen.quantity[t] / largest;
        ++count;
    }
    return largest * (sum / count);
}

/// The longest season that the history holds twice; 1: none.
int season_of(std::size_t steps, Frequency frequency) {
    const auto holds_two = [&](int season) {
        return steps >= 2 * static_cast<std::size_t>(season);
    };
    const int season = season_length(frequency);
    if (holds_two(season)) {
        return season;
    }
    constexpr int hours_of_a_day = 24;
    return frequency == Frequency::hour && holds_two(hours_of_a_day) ? hours_of_a_day : 1;
}

/// What follows from quantities and knowledge: bounds that are alone, mean and season. False: no
/// quantity is known.
bool settle(Observed& seen) {
    accept_bounds_if_alone(seen.knowledge);
    if (std::ranges::find(seen.knowledge, Knowledge::observed) == seen.knowledge.end()) {
        return false;
    }
    seen.mean = mean_observed(seen);
    seen.season = season_of(seen.size(), seen.frequency);
    return true;
}

}  // namespace

Memory memory(Frequency frequency) {
    switch (frequency) {
        case Frequency::hour:
            return {1344, 4368};
        case Frequency::day:
            return {365, 1095};
        case Frequency::week:
            return {52, 156};
        case Frequency::month:
            return {36, 120};
        case Frequency::quarter:
            return {24, 60};
        case Frequency::year:
            return {20, 50};
    }
    impossible("a Frequency outside its enum");
}

Knowledge knowledge_of(const Series& series, std::size_t t) {
    if (t >= series.quantity.size() || std::isnan(series.quantity[t])) {
        return Knowledge::unknown;
    }
    if (t < series.available.size() && series.available[t] == 0) {
        return Knowledge::censored;
    }
    return Knowledge::observed;
}

std::size_t recent_steps(Frequency frequency) {
    switch (frequency) {
        case Frequency::hour:
            return 336;
        case Frequency::day:
            return 28;
        case Frequency::week:
            return 8;
        case Frequency::month:
            return 6;
        case Frequency::quarter:
            return 4;
        case Frequency::year:
            return 3;
    }
    impossible("a Frequency outside its enum");
}

std::optional<Observed> observe(const Series& series, Date origin, Frequency frequency,
                                std::optional<std::size_t> steps_max) {
    const int begun = steps_between(series.start, origin, frequency);
    if (begun <= 0) {
        return std::nullopt;
    }
    const auto end = static_cast<std::size_t>(begun);
    const std::size_t first = end - std::min(end, steps_max.value_or(memory(frequency).all));

    Observed seen;
    seen.frequency = frequency;
    for (std::size_t t = first; t < end; ++t) {
        seen.knowledge.push_back(knowledge_of(series, t));
        const bool unknown = seen.knowledge.back() == Knowledge::unknown;
        seen.quantity.push_back(unknown ? 0 : series.quantity[t]);
    }
    if (!settle(seen)) {
        return std::nullopt;
    }
    seen.scale = seen.mean > 0 ? std::exp2(std::ilogb(seen.mean)) : 0;
    if (seen.scale > 0) {
        seen.mean /= seen.scale;
        for (double& quantity : seen.quantity) {
            quantity /= seen.scale;
        }
    }
    return seen;
}

std::optional<Observed> before(const Observed& seen, std::size_t back,
                               std::optional<std::size_t> steps_max) {
    if (back >= seen.size()) {
        return std::nullopt;
    }
    const std::size_t end = seen.size() - back;
    const std::size_t first = end - std::min(end, steps_max.value_or(end));
    const auto cut = [&](const auto& values) {
        return std::vector(values.begin() + static_cast<std::ptrdiff_t>(first),
                           values.begin() + static_cast<std::ptrdiff_t>(end));
    };
    Observed then{.scale = seen.scale,
                  .quantity = cut(seen.quantity),
                  .knowledge = cut(seen.knowledge),
                  .frequency = seen.frequency};
    if (!settle(then)) {
        return std::nullopt;
    }
    if (then.mean == 0) {
        then.scale = 0;
    }
    return then;
}

}  // namespace vorrat::forecast

#include "vorrat/forecast/outside.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "vorrat/forecast/cycles.h"

namespace vorrat::forecast {
namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
/// A switch that is on in fewer steps is an event: told by one code together with all others.
constexpr double frequent_share = 0.1;
/// Steps around the target whose events are told.
constexpr std::array<int, 5> event_steps{-1, 0, 1, 2, 3};
/// Columns of a number: itself, and in relation to its year, its month and one season ago.
constexpr std::size_t relations = 4;

float at(std::span<const float> values, std::ptrdiff_t step) {
    const bool inside = step >= 0 && step < static_cast<std::ptrdiff_t>(values.size());
    return inside ? values[static_cast<std::size_t>(step)] : unknown;
}

float ratio(double over, double under) {
    const double share = over / under;
    return std::isfinite(share) ? static_cast<float>(share) : unknown;
}

/// What is seen of a column over all series.
struct Census {
    double known = 0;
    double ones = 0;
    bool others = false;  ///< values beside 0 and 1
    float least = std::numeric_limits<float>::infinity();
    float largest = -std::numeric_limits<float>::infinity();

    void add(float value) {
        if (!std::isfinite(value)) {
            return;
        }
        ++known;
        ones += value == 1 ? 1 : 0;
        others = others || (value != 0 && value != 1);
        least = std::min(least, value);
        largest = std::max(largest, value);
    }
};

/// The mean of the known values of steps [from, to).
double mean_between(std::span<const double> sums, std::span<const double> counts, std::size_t from,
                    std::size_t to) {
    return (sums[to] - sums[from]) / (counts[to] - counts[from]);
}

/// Steps up to the last value that is given.
std::ptrdiff_t known_steps(std::span<const float> values) {
    std::size_t end = values.size();
    while (end > 0 && !std::isfinite(values[end - 1])) {
        --end;
    }
    return static_cast<std::ptrdiff_t>(end);
}

}  // namespace

Outside::Outside(const History& history) : frequency_(history.frequency) {
    bool events = false;
    for (std::size_t column = 0; column < history.regressors.size(); ++column) {
        Census census;
        for (const Series& series : history.series) {
            if (column >= series.regressors.size()) {
                continue;
            }
            for (const float value : series.regressors[column]) {
                census.add(value);
            }
        }
        if (census.known == 0 || census.least == census.largest) {
            kinds_.push_back(Kind::silent);
        } else if (census.others) {
            kinds_.push_back(Kind::number);
            columns_ += relations;
        } else if (census.ones >= frequent_share * census.known) {
            kinds_.push_back(Kind::frequent);
            ++columns_;
        } else {
            kinds_.push_back(Kind::rare);
            events = true;
        }
    }
    if (events) {
        columns_ += event_steps.size();
    }
}

Outside::Of Outside::of(const Series& series, std::size_t first, std::size_t origin) const {
    Of made;
    made.cycles_ = cycles_of(frequency_);
    const std::size_t end = std::min(origin, series.quantity.size());
    for (std::size_t column = 0; column < kinds_.size(); ++column) {
        std::vector<float> values;
        Of::Step given = 0;
        if (column < series.regressors.size() && first < series.regressors[column].size()) {
            const auto& all = series.regressors[column];
            given = known_steps(all) - static_cast<Of::Step>(end);
            values.assign(all.begin() + static_cast<std::ptrdiff_t>(first), all.end());
            std::ranges::replace_if(
                values, [](float v) { return !std::isfinite(v); }, unknown);
        }
        switch (kinds_[column]) {
            case Kind::silent:
                break;
            case Kind::number:
                made.numbers_.push_back(number_of(std::move(values), given));
                break;
            case Kind::frequent:
                made.switches_.push_back({std::move(values), given});
                break;
            case Kind::rare:
                for (std::size_t t = 0; t < values.size(); ++t) {
                    if (values[t] == 1) {
                        made.events_.push_back({static_cast<Of::Step>(t), made.kinds_.size()});
                    }
                }
                made.kinds_.push_back(
                    {static_cast<float>(column + 1), static_cast<Of::Step>(values.size()), given});
                break;
        }
    }
    std::ranges::stable_sort(made.events_, {}, &Of::Event::step);
    return made;
}

/// Values are carried on where none is given.
Outside::Of::Number Outside::number_of(std::vector<float> values, Of::Step given) {
    Of::Number number{.given = given};
    number.sums.assign(values.size() + 1, 0);
    number.counts.assign(values.size() + 1, 0);
    for (std::size_t t = 0; t < values.size(); ++t) {
        if (std::isnan(values[t]) && t > 0) {
            values[t] = values[t - 1];
        }
        const bool known = !std::isnan(values[t]);
        number.sums[t + 1] = number.sums[t] + (known ? static_cast<double>(values[t]) : 0);
        number.counts[t + 1] = number.counts[t] + (known ? 1 : 0);
    }
    number.values = std::move(values);
    return number;
}

void Outside::Of::write_number(const Number& number, Step origin, Step target,
                               std::span<float> out) const {
    const auto count = static_cast<Step>(number.values.size());
    const Step end = std::clamp<Step>(origin + number.given, 0, count);
    const float now = at(number.values, std::min(target, end - 1));
    out[0] = now;
    const auto past = static_cast<std::size_t>(std::min(origin, end));
    std::size_t next = 1;
    for (const std::size_t window : {cycles_.windows[2], cycles_.windows.back()}) {
        const std::size_t begin = past - std::min(past, window);
        out[next++] = ratio(now, mean_between(number.sums, number.counts, begin, past));
    }
    const Step season_ago = target - static_cast<Step>(cycles_.season);
    out[next] = ratio(now, at(number.values, std::min(season_ago, end - 1)));
}

/// The code of the first column that is known to be on; 0: none is; NaN: nothing is known.
float Outside::Of::event_at(Step step, Step origin) const {
    const auto known = [&](const EventKind& kind) {
        return step < std::min(kind.end, origin + kind.given);
    };
    if (step < 0 || std::ranges::none_of(kinds_, known)) {
        return unknown;
    }
    for (auto event = std::ranges::lower_bound(events_, step, {}, &Event::step);
         event != events_.end() && event->step == step; ++event) {
        if (known(kinds_[event->kind])) {
            return kinds_[event->kind].code;
        }
    }
    return 0;
}

void Outside::Of::write(std::size_t origin, std::size_t target, std::span<float> out) const {
    const auto from = static_cast<Step>(origin);
    const auto to = static_cast<Step>(target);
    std::size_t next = 0;
    for (const Number& number : numbers_) {
        write_number(number, from, to, out.subspan(next, relations));
        next += relations;
    }
    for (const Switch& one : switches_) {
        out[next++] = to < from + one.given ? at(one.values, to) : unknown;
    }
    if (next < out.size()) {
        for (const int ahead : event_steps) {
            out[next++] = event_at(to + ahead, from);
        }
    }
}

}  // namespace vorrat::forecast

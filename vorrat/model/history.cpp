#include "vorrat/model/history.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "vorrat/base/check.h"

namespace vorrat {
namespace {

using std::chrono::months;
using std::chrono::year_month_day;

constexpr int hours_per_day = 24;
constexpr std::array frequencies{Frequency::hour,  Frequency::day,     Frequency::week,
                                 Frequency::month, Frequency::quarter, Frequency::year};

int months_between(Date first, Date last) {
    const year_month_day a{first};
    const year_month_day b{last};
    return static_cast<int>((b.year() / b.month() - a.year() / a.month()).count());
}

/// Rounds towards the past.
int whole_steps(int apart, int size) {
    return apart >= 0 ? apart / size : -((-apart + size - 1) / size);
}

Date add_months(Date start, int count) {
    const year_month_day parts{start};
    const auto moved = parts.year() / parts.month() + months{count};
    const auto last =
        std::chrono::year_month_day_last{moved.year(), std::chrono::month_day_last{moved.month()}};
    return Date{moved / std::min(parts.day(), last.day())};
}

}  // namespace

Date advance(Date start, int steps, Frequency frequency) {
    switch (frequency) {
        case Frequency::hour:
        case Frequency::day:
            return start + days{steps};
        case Frequency::week:
            return start + days{7 * steps};
        case Frequency::month:
            return add_months(start, steps);
        case Frequency::quarter:
            return add_months(start, 3 * steps);
        case Frequency::year:
            return add_months(start, 12 * steps);
    }
    impossible("a Frequency outside its enum");
}

int steps_between(Date first, Date last, Frequency frequency) {
    const int apart = static_cast<int>((last - first).count());
    switch (frequency) {
        case Frequency::hour:
        case Frequency::day:
            return apart;
        case Frequency::week:
            return whole_steps(apart, 7);
        case Frequency::month:
            return months_between(first, last);
        case Frequency::quarter:
            return whole_steps(months_between(first, last), 3);
        case Frequency::year:
            return whole_steps(months_between(first, last), 12);
    }
    impossible("a Frequency outside its enum");
}

int season_length(Frequency frequency) {
    switch (frequency) {
        case Frequency::hour:
            return 7 * hours_per_day;
        case Frequency::day:
            return 7;
        case Frequency::week:
            return 52;
        case Frequency::month:
            return 12;
        case Frequency::quarter:
            return 4;
        case Frequency::year:
            return 1;
    }
    impossible("a Frequency outside its enum");
}

std::string_view to_string(Frequency frequency) {
    switch (frequency) {
        case Frequency::hour:
            return "hour";
        case Frequency::day:
            return "day";
        case Frequency::week:
            return "week";
        case Frequency::month:
            return "month";
        case Frequency::quarter:
            return "quarter";
        case Frequency::year:
            return "year";
    }
    impossible("a Frequency outside its enum");
}

std::optional<Frequency> parse_frequency(std::string_view text) {
    for (const Frequency frequency : frequencies) {
        if (text == to_string(frequency)) {
            return frequency;
        }
    }
    return std::nullopt;
}

std::string to_string(Date date, Frequency frequency) {
    if (frequency != Frequency::hour) {
        return to_string(date);
    }
    const auto hours = date.time_since_epoch().count();
    const auto day = whole_steps(static_cast<int>(hours), hours_per_day);
    return fmt::format("{} {:02}:00:00", to_string(Date{days{day}}), hours - hours_per_day * day);
}

Date first_step_of(Date day, Frequency frequency) {
    return frequency == Frequency::hour ? Date{hours_per_day * day.time_since_epoch()} : day;
}

Date first_unknown_date(const History& history) {
    check(!history.series.empty(), "a history has at least one series");
    Date latest = history.series.front().start;
    for (const Series& series : history.series) {
        const int steps = static_cast<int>(series.quantity.size());
        latest = std::max(latest, advance(series.start, steps, history.frequency));
    }
    return latest;
}

History known_before(const History& history, Date date) {
    History known{history.frequency, history.regressors, {}};
    for (const Series& series : history.series) {
        std::size_t steps = 0;
        while (steps < series.quantity.size() &&
               advance(series.start, static_cast<int>(steps) + 1, history.frequency) <= date) {
            ++steps;
        }
        if (steps == 0) {
            continue;
        }
        Series past = series;
        past.quantity.resize(steps);
        if (!past.available.empty()) {
            past.available.resize(steps);
        }
        known.series.push_back(std::move(past));
    }
    return known;
}

}  // namespace vorrat

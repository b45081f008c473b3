#include "vorrat/forecast/features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "vorrat/base/check.h"
#include "vorrat/forecast/level.h"

namespace vorrat::forecast {
namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
/// Part of the mean of all known steps in the level: what was quiet lately can wake up.
constexpr double long_share = 0.1;
/// Steps without need, or since the first need, beyond which the count says nothing more.
constexpr std::size_t longest_count = 1000;
constexpr std::size_t recent_lags = 3;
/// Same steps of earlier seasons that are columns of their own, and those that are averaged.
constexpr std::size_t seasonal_lags = 4;
constexpr std::array<std::size_t, 3> seasonal_means{4, 8, 26};
constexpr std::size_t calendar_columns = 5;

/// Columns that are the same for every step ahead, and those that are not (without regressors).
constexpr std::size_t past_columns = std::tuple_size_v<decltype(Cycles::windows)> + 2 + 3 +
                                     memories.size() + 2 + recent_lags + 2 * panel_levels + 3;
constexpr std::size_t target_columns =
    seasonal_lags + seasonal_means.size() + 1 + 4 + 1 + calendar_columns;

/// Writes one value after another.
class Pen {
public:
    explicit Pen(std::span<float> out) : out_(out) {}
    void put(double value) {
        out_[next_++] = std::isfinite(value) ? static_cast<float>(value) : unknown;
    }
    void put_count(std::size_t count) { put(static_cast<double>(std::min(count, longest_count))); }
    std::size_t written() const { return next_; }

private:
    std::span<float> out_;
    std::size_t next_ = 0;
};

/// Sum over steps [from, to) by prefix sums.
double between(std::span<const double> prefix, std::size_t from, std::size_t to) {
    return prefix[to] - prefix[from];
}

/// Per known step of the last `window` before t; NaN where none is known.
double per_known(const Past& past, const std::vector<double>& prefix, std::size_t t,
                 std::size_t window) {
    const std::size_t from = t - std::min(t, window);
    return between(prefix, from, t) / between(past.count, from, t);
}

/// What the calendar says of a step: hour or weekday, day, week of the month, month, day of year.
std::array<double, calendar_columns> calendar_of(Date date, Frequency frequency) {
    constexpr double no = std::numeric_limits<double>::quiet_NaN();
    if (frequency == Frequency::hour) {
        constexpr int day = 24;
        constexpr int week = 7 * day;
        const auto hours = date.time_since_epoch().count();
        return {static_cast<double>(((hours % day) + day) % day),
                static_cast<double>(((hours % week) + week) % week), no, no, no};
    }
    const std::chrono::year_month_day civil{date};
    const auto day_of_month = static_cast<unsigned>(civil.day());
    const unsigned week_of_month = (day_of_month - 1) / 7;
    const auto month = static_cast<double>(static_cast<unsigned>(civil.month()));
    const Date new_year = Date{civil.year() / 1 / 1};
    const auto day_of_year = static_cast<double>((date - new_year).count());
    switch (frequency) {
        case Frequency::hour:
            break;
        case Frequency::day:
            return {static_cast<double>(weekday(date)), static_cast<double>(day_of_month),
                    static_cast<double>(week_of_month), month, day_of_year};
        case Frequency::week:
            return {no, no, static_cast<double>(week_of_month), month, day_of_year};
        case Frequency::month:
        case Frequency::quarter:
            return {no, no, no, month, no};
        case Frequency::year:
            return {no, no, no, no, no};
    }
    impossible("a Frequency outside its enum");
}

/// Mean of the known quantities of steps [from, to), which may lie before the series or, cut,
/// behind the origin; NaN where nothing is known.
double mean_of_steps(const Past& past, std::ptrdiff_t from, std::ptrdiff_t to, std::size_t origin) {
    const auto limit = static_cast<std::ptrdiff_t>(origin);
    const auto begin = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(from, 0, limit));
    const auto end = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(to, 0, limit));
    return between(past.sum, begin, end) / between(past.count, begin, end);
}

/// A series at one origin.
struct Origin {
    std::uint32_t track = 0;
    std::uint32_t back = 0;
    const Past* past = nullptr;
    std::size_t step = 0;  ///< of the series: the first one that is not known
    double level = 0;      ///< 0: too little is known for trees
};

double level_at(const Past& past, std::size_t t, const Cycles& cycles) {
    if (t < past.begun + cycles.windows[2]) {
        return 0;
    }
    const double lately = per_known(past, past.sum, t, cycles.windows[3]);
    const double ever = per_known(past, past.sum, t, t);
    return (std::isfinite(lately) ? lately : ever) + long_share * ever;
}

void write_past(const Panel& panel, const Origin& origin, std::span<float> out) {
    const Past& past = *origin.past;
    const Track& track = panel.tracks()[origin.track];
    const std::size_t t = origin.step;
    const double level = origin.level;
    const Cycles& cycles = panel.cycles();
    Pen pen(out);
    for (const std::size_t window : cycles.windows) {
        pen.put(per_known(past, past.sum, t, window) / level);
    }
    for (const std::size_t k : {2, 3}) {
        const double mean = per_known(past, past.sum, t, cycles.windows[k]);
        const double square = per_known(past, past.square, t, cycles.windows[k]);
        pen.put(std::sqrt(std::max(0.0, square - mean * mean)) / level);
    }
    for (const std::size_t k : {0, 2, 3}) {
        pen.put(per_known(past, past.positive, t, cycles.windows[k]));
    }
    for (std::size_t k = 0; k < memories.size(); ++k) {
        pen.put(past.memory[t * memories.size() + k] / level);
    }
    pen.put_count(past.quiet[t]);
    pen.put_count(t - past.begun);
    for (std::size_t lag = 1; lag <= recent_lags; ++lag) {
        const bool known = lag <= t && past.seen.known(t - lag);
        pen.put(known ? past.seen.quantity[t - lag] / level : unknown);
    }
    const std::size_t at = panel.longest() - origin.back;
    for (std::size_t above = 0; above < panel_levels; ++above) {
        const std::vector<double>& sum = panel.groups(above)[panel.group_of(origin.track, above)];
        const auto per_step = [&](std::size_t window) {
            const std::size_t from = at - std::min(at, window);
            return (sum[at] - sum[from]) / static_cast<double>(at - from);
        };
        for (const std::size_t k : {0, 2}) {
            pen.put(per_step(cycles.windows[k]) / per_step(cycles.windows[3]));
        }
    }
    pen.put(std::log(level * track.seen.scale));
    pen.put(static_cast<double>(track.item_rank));
    pen.put(static_cast<double>(track.place_rank));
    check(pen.written() == out.size(), "the columns of the past are counted right");
}

void write_target(const Panel& panel, const Origin& origin, std::size_t ahead,
                  std::span<float> out) {
    const Past& past = *origin.past;
    const Cycles& cycles = panel.cycles();
    const double level = origin.level;
    const auto target = static_cast<std::ptrdiff_t>(origin.step + ahead);
    const auto season = static_cast<std::ptrdiff_t>(cycles.season);
    // The same step of the season, of the last season that is wholly known, and earlier.
    const std::ptrdiff_t latest =
        target - season * (static_cast<std::ptrdiff_t>(ahead / cycles.season) + 1);
    const auto known_at = [&](std::ptrdiff_t step) {
        return step >= 0 && past.seen.known(static_cast<std::size_t>(step));
    };
    Pen pen(out);
    for (std::size_t lag = 0; lag < seasonal_lags; ++lag) {
        const std::ptrdiff_t step = latest - season * static_cast<std::ptrdiff_t>(lag);
        pen.put(known_at(step) ? past.seen.quantity[static_cast<std::size_t>(step)] / level
                               : unknown);
    }
    double sum = 0;
    double square = 0;
    double count = 0;
    std::ptrdiff_t step = latest;
    std::size_t lag = 0;
    for (const std::size_t seasons : seasonal_means) {
        for (; lag < seasons; ++lag, step -= season) {
            if (known_at(step)) {
                const double quantity = past.seen.quantity[static_cast<std::size_t>(step)] / level;
                sum += quantity;
                square += quantity * quantity;
                ++count;
            }
        }
        pen.put(sum / count);
    }
    pen.put(std::sqrt(std::max(0.0, square / count - (sum / count) * (sum / count))));
    const std::ptrdiff_t year_ago = target - static_cast<std::ptrdiff_t>(cycles.year);
    const auto half_season = static_cast<std::ptrdiff_t>(cycles.windows[0] / 2);
    const auto half_month = static_cast<std::ptrdiff_t>(cycles.windows[2] / 2);
    const double then =
        mean_of_steps(past, year_ago - half_season, year_ago + half_season + 1, origin.step);
    const std::ptrdiff_t origin_then =
        static_cast<std::ptrdiff_t>(origin.step) - static_cast<std::ptrdiff_t>(cycles.year);
    pen.put(mean_of_steps(past, year_ago, year_ago + 1, origin.step) / level);
    pen.put(then / level);
    pen.put(mean_of_steps(past, year_ago - half_month, year_ago + half_month + 1, origin.step) /
            level);
    pen.put(then / mean_of_steps(past, origin_then - static_cast<std::ptrdiff_t>(cycles.windows[2]),
                                 origin_then, origin.step));
    pen.put_count(ahead);
    const Date date = advance(
        panel.origin(), static_cast<int>(ahead) - static_cast<int>(origin.back), panel.frequency());
    for (const double value : calendar_of(date, panel.frequency())) {
        pen.put(value);
    }
    check(pen.written() == out.size(), "the columns of the target are counted right");
}

/// Goes from moment to moment; the past of a series with bounds is made once per origin.
class Reader {
public:
    explicit Reader(const Panel& panel) : panel_(panel) {}

    const Origin& at(const Moment& moment) {
        if (now_.past != nullptr && now_.track == moment.track && now_.back == moment.back) {
            return now_;
        }
        const Track& track = panel_.tracks()[moment.track];
        now_ = {.track = moment.track, .back = moment.back, .past = &track.whole};
        if (moment.back >= track.seen.size()) {
            return now_;
        }
        now_.step = track.seen.size() - moment.back;
        if (track.bounded) {
            own_ = panel_.past(moment.track, moment.back);
            now_.past = &own_;
        }
        const bool known = now_.past->sum.size() > now_.step;
        now_.level = known ? level_at(*now_.past, now_.step, panel_.cycles()) : 0;
        return now_;
    }

private:
    const Panel& panel_;
    Past own_{};
    Origin now_{};
};

}  // namespace

std::size_t feature_columns(const Panel& panel) {
    return past_columns + target_columns + panel.outside().columns();
}

Features features_at(const Panel& panel, std::span<const Moment> moments) {
    const std::size_t columns = feature_columns(panel);
    Features made;
    made.cells.reserve(moments.size() * columns);
    Reader reader(panel);
    for (std::size_t k = 0; k < moments.size(); ++k) {
        const Origin& origin = reader.at(moments[k]);
        if (!(origin.level > 0)) {
            continue;
        }
        made.moment.push_back(k);
        made.level.push_back(origin.level);
        made.cells.resize(made.cells.size() + columns);
        const std::span<float> row = std::span(made.cells).last(columns);
        const std::size_t ahead = moments[k].ahead;
        write_past(panel, origin, row.first(past_columns));
        write_target(panel, origin, ahead, row.subspan(past_columns, target_columns));
        panel.tracks()[origin.track].outside.write(origin.step, origin.step + ahead,
                                                   row.subspan(past_columns + target_columns));
    }
    return made;
}

}  // namespace vorrat::forecast

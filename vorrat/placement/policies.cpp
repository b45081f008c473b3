#include "vorrat/placement/policies.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "vorrat/placement/ratio.h"
#include "vorrat/placement/stations.h"
#include "vorrat/reserve/reserve.h"

namespace vorrat::placement {
namespace {

/// Steps that make so many weeks: 7 days, 1 week; months as 4 weeks each, at least 1.
int steps_of_weeks(int weeks, Frequency frequency) {
    switch (frequency) {
        case Frequency::day:
            return 7 * weeks;
        case Frequency::week:
            return weeks;
        case Frequency::month:
            return std::max(1, weeks / 4);
        case Frequency::hour:
        case Frequency::quarter:
        case Frequency::year:
            break;  // no workspace has them
    }
    impossible("a Frequency outside its enum");
}

/// Position in the season: of a date that lies on the grid of the frequency.
std::size_t season_position(Date date, Frequency frequency) {
    // A Monday in the first days of a year; weeks are counted from it.
    constexpr Date anchor{std::chrono::year{2001} / 1 / 1};
    const int season = season_length(frequency);
    if (frequency == Frequency::month) {
        return static_cast<unsigned>(std::chrono::year_month_day{date}.month()) - 1;
    }
    const int position = steps_between(anchor, date, frequency) % season;
    return static_cast<std::size_t>(position < 0 ? position + season : position);
}

/// Mean of the in-stock need at each position of the season, relative to the mean of all; 1 where
/// nothing is known.
std::vector<double> season_index(const World& world) {
    const History& history = world.history;
    const auto season = static_cast<std::size_t>(season_length(history.frequency));
    std::vector<double> sum(season, 0);
    std::vector<double> count(season, 0);
    for (const Series& series : history.series) {
        for (std::size_t t = 0; t < series.quantity.size(); ++t) {
            const bool in_stock = series.available.empty() || series.available[t] != 0;
            if (!in_stock || std::isnan(series.quantity[t])) {
                continue;
            }
            const Date date = advance(series.start, static_cast<int>(t), history.frequency);
            const std::size_t at = season_position(date, history.frequency);
            sum[at] += series.quantity[t];
            count[at] += 1;
        }
    }
    const double all = std::accumulate(sum.begin(), sum.end(), 0.0);
    const double cells = std::accumulate(count.begin(), count.end(), 0.0);
    std::vector<double> index(season, 1);
    for (std::size_t at = 0; at < season; ++at) {
        if (count[at] > 0 && all > 0) {
            index[at] = sum[at] / count[at] / (all / cells);
        }
    }
    return index;
}

/// Mean of the last `window` steps that are clean, each divided by its season index.
double level_without_season(const Station& station, Date today, const std::vector<double>& index,
                            Frequency frequency, int window) {
    double sum = 0;
    int count = 0;
    for (int back = 1; back <= window && back <= static_cast<int>(station.need.size()); ++back) {
        const std::size_t at = station.need.size() - static_cast<std::size_t>(back);
        const double season = index[season_position(advance(today, -back, frequency), frequency)];
        if (station.clean[at] == 0 || season <= 0) {
            continue;
        }
        sum += station.need[at] / season;
        ++count;
    }
    return count > 0 ? sum / count : 0;
}

struct Moments {
    double mean = 0;
    double deviation = 0;
};

Moments recent_moments(const Station& station, int window) {
    std::vector<double> values;
    for (int back = 1; back <= window && back <= static_cast<int>(station.need.size()); ++back) {
        const std::size_t at = station.need.size() - static_cast<std::size_t>(back);
        if (station.clean[at] != 0) {
            values.push_back(station.need[at]);
        }
    }
    if (values.empty()) {
        return {};
    }
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return {mean, values.size() > 1 ? std::sqrt(squares / (n - 1)) : 0};
}

Order order_up_to(const World& world, const Level& level) {
    const double pack = world.items[level.item].pack_size;
    const double missing = std::max(0.0, level.units - level.position);
    return {level.item, level.lane, pack * std::round(missing / pack)};
}

std::vector<Order> orders_up_to(const World& world, const std::vector<Level>& levels) {
    std::vector<Order> orders;
    for (const Level& level : levels) {
        const Order order = order_up_to(world, level);
        if (order.quantity > 0) {
            orders.push_back(order);
        }
    }
    return orders;
}

/// Mean need of so many steps and normal safety stock at the critical ratio.
double covering(const Moments& moments, double ratio, int steps) {
    const double safety =
        ratio > 0 ? reserve::normal_quantile(ratio) * moments.deviation * std::sqrt(steps) : 0;
    return std::max(0.0, moments.mean * steps + safety);
}

std::vector<Order> base_stock(const Seen& seen) {
    const Frequency frequency = seen.world.history.frequency;
    const int review = review_steps(seen.world.criteria, frequency);
    std::vector<Level> levels;
    for (const Station& station : stations(seen.world, seen.today)) {
        const Moments moments = recent_moments(station, steps_of_weeks(26, frequency));
        const double ratio = critical_ratio(seen.world, station.item, frequency);
        levels.push_back({station.item, station.place, station.lane,
                          covering(moments, ratio, station.lead + review), station.position});
    }
    return orders_up_to(seen.world, levels);
}

std::vector<Order> reorder(const Seen& seen) {
    const Frequency frequency = seen.world.history.frequency;
    const int review = review_steps(seen.world.criteria, frequency);
    std::vector<Level> levels;
    for (const Station& station : stations(seen.world, seen.today)) {
        const Moments moments = recent_moments(station, steps_of_weeks(26, frequency));
        const double ratio = critical_ratio(seen.world, station.item, frequency);
        if (station.position > covering(moments, ratio, station.lead + review)) {
            continue;
        }
        const double up_to = covering(moments, ratio, station.lead + review) +
                             moments.mean * steps_of_weeks(1, frequency);
        levels.push_back({station.item, station.place, station.lane, up_to, station.position});
    }
    return orders_up_to(seen.world, levels);
}

std::vector<Order> reactive(const Seen& seen) {
    const int review = review_steps(seen.world.criteria, seen.world.history.frequency);
    std::vector<Order> orders;
    for (const Station& station : stations(seen.world, seen.today)) {
        const auto steps =
            std::min<std::size_t>(static_cast<std::size_t>(review), station.need.size());
        const double shown = std::accumulate(
            station.need.end() - static_cast<std::ptrdiff_t>(steps), station.need.end(), 0.0);
        const double pack = seen.world.items[station.item].pack_size;
        if (shown > 0) {
            orders.push_back({station.item, station.lane, pack * std::ceil(shown / pack)});
        }
    }
    return orders;
}

}  // namespace

std::vector<Level> reference_levels(const World& world, Date today) {
    const Frequency frequency = world.history.frequency;
    const std::vector<double> index = season_index(world);
    std::vector<Level> levels;
    for (const Station& station : stations(world, today)) {
        const double level =
            level_without_season(station, today, index, frequency, steps_of_weeks(13, frequency));
        // A hub covers the same weeks from the day its goods can arrive on.
        const int hub_lead = station.is_hub ? lead_steps(world.lanes[station.lane], frequency) : 0;
        double units = 0;
        for (int t = 0; t < steps_of_weeks(4, frequency) + hub_lead; ++t) {
            units += level * index[season_position(advance(today, t, frequency), frequency)];
        }
        levels.push_back({station.item, station.place, station.lane, units, station.position});
    }
    return levels;
}

NamedPolicy reference_policy() {
    return {"reference", [](const Seen& seen) -> Result<std::vector<Order>> {
                return orders_up_to(seen.world, reference_levels(seen.world, seen.today));
            }};
}

NamedPolicy base_stock_policy() {
    return {"base-stock",
            [](const Seen& seen) -> Result<std::vector<Order>> { return base_stock(seen); }};
}

NamedPolicy reorder_policy() {
    return {"reorder",
            [](const Seen& seen) -> Result<std::vector<Order>> { return reorder(seen); }};
}

NamedPolicy reactive_policy() {
    return {"reactive",
            [](const Seen& seen) -> Result<std::vector<Order>> { return reactive(seen); }};
}

NamedPolicy no_orders_policy() {
    return {"none", [](const Seen&) -> Result<std::vector<Order>> { return std::vector<Order>{}; }};
}

std::vector<NamedPolicy> builtin_policies() {
    return {reference_policy(), base_stock_policy(), reorder_policy(), reactive_policy(),
            no_orders_policy()};
}

}  // namespace vorrat::placement

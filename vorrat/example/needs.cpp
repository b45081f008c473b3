#include "vorrat/example/needs.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "vorrat/base/random.h"
#include "vorrat/example/calendar.h"
#include "vorrat/example/towns.h"
#include "vorrat/example/tuning.h"

namespace vorrat::example {
namespace {

constexpr int days_in_all = tuning::history_days + tuning::horizon_days;
constexpr Date first_day = tuning::last_day - days{tuning::history_days - 1};

// The one shock: nine days of flood along the Elbe, invented. People stock up on what they need.
constexpr Date flood_first = tuning::last_day - days{145};  // 2026-06-08
constexpr Date flood_last = tuning::last_day - days{137};   // 2026-06-16
constexpr std::array<std::string_view, 5> flooded{"dresden", "meissen", "pirna", "radebeul",
                                                  "torgau"};
constexpr std::array<double, tier_count> flood_factor{1.6, 1.1, 0.6};
constexpr double flood_stockouts = 12;  // times as often

// Streams of the generator, so that each series and place draws its own numbers.
constexpr std::uint64_t series_streams = 1;
constexpr std::uint64_t week_streams = 1'000'000;
constexpr std::uint64_t taste_stream = 2'000'000;

std::uint64_t series_stream(std::size_t item, std::size_t town) {
    return series_streams + item * towns().size() + town;
}

/// About 1, never far from it.
double around_one(Random& random, double spread) {
    return 1 + spread * std::clamp(random.normal(), -2.5, 2.5);
}

std::int64_t count(Random& random, double mean) {
    constexpr double poisson_is_normal = 300;  // the error of the shape is below the spread's
    if (mean < poisson_is_normal) {
        return random.poisson(mean);
    }
    const double drawn = std::floor(mean + std::sqrt(mean) * random.normal() + 0.5);
    return std::max<std::int64_t>(0, static_cast<std::int64_t>(drawn));
}

/// How one series was served: when it ran out, and for how long.
class Stockouts {
public:
    explicit Stockouts(Random& random) : random_(random) {}

    bool out_today(double times_as_often) {
        constexpr std::uint32_t longest_days = 4;
        const double chance = tuning::stockouts_per_year / 365 * times_as_often;
        if (left_ == 0 && random_.uniform() < chance) {
            left_ = 1 + random_.below(longest_days);
        }
        const bool out = left_ > 0;
        if (out) {
            --left_;
        }
        return out;
    }

private:
    Random& random_;
    std::uint32_t left_ = 0;
};

/// Factors of every week of the history at one place, shared by all its items.
std::vector<double> place_weeks(std::uint64_t seed, std::size_t town) {
    Random random(seed, week_streams + town);
    std::vector<double> weeks;
    for (int day = 0; day < tuning::history_days; day += 7) {
        weeks.push_back(around_one(random, tuning::place_week_spread));
    }
    return weeks;
}

using Day = NeedModel::Day;

std::vector<Day> all_days() {
    std::vector<Day> all;
    for (int i = 0; i < days_in_all; ++i) {
        const Date date = first_day + days{i};
        all.push_back({.date = to_string(date),
                       .holiday = is_holiday_in_saxony(date),
                       .flood = date >= flood_first && date <= flood_last});
    }
    return all;
}

/// `date,item,place,quantity,available,holiday`, without the checks of a general writer: nothing
/// here needs quotes, and there are 850,000 of them.
void append_observed(std::string& text, const Day& day, std::string_view key, std::int64_t quantity,
                     bool available) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), quantity).ptr;
    text += day.date;
    text += key;
    text.append(digits.data(), end);
    text += available ? ",1," : ",0,";
    text += day.holiday ? "1\n" : "0\n";
}

void append_known_ahead(std::string& text, const Day& day, std::string_view key) {
    text += day.date;
    text += key;
    text += ",,";
    text += day.holiday ? "1\n" : "0\n";
}

}  // namespace

double wave(double turns) {
    const double off = std::abs(turns - std::floor(turns + 0.5));  // 0 .. 0.5
    if (off <= 0.25) {
        return 1 - 16 * off * off;
    }
    return -1 + 16 * (0.5 - off) * (0.5 - off);
}

double day_factor(Date date) {
    constexpr std::array<double, 7> week{0.95, 0.9, 0.9, 1.0, 1.3, 1.45, 0.5};
    constexpr double on_a_holiday = 0.4;
    constexpr double on_the_eve = 1.3;
    if (is_holiday_in_saxony(date)) {
        return on_a_holiday;
    }
    const double usual = week[static_cast<std::size_t>(weekday(date))];
    return is_holiday_in_saxony(date + days{1}) ? usual * on_the_eve : usual;
}

NeedModel::NeedModel(std::uint64_t seed) : seed_(seed) {
    Random random(seed, taste_stream);
    for (std::size_t i = 0; i < consumption().size() * towns().size(); ++i) {
        taste_.push_back(around_one(random, tuning::place_taste_spread));
    }
    for (const Consumption& item : consumption()) {
        for (int i = 0; i < days_in_all; ++i) {
            const Date date = first_day + days{i};
            const double turns = (day_of_year(date) - item.peak_day) / 365.0;
            const double years = (i - tuning::history_days / 2.0) / 365.0;
            calendar_.push_back(day_factor(date) * (1 + item.season * wave(turns)) *
                                (1 + item.trend * years));
        }
    }
}

double NeedModel::level(std::size_t item, std::size_t town) const {
    return towns()[town].population * tuning::member_share * consumption()[item].per_head_and_day *
           taste_[item * towns().size() + town];
}

double NeedModel::calendar_factor(std::size_t item, std::size_t day) const {
    return calendar_[item * static_cast<std::size_t>(days_in_all) + day];
}

double NeedModel::expected_over_horizon(std::size_t item, std::size_t town) const {
    double sum = 0;
    for (std::size_t day = tuning::history_days; day < days_in_all; ++day) {
        sum += calendar_factor(item, day);
    }
    return level(item, town) * sum;
}

std::size_t NeedModel::history_rows() const {
    return consumption().size() * towns().size() * tuning::history_days;
}

void NeedModel::append_series(std::string& text, std::size_t item, std::size_t town,
                              const std::vector<Day>& calendar,
                              const std::vector<double>& weeks) const {
    const Consumption& eaten = consumption()[item];
    const std::string_view place = towns()[town].id;
    const std::string key = "," + std::string(eaten.item) + "," + std::string(place) + ",";
    const Tier tier = goods()[good_index(eaten.item)].tier;
    const bool by_the_river = std::ranges::find(flooded, place) != flooded.end();
    const double shape = 1 / (eaten.spread * eaten.spread);
    const double usual = level(item, town);
    Random random(seed_, series_stream(item, town));
    Stockouts stockouts(random);
    for (std::size_t day = 0; day < tuning::history_days; ++day) {
        const bool flood = by_the_river && calendar[day].flood;
        const double mean = usual * calendar_factor(item, day) * weeks[day / 7] *
                            (flood ? flood_factor[static_cast<std::size_t>(tier)] : 1) *
                            random.gamma(shape) / shape;
        const auto need = static_cast<double>(count(random, mean));
        const bool out = stockouts.out_today(flood ? flood_stockouts : 1);
        const double served = out ? random.uniform() : 1;
        append_observed(text, calendar[day], key, static_cast<std::int64_t>(need * served), !out);
    }
    for (std::size_t day = tuning::history_days; day < calendar.size(); ++day) {
        append_known_ahead(text, calendar[day], key);
    }
}

std::string NeedModel::needs_csv() const {
    const std::vector<Day> calendar = all_days();
    std::string text = "date,item_id,place_id,quantity,available,holiday\n";
    constexpr std::size_t bytes_per_row = 48;
    text.reserve(consumption().size() * towns().size() * calendar.size() * bytes_per_row);
    for (std::size_t item = 0; item < consumption().size(); ++item) {
        for (std::size_t town = 0; town < towns().size(); ++town) {
            append_series(text, item, town, calendar, place_weeks(seed_, town));
        }
    }
    return text;
}

}  // namespace vorrat::example

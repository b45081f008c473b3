#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/model/ids.h"

namespace vorrat {

/// How far apart the steps of a history lie. Hours are counted on a clock without changes; where
/// the frequency is hour, and only there, a Date counts hours since 1970-01-01 00:00 instead of
/// days, so that steps are exact in all of them. Workspaces have days, weeks or months; the others
/// come from bare files in the long format (docs/formats/long.md).
enum class Frequency { hour, day, week, month, quarter, year };

/// The date `steps` steps after `start`; the last day of a shorter month where the day is missing.
Date advance(Date start, int steps, Frequency frequency);

/// Steps from `first` to `last`, both on the grid of `frequency`; negative when last comes before.
int steps_between(Date first, Date last, Frequency frequency);

/// Steps in one season: 168 hours or 7 days per week, 52 weeks, 12 months or 4 quarters per year;
/// 1 for years, which have none.
int season_length(Frequency frequency);

/// `hour`, `day`, `week`, `month`, `quarter`, `year`.
std::string_view to_string(Frequency frequency);
/// Nothing for another text.
std::optional<Frequency> parse_frequency(std::string_view text);

/// The date of a step: `2026-01-05`, of hours `2026-01-05 13:00:00`.
std::string to_string(Date date, Frequency frequency);
/// The step that begins with a day: of hours its first.
Date first_step_of(Date day, Frequency frequency);

/// The need for one item at one place, one value per step without gaps, oldest first.
struct Series {
    ItemId item;
    PlaceId place;
    Date start;
    /// n values, units of the item; NaN: nobody knows (a row with an empty quantity)
    std::vector<double> quantity;
    /// n values or none; 0: out of stock, the quantity is a lower bound of the need
    std::vector<std::uint8_t> available;
    /// per column of History::regressors: n values, then known future values; NaN: not given
    std::vector<std::vector<float>> regressors;

    bool operator==(const Series&) const = default;
};

/// All series of a workspace, ordered by item, then place; one frequency; each ends where its
/// last observation lies.
struct History {
    Frequency frequency = Frequency::day;
    std::vector<std::string> regressors;  ///< names of the columns
    std::vector<Series> series;

    bool operator==(const History&) const = default;
};

/// The day after the last observation of any series: the first day nobody knows yet. The history
/// must have at least one step.
Date first_unknown_date(const History& history);

/// The history as it was known on the morning of `date`: steps before it only. Series that had not
/// begun are left out. Known future values of regressors stay.
History known_before(const History& history, Date date);

}  // namespace vorrat

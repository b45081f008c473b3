#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vorrat/forecast/observed.h"
#include "vorrat/forecast/outside.h"
#include "vorrat/forecast/settings.h"
#include "vorrat/model/history.h"
#include "vorrat/model/need.h"

namespace vorrat::forecast {

/// A series as it was known at an origin, with the sums that rolling statistics are differences of.
/// Each sum holds at t what lies before step t, so it says the same at any later origin.
struct Past {
    Observed seen{};                   ///< bounds filled from the steps before the origin
    std::size_t begun = 0;             ///< first step with a quantity above zero; size(): none
    std::vector<double> sum{};         ///< n + 1 values: of the known quantities before each step
    std::vector<double> square{};      ///< of their squares
    std::vector<double> count{};       ///< of known steps
    std::vector<double> positive{};    ///< of known quantities above zero
    std::vector<std::size_t> quiet{};  ///< n + 1: steps since the last quantity above zero
    std::vector<double> memory{};      ///< (n + 1) x memories: levels without season
};
/// Fills the bounds of `seen`.
Past past_of(const Observed& seen);

/// One series of a panel.
struct Track {
    SeriesKey key{};
    std::size_t row = 0;          ///< position in the order the panel was given
    std::uint32_t item_rank = 0;  ///< Ranks
    std::uint32_t place_rank = 0;
    Observed seen{};       ///< the steps before the origin as they came: bounds are not filled
    bool bounded = false;  ///< has bounds above zero, so that each origin has a past of its own
    Past whole{};          ///< not bounded: of all steps, and so of every origin
    Outside::Of outside{};
};

/// Where a row of the table comes from: what series `track` needs `ahead` steps after the origin
/// that lies `back` steps before the panel's.
struct Moment {
    std::uint32_t track = 0;
    std::uint32_t back = 0;
    std::uint32_t ahead = 0;
};

/// Levels at which series are added up: item, place, all.
constexpr std::size_t panel_levels = 3;

/// All series of a history side by side, in the order of their ranks, so that nothing depends on
/// the order of a file. Memory: about 110 bytes per step that is looked at, five years of days.
class Panel {
public:
    /// Series of which nothing is known, or only zeros, have no tracks.
    ///
    /// order   positions in history.series
    Panel(const History& history, Date origin, std::span<const std::size_t> order,
          const Ranks& ranks);

    std::span<const Track> tracks() const { return tracks_; }
    Frequency frequency() const { return frequency_; }
    Date origin() const { return origin_; }
    const Cycles& cycles() const { return cycles_; }
    const Outside& outside() const { return outside_; }
    std::size_t longest() const { return longest_; }  ///< steps of the longest track
    /// The largest scale of a track: sums over tracks are in this unit, so that they stay finite.
    double unit() const { return unit_; }

    /// What a track had before an origin; nothing when it had not begun.
    Past past(std::size_t track, std::size_t back) const;

    /// Sums over the tracks of each group of a level: prefix sums, longest() + 1 values, the last
    /// at the origin. What sold out counts with what was there.
    std::span<const std::vector<double>> groups(std::size_t level) const { return groups_[level]; }
    std::size_t group_of(std::size_t track, std::size_t level) const {
        return group_of_[track][level];
    }

private:
    void add_groups();

    Frequency frequency_;
    Date origin_;
    Cycles cycles_;
    Outside outside_;
    std::vector<Track> tracks_;
    std::size_t longest_ = 0;
    double unit_ = 0;
    std::array<std::vector<std::vector<double>>, panel_levels> groups_;
    std::vector<std::array<std::size_t, panel_levels>> group_of_;  ///< per track
};

/// Mean squared one-step difference of a sum, in its unit, from its first need on and over all but
/// the last `back` steps; NaN: too few.
double squared_jumps(std::span<const double> prefix, std::size_t back);

}  // namespace vorrat::forecast

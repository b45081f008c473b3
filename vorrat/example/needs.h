#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "vorrat/example/goods.h"

namespace vorrat::example {

/// The lasting need of every item at every depot, and its calendar. What happens on a single day is
/// drawn around it: a gamma variate (spread of the item) and a factor of the place's week, then a
/// Poisson count.
class NeedModel {
public:
    struct Day {
        std::string date;
        bool holiday = false;
        bool flood = false;
    };

    explicit NeedModel(std::uint64_t seed);

    /// Expected units over the horizon of the plan; positions in consumption() and towns().
    double expected_over_horizon(std::size_t item, std::size_t town) const;

    /// needs.csv: every series day by day, then the plan's horizon with the holidays known ahead
    /// and no quantity. On out-of-stock days a part of the need was served and available is 0.
    std::string needs_csv() const;

    std::size_t history_rows() const;

private:
    void append_series(std::string& text, std::size_t item, std::size_t town,
                       const std::vector<Day>& calendar, const std::vector<double>& weeks) const;
    double level(std::size_t item, std::size_t town) const;
    /// Of a day of the history or the horizon, 0 for the first day of the history.
    double calendar_factor(std::size_t item, std::size_t day) const;

    std::uint64_t seed_;
    std::vector<double> taste_;     // items x towns, about 1
    std::vector<double> calendar_;  // items x days
};

/// Calendar factors of an item whose need is steady; weekday, holidays and their eves, average 1
/// over an ordinary week.
double day_factor(Date date);

/// A wave of period 1 between -1 and 1 made of parabolas, 1 at 0: the same bits on every machine.
double wave(double turns);

}  // namespace vorrat::example

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "vorrat/forecast/cycles.h"
#include "vorrat/model/history.h"

namespace vorrat::forecast {

/// What the regressors of a history say to trees, docs/math/forecast.md section 8.2: a column of
/// numbers (a price) in relation to its own past, a frequent switch as it is, all rare switches
/// (events) as one code with the days around it.
class Outside {
public:
    explicit Outside(const History& history);

    std::size_t columns() const { return columns_; }

    /// The regressors of one series, from its step `first` on. Of each column as many steps beyond
    /// an origin are known as the file gives beyond the panel's origin, so that what is learned
    /// from the past knows no more than what is foreseen: a number is carried on from there, a
    /// switch or event is not known.
    class Of {
    public:
        /// Columns for step `target`, foreseen at step `origin` <= target, both counted from
        /// `first`; NaN: not known.
        void write(std::size_t origin, std::size_t target, std::span<float> out) const;

    private:
        friend class Outside;
        /// Steps as signed numbers: a column may end before the origin.
        using Step = std::ptrdiff_t;
        struct Switch {
            std::vector<float> values;  ///< one per step
            Step given = 0;             ///< steps known beyond an origin
        };
        struct Number {
            std::vector<float> values;   ///< carried on where none is given
            std::vector<double> sums;    ///< prefix sums of what is known
            std::vector<double> counts;  ///< prefix counts of what is known
            Step given = 0;
        };
        struct Event {
            Step step = 0;
            std::size_t kind = 0;  ///< position in kinds_
        };
        /// A column of rare switches.
        struct EventKind {
            float code = 0;
            Step end = 0;  ///< steps that have values
            Step given = 0;
        };
        void write_number(const Number& number, Step origin, Step target,
                          std::span<float> out) const;
        float event_at(Step step, Step origin) const;

        std::vector<Number> numbers_;
        std::vector<Switch> switches_;
        std::vector<Event> events_;  ///< rising by step, then by kind
        std::vector<EventKind> kinds_;
        Cycles cycles_{};
    };
    /// origin   the step of the series at which the panel's origin lies, >= first
    Of of(const Series& series, std::size_t first, std::size_t origin) const;

private:
    enum class Kind { silent, number, frequent, rare };
    static Of::Number number_of(std::vector<float> values, Of::Step given);

    Frequency frequency_;
    std::vector<Kind> kinds_;
    std::size_t columns_ = 0;
};

}  // namespace vorrat::forecast

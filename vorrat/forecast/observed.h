#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/model/history.h"

namespace vorrat::forecast {

/// What is known about a step, docs/math/forecast.md section 1.
enum class Knowledge : std::uint8_t {
    unknown,
    censored,  ///< the quantity is a lower bound
    observed,
};

/// A series as the models see it: the steps before the origin, none but the last few years.
struct Observed {
    /// units; a power of two near the mean of the observed quantities, so that dividing by it loses
    /// nothing; 0: all of them are zero
    double scale = 1;
    double mean = 1;                   ///< of the observed quantities, in scales
    std::vector<double> quantity;      ///< n values, in scales; 0 where nothing is known
    std::vector<Knowledge> knowledge;  ///< n values
    Frequency frequency = Frequency::day;
    int season = 1;  ///< steps, 1: none
    /// season of the series beside it, by steps before the last; none: flat. Section 2.2
    std::vector<double> usual_season{};

    std::size_t size() const { return quantity.size(); }
    bool known(std::size_t t) const { return knowledge[t] == Knowledge::observed; }
};

/// Steps in about one year of residuals, and the most that are looked at.
struct Memory {
    std::size_t year;
    std::size_t all;
};
Memory memory(Frequency frequency);

/// Nothing when the series has not begun before the origin or no quantity is known.
/// steps_max   the last steps before the origin that are looked at; none: Memory::all
std::optional<Observed> observe(const Series& series, Date origin, Frequency frequency,
                                std::optional<std::size_t> steps_max = {});

/// The series as it was known `back` steps before its end, in the scale it has, so that its
/// quantities stay the same numbers (0: all of them are zero). `seen` is as `observe` returns it:
/// bounds are filled after, never before, for what fills them must not know what came.
/// It is without a usual season, which came of later steps.
/// returns     nothing when it had not begun by then or no quantity was known
std::optional<Observed> before(const Observed& seen, std::size_t back,
                               std::optional<std::size_t> steps_max = {});

/// What is known of step t of a series; unknown behind its end.
Knowledge knowledge_of(const Series& series, std::size_t t);

/// Steps that stand for the present: 28 days, 14 days of hours, 8 weeks, 6 months, 4 quarters, 3
/// years. docs/math/forecast.md section 6, metrics.md section 3.
std::size_t recent_steps(Frequency frequency);

}  // namespace vorrat::forecast

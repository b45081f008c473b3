#pragma once

#include <array>
#include <cstddef>

#include "vorrat/model/history.h"

namespace vorrat::forecast {

/// The lengths, in steps, that trees look back by. docs/math/forecast.md section 8.1.
struct Cycles {
    std::size_t season = 7;  ///< after which need looks alike
    std::size_t year = 364;  ///< after which the calendar looks alike
    /// of rolling means, rising; the third is a month, the fourth the one of the level
    std::array<std::size_t, 6> windows{7, 14, 28, 91, 182, 364};
};
Cycles cycles_of(Frequency frequency);

}  // namespace vorrat::forecast

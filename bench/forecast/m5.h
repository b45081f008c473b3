#pragma once

#include <filesystem>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/forecast/forecast.h"
#include "vorrat/model/history.h"

namespace vorrat::bench {

/// The M5 subset and its twelve levels.
struct M5 {
    History history;  ///< regressor: price
    std::vector<forecast::Grouping> levels;
};

/// Reads `date,item_id,place_id,quantity,price,...`, ordered by series, then date.
Result<M5> read_m5(const std::filesystem::path& needs_gz);

}  // namespace vorrat::bench

#pragma once

#include <span>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/model/need.h"
#include "vorrat/model/world.h"

namespace vorrat::forecast {

/// From whom a series without history borrowed, nearest first.
enum class Kinship {
    same_item,   ///< at other places
    same_place,  ///< items of its group there
    same_group,  ///< at all places
    anything,    ///< all series
};

/// `same_item`, `same_place`, `same_group`, `anything`.
std::string_view to_string(Kinship kinship);

struct Borrowed {
    SeriesKey key;
    Kinship farthest = Kinship::same_item;  ///< the farthest kind that lent
    std::size_t donors = 0;
};

struct WithNewcomers {
    NeedForecast need;               ///< the known series and the newcomers, rising by key
    std::vector<Borrowed> borrowed;  ///< rising by key
};

/// The series a workspace should foresee although it has no history of them.
/// docs/math/newcomers.md section 1.
std::vector<SeriesKey> newcomers(const World& world);

/// Adds the newcomers to a forecast: mixtures of the distributions of their kin, as wide as these
/// differ. docs/math/newcomers.md sections 2 to 4. Keys that the forecast has are left as they are.
///
/// known     at least one series
/// errors    bad_input: nothing to borrow from
/// cost      per newcomer 256 donors x 40 points per step and sum
Result<WithNewcomers> with_newcomers(const World& world, const NeedForecast& known,
                                     std::span<const SeriesKey> newcomers);

}  // namespace vorrat::forecast

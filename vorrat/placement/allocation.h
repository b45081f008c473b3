#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "vorrat/base/parallel.h"

/// Scarce means for many: a separable concave problem under shared limits, solved by prices.
/// Knows no item and no place. docs/math/placement.md 5
namespace vorrat::placement {

/// What the units of a line are worth: pieces of equal width, each worth less per unit than the one
/// before.
struct Gains {
    double pack = 1;              ///< units
    double width = 1;             ///< whole packs in a piece
    double most = 0;              ///< whole packs wanted; the last piece ends here
    std::vector<float> per_unit;  ///< one per piece, not rising, >= 0

    /// Of so many packs, at most `most`.
    double worth(double packs) const;
};

constexpr std::uint32_t unlimited = std::numeric_limits<std::uint32_t>::max();

/// Limits of one kind, of which a line uses one at most.
struct LimitFamily {
    std::vector<double> limit;           ///< >= 0; finite where a line uses it
    std::vector<std::uint32_t> of_line;  ///< position in `limit`, or `unlimited`; one per line
    std::vector<double> per_unit;        ///< use of a unit, > 0; one per line
};

struct Allocation {
    std::vector<std::int64_t> packs;  ///< one per line; no limit is broken
    std::vector<std::vector<double>>
        prices;        ///< per family and limit: worth of one more unit of it
    double worth = 0;  ///< of `packs`
    double bound = 0;  ///< no allocation is worth more
    int sweeps = 0;    ///< over all families
};

/// Whole packs for every line so that the sum of worths is as large as the prices can find, with
/// the bound that the prices prove.
///
/// gains     one per line, none without a piece
/// cost      O(sweeps x families x lines x log pieces); about 200 bytes per line
/// source    dual ascent by blocks of prices (Bertsekas, Nonlinear Programming, 6.1 and 6.2)
Allocation allocate(std::span<const Gains* const> gains, std::span<const LimitFamily> families,
                    Threads threads);

}  // namespace vorrat::placement

#pragma once

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "vorrat/base/progress.h"
#include "vorrat/base/result.h"
#include "vorrat/model/need.h"
#include "vorrat/model/plan.h"
#include "vorrat/model/world.h"

namespace vorrat::plan {

/// So many units of an item at a depot over the horizon, each of them worth so much.
struct Wish {
    SeriesKey where;
    double width = 0;
    double worth = 0;
};

using ResourceAt = std::pair<ResourceId, PlaceId>;

/// So many hours (or other units) of a resource at a place over the horizon, at this effort each.
struct Effort {
    ResourceAt what;
    double width = 0;
    double effort = 0;
};

struct WishAnswer {
    std::vector<double> met;                      ///< one per wish, units
    std::vector<double> used;                     ///< one per effort, units
    std::map<SeriesKey, double> valuation;        ///< of one more unit there; none: cannot be had
    std::map<ResourceAt, double> hour_valuation;  ///< of one more unit offered
    /// All but the offered ones; valuations as in plan.md section 6.
    std::vector<PlanLimit> limits;
    double value = 0;  ///< worth met, less effort and burden
    double bound = 0;  ///< no answer is better than this
};

/// The world with its horizon as one period, without history, minimum coverages, ratio and
/// reserves. docs/math/rounds.md section 1
World as_one_period(const World& world, Date start);

/// What meets wishes of the most worth with the least effort and burden.
/// docs/math/rounds.md section 3
///
/// world    of `as_one_period`
/// efforts  of a resource at a place stand for all that the world says about it
/// errors   infeasible: the limits do not allow even to do nothing; failed: the caller ended it
/// cost     a third of a second for 30 depots x 34 items (bench/decide/play_rounds)
Result<WishAnswer> answer_wishes(const World& world, Date start, std::span<const Wish> wishes,
                                 std::span<const Effort> efforts, const Progress& progress = {});

/// A limit with its use where everything asked for is made and brought in the cheapest way at given
/// valuations of the limits; docs/math/rounds.md section 6.
struct PricedUse {
    std::map<SeriesKey, double> cost;  ///< of one more unit there, as `WishAnswer::valuation`
    std::vector<PlanLimit> limits;     ///< valuation: the one that was named
};

/// prices  one per limit, in the order of PricedUse::limits; empty: all 0
Result<PricedUse> cheapest_use(const World& world, Date start, std::span<const Wish> wishes,
                               std::span<const double> prices, const Progress& progress = {});

}  // namespace vorrat::plan

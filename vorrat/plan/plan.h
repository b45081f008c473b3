#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "vorrat/base/parallel.h"
#include "vorrat/base/progress.h"
#include "vorrat/base/result.h"
#include "vorrat/model/need.h"
#include "vorrat/model/plan.h"
#include "vorrat/model/world.h"
#include "vorrat/plan/wishes.h"
#include "vorrat/solve/solve.h"

/// Need and stock to production and transport, docs/math/plan.md.
namespace vorrat::plan {

struct Settings {
    /// which algorithm; automatic: the simplex method, for many entries the first-order method
    solve::Algorithm algorithm = solve::Algorithm::automatic;
    /// first-order only: the relative certified gap of each stage at which it is good enough
    double gap = 1e-3;
    /// first-order only: the plan does not depend on it
    Threads threads = {};
    /// an earlier plan of the same or a like world, from which the search starts; null: none
    const Plan* earlier = nullptr;
    /// first-order only: a gap that is little wider than that of the earlier plan is good enough
    bool as_good_as_earlier = false;
    /// seconds of wall clock for the whole plan; none: no limit. The first-order method then
    /// answers with what it has, some steps later
    std::optional<double> time_limit_seconds = {};
    Progress progress = {};
};

/// A plan, or why there is none under the criteria.
using Answer = std::variant<Plan, Conflict>;

/// The sums a forecast must hold for `make_plan`: one interval per period of the plan.
/// errors  bad_input: periods that are not whole steps (weekly needs and period_days 10)
Result<std::vector<Interval>> plan_intervals(const Criteria& criteria, Frequency frequency);

/// Plans production, transport and stock from `forecast.start` on: fairness first, then worth,
/// then the least burden, each with a bound that weak duality proves. Same input, same bytes.
///
/// forecast  its `intervals` hold those of `plan_intervals`
/// returns   the plan; or the conflict, when no plan satisfies the criteria
/// errors    bad_input: a sum over a period is missing; failed: time or the caller ended it
/// cost      some seconds for 30 depots x 34 items x 8 periods (bench/plan)
Result<Answer> make_plan(const World& world, const NeedForecast& forecast,
                         const Settings& settings = {});

/// A limit on the cheapest way on which one more unit would come, docs/math/why.md section 1.
struct LinkOfWay {
    std::string limit;     ///< in words
    double use = 0;        ///< of the limit per unit that comes
    double valuation = 0;  ///< worth of one more unit of the limit
};

/// A limit that gives way a little, and what a plan made anew under it brings.
struct Relaxed {
    std::string limit;  ///< in words
    double from = 0;    ///< as people state the limit
    double to = 0;
    double met = 0;       ///< units of this need met beyond the plan
    double worth = 0;     ///< of the whole plan beyond the plan
    double fairness = 0;  ///< lowest coverage beyond the plan
};

/// Why a need stays unmet.
struct Reason {
    UnmetNeed need;
    Period period;  ///< in which most is missing
    /// from that period on the first into which more could come; none: no way leads there
    std::optional<Period> earliest;
    std::vector<LinkOfWay> way;    ///< most worth first
    std::vector<Relaxed> relaxed;  ///< the cheapest first: least share of the limit per unit met
};

/// The reasons of the needs of which most is missing (weighted by tier), each with the effect of
/// what would help, found by planning again; docs/math/why.md section 4.
///
/// plan    of this world and forecast
/// most    so many needs
/// errors  those of `make_plan`
/// cost    one warm plan per limit on the ways of these needs
Result<std::vector<Reason>> why_unmet(const World& world, const NeedForecast& forecast,
                                      const Plan& plan, std::size_t most,
                                      const Settings& settings = {});

/// The conflict in words, as an error of kind infeasible.
Error conflict_error(const Conflict& conflict);

}  // namespace vorrat::plan

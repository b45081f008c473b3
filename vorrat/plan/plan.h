#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "vorrat/base/progress.h"
#include "vorrat/base/result.h"
#include "vorrat/model/need.h"
#include "vorrat/model/plan.h"
#include "vorrat/model/world.h"
#include "vorrat/plan/wishes.h"

/// Need and stock to production and transport, docs/math/plan.md.
namespace vorrat::plan {

struct Settings {
    /// an earlier plan of the same or a like world, from which the solver starts; null: none
    const Plan* earlier = nullptr;
    /// seconds of wall clock for the whole plan; none: no limit
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

/// The conflict in words, as an error of kind infeasible.
Error conflict_error(const Conflict& conflict);

}  // namespace vorrat::plan

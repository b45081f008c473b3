#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/model/ids.h"
#include "vorrat/model/network.h"

namespace vorrat {

/// One slice of the need for an item at a depot in a period, docs/math/plan.md section 2.
struct NeedSlice {
    /// 1 .. 5, by the levels between which the slice lies.
    int number() const {
        return 1 + static_cast<int>(level_to > 0) + static_cast<int>(level_to > 0.3) +
               static_cast<int>(level_to > 0.7) + static_cast<int>(level_to > 0.95);
    }

    ItemId item;
    PlaceId place;
    Period period;
    double level_from = 0;  ///< of the need's distribution
    double level_to = 0;
    double width = 0;      ///< units
    double use = 0;        ///< expected share of the slice that is asked for, in (0, 1]
    double set_aside = 0;  ///< answer: units of the slice that the plan holds ready, <= width
};

struct PlannedEntry {
    ItemId item;
    PlaceId place;
    Period period;
    double quantity = 0;
};
struct PlannedRun {
    ActivityId activity;
    PlaceId place;
    Period period;
    double runs = 0;
};
struct PlannedFlow {
    LaneId lane;
    ItemId item;
    Period leaves;
    double quantity = 0;
};

/// Stock after a period, what was wasted in it, and the reserve it should hold.
struct PlannedStock {
    ItemId item;
    PlaceId place;
    Period period;
    double stock = 0;
    double waste = 0;
    double reserve = 0;  ///< target, 0: none
    double reserve_missing = 0;
};

/// The families of rows of the programme, docs/math/plan.md section 4.
enum class RowKind {
    balance,
    ready,
    shelf,
    expiry,
    reserve,  // per item, place, period
    resource,
    work,
    storage,
    lane,  // per period
    cap,
    fairness,
    ratio,
    minimum,
    keep_fairness,
    keep_worth
};

/// Names a row of the programme; the parts a family does not have are not set.
struct RowKey {
    RowKind kind = RowKind::balance;
    std::optional<ItemId> item;
    std::optional<PlaceId> place;
    std::optional<Period> period;
    std::optional<LaneId> lane;
    std::optional<ResourceId> resource;
    std::optional<CommunityId> community;
    std::optional<Tier> tier;
    std::string indicator;  ///< caps only
};

/// The families of variables of the programme, docs/math/plan.md section 3.
enum class VariableKind {
    enter,
    run,
    send,
    stock,
    waste,
    set_aside,
    reserve_missing,
    lowest_coverage,
    mean_coverage
};

/// Names a variable of the programme; the parts a family does not have are not set.
struct VariableKey {
    VariableKind kind = VariableKind::enter;
    std::optional<ItemId> item;
    std::optional<PlaceId> place;
    std::optional<Period> period;
    std::optional<LaneId> lane;
    std::optional<ActivityId> activity;
    int slice = 0;  ///< set_aside only: 1 .. 5
};

/// A corner of the programme near the plan, from which the solver finds a like plan in a fraction
/// of the time. It proves nothing.
struct PlanBasis {
    std::vector<VariableKey> basic;
    std::vector<RowKey> basic_rows;
    std::vector<VariableKey> full;  ///< not basic and on their upper bound
};

struct RowDual {
    RowKey row;
    double value = 0;  ///< in the sign convention of docs/math/plan.md section 6
};

/// A limit of the plan as people see it.
struct PlanLimit {
    RowKey row;
    double used = 0;
    double limit = 0;
    double valuation = 0;  ///< worth of one more unit to the second stage's objective, >= 0
};

struct Coverage {
    CommunityId community;
    Tier tier = Tier::essential;
    double need = 0;  ///< expected, units
    double met = 0;   ///< expected, units
};

/// Need for an item at a place that the plan does not meet, over all periods.
struct UnmetNeed {
    ItemId item;
    PlaceId place;
    double need = 0;  ///< expected, units
    double met = 0;   ///< expected, units
};

struct IndicatorTotal {
    std::string indicator;
    double total = 0;
    std::optional<double> cap;
};

/// One stage of the lexicographic programme, with the proof of its bound.
struct PlanStage {
    std::string name;  ///< fairness, worth, burden
    bool maximise = true;
    double value = 0;            ///< of the published plan
    double bound = 0;            ///< no plan under the criteria is better than this
    double gap = 0;              ///< |value - bound| / max(1, |bound|)
    std::vector<RowDual> duals;  ///< the rows whose dual is not zero, in row order
};

struct PlanResiduals {
    double primal = 0;  ///< largest violation of a row or bound, relative to 1 + sum of |a x|
    double dual = 0;    ///< largest violated sign of a reduced cost, before boxes pay for it
};

/// Production, transport, stock and unmet need for all periods, with valuations and a proof.
struct Plan {
    Date start;
    int period_days = 7;
    int periods = 0;
    std::vector<NeedSlice> need;
    std::vector<PlannedEntry> entries;
    std::vector<PlannedRun> runs;
    std::vector<PlannedFlow> flows;
    std::vector<PlannedStock> stock;
    std::vector<PlanLimit> limits;
    std::vector<Coverage> coverage;
    std::vector<UnmetNeed> unmet;  ///< by weight of what is missing, largest first
    std::vector<IndicatorTotal> indicators;
    PerId<ItemId, double> item_ceiling;  ///< docs/math/plan.md section 3
    PerId<ActivityId, double> activity_ceiling;
    double fairness = 0;  ///< z: lowest community coverage
    double worth = 0;
    double burden = 0;
    double fairness_floor = 0;  ///< what stage 2 had to keep
    double worth_floor = 0;     ///< what stage 3 had to keep
    std::vector<PlanStage> stages;
    PlanResiduals residuals;
    PlanBasis basis;
    long iterations = 0;  ///< of the solver, all stages
};

/// Why no plan exists, and what would help.
struct Conflict {
    std::vector<std::string> limits;  ///< a smallest set that cannot hold together, in words
    struct Relaxation {
        std::string limit;
        double from = 0;
        double to = 0;
    };
    std::vector<Relaxation> cheapest;  ///< smallest weighted change that makes a plan possible
};

}  // namespace vorrat

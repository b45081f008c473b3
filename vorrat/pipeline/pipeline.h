#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/ingest/ingest.h"
#include "vorrat/model/need.h"
#include "vorrat/model/plan.h"
#include "vorrat/model/shipment.h"
#include "vorrat/model/world.h"
#include "vorrat/pipeline/alternatives.h"
#include "vorrat/pipeline/evaluation.h"
#include "vorrat/pipeline/foresight.h"
#include "vorrat/pipeline/means.h"
#include "vorrat/pipeline/policies.h"
#include "vorrat/placement/placement.h"
#include "vorrat/plan/plan.h"
#include "vorrat/publish/publish.h"

/// Joins the stages: the only room that sees all of them.
namespace vorrat::pipeline {

/// The world of a reading without errors.
/// errors  bad_input: the first finding that is an error, and how many there are
Result<World> sound_world(ingest::Reading reading);

/// Keeps the world in the store. A store whose last import has the same files is left as it is.
///
/// store  file or URL
/// when   the moment of the import, as text
/// returns  what the store now holds
/// errors   those of the store
Result<World> keep(World world, const std::string& store, const std::string& when,
                   const Means& means);

/// The first day that placement and plan decide about: `as_of`, or the day after the history.
/// errors  bad_input: no history, or a day before all of it
Result<Date> first_day(const World& world, std::optional<Date> as_of);

/// Levels of the quantiles that placement and plan work with.
std::vector<double> planning_levels();

/// What will be needed from `start` on, with the sums over every interval that placement and plan
/// ask about, and with the needs that people see otherwise; nothing of `start` or later is looked
/// at. errors  bad_input: periods that are not whole steps of the history
Result<NeedForecast> foresee(const World& world, Date start, const Means& means);

/// How a plan is found, and how good it has to be.
struct PlanMethod {
    solve::Algorithm algorithm = solve::Algorithm::automatic;
    /// first-order only: certified gap of each stage at which it is good enough, relative
    double gap = 1e-3;
    /// first-order only: a gap that is little wider than that of the earlier plan is good enough
    bool as_good_as_earlier = false;
};

/// What is decided on one day about the goods that are here and those under way.
struct Placed {
    std::vector<Redirection> under_way;
    placement::Placement placement;
};

/// Goods under way are addressed first; what they bring is not sent a second time.
/// earlier  what an earlier placement sent, docs/math/placement.md 5.5; none: there is none
/// errors   those of the forecast and of placement
Result<Placed> place_on(const World& world, Date day, const Means& means,
                        std::optional<std::vector<placement::Order>> earlier = {});

/// Production, transport and stock for the horizon.
///
/// earlier  a plan of the same or a like world, from which the solver starts; null: none
/// errors   infeasible: the limits in conflict and the cheapest relaxation, in words
Result<Plan> make_plan(const World& world, const NeedForecast& forecast, const Means& means,
                       const Plan* earlier = nullptr, const PlanMethod& method = {});

/// Everything one run made.
struct Run {
    World world;
    NeedForecast forecast;
    std::vector<Redirection> under_way;
    std::vector<Shipment> shipments;
    Plan plan;
    std::string title{};
    /// of `plan_only`: the forecast before people's corrections
    NeedForecast foreseen{};

    /// A view of this run, which must outlive it.
    publish::Publication publication() const;
};

/// The plan of a world without what is sent today, to be compared with others.
///
/// like     a run whose forecast is taken where this world's would be the same but for corrections:
///          of a world read from the same needs; from its plan the solver starts, and as good as
///          that is good enough; null: none
/// earlier  without `like`: a plan from which the solver starts; null: none
/// errors   those of the stages; infeasible: the limits in conflict, in words
Result<Run> plan_only(World world, std::optional<Date> as_of, const Run* like, const Means& means,
                      const Plan* earlier = nullptr);

/// Why the needs of which most is missing stay unmet, and what would help, found by planning again.
/// errors  those of the plan
Result<std::vector<plan::Reason>> why_unmet(const Run& run, std::size_t most, const Means& means);

struct RunSettings {
    std::filesystem::path out{};  ///< folder of the publication; empty: nothing is published
    std::string store{};          ///< file or URL; empty: nothing is kept
    std::string title{};
    std::string when{};             ///< moment of the run, for the store's list of imports
    std::optional<Date> as_of{};    ///< first day decided about; none: the day after the history
    const Plan* earlier = nullptr;  ///< from which the solver starts; null: none
    PlanMethod method{};
    publish::Accept accept{};  ///< looks at the publication before it is put in its place
    Means means{};
};

/// The whole path of the data, from a reading to a publication: store, forecast, placement, plan,
/// publish. errors: those of the stages
Result<Run> run(ingest::Reading reading, const RunSettings& settings);

}  // namespace vorrat::pipeline

#include "vorrat/pipeline/pipeline.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "vorrat/forecast/forecast.h"
#include "vorrat/pipeline/need_changes.h"
#include "vorrat/pipeline/need_overrides.h"
#include "vorrat/store/store.h"

namespace vorrat::pipeline {
namespace {

bool same_files(const std::vector<store::Import>& imports, const World& world) {
    return !imports.empty() && !world.inputs.empty() && imports.back().files == world.inputs;
}

std::vector<Interval> intervals_of(const World& world, std::vector<Interval> periods) {
    const auto by_first = [](const Interval& a, const Interval& b) {
        return std::pair(a.first, a.steps) < std::pair(b.first, b.steps);
    };
    const auto asked = placement::intervals_needed(world, world.history.frequency);
    periods.insert(periods.end(), asked.begin(), asked.end());
    std::ranges::sort(periods, by_first);
    periods.erase(std::unique(periods.begin(), periods.end()), periods.end());
    return periods;
}

std::string quoted_or(const std::string& title, std::string_view otherwise) {
    return title.empty() ? std::string(otherwise) : title;
}

}  // namespace

Result<World> sound_world(ingest::Reading reading) {
    if (reading.sound()) {
        return std::move(reading.world);
    }
    const auto first = std::ranges::find(reading.findings.kept, ingest::Severity::error,
                                         &ingest::Finding::severity);
    const std::string what =
        first == reading.findings.kept.end() ? "the workspace is not sound" : to_string(*first);
    if (reading.findings.errors == 1) {
        return bad_input(what);
    }
    return bad_input(fmt::format("{}\n({} errors in all; `vorrat check` lists them)", what,
                                 reading.findings.errors));
}

Result<World> keep(World world, const std::string& store, const std::string& when,
                   const Means& means) {
    auto location = store::parse_location(store);
    if (!location) {
        return location.error();
    }
    auto opened = store::open(*location);
    if (!opened) {
        return opened.error();
    }
    auto imports = opened->imports();
    if (!imports) {
        return imports.error();
    }
    if (!same_files(*imports, world)) {
        if (auto kept = opened->replace_world(world, when, means.progress); !kept) {
            return kept.error();
        }
    }
    world = World{};  // one copy in memory is enough
    return opened->load_world(means.progress);
}

Result<Date> first_day(const World& world, std::optional<Date> as_of) {
    if (world.history.series.empty()) {
        return bad_input("the workspace has no need history, so nothing can be foreseen");
    }
    const Date begin = std::ranges::min(world.history.series, {}, &Series::start).start;
    const Date day = as_of.value_or(first_unknown_date(world.history));
    if (day <= begin) {
        return bad_input(fmt::format("--as-of {}: want a day after the history begins, {}",
                                     to_string(day), to_string(begin)));
    }
    return day;
}

std::vector<double> planning_levels() {
    return {0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99};
}

namespace {

/// The forecast before people correct it.
Result<NeedForecast> foresee_alone(const World& world, Date start, const Means& means) {
    auto periods = plan::plan_intervals(world.criteria, world.history.frequency);
    if (!periods) {
        return periods.error();
    }
    forecast::Settings settings;
    settings.levels = planning_levels();
    settings.intervals = intervals_of(world, std::move(*periods));
    settings.horizon = 1;
    for (const Interval& interval : settings.intervals) {
        settings.horizon = std::max(settings.horizon, interval.first + interval.steps);
    }
    settings.origin = start;
    settings.threads = means.threads;
    settings.progress = means.progress;
    return forecast::forecast(world.history, settings);
}

NeedForecast corrected(NeedForecast foreseen, const World& world) {
    return with_need_changes(with_need_overrides(std::move(foreseen), world), world);
}

}  // namespace

Result<NeedForecast> foresee(const World& world, Date start, const Means& means) {
    auto foreseen = foresee_alone(world, start, means);
    if (!foreseen) {
        return foreseen.error();
    }
    return corrected(std::move(*foreseen), world);
}

Result<Placed> place_on(const World& world, Date day, const Means& means,
                        std::optional<std::vector<placement::Order>> earlier) {
    const auto forecast = foresee_for_placement(world, day, means, KnownBetter::counted);
    if (!forecast) {
        return forecast.error();
    }
    auto under_way = placement::redirect_under_way(world, *forecast, day);
    if (!under_way) {
        return under_way.error();
    }
    auto placed = placement::place(placement::with_redirections(world, *under_way), *forecast, day,
                                   {.threads = means.threads, .earlier = std::move(earlier)});
    if (!placed) {
        return placed.error();
    }
    return Placed{std::move(*under_way), std::move(*placed)};
}

Result<Plan> make_plan(const World& world, const NeedForecast& forecast, const Means& means,
                       const Plan* earlier, const PlanMethod& method) {
    auto answer = plan::make_plan(world, forecast,
                                  {.algorithm = method.algorithm,
                                   .gap = method.gap,
                                   .threads = means.threads,
                                   .earlier = earlier,
                                   .as_good_as_earlier = method.as_good_as_earlier,
                                   .progress = means.progress});
    if (!answer) {
        return answer.error();
    }
    if (auto* conflict = std::get_if<Conflict>(&*answer)) {
        return plan::conflict_error(*conflict);
    }
    return std::move(std::get<Plan>(*answer));
}

namespace {

/// But for corrections.
bool same_forecast(const World& a, const World& b) {
    return a.criteria.horizon_days == b.criteria.horizon_days &&
           a.criteria.period_days == b.criteria.period_days &&
           a.criteria.placement == b.criteria.placement;
}

bool same_corrections(const World& a, const World& b) {
    return a.need_changes == b.need_changes && a.need_overrides == b.need_overrides;
}

}  // namespace

Result<Run> plan_only(World world, std::optional<Date> as_of, const Run* like, const Means& means,
                      const Plan* earlier) {
    Run run;
    run.world = std::move(world);
    const auto start = first_day(run.world, as_of);
    if (!start) {
        return start.error();
    }
    const bool same = like != nullptr && same_forecast(run.world, like->world);
    if (same && same_corrections(run.world, like->world)) {
        run.foreseen = like->foreseen;
        run.forecast = like->forecast;
    } else if (same && !like->foreseen.series.empty()) {
        run.foreseen = like->foreseen;
        run.forecast = corrected(run.foreseen, run.world);
    } else {
        auto foreseen = foresee_alone(run.world, *start, means);
        if (!foreseen) {
            return foreseen.error();
        }
        run.foreseen = std::move(*foreseen);
        run.forecast = corrected(run.foreseen, run.world);
    }
    auto plan = make_plan(run.world, run.forecast, means, like == nullptr ? earlier : &like->plan,
                          {.as_good_as_earlier = like != nullptr});
    if (!plan) {
        return plan.error();
    }
    run.plan = std::move(*plan);
    return run;
}

Result<std::vector<plan::Reason>> why_unmet(const Run& run, std::size_t most, const Means& means) {
    return plan::why_unmet(run.world, run.forecast, run.plan, most, {.progress = means.progress});
}

publish::Publication Run::publication() const {
    return {.world = world,
            .forecast = forecast,
            .plan = plan,
            .shipments = shipments,
            .title = title,
            .made_by = fmt::format("vorrat {}", VORRAT_VERSION),
            .under_way = under_way};
}

Result<Run> run(ingest::Reading reading, const RunSettings& settings) {
    Run run;
    run.title = quoted_or(settings.title, "workspace");
    auto world = sound_world(std::move(reading));
    if (!world) {
        return world.error();
    }
    if (!settings.store.empty()) {
        world = keep(std::move(*world), settings.store, settings.when, settings.means);
        if (!world) {
            return world.error();
        }
    }
    run.world = std::move(*world);

    const auto start = first_day(run.world, settings.as_of);
    if (!start) {
        return start.error();
    }
    auto forecast = foresee(run.world, *start, settings.means);
    if (!forecast) {
        return forecast.error();
    }
    run.forecast = std::move(*forecast);

    auto placed = place_on(run.world, *start, settings.means);
    if (!placed) {
        return placed.error();
    }
    run.under_way = std::move(placed->under_way);
    run.shipments = std::move(placed->placement.shipments);

    auto plan =
        make_plan(run.world, run.forecast, settings.means, settings.earlier, settings.method);
    if (!plan) {
        return plan.error();
    }
    run.plan = std::move(*plan);

    if (!settings.out.empty()) {
        if (auto out = publish::publish(run.publication(), settings.out, settings.accept); !out) {
            return out.error();
        }
    }
    return run;
}

}  // namespace vorrat::pipeline

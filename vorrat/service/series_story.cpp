#include "vorrat/service/series_story.h"

#include <utility>

#include "vorrat/service/each_command.h"

namespace vorrat::service {
namespace {

std::string_view word(forecast::Basis basis) {
    switch (basis) {
        case forecast::Basis::zeros:
            return "zeros";
        case forecast::Basis::windows:
            return "windows";
        case forecast::Basis::steps:
            return "steps";
        case forecast::Basis::mean_only:
            return "mean_only";
    }
    impossible("a Basis outside its enum");
}

}  // namespace

std::optional<std::size_t> series_named(const ingest::Reading& reading, std::string_view name) {
    const SeriesNames names(reading);
    const auto& all = reading.world.history.series;
    for (std::size_t n = 0; n < all.size(); ++n) {
        if (names.of({all[n].item, all[n].place}) == name) {
            return n;
        }
    }
    return std::nullopt;
}

Result<Explained> explain_series(const ingest::Reading& reading, std::size_t series,
                                 forecast::Settings settings) {
    const History& history = reading.world.history;
    settings.levels = {0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975};
    settings.usual_season = forecast::usual_season(history, *settings.origin, settings.threads);
    auto need = forecast::forecast({history.frequency, {}, {history.series[series]}}, settings);
    if (!need) {
        return need.error();
    }
    auto told = forecast::explain(history, series, settings);
    if (!told) {
        return told.error();
    }
    return Explained{std::move(*need), std::move(*told)};
}

publish::SeriesStory story_of(const Explained& explained, const ingest::Reading& reading,
                              std::size_t series) {
    const auto& [need, told] = explained;
    const Series& of = reading.world.history.series[series];
    publish::SeriesStory story{.name = SeriesNames(reading).of({of.item, of.place}),
                               .unit = reading.world.items[of.item].unit,
                               .frequency = need.frequency,
                               .series = of,
                               .forecast = need,
                               .observed = told.observed,
                               .sold_out = told.sold_out,
                               .unknown = told.unknown,
                               .level = told.level,
                               .trend = told.trend,
                               .profile = told.profile,
                               .basis = word(told.basis),
                               .residuals = told.residuals,
                               .origins = told.origins};
    for (const forecast::MethodShare& share : told.methods) {
        story.methods.push_back({to_string(share.method), share.weight, share.memory});
    }
    for (const forecast::Reached& r : told.reached) {
        story.reached.push_back({std::string(to_string(r.model)), r.steps, r.coverage_50,
                                 r.coverage_90, r.mean_absolute_error, r.pinball});
    }
    return story;
}

}  // namespace vorrat::service

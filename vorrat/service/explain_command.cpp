#include <ostream>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/service/each_command.h"

namespace vorrat::service {
namespace {

/// Position in the history of the series that `--series` names.
Result<std::size_t> find_series(const Values& values, const ingest::Reading& reading) {
    const std::string wanted = values.text("series");
    const SeriesNames names(reading);
    const std::vector<Series>& all = reading.world.history.series;
    if (wanted.empty() && all.size() != 1) {
        return usage_error(
            fmt::format("--series: want the unique_id of one of {} series, as \"{}\"", all.size(),
                        names.of({all.front().item, all.front().place})));
    }
    for (std::size_t n = 0; n < all.size(); ++n) {
        if (wanted.empty() || names.of({all[n].item, all[n].place}) == wanted) {
            return n;
        }
    }
    return usage_error(fmt::format("--series: want a series of the history, got \"{}\"", wanted));
}

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

publish::SeriesStory story_of(const forecast::Explanation& told, const ingest::Reading& reading,
                              std::size_t series, const NeedForecast& need) {
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

}  // namespace

Result<int> run_explain(const Values& values, const Streams& streams) {
    const auto reading = read_sound_input(values, streams);
    if (!reading) {
        return reading.error();
    }
    const auto series = find_series(values, *reading);
    if (!series) {
        return series.error();
    }
    const History& history = reading->world.history;
    const pipeline::Means means = means_of(values, streams);
    forecast::Settings settings{
        .horizon = static_cast<int>(values.whole("horizon")),
        .levels = {0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975},
        .origin = origin_of(values, history).value_or(first_unknown_date(history)),
        .threads = means.threads,
        .progress = means.progress};
    settings.usual_season = forecast::usual_season(history, *settings.origin, settings.threads);
    const auto need =
        forecast::forecast({history.frequency, {}, {history.series[*series]}}, settings);
    if (!need) {
        return need.error();
    }
    const auto told = forecast::explain(history, *series, settings);
    if (!told) {
        return told.error();
    }
    const publish::SeriesStory story = story_of(*told, *reading, *series, *need);
    if (values.has("out")) {
        const auto written = write_file(values.text("out"), publish::series_page(story));
        if (!written) {
            return written.error();
        }
    }
    streams.out << publish::series_text(story, values.text("language") == "de"
                                                   ? publish::Language::german
                                                   : publish::Language::english);
    return 0;
}

}  // namespace vorrat::service

#include <ostream>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/service/each_command.h"
#include "vorrat/service/series_story.h"

namespace vorrat::service {
namespace {

/// Position in the history of the series that `--series` names.
Result<std::size_t> find_series(const Values& values, const ingest::Reading& reading) {
    const std::string wanted = values.text("series");
    const std::vector<Series>& all = reading.world.history.series;
    if (wanted.empty() && all.size() == 1) {
        return std::size_t{0};
    }
    if (wanted.empty()) {
        return usage_error(
            fmt::format("--series: want the unique_id of one of {} series, as \"{}\"", all.size(),
                        SeriesNames(reading).of({all.front().item, all.front().place})));
    }
    if (const auto series = series_named(reading, wanted)) {
        return *series;
    }
    return usage_error(fmt::format("--series: want a series of the history, got \"{}\"", wanted));
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
    const forecast::Settings settings{
        .horizon = static_cast<int>(values.whole("horizon")),
        .origin = origin_of(values, history).value_or(first_unknown_date(history)),
        .threads = means.threads,
        .progress = means.progress};
    const auto explained = explain_series(*reading, *series, settings);
    if (!explained) {
        return explained.error();
    }
    const publish::SeriesStory story = story_of(*explained, *reading, *series);
    if (values.has("out")) {
        const auto written = write_file(values.text("out"), publish::series_page(story));
        if (!written) {
            return written.error();
        }
    }
    streams.out << publish::series_text(story, values.language());
    return 0;
}

}  // namespace vorrat::service

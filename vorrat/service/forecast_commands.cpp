#include <charconv>
#include <ostream>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/service/each_command.h"
#include "vorrat/service/stream_forecast.h"

namespace vorrat::service {
namespace {

forecast::Model model_of(const Values& values) {
    if (values.text("model") == "naive") {
        return forecast::Model::seasonal_naive;
    }
    if (values.text("model") == "mean") {
        return forecast::Model::recent_mean;
    }
    if (values.text("model") == "accurate") {
        return forecast::Model::accurate;
    }
    return forecast::Model::smoothing;
}

/// What an evaluation compares: accurate takes its time, so it must be asked for.
std::vector<forecast::Model> compared_models(const Values& values) {
    std::vector<forecast::Model> models = forecast::EvaluationSettings{}.models;
    if (model_of(values) == forecast::Model::accurate) {
        models.push_back(forecast::Model::accurate);
    }
    return models;
}

/// A whole number from 0 on at the beginning of the text, taken off it.
std::optional<int> take_number(std::string_view& text) {
    int value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc{} || value < 0) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

/// `7,3+14`: the first 7 steps; 14 steps from the fourth on.
Result<std::vector<Interval>> intervals_of(const Values& values) {
    std::vector<Interval> intervals;
    const std::string all = values.text("sums");
    std::string_view rest = all;
    while (!rest.empty()) {
        const auto first = take_number(rest);
        const bool shifted = !rest.empty() && rest.front() == '+';
        rest.remove_prefix(shifted ? 1 : 0);
        const auto steps = shifted ? take_number(rest) : first;
        const bool ends = rest.empty() || rest.front() == ',';
        if (!first || !steps || !ends) {
            return usage_error(
                fmt::format("--sums: want numbers of steps as 7,14 or 3+7, got \"{}\"", all));
        }
        intervals.push_back({shifted ? *first : 0, *steps});
        rest.remove_prefix(rest.empty() ? 0 : 1);
    }
    return intervals;
}

/// `OUT.sums.csv` beside `OUT.csv`.
std::filesystem::path beside_out(const Values& values, std::string_view what) {
    const std::filesystem::path out = values.text("out");
    return out.parent_path() / fmt::format("{}.{}.csv", out.stem().string(), what);
}

/// Files are made beside their place and renamed, so that a run that stops leaves none in part.
struct Written {
    std::string forecast;
    std::string sums{};
    std::string levels{};
};

Outcome write_all(const Values& values, const Streams& streams, const Written& text) {
    for (const auto& [what, bytes] :
         {std::pair{"sums", &text.sums}, std::pair{"levels", &text.levels}}) {
        if (bytes->empty()) {
            continue;
        }
        const auto written = write_file(beside_out(values, what), *bytes);
        if (!written) {
            return written.error();
        }
    }
    return deliver(values, streams, text.forecast);
}

std::string levels_text(const std::vector<pipeline::NamedGrouping>& hierarchy,
                        const forecast::Reconciled& made) {
    std::vector<publish::NamedLevel> levels;
    for (std::size_t l = 0; l < made.levels.size(); ++l) {
        const NeedForecast& need = made.levels[l].need;
        publish::NamedLevel& level =
            levels.emplace_back(publish::NamedLevel{made.levels[l].name, need, {}});
        for (const SeriesKey key : need.series) {
            level.nodes.push_back(hierarchy[l].names[key.item.index()]);
        }
    }
    return publish::levels_csv(levels);
}

/// The levels above the single series.
std::vector<pipeline::NamedGrouping> levels_above(const World& world) {
    std::vector<pipeline::NamedGrouping> levels = pipeline::hierarchy(world);
    std::erase_if(levels, [&](const pipeline::NamedGrouping& level) {
        return level.names.size() == world.history.series.size();
    });
    return levels;
}

Result<forecast::Reconciled> reconciled(const Values& values, const World& world,
                                        const NeedForecast& need,
                                        const forecast::Settings& settings,
                                        const std::vector<pipeline::NamedGrouping>& hierarchy) {
    std::vector<forecast::Grouping> levels;
    levels.reserve(hierarchy.size());
    for (const pipeline::NamedGrouping& level : hierarchy) {
        levels.push_back(level.grouping);
    }
    const bool shrink = values.text("reconcile") == "shrinkage";
    return forecast::reconcile(
        world.history, need, levels,
        shrink ? forecast::Weights::shrinkage : forecast::Weights::structural, settings);
}

/// Per series `history`, or from whom it borrowed; nothing when nobody did.
std::vector<std::string> basis_of(const forecast::WithNewcomers& made) {
    if (made.borrowed.empty()) {
        return {};
    }
    std::vector<std::string> basis(made.need.series.size(), "history");
    for (const forecast::Borrowed& borrowed : made.borrowed) {
        basis[made.need.find(borrowed.key)] =
            fmt::format("{} ({})", to_string(borrowed.farthest), borrowed.donors);
    }
    return basis;
}

Outcome check_files(const Values& values) {
    for (const std::string_view setting : {"sums", "reconcile"}) {
        const bool asked = values.has(setting) && values.text(setting) != "none";
        if (asked && !values.has("out")) {
            return usage_error(fmt::format(
                "--{}: want --out too, for the second file is written beside it", setting));
        }
    }
    return Done{};
}

publish::EvaluationRow row_of(const forecast::Score& score, Frequency frequency) {
    return {std::string(to_string(score.model)),
            to_string(score.origin, frequency),
            score.series,
            score.wrmsse,
            score.rmsse,
            score.mase,
            score.smape,
            score.scaled_pinball,
            score.weighted_scaled_pinball,
            score.coverage_50,
            score.coverage_95,
            score.calibration_50,
            score.calibration_95,
            score.bias};
}

}  // namespace

/// `--stream`: what needs all series at once cannot be asked for.
Result<int> run_streamed(const Values& values, const Streams& streams) {
    for (const std::string_view setting : {"sums", "static"}) {
        if (values.has(setting)) {
            return usage_error(fmt::format("--{}: want it without --stream", setting));
        }
    }
    if (values.text("reconcile") != "none" || !values.has("out")) {
        return usage_error("--stream: want --out, and no --reconcile");
    }
    if (model_of(values) == forecast::Model::accurate) {
        return usage_error("--model accurate: want it without --stream, it learns from all series");
    }
    const pipeline::Means means = means_of(values, streams);
    const auto done = stream_forecast({.input = values.text("INPUT"),
                                       .out = values.text("out"),
                                       .frequency = parse_frequency(values.text("frequency")),
                                       .as_of = date_of(values, "as-of")},
                                      {.horizon = static_cast<int>(values.whole("horizon")),
                                       .levels = values.numbers("levels"),
                                       .model = model_of(values),
                                       .threads = means.threads,
                                       .progress = means.progress});
    if (!done) {
        return done.error();
    }
    return 0;
}

Result<int> run_whole(const Values& values, const Streams& streams) {
    const auto intervals = intervals_of(values);
    if (!intervals) {
        return intervals.error();
    }
    if (const auto fine = check_files(values); !fine) {
        return fine.error();
    }
    const auto reading = read_sound_input(values, streams);
    if (!reading) {
        return reading.error();
    }
    const World& world = reading->world;
    const pipeline::Means means = means_of(values, streams);
    const forecast::Settings settings{.horizon = static_cast<int>(values.whole("horizon")),
                                      .levels = values.numbers("levels"),
                                      .intervals = *intervals,
                                      .model = model_of(values),
                                      .origin = origin_of(values, world.history),
                                      .threads = means.threads,
                                      .progress = means.progress};
    auto need = forecast::forecast(world.history, settings);
    if (!need) {
        return need.error();
    }
    Written text;
    if (values.text("reconcile") != "none") {
        const auto hierarchy = levels_above(world);
        auto made = reconciled(values, world, *need, settings, hierarchy);
        if (!made) {
            return made.error();
        }
        text.levels = levels_text(hierarchy, *made);
        need = std::move(made->series);
    }
    std::vector<SeriesKey> keys = reading->announced;
    const auto more = forecast::newcomers(world);
    keys.insert(keys.end(), more.begin(), more.end());
    const auto whole = forecast::with_newcomers(world, *need, keys);
    if (!whole) {
        return whole.error();
    }
    const SeriesNames given(*reading);
    std::vector<std::string> names;
    for (const SeriesKey key : whole->need.series) {
        names.push_back(given.of(key));
    }
    text.forecast = publish::forecast_csv(whole->need, names, basis_of(*whole));
    if (!intervals->empty()) {
        text.sums = publish::sums_csv(whole->need, names);
    }
    const auto written = write_all(values, streams, text);
    if (!written) {
        return written.error();
    }
    return 0;
}

Result<int> run_forecast(const Values& values, const Streams& streams) {
    return values.flag("stream") ? run_streamed(values, streams) : run_whole(values, streams);
}

Result<int> run_evaluate(const Values& values, const Streams& streams) {
    const auto reading = read_sound_input(values, streams);
    if (!reading) {
        return reading.error();
    }
    const pipeline::Means means = means_of(values, streams);
    const int horizon = static_cast<int>(values.whole("horizon"));
    const int spacing = static_cast<int>(values.whole("spacing"));
    const auto scores = forecast::evaluate(
        reading->world.history,
        {.forecast = {.horizon = horizon, .threads = means.threads, .progress = means.progress},
         .models = compared_models(values),
         .origins = static_cast<int>(values.whole("origins")),
         .spacing = spacing > 0 ? spacing : horizon,
         .groupings = pipeline::groupings(reading->world)});
    if (!scores) {
        return scores.error();
    }
    std::vector<publish::EvaluationRow> rows;
    for (const forecast::Score& score : *scores) {
        rows.push_back(row_of(score, reading->world.history.frequency));
    }
    if (values.has("out")) {
        const std::filesystem::path out = values.text("out");
        const bool page = out.extension() == ".html";
        const std::string title = std::filesystem::path(values.text("INPUT")).filename().string();
        const auto written = write_file(
            out, page ? publish::evaluation_page(title, rows) : publish::evaluation_csv(rows));
        if (!written) {
            return written.error();
        }
    }
    streams.out << (values.flag("json") ? evaluation_json(rows) : evaluation_table(rows));
    return 0;
}

}  // namespace vorrat::service

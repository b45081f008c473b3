#include <map>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "vorrat/base/file.h"
#include "vorrat/service/each_command.h"
#include "vorrat/verify/verify.h"

namespace vorrat::service {

std::string title_of(const Values& values) {
    if (values.has("title")) {
        return values.text("title");
    }
    const auto folder = std::filesystem::path(values.text("DIR")).lexically_normal();
    const auto name =
        folder.filename().empty() ? folder.parent_path().filename() : folder.filename();
    return name.string();
}

Result<std::optional<Plan>> earlier_plan(const Values& values, const World& world) {
    if (!values.has("warm")) {
        return std::optional<Plan>();
    }
    auto plan = publish::read_plan(values.text("warm"), world);
    if (!plan) {
        return plan.error();
    }
    return std::optional(std::move(*plan));
}

Outcome passes_own_check(const std::filesystem::path& made) {
    const auto verdict = verify::verify_plan(made);
    if (!verdict) {
        return verdict.error();
    }
    for (const verify::Check& check : verdict->checks) {
        if (!check.holds) {
            return failed(fmt::format(
                "nothing was published, for the plan does not pass its own check; this is a fault "
                "of the program or of numbers too far apart for its arithmetic\n  {}\n  {}",
                check.what, fmt::join(check.where, "\n  ")));
        }
    }
    return Done{};
}

namespace {

using nlohmann::ordered_json;

ordered_json summary(const pipeline::Run& run) {
    ordered_json stages = ordered_json::array();
    for (const PlanStage& stage : run.plan.stages) {
        stages.push_back({{"name", stage.name},
                          {"value", stage.value},
                          {"bound", stage.bound},
                          {"gap", stage.gap}});
    }
    ordered_json indicators = ordered_json::object();
    for (const IndicatorTotal& total : run.plan.indicators) {
        indicators[total.indicator] = {{"total", total.total}};
        if (total.cap) {
            indicators[total.indicator]["cap"] = *total.cap;
        }
    }
    return {{"adopted", adopted(run.world)},
            {"notice", publish::notice(run.world, Language::english)},
            {"title", run.title},
            {"start", to_string(run.plan.start)},
            {"periods", run.plan.periods},
            {"fairness", run.plan.fairness},
            {"worth", run.plan.worth},
            {"burden", run.plan.burden},
            {"shipments", run.shipments.size()},
            {"stages", stages},
            {"indicators", indicators},
            {"primal_residual", run.plan.residuals.primal},
            {"dual_residual", run.plan.residuals.dual},
            {"iterations", run.plan.iterations}};
}

ordered_json changes_json(std::span<const publish::PlanChange> changes) {
    ordered_json list = ordered_json::array();
    for (const publish::PlanChange& change : changes) {
        list.push_back({{"kind", change.kind},
                        {"what", change.what},
                        {"because", change.because},
                        {"before", change.before},
                        {"after", change.after},
                        {"unit", change.unit}});
    }
    return list;
}

Result<int> run_path(const Values& values, const Streams& streams, pipeline::RunSettings settings) {
    auto reading = read_workspace(values, streams);
    if (!reading) {
        return reading.error();
    }
    const auto beside = settings.out.lexically_normal().parent_path();
    if (auto told = report_skipped(*reading, beside.empty() ? "." : beside, streams); !told) {
        return told.error();
    }
    const auto read = earlier_plan(values, reading->world);
    if (!read) {
        return read.error();
    }
    const std::optional<Plan>& earlier = *read;
    settings.earlier = earlier ? &*earlier : nullptr;
    settings.method.algorithm = algorithm_of(values);
    if (values.has("gap")) {
        settings.method.gap = values.number("gap");
        if (!(settings.method.gap >= 0)) {
            return usage_error("--gap: want a number of at least 0");
        }
    }
    settings.title = title_of(values);
    settings.as_of = date_of(values, "as-of");
    settings.means = means_of(values, streams);
    settings.accept = passes_own_check;
    const auto run = pipeline::run(std::move(*reading), settings);
    if (!run) {
        return run.error();
    }
    const publish::Publication publication = run->publication();
    const auto changes = earlier ? publish::plan_changes(*earlier, publication, values.language())
                                 : std::vector<publish::PlanChange>{};
    if (values.flag("json")) {
        ordered_json told = summary(*run);
        if (earlier) {
            told["changes"] = changes_json(changes);
        }
        streams.out << told.dump(2) << "\n";
    } else if (!values.flag("quiet")) {
        streams.out << publish::story(publication, values.language());
        if (earlier) {
            streams.out << "\n" << publish::plan_changes_text(changes, values.language());
        }
    }
    return 0;
}

}  // namespace

Result<int> run_plan(const Values& values, const Streams& streams) {
    if (!values.has("out")) {
        return usage_error("plan: -o PLANDIR is needed");
    }
    return run_path(values, streams, {.out = values.text("out")});
}

Result<int> run_run(const Values& values, const Streams& streams) {
    const std::string out = values.has("out") ? values.text("out") : "out";
    // The database lies beside the publication: an input folder may be read-only, and the
    // published folder holds nothing but what is published.
    const std::string store = values.has("store") ? values.text("store") : out + ".db";
    return run_path(values, streams, {.out = out, .store = store, .when = now_text()});
}

namespace {

Result<verify::Verdict> judge(const Values& values) {
    std::error_code none;
    if (std::filesystem::exists(std::filesystem::path(values.text("DIR")) / "journal-0", none)) {
        return usage_error(fmt::format(
            "{}: is the working folder of a ledger; `vorrat ledger export` it and check that",
            values.text("DIR")));
    }
    if (!verify::is_record(values.text("DIR"))) {
        return verify::verify_plan(values.text("DIR"));
    }
    std::map<std::string, std::string> texts;
    for (const char* name : {"key", "trusted", "witness", "receipt"}) {
        if (values.has(name)) {
            auto text = read_file(values.text(name));
            if (!text) {
                return text.error();
            }
            if (text->empty()) {
                return bad_input(values.text(name) + ": is empty");
            }
            texts[name] = std::move(*text);
        }
    }
    verify::Trust trust{.key = texts["key"], .checkpoint = texts["trusted"]};
    if (texts.contains("witness")) {
        trust.witnesses.push_back(texts["witness"]);
    }
    if (texts.contains("receipt")) {
        trust.receipts.push_back(texts["receipt"]);
    }
    return verify::verify_record(values.text("DIR"), trust);
}

}  // namespace

Result<int> run_verify(const Values& values, const Streams& streams) {
    const auto verdict = judge(values);
    if (!verdict) {
        return verdict.error();
    }
    streams.out << (values.flag("json") ? verify::as_json(*verdict) : verify::in_words(*verdict));
    return verdict->sound() ? 0 : 1;
}

}  // namespace vorrat::service

#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/example/example.h"
#include "vorrat/service/each_command.h"

namespace vorrat::service {
namespace {

using nlohmann::ordered_json;

ordered_json as_json(const ingest::Finding& finding) {
    return {{"severity", to_string(finding.severity)},
            {"file", finding.file},
            {"line", finding.line},
            {"column", finding.column},
            {"subject", finding.subject},
            {"expected", finding.expected},
            {"found", finding.found}};
}

ordered_json as_json(const ingest::Findings& findings) {
    ordered_json list = ordered_json::array();
    for (const ingest::Finding& finding : findings.kept) {
        list.push_back(as_json(finding));
    }
    return {{"errors", findings.errors},
            {"warnings", findings.warnings},
            {"notes", findings.notes},
            {"findings", list}};
}

std::string plural(std::size_t count, std::string_view one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

void say(const ingest::Findings& findings, std::ostream& out) {
    for (const ingest::Finding& finding : findings.kept) {
        out << fmt::format("{}: {}\n", to_string(finding.severity), to_string(finding));
    }
    const std::size_t all = findings.errors + findings.warnings + findings.notes;
    if (all > findings.kept.size()) {
        out << fmt::format("... and {} more\n", all - findings.kept.size());
    }
    out << fmt::format("{}, {}, {}\n", plural(findings.errors, "error"),
                       plural(findings.warnings, "warning"), plural(findings.notes, "note"));
}

std::string content(const World& world) {
    std::size_t needs = 0;
    for (const Series& series : world.history.series) {
        needs += series.quantity.size();
    }
    return fmt::format(
        "{}, {}, {} of need ({} in all), {}, {}\n", plural(world.items.size(), "item"),
        plural(world.places.size(), "place"), fmt::format("{} series", world.history.series.size()),
        plural(needs, std::string(to_string(world.history.frequency))),
        plural(world.lanes.size(), "lane"), fmt::format("{} activities", world.activities.size()));
}

void say_all(const ingest::Reading& reading, const Values& values, std::ostream& out) {
    if (values.flag("json")) {
        out << as_json(reading.findings).dump(2) << "\n";
        return;
    }
    if (!values.flag("quiet")) {
        out << notice_line(reading.world) << content(reading.world);
    }
    say(reading.findings, out);
}

}  // namespace

Result<int> run_new(const Values& values, const Streams& streams) {
    const std::filesystem::path folder = values.text("DIR");
    const auto seed = static_cast<std::uint64_t>(values.whole("seed"));
    auto written = values.text("example") == "shop" ? example::write_shop(folder)
                                                    : example::write_region(folder, {.seed = seed});
    if (!written) {
        return written.error();
    }
    if (!values.flag("quiet")) {
        streams.out << fmt::format("{}: the example {} is written; its README.md describes it\n",
                                   folder.string(), values.text("example"));
    }
    return 0;
}

Result<int> run_check(const Values& values, const Streams& streams) {
    const auto reading = read_workspace(values, streams);
    if (!reading) {
        return reading.error();
    }
    say_all(*reading, values, streams.out);
    return reading->sound() ? 0 : exit_code(ErrorKind::bad_input);
}

Result<int> run_import(const Values& values, const Streams& streams) {
    auto reading = read_workspace(values, streams);
    if (!reading) {
        return reading.error();
    }
    say_all(*reading, values, streams.out);
    if (!reading->sound()) {
        return exit_code(ErrorKind::bad_input);
    }
    if (values.flag("dry-run")) {
        return 0;
    }
    if (!values.has("store")) {
        return usage_error("import: --store FILE is needed");
    }
    const std::filesystem::path beside = std::filesystem::path(values.text("store")).parent_path();
    if (auto told = report_skipped(*reading, beside.empty() ? "." : beside, streams); !told) {
        return told.error();
    }
    const auto kept = pipeline::keep(std::move(reading->world), values.text("store"), now_text(),
                                     means_of(values, streams));
    if (!kept) {
        return kept.error();
    }
    return 0;
}

}  // namespace vorrat::service

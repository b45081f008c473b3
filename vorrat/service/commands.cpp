#include "vorrat/service/commands.h"

#include <array>
#include <chrono>
#include <ostream>
#include <utility>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/service/each_command.h"

namespace vorrat::service {
namespace {

using Run = Result<int> (*)(const Values&, const Streams&);

constexpr std::array<std::pair<std::string_view, Run>, 27> runs{{
    {"new", run_new},
    {"check", run_check},
    {"import", run_import},
    {"forecast", run_forecast},
    {"evaluate", run_evaluate},
    {"explain", run_explain},
    {"place", run_place},
    {"plan", run_plan},
    {"why", run_why},
    {"run", run_run},
    {"replay", run_replay},
    {"policy", run_policy},
    {"verify", run_verify},
    {"solve", run_solve},
    {"tally", run_tally},
    {"ledger", run_ledger},
    {"criteria", run_criteria},
    {"council", run_council},
    {"propose", run_propose},
    {"amend", run_amend},
    {"say", run_say},
    {"move", run_move},
    {"alternatives", run_alternatives},
    {"rounds", run_rounds},
    {"vote", run_vote},
    {"decide", run_decide},
    {"budget", run_budget},
}};

ingest::Settings ingest_settings(const Values& values, const Streams& streams) {
    const pipeline::Means means = means_of(values, streams);
    return {.threads = means.threads,
            .bad_rows = values.flag("skip-bad") ? ingest::BadRows::skip : ingest::BadRows::refuse,
            .frequency = parse_frequency(values.text("frequency")),
            .progress = means.progress};
}

}  // namespace

std::string_view version() { return VORRAT_VERSION; }

Result<int> run_command(const Command& command, const Values& values, const Streams& streams) {
    for (const auto& [name, run] : runs) {
        if (name == command.name) {
            return run(values, streams);
        }
    }
    impossible("a command of the table that nobody runs");
}

pipeline::Means means_of(const Values& values, const Streams& streams) {
    const long threads = values.whole("threads");
    return {.threads = threads == 0 ? Threads::all() : Threads{static_cast<unsigned>(threads)},
            .progress = streams.progress};
}

Result<ingest::Reading> read_workspace(const Values& values, const Streams& streams) {
    return ingest::read_workspace(values.text("DIR"), ingest_settings(values, streams));
}

Result<ingest::Reading> read_input(const Values& values, const Streams& streams) {
    const std::filesystem::path input = values.text("INPUT");
    std::error_code none;
    if (std::filesystem::is_directory(input, none)) {
        return ingest::read_workspace(input, ingest_settings(values, streams));
    }
    return ingest::read_long(input, values.text("static"), ingest_settings(values, streams));
}

std::string now_text() {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto day = std::chrono::floor<days>(seconds);
    const std::chrono::hh_mm_ss time{seconds - day};
    return fmt::format("{}T{:02}:{:02}:{:02}Z", to_string(Date{day}), time.hours().count(),
                       time.minutes().count(), time.seconds().count());
}

Date clock_day() { return *parse_date(now_text()); }

Date today(const Values& values) { return date_of(values, "date").value_or(clock_day()); }

std::optional<Date> date_of(const Values& values, std::string_view name) {
    return parse_date(values.text(name));
}

std::string notice_line(const World& world, Language language) {
    const std::string notice = publish::notice(world, language);
    return notice.empty() ? "" : notice + "\n";
}

Outcome deliver(const Values& values, const Streams& streams, const std::string& text) {
    if (values.has("out")) {
        return write_file(values.text("out"), text);
    }
    streams.out << text;
    return Done{};
}

Outcome report_skipped(const ingest::Reading& reading, const std::filesystem::path& where,
                       const Streams& streams) {
    if (reading.skipped.empty()) {
        return Done{};
    }
    auto files = ingest::write_skipped(reading, where);
    if (!files) {
        return files.error();
    }
    for (const std::filesystem::path& file : *files) {
        streams.out << "left out, to be mended: " << file.string() << "\n";
    }
    return Done{};
}

}  // namespace vorrat::service

#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "vorrat/council/council.h"
#include "vorrat/pipeline/pipeline.h"
#include "vorrat/service/commands.h"
#include "vorrat/solve/solve.h"

namespace vorrat::service {

/// One function per command of the table; see commands.h.
Result<int> run_new(const Values& values, const Streams& streams);
Result<int> run_check(const Values& values, const Streams& streams);
Result<int> run_import(const Values& values, const Streams& streams);
Result<int> run_forecast(const Values& values, const Streams& streams);
Result<int> run_explain(const Values& values, const Streams& streams);
Result<int> run_evaluate(const Values& values, const Streams& streams);
Result<int> run_place(const Values& values, const Streams& streams);
Result<int> run_plan(const Values& values, const Streams& streams);
Result<int> run_why(const Values& values, const Streams& streams);
Result<int> run_run(const Values& values, const Streams& streams);
Result<int> run_replay(const Values& values, const Streams& streams);
Result<int> run_policy(const Values& values, const Streams& streams);
Result<int> run_verify(const Values& values, const Streams& streams);
Result<int> run_solve(const Values& values, const Streams& streams);
Result<int> run_tally(const Values& values, const Streams& streams);
Result<int> run_ledger(const Values& values, const Streams& streams);
Result<int> run_criteria(const Values& values, const Streams& streams);
Result<int> run_council(const Values& values, const Streams& streams);
Result<int> run_propose(const Values& values, const Streams& streams);
Result<int> run_amend(const Values& values, const Streams& streams);
Result<int> run_say(const Values& values, const Streams& streams);
Result<int> run_move(const Values& values, const Streams& streams);
Result<int> run_alternatives(const Values& values, const Streams& streams);
Result<int> run_frontier(const Values& values, const Streams& streams);
Result<int> run_rounds(const Values& values, const Streams& streams);
Result<int> run_budget(const Values& values, const Streams& streams);
Result<int> run_vote(const Values& values, const Streams& streams);
Result<int> run_decide(const Values& values, const Streams& streams);

pipeline::Means means_of(const Values& values, const Streams& streams);

/// `--title`, else `region/` -> `region`: what a plan is called when nobody names it.
std::string title_of(const Values& values);

/// What --method says.
solve::Algorithm algorithm_of(const Values& values);

/// The plan of the folder of `--warm`, if one was given.
Result<std::optional<Plan>> earlier_plan(const Values& values, const World& world);

/// Nothing goes out that the checker would not call sound.
Outcome passes_own_check(const std::filesystem::path& made);

/// The folder as ingest reads it.
Result<ingest::Reading> read_workspace(const Values& values, const Streams& streams);

/// A folder is read as a workspace, a file as a need history in the long format.
Result<ingest::Reading> read_input(const Values& values, const Streams& streams);

/// The input of a forecast, without errors; rows left out with `--skip-bad` are written beside
/// `--out`, or beside the input.
Result<ingest::Reading> read_sound_input(const Values& values, const Streams& streams);

/// The day of `--as-of` as the first step of the history's frequency.
std::optional<Date> origin_of(const Values& values, const History& history);

/// The unique_id of a series: the one of the long format, or item/place.
class SeriesNames {
public:
    explicit SeriesNames(const ingest::Reading& reading);
    std::string of(SeriesKey key) const;

private:
    const World* world_;
    std::map<SeriesKey, std::string> given_;
};

/// `vorrat evaluate` on standard output.
std::string evaluation_json(std::span<const publish::EvaluationRow> rows);
std::string evaluation_table(std::span<const publish::EvaluationRow> rows);

/// The moment, e.g. 2026-11-23T08:15:00Z. The clock enters the house here and nowhere else.
std::string now_text();

/// The day of `--date`, else the day of the clock.
Date today(const Values& values);

/// The value of a setting of kind date, if it was given.
std::optional<Date> date_of(const Values& values, std::string_view name);

/// publish::notice as a line of its own: what comes of criteria that nobody adopted begins with it.
/// Empty where all are adopted.
std::string notice_line(const World& world, Language language = Language::english);

/// Writes to the file of `--out`, or to standard output where none was given.
Outcome deliver(const Values& values, const Streams& streams, const std::string& text);

/// Rows that were left out, written beside `where` so that they can be mended; says so on out.
Outcome report_skipped(const ingest::Reading& reading, const std::filesystem::path& where,
                       const Streams& streams);

}  // namespace vorrat::service

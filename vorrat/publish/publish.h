#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/language.h"
#include "vorrat/base/result.h"
#include "vorrat/model/need.h"
#include "vorrat/model/plan.h"
#include "vorrat/model/redirection.h"
#include "vorrat/model/shipment.h"
#include "vorrat/model/world.h"
#include "vorrat/publish/alternatives.h"

namespace vorrat::publish {

/// Everything that goes out. A view: what it refers to must outlive it.
struct Publication {
    const World& world;
    const NeedForecast& forecast;
    const Plan& plan;
    std::span<const Shipment> shipments;
    std::string title;    ///< in the reader's words, e.g. "example region"
    std::string made_by;  ///< program and version, e.g. "vorrat 0.1.0"
    std::span<const Redirection> under_way{};
};

/// Writes the folder of docs/formats/plan.md: the problem, the answer, `plan.json`, `report.html`
/// and `SHA256SUMS` over all of them. The same publication gives the same bytes.
///
/// The folder is made beside its place and renamed, so that an interrupted call leaves the old
/// folder or none. An old folder is replaced only when it is empty or holds a plan of ours and
/// nothing else.
///
/// accept    looks at the finished folder before it is put in its place; none: nobody does
/// errors    failed: the folder holds something else, or a file cannot be written; those of accept,
///           and nothing is published
/// cost      linear in the rows written; about 10 MB per second and core
using Accept = std::function<Outcome(const std::filesystem::path& made)>;
Outcome publish(const Publication& publication, const std::filesystem::path& folder,
                const Accept& accept = {});

/// Reads a published plan back as far as another one needs it: first day and periods, basis, runs,
/// flows, entries, stock, need, limits, duals of all stages (without a certificate: valuations of
/// goods, as duals of the second stage). What the world no longer has is left out; a table that is
/// missing is empty.
///
/// errors  bad_input: no plan of ours, or a row of it, with file, line, column, wanted and found;
///         failed: a file cannot be read
Result<Plan> read_plan(const std::filesystem::path& folder, const World& world);
/// The same of files in memory, by name.
Result<Plan> read_plan(const std::map<std::string, std::string, std::less<>>& files,
                       const World& world);

/// Something that is otherwise than in an earlier plan, in sums over the periods that both have.
struct PlanChange {
    std::string kind;     ///< need, limit, runs, shipment
    std::string what;     ///< in words
    std::string because;  ///< in words; empty for what was given: needs and limits
    double before = 0;
    double after = 0;
    std::string unit;
};

/// What was given otherwise, and what the plan does otherwise and why, docs/math/plan.md section
/// 8.1; needs and limits first, within each kind the largest changes first.
///
/// before  of the same world or a like one, e.g. from `read_plan`
std::vector<PlanChange> plan_changes(const Plan& before, const Publication& after,
                                     Language language);

/// The same as lines for a reader, at most `most` of each kind.
std::string plan_changes_text(std::span<const PlanChange> changes, Language language,
                              std::size_t most = 8, std::size_t width = 80);

/// The plan in words for a reader without training, about 40 lines of at most `width` characters:
/// what will be needed, what moves today and why, what is made, which limits bind and what one more
/// unit would be worth, coverage, CO2e against its cap, the distance from the best possible plan.
std::string story(const Publication& publication, Language language, std::size_t width = 80);

/// The first line of everything that comes of criteria which nobody adopted, or not all of them: it
/// says so. Empty where every number is the one last decided.
std::string notice(const World& world, Language language);

/// What the second plan would change for people against the first, in everyday units, a line each:
/// docs/math/decisions.md section 2. Both are of the same items, places and history.
std::string difference(const Publication& before, const Publication& after, Language language,
                       std::size_t width = 100);

/// The table `decisions.csv`, as a workspace has it.
std::string decisions_csv(std::span<const Decision> decisions);

/// The table `need_overrides.csv`, without who made them.
std::string need_overrides_csv(const World& world);

/// The table `shipments.csv`.
std::string shipments_csv(const World& world, std::span<const Shipment> shipments);

/// The table `under_way.csv`: a row for each part of what was decided about the world's transit.
std::string under_way_csv(const World& world, std::span<const Redirection> redirections);

/// The table `forecast.csv`; `names`: the unique_id of each series of the forecast. `basis`: per
/// series what its forecast rests on, as a last column; none: no such column.
std::string forecast_csv(const NeedForecast& need, std::span<const std::string> names,
                         std::span<const std::string> basis = {});

/// The table `unique_id,from,steps,mean,q...` of sums over the forecast's intervals; `from` is the
/// date of an interval's first step.
std::string sums_csv(const NeedForecast& need, std::span<const std::string> names);

/// One level of a hierarchy with the names of its nodes.
struct NamedLevel {
    std::string name;
    const NeedForecast& need;
    std::vector<std::string> nodes;  ///< per series of `need`
};
/// The table `level,node,ds,mean,q...`.
std::string levels_csv(std::span<const NamedLevel> levels);

/// How one model did from one origin.
struct EvaluationRow {
    std::string model;
    std::string origin;
    std::size_t series = 0;
    double wrmsse = 0;
    double rmsse = 0;
    double mase = 0;
    double smape = 0;
    double scaled_pinball = 0;
    double weighted_scaled_pinball = 0;
    double coverage_50 = 0;
    double coverage_95 = 0;
    double calibration_50 = 0;
    double calibration_95 = 0;
    double bias = 0;
};
/// The rows as a table; NaN is an empty cell.
std::string evaluation_csv(std::span<const EvaluationRow> rows);
/// The rows as one HTML file: a picture per measure, a dot per origin, and the table.
std::string evaluation_page(const std::string& title, std::span<const EvaluationRow> rows);

/// How the forecast of one series came about, for people.
struct SeriesStory {
    std::string name;
    std::string unit;
    Frequency frequency = Frequency::day;
    const Series& series;
    const NeedForecast& forecast;
    std::size_t row = 0;  ///< of the series in the forecast
    std::size_t observed = 0;
    std::size_t sold_out = 0;
    std::size_t unknown = 0;
    double level = 0;  ///< units per step
    double trend = 0;  ///< units per step, from the first step foreseen to the second
    struct Way {
        std::string_view
            method;         ///< `smoothing`, `drift`, `damped_trend`, `croston`, `tsb`, `adida`
        double weight = 0;  ///< in [0, 1]
        double memory = 0;  ///< steps, needs or buckets
    };
    std::vector<Way> methods{};     ///< the largest weight first
    std::vector<double> profile{};  ///< from the first step foreseen on
    std::string_view basis;         ///< `windows`, `steps`, `mean_only` or `zeros`
    std::size_t residuals = 0;
    int origins = 0;
    struct Reached {
        std::string model;
        std::size_t steps = 0;
        double coverage_50 = 0;
        double coverage_90 = 0;
        double error = 0;    ///< mean absolute, units
        double pinball = 0;  ///< mean, units
    };
    std::vector<Reached> reached;
};
/// The story in sentences of at most `width` characters a line.
std::string series_text(const SeriesStory& story, Language language, std::size_t width = 80);
/// The story as one HTML file with pictures, German and English.
std::string series_page(const SeriesStory& story);

/// Text as the content of an element or a quoted attribute. Names are hostile input: the five
/// characters with a meaning in HTML are replaced, control characters are dropped.
std::string escape(std::string_view text);

/// The page `report.html`: one file without outside requests, German and English.
std::string report(const Publication& publication);

}  // namespace vorrat::publish

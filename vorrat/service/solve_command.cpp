#include <cmath>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/ingest/ingest.h"
#include "vorrat/service/each_command.h"
#include "vorrat/solve/solve.h"

namespace vorrat::service {

solve::Algorithm algorithm_of(const Values& values) {
    const std::string method = values.text("method");
    if (method == "exact") {
        return solve::Algorithm::exact;
    }
    return method == "first-order" ? solve::Algorithm::first_order : solve::Algorithm::automatic;
}

namespace {

using nlohmann::ordered_json;

/// A point counts as feasible below this relative residual; only then is there a gap.
constexpr double feasible_within = 1e-9;

std::string_view name_of(solve::Status status) {
    switch (status) {
        case solve::Status::optimal:
            return "optimal";
        case solve::Status::infeasible:
            return "infeasible";
        case solve::Status::unbounded:
            return "unbounded";
        case solve::Status::stopped:
            return "stopped";
    }
    impossible("a status outside its enum");
}

ordered_json number_or_null(double value) {
    return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

/// The fields of docs/guide/commands.md; null where a verdict leaves one without meaning.
ordered_json answer(const solve::MpsFile& file, const solve::Solution& solution) {
    const bool has_point =
        solution.status == solve::Status::optimal || solution.status == solve::Status::stopped;
    const bool feasible = has_point && solution.residuals.primal <= feasible_within;
    const double none = std::nan("");
    solve::Solution whole = solution;
    whole.objective += file.constant;
    whole.bound += file.constant;
    return {{"status", name_of(solution.status)},
            {"objective", number_or_null(has_point ? whole.objective : none)},
            {"bound", number_or_null(has_point ? whole.bound : none)},
            {"gap", number_or_null(feasible ? solve::gap(whole) : none)},
            {"primal_residual", number_or_null(has_point ? solution.residuals.primal : none)},
            {"dual_residual", number_or_null(has_point ? solution.residuals.dual : none)},
            {"iterations", solution.iterations},
            {"seconds", solution.seconds},
            {"rows", file.program.rows()},
            {"columns", file.program.columns()},
            {"entries", file.program.matrix.entries()},
            {"whole_columns", file.whole_columns}};
}

void tell(const solve::MpsFile& file, const ordered_json& answer, std::ostream& out) {
    for (const std::string& note : file.notes) {
        out << note << "\n";
    }
    if (file.whole_columns > 0) {
        out << fmt::format("{} columns are said to be whole numbers; solved without that\n",
                           file.whole_columns);
    }
    for (const auto& [key, value] : answer.items()) {
        if (!value.is_null()) {
            out << fmt::format("{:16} {}\n", key,
                               value.is_string() ? value.get<std::string>() : value.dump());
        }
    }
}

}  // namespace

Result<int> run_solve(const Values& values, const Streams& streams) {
    const std::filesystem::path path = values.text("FILE");
    const auto text = ingest::read_packed(path);
    if (!text) {
        return text.error();
    }
    const auto file = solve::read_mps(*text, path.filename().string());
    if (!file) {
        return file.error();
    }
    const double gap = values.has("gap") ? values.number("gap") : solve::Settings{}.gap;
    if (!(gap >= 0)) {
        return usage_error("--gap: want a number of at least 0");
    }
    const pipeline::Means means = means_of(values, streams);
    solve::Settings settings;
    settings.gap = gap;
    settings.threads = means.threads;
    settings.progress = means.progress;
    const solve::Solution solution = solve::solve_by(algorithm_of(values), file->program, settings);
    const ordered_json told = answer(*file, solution);
    if (values.flag("json")) {
        streams.out << told.dump(2) << "\n";
    } else {
        tell(*file, told, streams.out);
    }
    switch (solution.status) {
        case solve::Status::optimal:
            return 0;
        case solve::Status::infeasible:
            return exit_code(ErrorKind::infeasible);
        case solve::Status::unbounded:
        case solve::Status::stopped:
            break;
    }
    return exit_code(ErrorKind::failed);
}

}  // namespace vorrat::service

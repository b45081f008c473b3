#include "vorrat/verify/verify.h"

#include <algorithm>

#include "vorrat/verify/answer.h"
#include "vorrat/verify/folder.h"

namespace vorrat::verify {

bool Verdict::sound() const { return std::ranges::all_of(checks, &Check::holds); }

Result<Verdict> verify_plan(const std::filesystem::path& folder) {
    const auto files = read_folder(folder);
    if (!files) {
        return files.error();
    }
    return verify_files(*files);
}

Result<Verdict> verify_files(const Files& files) {
    Verdict verdict;
    const auto sums = check_sums(files, verdict.checks);
    if (!sums) {
        return sums.error();
    }
    const auto problem = read_problem(files);
    if (!problem) {
        return problem.error();
    }
    verdict.title = problem->title;
    check_need(*problem, verdict.checks);

    const Nodes nodes = find_nodes(*problem);
    auto programme = build_programme(*problem, nodes);
    if (!programme) {
        return programme.error();
    }
    check_ceilings(*problem, nodes, *programme, verdict.checks);

    const auto answer = read_answer(files, *problem, nodes, *programme, verdict.checks);
    if (!answer) {
        return answer.error();
    }
    const RowValues values = row_values(*programme);
    check_feasible(*problem, nodes, *programme, values, verdict.checks);

    const auto duals = read_certificate(files, *problem, nodes, *programme, verdict.checks);
    if (!duals) {
        return duals.error();
    }
    check_stages(*problem, *programme, *duals, verdict);

    for (const auto& outcome :
         {check_adopted(files, verdict),
          check_printed(files, *problem, nodes, *programme, values, (*duals)[1], verdict.checks),
          check_shipments(files, *problem, verdict.checks),
          check_forecast(files, *problem, verdict.checks)}) {
        if (!outcome) {
            return outcome.error();
        }
    }
    return verdict;
}

}  // namespace vorrat::verify

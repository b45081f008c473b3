#include "vorrat/verify/verify.h"

#include <algorithm>

#include "vorrat/verify/answer.h"

namespace vorrat::verify {

bool Verdict::sound() const { return std::ranges::all_of(checks, &Check::holds); }

Result<Verdict> verify_plan(const std::filesystem::path& folder) {
    const auto files = read_folder(folder, Subject::plan);
    if (!files) {
        return files.error();
    }
    return verify_files(*files);
}

Result<Verdict> verify_files(const Files& files) {
    Verdict verdict;
    Problem problem{files};
    check_sums(problem, verdict.checks);
    read_problem(problem, verdict.checks);
    if (problem.error) {
        return *problem.error;
    }
    Programme programme = build_programme(problem);
    read_answer(problem, programme, verdict.checks);
    read_certificate(problem, programme, verdict.checks);
    if (problem.error) {
        return *problem.error;
    }
    verdict.title = problem.json["title"];
    check_ceilings(problem, programme, verdict.checks);
    const Evaluation answer = evaluate(problem, programme, verdict.checks);
    check_feasible(problem, programme, verdict.checks);
    check_stages(problem, answer, verdict);
    check_adopted(problem, verdict);
    check_printed(problem, programme, answer, verdict.checks);
    check_shipments(problem, verdict.checks);
    check_under_way(problem, verdict.checks);
    if (problem.error) {
        return *problem.error;
    }
    return verdict;
}

}  // namespace vorrat::verify

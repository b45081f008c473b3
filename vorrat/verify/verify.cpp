#include "vorrat/verify/verify.h"

#include <algorithm>

#include "vorrat/verify/answer.h"
#include "vorrat/verify/folder.h"

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
    Input input{files};
    check_sums(input, verdict.checks);
    const Problem problem = read_problem(input, verdict.checks);
    Programme programme = build_programme(input, problem);
    read_answer(input, problem, programme, verdict.checks);
    read_certificate(input, problem, programme, verdict.checks);
    if (input.error) {
        return *input.error;
    }
    verdict.title = problem.title;
    check_ceilings(problem, programme, verdict.checks);
    const Evaluation answer = evaluate(problem, programme);
    check_feasible(problem, programme, answer, verdict.checks);
    check_stages(problem, answer, verdict);
    check_adopted(input, verdict);
    check_printed(input, problem, programme, answer, verdict.checks);
    check_shipments(input, problem, verdict.checks);
    if (input.error) {
        return *input.error;
    }
    return verdict;
}

}  // namespace vorrat::verify

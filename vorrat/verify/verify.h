#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "vorrat/base/result.h"

namespace vorrat::verify {

/// One thing that was checked.
struct Check {
    std::string what;  ///< a sentence that is true when the check holds
    bool holds = true;
    std::size_t count = 0;  ///< how many rows or numbers it looked at
    /// what does not hold and where, the first few cases: `flows.csv:17: kg: want 40, found 41`
    std::vector<std::string> where;
    std::size_t failures = 0;  ///< all cases, also those not in `where`
};

/// What the bounds prove about one stage.
struct StageProof {
    std::string name;
    double value = 0;  ///< of the published plan, recomputed
    double bound = 0;  ///< no plan under the criteria is better, safely rounded
};

struct Verdict {
    std::string title;
    std::vector<Check> checks;
    std::vector<StageProof> proofs;

    bool sound() const;
};

/// Checks a published plan (docs/formats/plan.md) from its folder alone: hashes, sense of the
/// tables, every row of the programme (docs/math/plan.md section 4), every printed sum, and the
/// bounds of all stages by weak duality. All sums that decide are rounded outwards.
///
/// returns   a verdict, sound or not
/// errors    bad_input: a file that is missing or cannot be read as what it should be, with its
///           place; such a folder cannot be judged
/// cost      linear in the size of the programme; 300,000 variables in less than 2 s
Result<Verdict> verify_plan(const std::filesystem::path& folder);

/// The same for files that are in memory already: names to bytes.
Result<Verdict> verify_files(const std::map<std::string, std::string, std::less<>>& files);

/// The verdict in plain words, one paragraph per check.
std::string in_words(const Verdict& verdict);

/// {"sound": ..., "title": ..., "checks": [...], "proofs": [...]}
std::string as_json(const Verdict& verdict);

}  // namespace vorrat::verify

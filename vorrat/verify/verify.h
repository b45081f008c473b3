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
    double value = 0;       ///< of the published plan, recomputed
    double bound = 0;       ///< no plan under the criteria is better, safely rounded
    std::string plan = {};  ///< of a record: which plan; empty where there is one only
};

/// What is judged: a plan alone, or the published record with the plans in it.
enum class Subject { plan, record };

struct Verdict {
    Subject subject = Subject::plan;
    std::string title;
    std::size_t not_adopted = 0;  ///< numbers of the criteria that are not as last decided
    std::vector<Check> checks;
    std::vector<StageProof> proofs;
    std::vector<std::string> remarks;  ///< what a reader should know and no check decides

    bool sound() const;
};

/// Checks a published plan (docs/formats/plan.md) from its folder alone: hashes, sense of the
/// tables, every row of the programme (docs/math/plan.md section 4), every printed sum, and the
/// bounds of all stages by weak duality. All sums that decide are rounded outwards.
///
/// returns   a verdict, sound or not
/// errors    bad_input: a file that is missing or cannot be read as what it should be, with its
///           place; such a folder cannot be judged
/// cost      linear in the columns of the programme; 110 bytes each and the files in memory:
///           20 million variables take 16 s of one core (bench/verify)
Result<Verdict> verify_plan(const std::filesystem::path& folder);

/// The same for files that are in memory already: names to bytes.
Result<Verdict> verify_files(const std::map<std::string, std::string, std::less<>>& files);

/// What the reader of a record knows from elsewhere; each makes the checks stronger.
struct Trust {
    std::string key;  ///< the log's verifier key; empty: the one in the folder, which is said
    std::string checkpoint;              ///< the last checkpoint relied on, as text; empty: none
    std::vector<std::string> witnesses;  ///< verifier keys; each must have signed the checkpoint
    std::vector<std::string> receipts;   ///< texts of receipts; each entry must be in the log
};

/// Whether the folder looks like a published record (docs/formats/ledger.md).
bool is_record(const std::filesystem::path& folder);

/// Checks a published record: the log and its signatures, continuity with what the reader trusts,
/// every entry by its rules, tallies, criteria in force, documents, and every plan as verify_plan.
///
/// errors    bad_input: the checkpoint or a key cannot be read, with its place
/// cost      three hashes and one signature per entry; the folder is read into memory
Result<Verdict> verify_record(const std::filesystem::path& folder, const Trust& trust);

/// The same for files in memory: paths below the folder to bytes.
Result<Verdict> verify_record_files(const std::map<std::string, std::string, std::less<>>& files,
                                    const Trust& trust);

/// The verdict in plain words, one paragraph per check.
std::string in_words(const Verdict& verdict);

/// {"sound": ..., "not_adopted": ..., "title": ..., "checks": [...], "proofs": [...]}
std::string as_json(const Verdict& verdict);

}  // namespace vorrat::verify

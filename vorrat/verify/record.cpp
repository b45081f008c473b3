#include "vorrat/verify/record.h"

#include <system_error>

#include <fmt/format.h>

#include "vorrat/verify/problem.h"

namespace vorrat::verify {
namespace {

namespace fs = std::filesystem;

/// Sentence of each record::Claim, in its order, and the kinds of entries that it looks at.
struct Sentence {
    std::string_view what;
    std::array<std::string_view, 3> kinds = {};  ///< none: every entry
};

constexpr std::array<Sentence, 11> sentences{{
    {"every entry is a record as the format says"},
    {"every entry is signed by the key that it names"},
    {"the charter comes first and time never runs backwards"},
    {"every entry is signed by somebody who may make it"},
    {"members have one key each, and only members vote", {"member", "revocation", "ballot"}},
    {"ballots and openings keep the deadlines, the turns and what was committed to",
     {"proposal", "ballot", "opening"}},
    {"every tally is what the opened ballots give by its rule", {"tally", "secret-tally"}},
    {"criteria are those that were decided, and plans keep those in force", {"criteria", "plan"}},
    {"plans and shipments are recorded once", {"plan", "shipments"}},
    {"statements and redactions name texts that were there", {"statement", "redaction"}},
    {"corrections name what they correct", {"correction"}},
}};

}  // namespace

bool is_record(const fs::path& folder) {
    std::error_code none;
    return fs::exists(folder / "checkpoint", none) && !fs::exists(folder / "SHA256SUMS", none) &&
           !fs::exists(folder / "entries", none);
}

Result<Verdict> verify_record(const fs::path& folder, const Trust& trust) {
    const auto files = read_folder(folder, Subject::record);
    if (!files) {
        return files.error();
    }
    return verify_record_files(*files, trust);
}

Result<Verdict> verify_record_files(const Files& files, const Trust& trust) {
    auto log = read_published_log(files, trust);
    if (!log) {
        return log.error();
    }
    Verdict verdict{.subject = Subject::record, .title = log->checkpoint.origin};
    check_log(files, *log, verdict.checks);
    check_trust(*log, trust, verdict);
    record::Book book(log->checkpoint.origin);
    check_entries(*log, book, verdict.checks);
    check_documents(files, book, verdict.checks);
    check_plans(files, book, verdict);
    add_remarks(book, verdict);
    return verdict;
}

void check_entries(const PublishedLog& log, record::Book& book, Checks& checks) {
    std::vector<Tally> tallies;
    for (const Sentence& sentence : sentences) {
        tallies.emplace_back(checks, std::string(sentence.what));
    }
    for (const std::string_view entry : log.entries) {
        const std::uint64_t number = book.now().size();
        const record::Findings found = book.add(entry);
        for (std::size_t claim = 0; claim < tallies.size(); ++claim) {
            const auto& kinds = sentences.at(claim).kinds;
            if (kinds.front().empty() || std::ranges::count(kinds, book.last_kind()) > 0) {
                tallies[claim].expect(true, "");
            }
        }
        for (const record::Finding& finding : found) {
            tallies[static_cast<std::size_t>(finding.claim)].fail(
                fmt::format("entry {}: {}", number, finding.what));
        }
    }
}

void add_remarks(const record::Book& book, Verdict& verdict) {
    const auto remark = [&](std::string_view words, const auto&... parts) {
        verdict.remarks.push_back(fmt::format(fmt::runtime(words), parts...));
    };
    const record::State& now = book.now();
    for (const auto& [id, proposal] : now.proposals) {
        if (!proposal.tally) {
            remark("{} ({}): not decided yet.", id, proposal.council);
            continue;
        }
        const record::TallyRecord& tally = *proposal.tally;
        const std::string chosen =
            tally.winner.empty() ? "no decision" : tally.winner + " was chosen";
        if (tally.archive.empty()) {
            remark("{} ({}, {}): {}, with {} ballots opened and {} not{}{}.", id, proposal.council,
                   proposal.rule, chosen, tally.ballots, tally.unopened.size(),
                   tally.unopened.empty() ? "" : ": ", fmt::join(tally.unopened, ", "));
        } else {
            remark(
                "{} ({}, {}): {}, by {} secret ballots. Their proofs are for `belenios-tool "
                "election verify`; the archive is files/{}.",
                id, proposal.council, proposal.rule, chosen, tally.ballots, tally.archive);
        }
    }
    for (const auto& [entry, by] : now.corrections) {
        remark("Entry {} was corrected by entry {}.", entry, by);
    }
    for (const std::string& plan : now.withdrawn_plans) {
        remark("Plan {} was corrected; do not rely on it.", plan);
    }
    if (!now.last_time.empty()) {
        remark("{} entries, the last of {}.", now.size(), now.last_time);
    }
}

}  // namespace vorrat::verify

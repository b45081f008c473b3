#include "vorrat/verify/record.h"

#include <system_error>

#include <fmt/format.h>

#include "vorrat/verify/folder.h"

namespace vorrat::verify {
namespace {

namespace fs = std::filesystem;

/// Sentence and kinds of entries of each record::Claim, in its order.
struct Sentence {
    std::string_view what;
    std::vector<std::string_view> kinds;  ///< empty: every entry
};

const std::array<Sentence, 11>& sentences() {
    static const std::array<Sentence, 11> all{{
        {"every entry is a record as the format says", {}},
        {"every entry is signed by the key that it names", {}},
        {"the charter comes first and time never runs backwards", {}},
        {"every entry is signed by somebody who may make it", {}},
        {"members have one key each, and only members vote", {"member", "revocation", "ballot"}},
        {"ballots and openings keep the deadlines, the turns and what was committed to",
         {"proposal", "ballot", "opening"}},
        {"every tally is what the opened ballots give by its rule", {"tally", "secret-tally"}},
        {"criteria are those that were decided, and plans keep those in force",
         {"criteria", "plan"}},
        {"plans and shipments are recorded once", {"plan", "shipments"}},
        {"statements and redactions name texts that were there", {"statement", "redaction"}},
        {"corrections name what they correct", {"correction"}},
    }};
    return all;
}

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
    for (const Sentence& sentence : sentences()) {
        tallies.emplace_back(checks, std::string(sentence.what));
    }
    for (const std::string_view entry : log.entries) {
        const std::uint64_t number = book.size();
        const auto found = book.add(entry);
        for (std::size_t claim = 0; claim < tallies.size(); ++claim) {
            const auto& kinds = sentences()[claim].kinds;
            if (kinds.empty() || std::ranges::count(kinds, book.last_kind()) > 0) {
                tallies[claim].expect(true, [] { return ""; });
            }
        }
        for (const record::Finding& finding : found) {
            tallies[static_cast<std::size_t>(finding.claim)].fail(
                fmt::format("entry {}: {}", number, finding.what));
        }
    }
}

void add_remarks(const record::Book& book, Verdict& verdict) {
    for (const auto& [id, proposal] : book.proposals()) {
        if (!proposal.tally) {
            verdict.remarks.push_back(
                fmt::format("{} ({}): not decided yet.", id, proposal.council));
            continue;
        }
        const std::string chosen =
            proposal.tally->winner.empty() ? "no decision" : proposal.tally->winner + " was chosen";
        if (!proposal.tally->archive.empty()) {
            verdict.remarks.push_back(
                fmt::format("{} ({}, {}): {}, by {} secret ballots. Their proofs are for "
                            "`belenios-tool election verify`; the archive is files/{}.",
                            id, proposal.council, proposal.rule, chosen, proposal.tally->ballots,
                            proposal.tally->archive));
            continue;
        }
        std::string unopened;
        for (const std::string& member : proposal.tally->unopened) {
            unopened += (unopened.empty() ? "" : ", ") + member;
        }
        verdict.remarks.push_back(
            fmt::format("{} ({}, {}): {}, with {} ballots opened and {} not{}.", id,
                        proposal.council, proposal.rule, chosen, proposal.tally->ballots,
                        proposal.tally->unopened.size(), unopened.empty() ? "" : ": " + unopened));
    }
    for (const auto& [entry, by] : book.corrections()) {
        verdict.remarks.push_back(fmt::format("Entry {} was corrected by entry {}.", entry, by));
    }
    for (const std::string& plan : book.withdrawn_plans()) {
        verdict.remarks.push_back(fmt::format("Plan {} was corrected; do not rely on it.", plan));
    }
    if (!book.last_time().empty()) {
        verdict.remarks.push_back(
            fmt::format("{} entries, the last of {}.", book.size(), book.last_time()));
    }
}

}  // namespace vorrat::verify

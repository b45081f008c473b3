#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "vorrat/keeper/disk.h"
#include "vorrat/keeper/frontier.h"
#include "vorrat/ledger/ledger.h"

namespace vorrat::ledger {

/// Readers take what whole batches are there and change nothing; one writer at a time.
enum class Access { read, write };

/// The working form of a ledger: docs/formats/ledger.md, section 11. What `append` acknowledged
/// outlasts crashes at any moment; opening gives the log, or says exactly why not.
///
/// Not for several threads at once. The disk must outlive the log.
class Log {
public:
    /// Begins a log and opens it for writing.
    /// errors: usage: an origin that is no key name; failed: there is one already, or the disk
    static Result<Log> create(Disk& disk, const std::string& origin);

    /// Reads everything once and mends what a crash left behind; `notes` says what.
    /// errors: bad_input: damage, with file, byte, expected and found; failed: the disk, or another
    ///         writer
    /// cost:   one hash per entry, memory for one batch and 16 bytes per batch
    static Result<Log> open(Disk& disk, Access access);

    /// Appends the entries, all or none; durable when it returns. Gives the number of the first.
    /// errors: usage: no entry, an empty or too long one, more than 64 MiB; failed: the disk; then
    ///         the entries are not there, or the log is closed to writing until opened again and
    ///         the message says so
    Result<std::uint64_t> append(std::span<const std::string> entries);

    /// Keeps the signed state of now, so that a later opening knows what must be there.
    Outcome keep_checkpoint(const Note& note);
    /// The checkpoint kept last; nothing where there is none.
    const std::optional<std::string>& checkpoint() const { return checkpoint_; }

    const std::string& origin() const { return origin_; }
    std::uint64_t size() const { return tree_.size(); }
    Head head() const { return {tree_.size(), tree_.root()}; }
    const std::vector<std::string>& notes() const { return notes_; }

    /// Calls `visit` with number and bytes of the entries [from, to) in order, until it gives an
    /// error. to: at most size()
    Outcome each(std::uint64_t from, std::uint64_t to,
                 const std::function<Outcome(std::uint64_t, std::string_view)>& visit) const;

private:
    struct Where {
        std::uint64_t first = 0;
        std::uint64_t offset = 0;
    };
    struct Journal {
        std::string name;
        std::string bytes;
        std::uint64_t first = 0;
        std::uint64_t end = 0;
    };

    explicit Log(Disk& disk) : disk_(&disk) {}

    Outcome read_header();
    Outcome read_checkpoint();
    Outcome read_batches();
    Result<std::string> batch_at(std::uint64_t offset) const;
    Outcome take(std::string_view bytes);
    Outcome expect_nothing_behind(const std::string& why);
    Result<std::vector<Journal>> read_journals();
    Outcome use(const Journal& journal);
    Outcome mend();
    Outcome set_aside();
    Outcome check_checkpoint() const;
    Outcome expect_own_length();
    Outcome write_twice(const std::string& bytes);
    Error undo(const Error& problem);

    Disk* disk_;
    std::string origin_;
    Frontier tree_;
    std::uint64_t end_ = 0;     ///< of the last whole batch in `entries`, bytes
    std::uint64_t length_ = 0;  ///< of `entries` as found, bytes
    std::vector<Where> batches_;
    std::optional<std::string> checkpoint_;
    std::optional<Checkpoint> kept_;  ///< what checkpoint_ says
    std::optional<Hash> root_there_;  ///< of the log when it had the size of kept_
    std::vector<std::string> notes_;
    unsigned journal_ = 0;  ///< the journal that is written next
    std::optional<std::string> closed_;
};

}  // namespace vorrat::ledger

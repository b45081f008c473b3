#include "vorrat/keeper/log.h"

#include <algorithm>

#include <fmt/format.h>

#include "vorrat/keeper/batch.h"
#include "vorrat/keeper/signing.h"
#include "vorrat/keeper/tile_writer.h"

namespace vorrat::ledger {
namespace {

constexpr const char* entries_file = "entries";
constexpr const char* checkpoint_file = "checkpoint";
constexpr std::size_t journals = 2;

std::string journal_name(unsigned number) { return fmt::format("journal-{}", number); }

Outcome expect_sound(std::span<const std::string> entries) {
    std::size_t bytes = 0;
    for (const std::string& entry : entries) {
        if (entry.empty() || entry.size() > entry_bytes_max) {
            return usage_error(
                fmt::format("entry: want 1 to {} bytes, got {}", entry_bytes_max, entry.size()));
        }
        bytes += entry.size() + 2;
    }
    if (entries.empty() || bytes > batch_payload_max) {
        return usage_error(
            fmt::format("batch: want 1 to {} bytes, got {}", batch_payload_max, bytes));
    }
    return Done{};
}

}  // namespace

Result<Log> Log::create(Disk& disk, const std::string& origin) {
    if (!is_key_name(origin)) {
        return usage_error("origin: want a name without blanks and \"+\"");
    }
    if (auto locked = disk.lock(); !locked) {
        return locked.error();
    }
    const auto there = disk.size(entries_file);
    if (!there) {
        return there.error();
    }
    if (*there) {
        return failed("entries: there is a ledger already");
    }
    // The entries come last: with them there is a ledger.
    const std::string header = fmt::format("vorrat-ledger/1 {}\n", origin);
    for (const auto& [name, bytes] :
         {std::pair{journal_name(0), std::string()}, std::pair{journal_name(1), std::string()},
          std::pair{std::string(entries_file), header}}) {
        if (auto made = replace(disk, name, bytes); !made) {
            return made.error();
        }
    }
    return open(disk, Access::write);
}

Result<std::uint64_t> Log::append(std::span<const std::string> entries) {
    if (closed_) {
        return failed(*closed_);
    }
    for (const Outcome& claim : {expect_sound(entries), expect_own_length()}) {
        if (!claim) {
            return claim.error();
        }
    }
    Frontier grown = tree_;
    for (const std::string& entry : entries) {
        grown.add(leaf_hash(entry));
    }
    const std::uint64_t first = tree_.size();
    const std::string bytes = batch_bytes(first, entries, grown.root());
    if (auto written = write_twice(bytes); !written) {
        return undo(written.error());
    }
    batches_.push_back({first, end_});
    tree_ = grown;
    end_ += bytes.size();
    journal_ = (journal_ + 1) % journals;
    return first;
}

Outcome Log::expect_own_length() {
    const auto found = disk_->size(entries_file);
    if (!found) {
        return found.error();
    }
    if (*found != end_) {
        closed_ = fmt::format(
            "entries: want {} bytes as this program left it, got {}: another program has written",
            end_, found->value_or(0));
        return failed(*closed_);
    }
    return Done{};
}

Outcome Log::write_twice(const std::string& bytes) {
    const std::string journal = journal_name(journal_);
    if (auto written = disk_->write(journal, 0, bytes); !written) {
        return written;
    }
    if (auto synced = disk_->sync(journal); !synced) {
        return synced;
    }
    if (auto written = disk_->write(entries_file, end_, bytes); !written) {
        return written;
    }
    return disk_->sync(entries_file);
}

Error Log::undo(const Error& problem) {
    const std::string journal = journal_name(journal_);
    for (const auto& [name, bytes] :
         {std::pair{std::string(entries_file), end_}, std::pair{journal, std::uint64_t{0}}}) {
        auto cut = disk_->truncate(name, bytes);
        if (cut) {
            cut = disk_->sync(name);
        }
        if (!cut) {
            closed_ = fmt::format(
                "{}; {}: closed to writing until the ledger is opened again, which will show "
                "whether the last batch is there",
                problem.message, cut.error().message);
            return failed(*closed_);
        }
    }
    return problem;
}

Outcome Log::keep_checkpoint(const Note& note) {
    const auto checkpoint = parse_checkpoint(note, checkpoint_file);
    if (!checkpoint) {
        return checkpoint.error();
    }
    if (checkpoint->origin != origin_ || !(checkpoint->head == head())) {
        return usage_error("checkpoint: want the state of this log as it is");
    }
    std::string text = to_text(note);
    if (auto kept = replace(*disk_, checkpoint_file, text); !kept) {
        return kept;
    }
    checkpoint_ = std::move(text);
    kept_ = *checkpoint;
    root_there_ = checkpoint->head.root;
    return Done{};
}

Outcome Log::each(std::uint64_t from, std::uint64_t to,
                  const std::function<Outcome(std::uint64_t, std::string_view)>& visit) const {
    check(to <= size(), "entries that are read are there");
    auto at = std::ranges::upper_bound(batches_, from, {}, &Where::first);
    if (at != batches_.begin()) {
        --at;
    }
    for (; at != batches_.end() && at->first < to; ++at) {
        const auto bytes = batch_at(at->offset);
        if (!bytes) {
            return bytes.error();
        }
        const auto batch = parse_batch(*bytes);
        if (!batch) {
            return bad_input(
                fmt::format("entries: byte {}: {}", at->offset, batch.error().message));
        }
        for (std::uint64_t k = 0; k < batch->entries.size(); ++k) {
            const std::uint64_t number = batch->first + k;
            if (number < from || number >= to) {
                continue;
            }
            if (auto visited = visit(number, batch->entries[k]); !visited) {
                return visited;
            }
        }
    }
    return Done{};
}

}  // namespace vorrat::ledger

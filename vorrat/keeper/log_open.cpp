#include <algorithm>

#include <fmt/format.h>

#include "vorrat/base/text.h"
#include "vorrat/keeper/batch.h"
#include "vorrat/keeper/log.h"

namespace vorrat::ledger {
namespace {

constexpr const char* entries_file = "entries";
constexpr const char* checkpoint_file = "checkpoint";
constexpr std::string_view header_begin = "vorrat-ledger/1 ";
constexpr std::size_t header_bytes_max = 1024;

Error damage(std::uint64_t byte, std::string_view what) {
    return bad_input(fmt::format("entries: byte {}: {}", byte, what));
}

}  // namespace

Result<Log> Log::open(Disk& disk, Access access) {
    Log log(disk);
    if (access == Access::write) {
        if (auto locked = disk.lock(); !locked) {
            return locked.error();
        }
    } else {
        log.closed_ = "this ledger was opened for reading";
    }
    // The checkpoint first: a writer may append between two of our steps, never take away.
    using Step = Outcome (Log::*)();
    for (const Step step : {&Log::read_checkpoint, &Log::read_header, &Log::read_batches}) {
        if (auto done = (log.*step)(); !done) {
            return done.error();
        }
    }
    if (access == Access::write) {
        if (auto mended = log.mend(); !mended) {
            return mended.error();
        }
    }
    if (auto there = log.check_checkpoint(); !there) {
        return there.error();
    }
    return log;
}

Outcome Log::read_header() {
    const auto length = disk_->size(entries_file);
    if (!length) {
        return length.error();
    }
    if (!*length) {
        return bad_input("entries: is missing; want a folder made by `vorrat ledger init`");
    }
    const auto head = disk_->read(entries_file, 0, header_bytes_max);
    if (!head) {
        return head.error();
    }
    const std::size_t line_end = head->find('\n');
    if (!head->starts_with(header_begin) || line_end == std::string::npos) {
        return damage(0, fmt::format("want \"vorrat-ledger/1 origin\", got {}", shown(*head)));
    }
    origin_ = head->substr(header_begin.size(), line_end - header_begin.size());
    if (!is_key_name(origin_)) {
        return damage(header_begin.size(), "want an origin, got " + shown(origin_));
    }
    end_ = line_end + 1;
    length_ = **length;
    return Done{};
}

Outcome Log::read_checkpoint() {
    auto text = read_all(*disk_, checkpoint_file);
    if (!text) {
        return text.error();
    }
    if (!*text) {
        return Done{};
    }
    const auto note = parse_note(**text, checkpoint_file);
    if (!note) {
        return note.error();
    }
    const auto checkpoint = parse_checkpoint(*note, checkpoint_file);
    if (!checkpoint) {
        return checkpoint.error();
    }
    checkpoint_ = std::move(*text);
    kept_ = *checkpoint;
    return Done{};
}

Result<std::string> Log::batch_at(std::uint64_t offset) const {
    const auto head = disk_->read(entries_file, offset, batch_head_bytes);
    if (!head) {
        return head.error();
    }
    const auto payload = parse_batch_head(*head);
    if (!payload) {
        return damage(offset, payload.error().message);
    }
    return disk_->read(entries_file, offset, batch_head_bytes + *payload + batch_tail_bytes);
}

Outcome Log::take(std::string_view bytes) {
    const auto batch = parse_batch(bytes);
    if (!batch) {
        return damage(end_, batch.error().message);
    }
    if (batch->first != size()) {
        return damage(end_, fmt::format("want a batch from entry {}, got one from entry {}", size(),
                                        batch->first));
    }
    Frontier grown = tree_;
    for (const std::string_view entry : batch->entries) {
        grown.add(leaf_hash(entry));
        if (kept_ && grown.size() == kept_->head.size) {
            root_there_ = grown.root();
        }
    }
    if (grown.root() != batch->root) {
        return damage(end_,
                      fmt::format("want the root {} after entry {}, got {}", to_hex(batch->root),
                                  batch->end() - 1, to_hex(grown.root())));
    }
    batches_.push_back({size(), end_});
    tree_ = grown;
    end_ += batch->bytes;
    return Done{};
}

Outcome Log::read_batches() {
    while (end_ < length_) {
        const auto bytes = batch_at(end_);
        if (!bytes && bytes.error().kind == ErrorKind::failed) {
            return bytes.error();
        }
        const Outcome taken = bytes ? take(*bytes) : Outcome(bytes.error());
        if (!taken) {
            return expect_nothing_behind(taken.error().message);
        }
    }
    return Done{};
}

/// A crash leaves at most one batch that is not whole, and nothing behind it.
Outcome Log::expect_nothing_behind(const std::string& why) {
    // The next batch, if this one is damaged, begins within the length of the longest.
    const auto rest =
        disk_->read(entries_file, end_, std::min(length_ - end_, 2 * batch_bytes_max));
    if (!rest) {
        return rest.error();
    }
    for (std::size_t at = rest->find(batch_mark); at != std::string::npos;
         at = rest->find(batch_mark, at + 1)) {
        if (const auto batch = parse_batch(std::string_view(*rest).substr(at))) {
            return bad_input(fmt::format("{}; a whole batch of entries {} to {} is at byte {}", why,
                                         batch->first, batch->end() - 1, end_ + at));
        }
    }
    if (length_ - end_ > batch_bytes_max) {
        return bad_input(
            fmt::format("{}; {} bytes follow, more than a batch", why, length_ - end_));
    }
    return Done{};
}

Result<std::vector<Log::Journal>> Log::read_journals() {
    std::vector<Journal> found;
    for (const char* name : {"journal-0", "journal-1"}) {
        auto bytes = read_all(*disk_, name);
        if (!bytes) {
            return bytes.error();
        }
        // A journal that is not whole was being written when the program ended.
        if (!*bytes) {
            continue;
        }
        if (const auto batch = parse_batch(**bytes)) {
            found.push_back({name, (*bytes)->substr(0, batch->bytes), batch->first, batch->end()});
        }
    }
    std::ranges::sort(found, {}, &Journal::first);
    return found;
}

Outcome Log::mend() {
    const auto found = read_journals();
    if (!found) {
        return found.error();
    }
    for (const Journal& journal : *found) {
        if (auto used = use(journal); !used) {
            return used;
        }
        if (journal.end == size()) {
            journal_ = journal.name == "journal-0" ? 1 : 0;
        }
    }
    if (end_ < length_) {
        if (auto set = set_aside(); !set) {
            return set;
        }
    }
    // Whoever made or renamed the files may have ended before their names were safe.
    if (auto synced = disk_->sync_folder(); !synced) {
        return synced;
    }
    return disk_->sync(entries_file);
}

/// Writes the batch of a journal to its place, also where it seems to be there: after a sync that
/// failed the bytes may be in the memory of the machine only.
Outcome Log::use(const Journal& journal) {
    if (journal.first > size()) {
        return damage(
            end_,
            fmt::format(
                "ends with entry {}, but {} holds entries {} to {}: entries {} to {} are missing",
                static_cast<std::int64_t>(size()) - 1, journal.name, journal.first, journal.end - 1,
                size(), journal.first - 1));
    }
    const bool missing = journal.first == size();
    if (missing) {
        if (auto taken = take(journal.bytes); !taken) {
            return bad_input(fmt::format("{}: {}", journal.name, taken.error().message));
        }
        notes_.push_back(fmt::format("entries {} to {} were written again from {}", journal.first,
                                     journal.end - 1, journal.name));
    }
    const auto there = std::ranges::lower_bound(batches_, journal.first, {}, &Where::first);
    const bool starts_there = there != batches_.end() && there->first == journal.first;
    const auto bytes =
        missing || !starts_there ? Result<std::string>(journal.bytes) : batch_at(there->offset);
    if (!bytes) {
        return bytes.error();
    }
    if (!starts_there || *bytes != journal.bytes) {
        return bad_input(fmt::format("{}: entries {} to {} are not those of the file entries",
                                     journal.name, journal.first, journal.end - 1));
    }
    if (auto written = disk_->write(entries_file, there->offset, journal.bytes); !written) {
        return written;
    }
    length_ = std::max(length_, there->offset + journal.bytes.size());
    return Done{};
}

Outcome Log::set_aside() {
    const auto rest = disk_->read(entries_file, end_, length_ - end_);
    if (!rest) {
        return rest.error();
    }
    // What follows a batch that was written again is a piece of that batch's torn first attempt.
    const std::string name = fmt::format("torn-{}", end_);
    if (kept_ && kept_->head.size > size()) {
        return check_checkpoint();
    }
    if (auto kept = replace(*disk_, name, *rest); !kept) {
        return kept;
    }
    if (auto cut = disk_->truncate(entries_file, end_); !cut) {
        return cut;
    }
    notes_.push_back(
        fmt::format("{} bytes behind entry {} are no batch; nobody was told that they were "
                    "recorded; they are in {}",
                    rest->size(), static_cast<std::int64_t>(size()) - 1, name));
    length_ = end_;
    return Done{};
}

Outcome Log::check_checkpoint() const {
    if (!kept_) {
        return Done{};
    }
    if (kept_->origin != origin_) {
        return bad_input(
            fmt::format("checkpoint:1: want the origin {}, got {}", origin_, shown(kept_->origin)));
    }
    if (kept_->head.size > size()) {
        return damage(end_, fmt::format("ends with entry {}, but the checkpoint is signed over {} "
                                        "entries: entries {} to {} are missing",
                                        static_cast<std::int64_t>(size()) - 1, kept_->head.size,
                                        size(), kept_->head.size - 1));
    }
    const Hash root = kept_->head.size == 0 ? sha256("") : *root_there_;
    if (root != kept_->head.root) {
        return bad_input(
            fmt::format("entries: want the root {} of the checkpoint at {} entries, got {}: these "
                        "are not the entries that were signed",
                        to_hex(kept_->head.root), kept_->head.size, to_hex(root)));
    }
    return Done{};
}

}  // namespace vorrat::ledger

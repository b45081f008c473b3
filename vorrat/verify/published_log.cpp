#include <span>

#include <fmt/format.h>

#include "vorrat/verify/record.h"
#include "vorrat/verify/tally.h"

namespace vorrat::verify {
namespace {

std::string_view without_line_end(std::string_view text) {
    return text.ends_with('\n') ? text.substr(0, text.size() - 1) : text;
}

/// An entry takes three bytes at least: no log is longer than its files.
bool can_be_there(const Files& files, std::uint64_t size) {
    std::uint64_t bytes = 0;
    for (const auto& file : files) {
        bytes += file.second.size();
    }
    return size <= bytes;
}

void read_entries(const Files& files, PublishedLog& log, Tally& tally) {
    for (const ledger::Tile& tile : ledger::tiles_of(0, log.checkpoint.head.size)) {
        const std::string path = ledger::entries_path(tile);
        const auto file = files.find(path);
        if (!tally.expect(file != files.end(), "{}: is missing", path)) {
            return;
        }
        const auto entries = ledger::parse_entries(file->second, tile.width, path);
        if (tally.given(entries) == nullptr) {
            return;
        }
        log.entries.insert(log.entries.end(), entries->begin(), entries->end());
    }
}

/// Tiles of level 0 hold the leaves, those of each other level the roots over full tiles below.
void check_tiles(const Files& files, const PublishedLog& log, Tally& tally) {
    std::vector<ledger::Hash> nodes = log.leaves;
    for (unsigned level = 0; !nodes.empty(); ++level) {
        std::vector<ledger::Hash> above;
        for (const ledger::Tile& tile : ledger::tiles_of(level, log.leaves.size())) {
            const auto held =
                std::span(nodes).subspan(tile.index * ledger::tile_width_max, tile.width);
            std::string bytes;
            for (const ledger::Hash& node : held) {
                bytes += ledger::as_bytes(node);
            }
            const std::string path = ledger::tile_path(level, tile);
            const auto file = files.find(path);
            tally.expect(file != files.end() && file->second == bytes,
                         "{}: is not the tile of the entries", path);
            if (tile.width == ledger::tile_width_max) {
                above.push_back(ledger::root_of(held));
            }
        }
        nodes = std::move(above);
    }
}

void check_continuity(const PublishedLog& log, const std::string& trusted, Checks& checks) {
    Tally tally(checks, "the log begins with the checkpoint that you trust");
    const auto opened = ledger::open_checkpoint(trusted, log.key, "trusted checkpoint");
    if (tally.given(opened) == nullptr) {
        return;
    }
    const ledger::Head& before = opened->head;
    const bool is_there = tally.expect(before.size <= log.checkpoint.head.size,
                                       "rolled back: you trust {} entries, this log has {}",
                                       before.size, log.checkpoint.head.size) &&
                          tally.expect(before.size <= log.leaves.size(),
                                       "only {} of the {} entries that you trust can be read",
                                       log.leaves.size(), before.size);
    if (is_there) {
        const ledger::Hash root = ledger::root_of(std::span(log.leaves).first(before.size));
        tally.expect(root == before.root,
                     "forked: at {} entries you trust the root {}, this log has {}", before.size,
                     to_hex(before.root), to_hex(root));
    }
}

void check_witness(const PublishedLog& log, std::string_view text, Tally& tally,
                   std::vector<std::string>& remarks) {
    const auto witness = ledger::parse_verifier(without_line_end(text));
    if (tally.given(witness) == nullptr) {
        return;
    }
    const auto at = ledger::cosigned_at(log.note, *witness);
    if (tally.given(at) != nullptr &&
        tally.expect(at->has_value(), "{}: did not sign", witness->name)) {
        const auto day =
            std::chrono::floor<days>(std::chrono::sys_seconds(std::chrono::seconds(**at)));
        remarks.push_back(
            fmt::format("{} saw this checkpoint on {}.", witness->name, to_string(day)));
    }
}

void check_receipt(const PublishedLog& log, std::string_view text, Tally& tally) {
    const auto receipt = record::parse_receipt(text, "receipt");
    if (tally.given(receipt) != nullptr &&
        tally.given(record::check_receipt(*receipt, log.key)) != nullptr) {
        const std::uint64_t index = receipt->index;
        tally.expect(index < log.entries.size() && log.entries[index] == receipt->entry,
                     "entry {}: the log promised another one to the holder of the receipt", index);
    }
}

}  // namespace

Result<PublishedLog> read_published_log(const Files& files, const Trust& trust) {
    PublishedLog log;
    const auto key_file = files.find("ledger.key");
    if (trust.key.empty() && key_file == files.end()) {
        return bad_input("ledger.key: is missing, and no key was given");
    }
    const auto key =
        ledger::parse_verifier(without_line_end(trust.key.empty() ? key_file->second : trust.key));
    if (!key) {
        return bad_input((trust.key.empty() ? "ledger.key: " : "key: ") + key.error().message);
    }
    const auto file = files.find("checkpoint");
    if (file == files.end()) {
        return bad_input("checkpoint: is missing");
    }
    const auto note = ledger::parse_note(file->second, "checkpoint");
    if (!note) {
        return note.error();
    }
    const auto checkpoint = ledger::parse_checkpoint(*note, "checkpoint");
    if (!checkpoint) {
        return checkpoint.error();
    }
    if (!can_be_there(files, checkpoint->head.size)) {
        return bad_input(fmt::format("checkpoint:2: {} entries cannot be in these files",
                                     checkpoint->head.size));
    }
    log.key = *key;
    log.note = *note;
    log.checkpoint = *checkpoint;
    return log;
}

void check_log(const Files& files, PublishedLog& log, Checks& checks) {
    Tally signature(checks, "the checkpoint is signed by the key of the log");
    const auto opened = ledger::open_checkpoint(files.at("checkpoint"), log.key, "checkpoint");
    signature.expect(static_cast<bool>(opened), "{}", [&] { return opened.error().message; });
    if (const auto key = files.find("ledger.key"); key != files.end()) {
        signature.expect(without_line_end(key->second) == log.key.text(),
                         "ledger.key: is not the key that you gave");
    }

    Tally entries(checks, "the entries are those that the checkpoint is signed over");
    read_entries(files, log, entries);
    for (const std::string_view entry : log.entries) {
        log.leaves.push_back(ledger::leaf_hash(entry));
    }
    const ledger::Hash root = ledger::root_of(log.leaves);
    entries.expect(root == log.checkpoint.head.root,
                   "checkpoint:3: want the root {} of {} entries, found {} of {}",
                   to_hex(log.checkpoint.head.root), log.checkpoint.head.size, to_hex(root),
                   log.leaves.size());

    Tally tiles(checks, "the tiles are those of the entries");
    check_tiles(files, log, tiles);
}

void check_trust(const PublishedLog& log, const Trust& trust, Verdict& verdict) {
    if (trust.key.empty()) {
        verdict.remarks.push_back(
            fmt::format("The key was taken from the folder itself: {}. Compare it with the one "
                        "that others have.",
                        log.key.text()));
    }
    if (trust.checkpoint.empty()) {
        verdict.remarks.emplace_back(
            "No earlier checkpoint was given: whether something was rewritten since you last "
            "looked was not checked.");
    } else {
        check_continuity(log, trust.checkpoint, verdict.checks);
    }
    if (!trust.witnesses.empty()) {
        Tally tally(verdict.checks, "every witness that you trust signed the checkpoint");
        for (const std::string& text : trust.witnesses) {
            check_witness(log, text, tally, verdict.remarks);
        }
    }
    if (!trust.receipts.empty()) {
        Tally tally(verdict.checks, "every receipt that you hold is kept by the log");
        for (const std::string& text : trust.receipts) {
            check_receipt(log, text, tally);
        }
    }
}

}  // namespace vorrat::verify

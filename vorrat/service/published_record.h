#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "vorrat/keeper/keeper.h"
#include "vorrat/ledger/ledger.h"
#include "vorrat/record/record.h"

namespace vorrat::service {

/// The folder that `vorrat ledger export` wrote, under the checkpoint that lay in it when it was
/// opened. What it answers is read from its tiles, as anybody can who has them.
struct PublishedRecord {
    std::filesystem::path folder;
    ledger::Verifier key;
    ledger::Note note;
    ledger::Checkpoint checkpoint;

    std::uint64_t size() const { return checkpoint.head.size; }
    ledger::Nodes nodes() const;
    /// The entries of tile `index`. errors: bad_input: missing, cut, not as many as there must be
    Result<std::vector<std::string>> tile_entries(std::uint64_t index) const;
    /// The entry with its path, checked. errors: usage: outside; bad_input: tiles that do not fit
    Result<record::Receipt> receipt(std::uint64_t entry) const;
};

/// errors: bad_input: no key, no checkpoint, or one that the key did not sign
Result<PublishedRecord> open_published_record(const std::filesystem::path& folder);

/// That the log of `note` begins with its first `before` entries, as JSON (docs/formats/api.md).
/// errors: usage: before is 0 or larger than the size; what `nodes` says
Result<std::string> consistency_text(const ledger::Nodes& nodes, std::uint64_t before,
                                     const ledger::Note& note, std::uint64_t size);

}  // namespace vorrat::service

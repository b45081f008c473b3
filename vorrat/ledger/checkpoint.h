#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "vorrat/ledger/merkle.h"
#include "vorrat/ledger/note.h"

namespace vorrat::ledger {

/// The state of a log that a note says: docs/formats/ledger.md, section 3 (C2SP tlog-checkpoint).
struct Checkpoint {
    std::string origin;
    Head head;
};

/// errors: bad_input, `file:line: ...`
Result<Checkpoint> parse_checkpoint(const Note& note, std::string_view file);

/// Reads the note and makes sure that the log signed it.
/// errors: bad_input: not a note, not a checkpoint, another origin, not signed by the log
Result<Checkpoint> open_checkpoint(std::string_view bytes, const Verifier& log,
                                   std::string_view file);

/// What a witness signs, for its time and the text of the note.
std::string cosigned_message(std::uint64_t time, std::string_view text);

/// When the witness signed; nothing when it did not.
/// errors: bad_input: a signature of its that does not hold
Result<std::optional<std::int64_t>> cosigned_at(const Note& note, const Verifier& witness);

}  // namespace vorrat::ledger

// A checkpoint or another signed note. What is read is written the same; whatever the bytes are,
// the parsers of notes, checkpoints and keys answer.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "vorrat/keeper/keeper.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace ledger = vorrat::ledger;
    const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT
    const std::string_view line = text.substr(0, text.find('\n'));
    if (const auto verifier = ledger::parse_verifier(line); verifier && verifier->text() != line) {
        std::abort();
    }
    if (const auto signer = ledger::parse_signer(line); signer && signer->text() != line) {
        std::abort();
    }
    const auto note = ledger::parse_note(text, "note");
    if (!note) {
        return note.error().message.empty() ? std::abort(), 1 : 0;
    }
    if (to_text(*note) != text) {
        std::abort();
    }
    const ledger::Verifier log{"example.org/vorrat", ledger::KeyType::log, {}};
    const ledger::Verifier witness{"example.org/witness", ledger::KeyType::witness, {}};
    (void)ledger::is_signed_by(*note, log);
    (void)ledger::cosigned_at(*note, witness);
    const auto checkpoint = ledger::parse_checkpoint(*note, "note");
    // Extension lines are passed over, so the text may go on.
    if (checkpoint && !note->text.starts_with(to_text(*checkpoint))) {
        std::abort();
    }
    return 0;
}

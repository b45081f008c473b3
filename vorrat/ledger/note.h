#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/ledger/signature.h"

namespace vorrat::ledger {

// Signed notes: docs/formats/ledger.md, section 2 (C2SP signed-note).

/// The text up to the mark, which is taken off with it.
std::string_view take_until(char mark, std::string_view& text);

/// U+2014 and a blank, with which a signature begins.
constexpr std::string_view dash = "\xe2\x80\x94 ";

enum class KeyType : std::uint8_t { log = 1, witness = 4 };

using KeyId = std::array<std::uint8_t, 4>;

/// The public half of a key with its name: `name+1a2b3c4d+base64`.
struct Verifier {
    std::string name;
    KeyType type = KeyType::log;
    PublicKey key{};

    KeyId id() const;
    std::string text() const;
    bool operator==(const Verifier&) const = default;
};

/// errors: bad_input: another shape, an unknown type, an id that is not that of name and key
Result<Verifier> parse_verifier(std::string_view text);
/// What stands in `name+id+base64`, whatever the id; nothing where the text has another shape.
std::optional<Verifier> split_key(std::string_view text);
/// The text of a key; bytes: the 32 behind the type, which are a secret in a signer's.
std::string key_text(const Verifier& verifier, std::string_view bytes);
/// A name is not empty, UTF-8, and holds no blank, control character or "+".
bool is_key_name(std::string_view name);

struct NoteSignature {
    std::string name;
    KeyId id{};
    std::string blob;  ///< what follows the id

    bool is_of(const Verifier& verifier) const {
        return name == verifier.name && id == verifier.id();
    }
};

struct Note {
    std::string text;  ///< ends with a line feed
    std::vector<NoteSignature> signatures;
};

/// errors: bad_input, `file:line: ...`: no text, no signature, a line of another shape, more than
///         100 signatures or 1,000,000 bytes
Result<Note> parse_note(std::string_view bytes, std::string_view file);

/// Whether a signature of this key is there and holds.
/// errors: bad_input: it is there and does not hold
Result<bool> is_signed_by(const Note& note, const Verifier& verifier);

}  // namespace vorrat::ledger

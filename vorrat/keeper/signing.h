#pragma once

#include "vorrat/ledger/ledger.h"

namespace vorrat::ledger {

// All that writes or needs a secret. The checker links none of it.

using Seed = std::array<std::uint8_t, 32>;

PublicKey public_key(const Seed& seed);
Signature sign(const Seed& seed, std::string_view message);
/// 32 bytes from the operating system's generator.
Seed random_seed();

/// Both halves of a key: `PRIVATE+KEY+name+1a2b3c4d+base64`.
struct Signer {
    std::string name;
    KeyType type = KeyType::log;
    Seed seed{};

    Verifier verifier() const { return {name, type, public_key(seed)}; }
    std::string text() const;
};

/// errors: bad_input: another shape, an unknown type, an id that is not that of name and key
Result<Signer> parse_signer(std::string_view text);

std::string to_text(const Note& note);
/// The note signed by a key of type log.
NoteSignature signature_of(const Signer& signer, std::string_view text);

/// The text of the note.
std::string to_text(const Checkpoint& checkpoint);
/// The note, signed by the log.
Note signed_checkpoint(const Checkpoint& checkpoint, const Signer& log);

/// A witness says that it saw this checkpoint at `time` and that it continues all it saw before
/// (C2SP tlog-cosignature, cosignature/v1). time: seconds since 1970, at least 0
NoteSignature cosignature_of(const Signer& witness, const Note& note, std::int64_t time);

}  // namespace vorrat::ledger

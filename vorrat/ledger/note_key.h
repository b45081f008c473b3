#pragma once

#include "vorrat/ledger/note.h"

namespace vorrat::ledger {

// The shape that verifier keys and signer keys have in common, and how signatures begin.

constexpr std::string_view dash = "\xe2\x80\x94 ";  // U+2014 and a blank

struct KeyParts {
    std::string_view name;
    KeyType type = KeyType::log;
    std::array<std::uint8_t, 32> key{};
};

/// name+id+base64(type || 32 bytes); the id is checked by the caller, who writes it again.
std::optional<KeyParts> split_key(std::string_view text);
std::string key_text(const Verifier& verifier, std::string_view secret_or_key);

}  // namespace vorrat::ledger

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vorrat::ledger {

// Ed25519 as docs/math/ledger.md, section 5 says, by libsodium.

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

/// `signature` may have any length; only 64 bytes can hold.
bool holds(std::string_view signature, std::string_view message, const PublicKey& key);

/// RFC 4648 with padding.
std::string to_base64(std::string_view bytes);
/// Nothing for what to_base64 would not write.
std::optional<std::string> from_base64(std::string_view text);
/// Nothing unless it is base64 of 32 bytes.
std::optional<PublicKey> key_from_base64(std::string_view text);
/// Nothing unless it is 64 lower-case hexadecimal digits.
std::optional<std::array<std::uint8_t, 32>> hash_from_hex(std::string_view text);

template <std::size_t N>
std::string_view as_bytes(const std::array<std::uint8_t, N>& array) {
    return {reinterpret_cast<const char*>(array.data()), N};
}

}  // namespace vorrat::ledger

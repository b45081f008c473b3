#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "vorrat/base/result.h"

namespace vorrat::access {

/// Fills bytes that nobody can guess. Passed in, so that a test can know them.
using Entropy = std::function<void(std::span<std::uint8_t>)>;

/// That of the operating system.
Entropy system_entropy();

/// 256 random bits as 43 letters, digits, `-` and `_`.
std::string new_secret(const Entropy& entropy);

/// What is kept of a secret of `new_secret`: it has so much entropy that a plain hash cannot be
/// turned round. 64 hexadecimal digits of SHA-256; `use` keeps one kind from passing as another.
std::string hash_of(std::string_view use, std::string_view secret);

/// Whether two texts are equal, in a time that tells nothing about where they differ.
bool same_secret(std::string_view a, std::string_view b);

/// How much a guess of a password costs; argon2id, RFC 9106.
struct PasswordCost {
    std::uint64_t passes = 3;
    std::size_t memory_bytes = std::size_t{64} * 1024 * 1024;  ///< RFC 9106, second choice
};

/// The argon2id hash with salt and cost, as text that `password_matches` reads.
/// errors  failed: no memory
Result<std::string> hash_password(const std::string& password, const PasswordCost& cost,
                                  const Entropy& entropy);

/// cost  as much as the hash says it cost
bool password_matches(const std::string& hash, const std::string& password);

}  // namespace vorrat::access

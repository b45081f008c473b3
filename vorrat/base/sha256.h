#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "vorrat/base/result.h"

namespace vorrat {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view bytes);

/// Reads the file in pieces. Errors: failed, when it cannot be read.
Result<Sha256> sha256_of_file(const std::filesystem::path& path);

/// 64 lower-case hexadecimal digits.
std::string to_hex(const Sha256& hash);

}  // namespace vorrat

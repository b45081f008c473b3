#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "vorrat/base/result.h"

namespace vorrat {

/// The whole file as bytes. Errors: failed, when it cannot be opened or read.
Result<std::string> read_file(const std::filesystem::path& path);

/// Writes beside the target, flushes to disk, then renames: readers see the old or the new file,
/// nothing between. Errors: failed; then no trace is left.
Outcome write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace vorrat

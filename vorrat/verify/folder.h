#pragma once

#include <filesystem>

#include "vorrat/verify/answer.h"

namespace vorrat::verify {

/// All files of the folder.
/// errors: bad_input: the folder or a file cannot be read, or something in it is no plain file
Result<Files> read_folder(const std::filesystem::path& folder);

/// SHA256SUMS covers exactly the files, and every hash fits.
/// errors: bad_input: SHA256SUMS is missing or not what `sha256sum` writes
Outcome check_sums(const Files& files, Checks& checks);

}  // namespace vorrat::verify

#pragma once

#include <filesystem>

#include "vorrat/verify/problem.h"

namespace vorrat::verify {

/// All files of the folder by their paths in it. Only a record has folders inside.
/// errors: bad_input: the folder or a file cannot be read, or something in it is no plain file
Result<Files> read_folder(const std::filesystem::path& folder, Subject subject);

/// SHA256SUMS covers exactly the files, and every hash fits.
/// errors, in the problem: bad_input: SHA256SUMS is missing or not what `sha256sum` writes
void check_sums(Problem& problem, Checks& checks);

}  // namespace vorrat::verify

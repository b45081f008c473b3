#pragma once

#include <filesystem>
#include <functional>

#include "vorrat/council/council.h"

namespace vorrat::service {

/// What is to be written, which follows from the record as it then is.
using MakeEvent = std::function<Result<council::Event>(const council::State&)>;

/// Writes an entry into council.jsonl of a workspace, as the commands do, while nobody else writes.
/// errors  those of `make`; bad_input: why the entry cannot follow, or a record that cannot be
///         read; failed: it cannot be written
vorrat::Outcome add_to_council(const std::filesystem::path& workspace, Date day,
                               const MakeEvent& make);

}  // namespace vorrat::service

#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "vorrat/base/result.h"
#include "vorrat/model/world.h"

namespace vorrat::council {

/// `D8` where the highest number of the record is 7.
std::string next_decision_id(std::span<const Decision> decisions);

/// The text of decisions.csv with the rows behind what stands in it; an empty text becomes a new
/// file.
/// errors  bad_input: the header is not the one of docs/formats/criteria.md
Result<std::string> with_decisions(std::string text, std::span<const Decision> rows);

/// The same on disk; the old file or the new one is there at any time.
vorrat::Outcome append_decisions(const std::filesystem::path& file, std::span<const Decision> rows);

}  // namespace vorrat::council

#pragma once

#include "vorrat/record/record.h"

namespace vorrat::record {

/// The file: JSON with what it gives and does not give in words. vote: of a ballot, so that it can
/// be opened; else nothing
std::string to_text(const Receipt& receipt, const Vote* vote);
/// The vote that a receipt keeps. errors: bad_input
Result<Vote> parse_vote(std::string_view text, std::string_view file);

}  // namespace vorrat::record

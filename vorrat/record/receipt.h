#pragma once

#include <string>

#include "vorrat/record/vote.h"

namespace vorrat::record {

/// What a voter or anybody else keeps: an entry, its path, the signed checkpoint over it
/// (docs/formats/ledger.md, section 6).
struct Receipt {
    std::uint64_t index = 0;
    std::string entry;
    std::vector<ledger::Hash> path;
    std::string checkpoint;
};

/// The file: JSON with what it gives and does not give in words. vote: of a ballot, so that it can
/// be opened; else nothing
std::string to_text(const Receipt& receipt, const Vote* vote);
/// The object of a receipt's text, empty where it is none; a text of it, empty where it has none.
Json receipt_object(std::string_view text);
std::string receipt_text(const Json& object, const char* name);
/// errors: bad_input, with the member
Result<Receipt> parse_receipt(std::string_view text, std::string_view file);
/// The vote that a receipt keeps. errors: bad_input
Result<Vote> parse_vote(std::string_view text, std::string_view file);

/// The entry is in the log that signed the checkpoint.
/// errors: bad_input: what does not hold
Outcome check_receipt(const Receipt& receipt, const ledger::Verifier& log);

}  // namespace vorrat::record

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

/// errors: bad_input, with the member
Result<Receipt> parse_receipt(std::string_view text, std::string_view file);
/// The entry is in the log that signed the checkpoint.
/// errors: bad_input: what does not hold
Outcome check_receipt(const Receipt& receipt, const ledger::Verifier& log);

}  // namespace vorrat::record

#pragma once

#include "vorrat/keeper/signing.h"
#include "vorrat/record/record.h"

namespace vorrat::record {

/// The bytes of an entry. errors: bad_input as parse_entry, for the body
Result<std::string> signed_entry(const Json& body, const ledger::Seed& seed,
                                 std::string_view origin);

/// Bodies of the entries `ballot` and `opening`.
Json ballot_body(const Vote& vote, const std::string& at);
Json opening_body(const Vote& vote, const std::string& at);

}  // namespace vorrat::record

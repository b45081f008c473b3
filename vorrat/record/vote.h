#pragma once

#include <string>

#include "vorrat/record/entry.h"

namespace vorrat::record {

/// What a member keeps until the ballots are opened.
struct Vote {
    std::string proposal;
    std::string member;
    std::int64_t turn = 1;
    Json choice;       ///< array of option ids
    std::string salt;  ///< 64 hexadecimal digits
};

/// docs/math/ledger.md, section 6; hexadecimal.
std::string commitment(const Vote& vote);

/// Bodies of the entries `ballot` and `opening`.
Json ballot_body(const Vote& vote, const std::string& at);
Json opening_body(const Vote& vote, const std::string& at);

}  // namespace vorrat::record

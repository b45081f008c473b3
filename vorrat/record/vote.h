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

}  // namespace vorrat::record

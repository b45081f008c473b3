#include "vorrat/record/vote.h"

#include <fmt/format.h>

namespace vorrat::record {

std::string commitment(const Vote& vote) {
    return to_hex(sha256(fmt::format("vorrat-ballot/1\n{}\n{}\n{}\n{}\n{}", vote.proposal,
                                     vote.member, vote.turn, vote.salt, canonical(vote.choice))));
}

}  // namespace vorrat::record

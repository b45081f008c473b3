#include "vorrat/record/vote.h"

#include <fmt/format.h>

namespace vorrat::record {

std::string commitment(const Vote& vote) {
    return to_hex(sha256(fmt::format("vorrat-ballot/1\n{}\n{}\n{}\n{}\n{}", vote.proposal,
                                     vote.member, vote.turn, vote.salt, canonical(vote.choice))));
}

Json ballot_body(const Vote& vote, const std::string& at) {
    return {{"kind", "ballot"},      {"at", at},          {"proposal", vote.proposal},
            {"member", vote.member}, {"turn", vote.turn}, {"commitment", commitment(vote)}};
}

Json opening_body(const Vote& vote, const std::string& at) {
    return {{"kind", "opening"},     {"at", at},          {"proposal", vote.proposal},
            {"member", vote.member}, {"turn", vote.turn}, {"choice", vote.choice},
            {"salt", vote.salt}};
}

}  // namespace vorrat::record

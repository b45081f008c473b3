#include "vorrat/keeper/sign_entry.h"

namespace vorrat::record {

Json ballot_body(const Vote& vote, const std::string& at) {
    return {{"kind", "ballot"},      {"at", at},          {"proposal", vote.proposal},
            {"member", vote.member}, {"turn", vote.turn}, {"commitment", commitment(vote)}};
}

Json opening_body(const Vote& vote, const std::string& at) {
    return {{"kind", "opening"},     {"at", at},          {"proposal", vote.proposal},
            {"member", vote.member}, {"turn", vote.turn}, {"choice", vote.choice},
            {"salt", vote.salt}};
}

Result<std::string> signed_entry(const Json& body, const ledger::Seed& seed,
                                 std::string_view origin) {
    if (auto checked = check_body(body); !checked) {
        return checked.error();
    }
    const ledger::PublicKey key = ledger::public_key(seed);
    const ledger::Signature signature = ledger::sign(seed, signed_text(body, origin));
    const Json entry{{"body", body},
                     {"key", ledger::to_base64(ledger::as_bytes(key))},
                     {"signature", ledger::to_base64(ledger::as_bytes(signature))}};
    std::string bytes = canonical(entry);
    // What is written must be read: the body may hold what canonical JSON does not allow.
    if (auto read = parse_entry(bytes); !read) {
        return read.error();
    }
    return bytes;
}

}  // namespace vorrat::record

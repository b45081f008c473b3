#include <fmt/format.h>

#include "vorrat/record/receipt.h"

namespace vorrat::record {
namespace {

using Ordered = nlohmann::ordered_json;

const Ordered gives{"recorded as cast: this entry is in the log, under the signed checkpoint",
                    "tallied as recorded: whoever reads the log can count it again",
                    "eligibility: only admitted members vote, each once, the last ballot counts"};
const Ordered does_not_give{
    "secrecy against the operator: the ballot carries your name, and once opened your choice",
    "freedom from coercion: you can show others how you voted",
    "counting without opening: a ballot that nobody opens after the deadline is named, not "
    "counted"};

}  // namespace

std::string to_text(const Receipt& receipt, const Vote* vote) {
    Ordered path = Ordered::array();
    for (const ledger::Hash& hash : receipt.path) {
        path.push_back(ledger::to_base64(ledger::as_bytes(hash)));
    }
    Ordered json{{"format", "vorrat-receipt/1"},
                 {"index", receipt.index},
                 {"entry", receipt.entry},
                 {"proof", path},
                 {"checkpoint", receipt.checkpoint}};
    if (vote != nullptr) {
        json["opening"] = {{"proposal", vote->proposal},
                           {"member", vote->member},
                           {"turn", vote->turn},
                           {"choice", vote->choice},
                           {"salt", vote->salt}};
        json["gives"] = gives;
        json["does_not_give"] = does_not_give;
    }
    return json.dump(2) + "\n";
}

Result<Vote> parse_vote(std::string_view text, std::string_view file) {
    const Json json = receipt_object(text);
    const Json opening = json.contains("opening") ? json["opening"] : Json();
    const bool whole = opening.is_object() && opening.contains("turn") &&
                       opening["turn"].is_number_unsigned() && opening.contains("choice") &&
                       opening["choice"].is_array() &&
                       ledger::hash_from_hex(receipt_text(opening, "salt"));
    if (!whole) {
        return bad_input(
            fmt::format("{}: opening: want proposal, member, turn, choice and salt", file));
    }
    return Vote{receipt_text(opening, "proposal"), receipt_text(opening, "member"), opening["turn"],
                opening["choice"], receipt_text(opening, "salt")};
}

}  // namespace vorrat::record

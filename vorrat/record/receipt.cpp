#include "vorrat/record/receipt.h"

#include <fmt/format.h>

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

Json parse_object(std::string_view text) {
    // Nested arrays would be destroyed one inside the other.
    Json value = text.size() < 10'000'000 ? Json::parse(text, nullptr, false) : Json();
    return value.is_object() ? value : Json::object();
}

std::string text_of(const Json& object, const char* name) {
    return object.contains(name) && object[name].is_string() ? object[name].get<std::string>() : "";
}

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

Result<Receipt> parse_receipt(std::string_view text, std::string_view file) {
    const Json json = parse_object(text);
    const auto wrong = [&](std::string_view member, std::string_view want) {
        return bad_input(fmt::format("{}: {}: want {}", file, member, want));
    };
    if (text_of(json, "format") != "vorrat-receipt/1") {
        return wrong("format", "vorrat-receipt/1");
    }
    if (!json.contains("index") || !json["index"].is_number_unsigned()) {
        return wrong("index", "the number of an entry");
    }
    if (!json.contains("proof") || !json["proof"].is_array()) {
        return wrong("proof", "an array");
    }
    Receipt receipt{json["index"], text_of(json, "entry"), {}, text_of(json, "checkpoint")};
    for (const Json& hash : json["proof"]) {
        const auto bytes = ledger::key_from_base64(hash.is_string() ? hash.get<std::string>() : "");
        if (!bytes) {
            return wrong("proof", "base64 of 32 bytes each");
        }
        receipt.path.push_back(*bytes);
    }
    return receipt;
}

Result<Vote> parse_vote(std::string_view text, std::string_view file) {
    const Json json = parse_object(text);
    const Json opening = json.contains("opening") ? json["opening"] : Json();
    const bool whole = opening.is_object() && opening.contains("turn") &&
                       opening["turn"].is_number_unsigned() && opening.contains("choice") &&
                       opening["choice"].is_array() &&
                       ledger::hash_from_hex(text_of(opening, "salt"));
    if (!whole) {
        return bad_input(
            fmt::format("{}: opening: want proposal, member, turn, choice and salt", file));
    }
    return Vote{text_of(opening, "proposal"), text_of(opening, "member"), opening["turn"],
                opening["choice"], text_of(opening, "salt")};
}

Outcome check_receipt(const Receipt& receipt, const ledger::Verifier& log) {
    const auto checkpoint = ledger::open_checkpoint(receipt.checkpoint, log, "receipt: checkpoint");
    if (!checkpoint) {
        return checkpoint.error();
    }
    return ledger::check_inclusion(receipt.index, checkpoint->head.size,
                                   ledger::leaf_hash(receipt.entry), receipt.path,
                                   checkpoint->head.root);
}

}  // namespace vorrat::record

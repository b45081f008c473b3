#include "vorrat/record/receipt.h"

#include <fmt/format.h>

namespace vorrat::record {

Json receipt_object(std::string_view text) {
    const Json value = parse_shallow(text);
    return value.is_object() ? value : Json::object();
}

std::string receipt_text(const Json& object, const char* name) {
    return object.contains(name) && object[name].is_string() ? object[name].get<std::string>() : "";
}

Result<Receipt> parse_receipt(std::string_view text, std::string_view file) {
    const Json json = receipt_object(text);
    const auto wrong = [&](std::string_view member, std::string_view want) {
        return bad_input(fmt::format("{}: {}: want {}", file, member, want));
    };
    if (receipt_text(json, "format") != "vorrat-receipt/1") {
        return wrong("format", "vorrat-receipt/1");
    }
    if (!json.contains("index") || !json["index"].is_number_unsigned()) {
        return wrong("index", "the number of an entry");
    }
    if (!json.contains("proof") || !json["proof"].is_array()) {
        return wrong("proof", "an array");
    }
    Receipt receipt{
        json["index"], receipt_text(json, "entry"), {}, receipt_text(json, "checkpoint")};
    for (const Json& hash : json["proof"]) {
        const auto bytes = ledger::key_from_base64(hash.is_string() ? hash.get<std::string>() : "");
        if (!bytes) {
            return wrong("proof", "base64 of 32 bytes each");
        }
        receipt.path.push_back(*bytes);
    }
    return receipt;
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

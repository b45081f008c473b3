#include "vorrat/record/receipt.h"

#include <array>

#include <fmt/format.h>

namespace vorrat::record {
namespace {

bool is_hash(const Json& value) {
    return value.is_string() && ledger::key_from_base64(value.get<std::string>());
}

constexpr std::array<Shape, 5> shapes{{
    {"format", "vorrat-receipt/1", [](const Json& v) { return v == "vorrat-receipt/1"; }},
    {"index", "the number of an entry", [](const Json& v) { return v.is_number_unsigned(); }},
    {"text", "a text", [](const Json& v) { return v.is_string(); }},
    {"array", "an array", [](const Json& v) { return v.is_array(); }},
    {"hash", "base64 of 32 bytes", is_hash},
}};

}  // namespace

Result<Receipt> parse_receipt(std::string_view text, std::string_view file) {
    const Json json = parse_shallow(text);
    constexpr std::string_view members =
        "format:format index:index entry:text proof:array proof/*:hash checkpoint:text";
    if (const std::string wrong = misfit(json, members, shapes); !wrong.empty()) {
        return bad_input(fmt::format("{}: {}", file, wrong));
    }
    Receipt receipt{json["index"], json["entry"], {}, json["checkpoint"]};
    for (const Json& hash : json["proof"]) {
        receipt.path.push_back(*ledger::key_from_base64(hash.get<std::string>()));
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

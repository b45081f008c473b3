#include "vorrat/keeper/receipt_file.h"

#include <array>

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

constexpr std::array<Shape, 4> shapes{{
    {"text", "a text", [](const Json& v) { return v.is_string(); }},
    {"turn", "a whole number", [](const Json& v) { return v.is_number_unsigned(); }},
    {"choice", "an array", [](const Json& v) { return v.is_array(); }},
    {"salt", "64 small hexadecimal digits",
     [](const Json& v) {
         return v.is_string() && ledger::hash_from_hex(v.get<std::string>()).has_value();
     }},
}};

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
    const Json json = parse_shallow(text);
    constexpr std::string_view members =
        "opening/proposal:text opening/member:text opening/turn:turn opening/choice:choice "
        "opening/salt:salt";
    if (const std::string wrong = misfit(json, members, shapes); !wrong.empty()) {
        return bad_input(fmt::format("{}: {}", file, wrong));
    }
    const Json& opening = json["opening"];
    return Vote{opening["proposal"], opening["member"], opening["turn"], opening["choice"],
                opening["salt"]};
}

}  // namespace vorrat::record

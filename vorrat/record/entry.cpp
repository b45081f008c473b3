#include "vorrat/record/entry.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include <fmt/format.h>

#include "vorrat/base/date.h"
#include "vorrat/base/text.h"

namespace vorrat::record {
namespace {

constexpr std::size_t id_bytes_max = 64;
constexpr std::size_t text_bytes_max = 1000;
constexpr std::size_t options_max = 100;
constexpr int depth_max = 16;
constexpr std::int64_t whole_max = (std::int64_t{1} << 53) - 1;

std::string string_in(const Json& value) {
    return value.is_string() ? value.get<std::string>() : "";
}

bool is_hash(const std::string& text) { return ledger::hash_from_hex(text).has_value(); }

bool is_whole(const Json& value) {
    if (value.is_number_unsigned() &&
        value.get<std::uint64_t>() > static_cast<std::uint64_t>(whole_max)) {
        return false;
    }
    return value.is_number_integer() && value.get<std::int64_t>() >= 0;
}

bool is_text(const std::string& text) {
    return !text.empty() && text.size() <= text_bytes_max && !has_control(text);
}

bool are_ids(const Json& value) {
    std::set<std::string> seen;
    return value.is_array() && std::ranges::all_of(value, [&](const Json& id) {
               return id.is_string() && is_id(id.get<std::string>()) &&
                      seen.insert(id.get<std::string>()).second;
           });
}

bool are_counts(const Json& value) {
    if (!value.is_object()) {
        return false;
    }
    for (const auto& [id, count] : value.items()) {
        if (!is_id(id) || !is_whole(count)) {
            return false;
        }
    }
    return true;
}

bool is_option(const Json& option) {
    const auto text = [&](const char* name) { return string_in(option.value(name, Json())); };
    return option.is_object() && option.size() == 3 && is_id(text("id")) &&
           is_text(text("title")) && option.contains("criteria") &&
           (option["criteria"] == "" || is_hash(text("criteria")));
}

bool are_options(const Json& value) {
    std::set<std::string> ids;
    return value.is_array() && value.size() >= 2 && value.size() <= options_max &&
           std::ranges::all_of(value, [&](const Json& option) {
               return is_option(option) && ids.insert(option["id"].get<std::string>()).second;
           });
}

/// What a member must be.
struct Shape {
    std::string_view want;
    bool (*fits)(const Json&);
};

struct Member {
    std::string_view name;
    Shape shape;
};

struct Kind {
    std::string_view name;
    std::vector<Member> members;
};

std::vector<Kind> make_kinds() {
    const Shape id{"an id", [](const Json& v) { return is_id(string_in(v)); }};
    const Shape id_or_none{"an id or nothing",
                           [](const Json& v) { return v == "" || is_id(string_in(v)); }};
    const Shape hash{"64 small hexadecimal digits",
                     [](const Json& v) { return is_hash(string_in(v)); }};
    const Shape key{"base64 of 32 bytes", [](const Json& v) {
                        return ledger::key_from_base64(string_in(v)).has_value();
                    }};
    const Shape text{"a text of 1 to 1000 bytes",
                     [](const Json& v) { return is_text(string_in(v)); }};
    const Shape time{"a time as 2026-11-25T10:00:00Z",
                     [](const Json& v) { return is_time(string_in(v)); }};
    const Shape whole{"a whole number from 0 to 2^53-1", is_whole};
    const Shape ids{"ids, each once", are_ids};
    const Shape counts{"a whole number per id", are_counts};
    const Shape rule{"approval, choose-one or schulze", [](const Json& v) {
                         return v == "approval" || v == "choose-one" || v == "schulze";
                     }};
    const Shape options{"2 to 100 options with criteria, id and title", are_options};
    std::vector<Kind> all{
        {"charter", {{"title", text}, {"registrar", key}}},
        {"member", {{"council", id}, {"member", id}, {"member_key", key}}},
        {"revocation", {{"council", id}, {"member", id}, {"member_key", key}, {"reason", text}}},
        {"proposal",
         {{"proposal", id},
          {"council", id},
          {"title", text},
          {"options", options},
          {"rule", rule},
          {"quorum", whole},
          {"closes", time},
          {"counts", time}}},
        {"ballot", {{"proposal", id}, {"member", id}, {"turn", whole}, {"commitment", hash}}},
        {"opening",
         {{"proposal", id}, {"member", id}, {"turn", whole}, {"choice", ids}, {"salt", hash}}},
        {"tally",
         {{"proposal", id},
          {"ballots", whole},
          {"unopened", ids},
          {"counts", counts},
          {"winner", id_or_none}}},
        {"secret-tally",
         {{"proposal", id},
          {"ballots", whole},
          {"counts", counts},
          {"winner", id_or_none},
          {"archive", hash}}},
        {"criteria",
         {{"council", id}, {"criteria", hash}, {"proposal", id_or_none}, {"option", id_or_none}}},
        {"plan", {{"plan", id}, {"sums", hash}, {"criteria", hash}}},
        {"shipments", {{"plan", id}, {"sha256", hash}}},
        {"statement", {{"about", whole}, {"text", hash}}},
        {"correction", {{"of", whole}, {"leaf", hash}, {"reason", text}}},
        {"redaction", {{"text", hash}, {"reason", text}}},
    };
    for (Kind& kind : all) {
        kind.members.insert(kind.members.begin(), {"at", time});
    }
    return all;
}

Outcome check_member(const Json& body, const Member& member) {
    const auto found = body.find(member.name);
    if (found == body.end()) {
        return bad_input(fmt::format("{}: is missing, want {}", member.name, member.shape.want));
    }
    if (!member.shape.fits(*found)) {
        return bad_input(
            fmt::format("{}: want {}, got {}", member.name, member.shape.want,
                        shown(found->dump(-1, ' ', false, Json::error_handler_t::replace))));
    }
    return Done{};
}

bool has_a_fraction(const Json& value) {
    return value.is_number_float() ||
           (value.is_structured() && std::ranges::any_of(value, has_a_fraction));
}

}  // namespace

Outcome check_body(const Json& body) {
    if (!body.is_object() || !body.contains("kind") || !body["kind"].is_string()) {
        return bad_input("body: want an object with a kind");
    }
    const std::string name = body["kind"];
    static const std::vector<Kind> kinds = make_kinds();
    const auto kind = std::ranges::find(kinds, name, &Kind::name);
    if (kind == kinds.end()) {
        return bad_input("kind: want one of docs/formats/ledger.md, got " + shown(name));
    }
    for (const Member& member : kind->members) {
        if (auto checked = check_member(body, member); !checked) {
            return checked;
        }
    }
    if (body.size() != kind->members.size() + 1) {
        return bad_input(fmt::format("{}: want {} members beside kind and at, got {}", name,
                                     kind->members.size() - 1, body.size() - 2));
    }
    return Done{};
}

std::string signed_text(const Json& body, std::string_view origin) {
    return fmt::format("vorrat-record/1\n{}\n{}", origin, canonical(body));
}

Json parse_shallow(std::string_view text) {
    bool too_deep = false;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& /*value*/) {
        using Event = Json::parse_event_t;
        const bool opens = event == Event::object_start || event == Event::array_start;
        too_deep = too_deep || (opens && depth >= depth_max);
        return !too_deep;
    };
    Json value = Json::parse(text, watch, false);
    return too_deep ? Json(Json::value_t::discarded) : value;
}

std::string canonical(const Json& value) { return value.dump(); }

Result<Json> parse_canonical(std::string_view text) {
    if (first_not_utf8(text)) {
        return bad_input(fmt::format("byte {}: want UTF-8", *first_not_utf8(text)));
    }
    Json value = parse_shallow(text);
    if (value.is_discarded()) {
        return bad_input("want JSON of at most 16 levels, got " + shown(text));
    }
    if (has_a_fraction(value) || canonical(value) != text) {
        return bad_input("want canonical JSON: keys sorted, each once, no blanks, whole numbers");
    }
    return value;
}

Result<Entry> parse_entry(std::string_view bytes) {
    auto value = parse_canonical(bytes);
    if (!value) {
        return value.error();
    }
    if (!value->is_object() || value->size() != 3 || !value->contains("body")) {
        return bad_input("want an object of body, key and signature");
    }
    const auto key = ledger::key_from_base64(string_in(value->value("key", Json())));
    const auto signature = ledger::from_base64(string_in(value->value("signature", Json())));
    if (!key || !signature || signature->size() != ledger::Signature{}.size()) {
        return bad_input("want an object of body, key and signature");
    }
    if (auto checked = check_body((*value)["body"]); !checked) {
        return checked.error();
    }
    return Entry{std::move((*value)["body"]), *key, *signature};
}

bool is_signed(const Entry& entry, std::string_view origin) {
    return ledger::holds(entry.signature, signed_text(entry.body, origin), entry.key);
}

bool is_time(std::string_view text) {
    constexpr std::string_view pattern = "0000-00-00T00:00:00Z";
    if (text.size() != pattern.size() || !parse_date(text.substr(0, 10))) {
        return false;
    }
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (pattern[i] == '0' ? !digit : text[i] != pattern[i]) {
            return false;
        }
    }
    return text.substr(11, 2) < "24" && text.substr(14, 2) < "60" && text.substr(17, 2) < "60";
}

bool is_id(std::string_view text) {
    const auto letter_or_digit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    const auto allowed = [&](char c) {
        return letter_or_digit(c) || c == '.' || c == '_' || c == '-';
    };
    return !text.empty() && text.size() <= id_bytes_max && letter_or_digit(text.front()) &&
           std::ranges::all_of(text, allowed);
}

}  // namespace vorrat::record

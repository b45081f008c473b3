#include "vorrat/record/entry.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "vorrat/base/date.h"
#include "vorrat/base/text.h"

namespace vorrat::record {
namespace {

constexpr std::size_t id_bytes_max = 64;
constexpr std::size_t text_bytes_max = 1000;
constexpr std::size_t options_max = 100;
constexpr std::int64_t whole_max = (std::int64_t{1} << 53) - 1;

extern const std::array<Shape, 13> shapes;

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
    return value.is_array() && misfit(value, "*:id", shapes).empty() &&
           std::set<Json>(value.begin(), value.end()).size() == value.size();
}

bool are_counts(const Json& value) {
    bool sound = value.is_object() && misfit(value, "*:whole", shapes).empty();
    for (const auto& [id, count] : value.items()) {
        sound = sound && is_id(id);
    }
    return sound;
}

bool are_options(const Json& value) {
    std::set<Json> ids;
    return value.is_array() && value.size() >= 2 && value.size() <= options_max &&
           misfit(value, "*/id:id */title:text */criteria:hash-or-none", shapes).empty() &&
           std::ranges::all_of(value, [&](const Json& option) {
               return option.size() == 3 && ids.insert(option["id"]).second;
           });
}

bool is_signature(const Json& value) {
    const auto bytes = ledger::from_base64(string_in(value));
    return bytes && bytes->size() == ledger::Signature{}.size();
}

bool is_rule(const Json& value) {
    return value == "approval" || value == "choose-one" || value == "schulze";
}

const std::array<Shape, 13> shapes{{
    {"id", "an id", [](const Json& v) { return is_id(string_in(v)); }},
    {"id-or-none", "an id or nothing",
     [](const Json& v) { return v == "" || is_id(string_in(v)); }},
    {"hash", "64 small hexadecimal digits", [](const Json& v) { return is_hash(string_in(v)); }},
    {"hash-or-none", "64 small hexadecimal digits or nothing",
     [](const Json& v) { return v == "" || is_hash(string_in(v)); }},
    {"key", "base64 of 32 bytes",
     [](const Json& v) { return ledger::key_from_base64(string_in(v)).has_value(); }},
    {"text", "a text of 1 to 1000 bytes", [](const Json& v) { return is_text(string_in(v)); }},
    {"time", "a time as 2026-11-25T10:00:00Z", [](const Json& v) { return is_time(string_in(v)); }},
    {"whole", "a whole number from 0 to 2^53-1", is_whole},
    {"ids", "ids, each once", are_ids},
    {"counts", "a whole number per id", are_counts},
    {"rule", "approval, choose-one or schulze", is_rule},
    {"signature", "base64 of 64 bytes", is_signature},
    {"options", "2 to 100 options with criteria, id and title", are_options},
}};

bool has_a_fraction(const Json& value) {
    return value.is_number_float() ||
           (value.is_structured() && std::ranges::any_of(value, has_a_fraction));
}

}  // namespace

std::string misfit(const Json& body, std::string_view members) {
    return misfit(body, members, shapes);
}

std::string signed_text(const Json& body, std::string_view origin) {
    return fmt::format("vorrat-record/1\n{}\n{}", origin, canonical(body));
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
    if (value->size() != 3 || !value->contains("body") ||
        !misfit(*value, "key:key signature:signature", shapes).empty()) {
        return bad_input("want an object of body, key and signature");
    }
    if (auto checked = check_body((*value)["body"]); !checked) {
        return checked.error();
    }
    return Entry{std::move((*value)["body"]),
                 *ledger::key_from_base64((*value)["key"].get<std::string>()),
                 *ledger::from_base64((*value)["signature"].get<std::string>())};
}

bool is_signed(const Entry& entry, std::string_view origin) {
    return ledger::holds(entry.signature, signed_text(entry.body, origin), entry.key);
}

bool is_time(std::string_view text) {
    std::string shape(text);
    std::ranges::replace_if(
        shape, [](char c) { return c >= '0' && c <= '9'; }, '0');
    return shape == "0000-00-00T00:00:00Z" && parse_date(text.substr(0, 10)) &&
           text.substr(11, 2) < "24" && text.substr(14, 2) < "60" && text.substr(17, 2) < "60";
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

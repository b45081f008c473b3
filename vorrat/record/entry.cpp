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
constexpr std::int64_t whole_max = (std::int64_t{1} << 53) - 1;

enum class Shape {
    id,
    id_or_none,
    hash,
    hash_or_none,
    key,
    text,
    time,
    whole,
    ids,
    counts,
    rule,
    options
};

struct Member {
    std::string_view name;
    Shape shape;
};

struct Kind {
    std::string_view name;
    std::vector<Member> members;
};

const std::vector<Kind>& kinds() {
    using enum Shape;
    static const std::vector<Kind> all{
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
    return all;
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
    const auto has_text = [&](const char* name) {
        return option.contains(name) && option[name].is_string();
    };
    if (!option.is_object() || option.size() != 3 || !has_text("criteria") || !has_text("id") ||
        !has_text("title")) {
        return false;
    }
    const std::string criteria = option["criteria"];
    return is_id(option["id"].get<std::string>()) && is_text(option["title"].get<std::string>()) &&
           (criteria.empty() || is_hash(criteria));
}

bool are_options(const Json& value) {
    std::set<std::string> ids;
    return value.is_array() && value.size() >= 2 && value.size() <= options_max &&
           std::ranges::all_of(value, [&](const Json& option) {
               return is_option(option) && ids.insert(option["id"].get<std::string>()).second;
           });
}

bool has_shape(const Json& value, Shape shape) {
    const std::string text = value.is_string() ? value.get<std::string>() : "";
    switch (shape) {
        case Shape::id:
            return is_id(text);
        case Shape::id_or_none:
            return value.is_string() && (text.empty() || is_id(text));
        case Shape::hash:
            return is_hash(text);
        case Shape::hash_or_none:
            return value.is_string() && (text.empty() || is_hash(text));
        case Shape::key:
            return ledger::key_from_base64(text).has_value();
        case Shape::text:
            return is_text(text);
        case Shape::time:
            return is_time(text);
        case Shape::whole:
            return is_whole(value);
        case Shape::ids:
            return are_ids(value);
        case Shape::counts:
            return are_counts(value);
        case Shape::rule:
            return text == "approval" || text == "choose-one" || text == "schulze";
        case Shape::options:
            return are_options(value);
    }
    impossible("a Shape outside its enum");
}

std::string_view want(Shape shape) {
    constexpr std::array<std::string_view, 12> words{
        "an id",
        "an id or nothing",
        "64 small hexadecimal digits",
        "64 small hexadecimal digits or nothing",
        "base64 of 32 bytes",
        "a text of 1 to 1000 bytes",
        "a time as 2026-11-25T10:00:00Z",
        "a whole number from 0 to 2^53-1",
        "ids, each once",
        "a whole number per id",
        "approval, choose-one or schulze",
        "2 to 100 options with criteria, id and title"};
    return words[static_cast<std::size_t>(shape)];
}

Outcome check_member(const Json& body, const Member& member) {
    const auto found = body.find(member.name);
    if (found == body.end()) {
        return bad_input(fmt::format("{}: is missing, want {}", member.name, want(member.shape)));
    }
    if (!has_shape(*found, member.shape)) {
        return bad_input(
            fmt::format("{}: want {}, got {}", member.name, want(member.shape),
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
    const auto kind = std::ranges::find(kinds(), name, &Kind::name);
    if (kind == kinds().end()) {
        return bad_input("kind: want one of docs/formats/ledger.md, got " + shown(name));
    }
    if (auto time = check_member(body, {"at", Shape::time}); !time) {
        return time;
    }
    for (const Member& member : kind->members) {
        if (auto checked = check_member(body, member); !checked) {
            return checked;
        }
    }
    if (body.size() != kind->members.size() + 2) {
        return bad_input(fmt::format("{}: want {} members beside kind and at, got {}", name,
                                     kind->members.size(), body.size() - 2));
    }
    return Done{};
}

std::string signed_text(const Json& body, std::string_view origin) {
    return fmt::format("vorrat-record/1\n{}\n{}", origin, canonical(body));
}

std::size_t depth_of(std::string_view text) {
    std::size_t depth = 0;
    std::size_t deepest = 0;
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inside && c == '\\') {
            ++i;
        } else if (c == '"') {
            inside = !inside;
        } else if (!inside && (c == '[' || c == '{')) {
            deepest = std::max(deepest, ++depth);
        } else if (!inside && (c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return deepest;
}

std::string canonical(const Json& value) { return value.dump(); }

Result<Json> parse_canonical(std::string_view text) {
    if (depth_of(text) > depth_max) {
        return bad_input("want at most 16 levels");
    }
    if (first_not_utf8(text)) {
        return bad_input(fmt::format("byte {}: want UTF-8", *first_not_utf8(text)));
    }
    Json value = Json::parse(text, nullptr, false);
    if (value.is_discarded()) {
        return bad_input("want JSON, got " + shown(text));
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
    const auto text = [&](const char* name) -> std::string {
        return value->is_object() && value->contains(name) && (*value)[name].is_string()
                   ? (*value)[name].get<std::string>()
                   : "";
    };
    const auto key = ledger::key_from_base64(text("key"));
    const auto signature = ledger::from_base64(text("signature"));
    const bool whole = value->is_object() && value->size() == 3 && value->contains("body");
    if (!whole || !key || !signature || signature->size() != ledger::Signature{}.size()) {
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

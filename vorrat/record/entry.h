#pragma once

#include <string>
#include <string_view>

#include "vorrat/base/result.h"
#include "vorrat/ledger/ledger.h"
#include "vorrat/record/shape.h"

namespace vorrat::record {

// Entries: docs/formats/ledger.md, section 5.

/// The one way to write a value. Numbers must be whole.
std::string canonical(const Json& value);
/// The value, if the text is what `canonical` writes, at most 16 levels deep.
/// errors: bad_input, with the byte where parsing stopped or what is not canonical
Result<Json> parse_canonical(std::string_view text);

struct Entry {
    Json body;
    ledger::PublicKey key{};
    std::string signature;  ///< 64 bytes

    std::string kind() const { return body["kind"]; }
    std::string at() const { return body["at"]; }
    std::string text(const char* member) const { return body[member]; }
};

/// errors: bad_input: not canonical, an unknown kind, a member missing, too many or of another
/// shape
Result<Entry> parse_entry(std::string_view bytes);

/// Whether the signature is that of the key, for the log of this origin.
bool is_signed(const Entry& entry, std::string_view origin);

/// What is wrong with members of an entry's body, whose shapes are those of section 5; empty:
/// nothing.
std::string misfit(const Json& body, std::string_view members);
/// Whether it has a kind and exactly the members of it. errors: bad_input
Outcome check_body(const Json& body);
/// What the key of an entry signs.
std::string signed_text(const Json& body, std::string_view origin);

/// `2026-11-25T10:00:00Z`, a moment that exists.
bool is_time(std::string_view text);
/// 1 to 64 of a-z A-Z 0-9 . _ -, the first a letter or digit.
bool is_id(std::string_view text);

}  // namespace vorrat::record

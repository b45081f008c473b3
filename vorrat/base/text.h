#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace vorrat {

/// The number that the whole text is, by std::from_chars; nothing where it is none.
template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number value{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool holds = problem == std::errc{} && end == text.data() + text.size();
    return holds ? std::optional(value) : std::nullopt;
}

/// Blanks and tabs at both ends removed.
std::string_view trimmed(std::string_view text);

/// The text in quotes for a finding, cut to 40 characters (UTF-8), control characters as `?`.
std::string shown(std::string_view text);

/// Bytes of the UTF-8 character at `at`, 0 when there is none (RFC 3629: no overlong forms, no
/// surrogates, nothing beyond U+10FFFF).
std::size_t utf8_length(std::string_view text, std::size_t at);

/// Where the first byte stands that belongs to no UTF-8 character; nothing when all do.
/// cost: linear, eight bytes at a time where they are ASCII
std::optional<std::size_t> first_not_utf8(std::string_view text);

/// A byte below 0x20 or DEL, or a control character of Latin-1 (U+0080 to U+009F): what steers a
/// terminal or breaks a line.
bool has_control(std::string_view text);

}  // namespace vorrat

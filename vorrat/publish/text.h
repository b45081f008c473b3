#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "vorrat/base/date.h"
#include "vorrat/publish/publish.h"

namespace vorrat::publish {

/// The same words in both languages of the page. Names and ids are the same in both.
struct Text {
    std::string english;
    std::string german;

    Text() = default;
    Text(std::string both) : english(both), german(std::move(both)) {}  // NOLINT
    Text(std::string_view both) : Text(std::string(both)) {}            // NOLINT
    Text(const char* both) : Text(std::string(both)) {}                 // NOLINT
    Text(std::string in_english, std::string in_german)
        : english(std::move(in_english)), german(std::move(in_german)) {}

    const std::string& in(Language language) const {
        return language == Language::german ? german : english;
    }
    Text& operator+=(const Text& more);
};

/// Fills the holes `{}` of both sentences with the parts in the same language. A part is a Text, a
/// string or a whole number.
template <class... Parts>
Text say(std::string_view english, std::string_view german, const Parts&... parts) {
    const auto fill = [](std::string_view pattern, const auto&... words) {
        return fmt::vformat(pattern, fmt::make_format_args(words...));
    };
    return {fill(english, Text(parts).english...), fill(german, Text(parts).german...)};
}

/// `decimals` digits after the point, rounded half to even; thousands grouped: 1,234.5 and 1.234,5.
Text number(double value, int decimals = 0);
/// About three digits: none after the point from 100 on, one from 10, two below; 0.0012 stays that.
Text short_number(double value);
/// 0.931 -> 93.1% and 93,1 %. What is not quite all never reads 100.
Text percent(double share, int decimals = 0);
/// 23 November 2026 and 23. November 2026.
Text long_date(Date date);
/// 23 Nov and 23.11.
Text short_date(Date date);
/// A unit as it is read: piece -> pcs, Stück. One without a word of its own stays as it is.
Text unit_word(std::string_view unit);
/// A quantity with its unit.
Text with_unit(double value, std::string_view unit);
/// A mass: kilograms below ten tonnes, tonnes above.
Text mass(double kilograms);
/// Breaks a line between words; later lines are indented under the first. Counts characters, not
/// bytes, of UTF-8.
std::string wrapped(const std::string& text, std::size_t width, std::string_view first,
                    std::string_view later);
/// Names come from files: nothing that steers a terminal may get through.
std::string printable(std::string text);
/// "a, b and c".
Text listed(const std::vector<Text>& words);
/// One word of two by the count: `counted(1, "shipment", "shipments", "Lieferung", "Lieferungen")`.
Text counted(std::size_t count, std::string_view one, std::string_view many, std::string_view eins,
             std::string_view viele);

}  // namespace vorrat::publish

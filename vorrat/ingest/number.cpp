#include "vorrat/ingest/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

#include "vorrat/base/check.h"

namespace vorrat::ingest {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// 1.234.567, 1,234.5, 1 234, 1'234: digits in groups of three.
bool has_thousands(std::string_view text) {
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        text.remove_prefix(1);
    }
    const std::size_t separators = static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !is_digit(c); }));
    const std::size_t first = text.find_first_not_of("0123456789");
    if (separators == 0 || first == 0 || first > 3) {
        return false;
    }
    constexpr std::string_view marks = ",.' _";
    if (marks.find(text[first]) == std::string_view::npos) {
        return false;
    }
    const std::string_view group = text.substr(first + 1, 3);
    if (group.size() != 3 || !std::all_of(group.begin(), group.end(), is_digit)) {
        return false;
    }
    const std::string_view rest = text.substr(first + 4);
    return rest.empty() || marks.find(rest.front()) != std::string_view::npos;
}

/// Digits with at most one decimal mark, at most 15 digits: exact in a double, and so is the power
/// of ten, so that one division rounds correctly (Clinger 1990).
bool parse_short(std::string_view text, Decimals decimals, Number& number) {
    constexpr std::array<double, 16> power_of_ten{1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    if (text.empty() || text.size() > 16) {
        return false;
    }
    std::int64_t digits = 0;
    std::size_t behind = text.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (is_digit(c)) {
            digits = 10 * digits + (c - '0');
        } else if (behind == text.size() && i > 0 && i + 1 < text.size() &&
                   (c == '.' || (c == ',' && decimals == Decimals::point_or_comma))) {
            behind = i + 1;
            number.point = c == '.';
            number.comma = c == ',';
        } else {
            return false;
        }
    }
    if (behind == text.size() && text.size() == 16) {
        return false;
    }
    number.value = static_cast<double>(digits) / power_of_ten[text.size() - behind];
    return true;
}

Number parse_any(std::string_view text, Decimals decimals) {
    std::string plain(text);
    Number number;
    const std::size_t comma = plain.find(',');
    if (decimals == Decimals::point_or_comma && comma != std::string::npos) {
        plain[comma] = '.';
        number.comma = true;
    }
    number.point = text.find('.') != std::string_view::npos;
    if (number.point && number.comma) {
        number.fault = has_thousands(text) ? NumberFault::thousands : NumberFault::not_a_number;
        return number;
    }
    const char* begin = plain.data();
    const char* const end = begin + plain.size();
    if (begin != end && *begin == '+' && begin + 1 != end && begin[1] != '-') {
        ++begin;
    }
    const auto [stop, status] = std::from_chars(begin, end, number.value);
    if (stop != end || begin == end) {
        number.fault = has_thousands(text) ? NumberFault::thousands : NumberFault::not_a_number;
    } else if (status == std::errc::result_out_of_range) {
        // Either far too large or so small that it is zero; the exponent's sign tells.
        number.fault =
            text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos
                ? NumberFault::none
                : NumberFault::too_large;
        number.value = 0;
    } else if (!std::isfinite(number.value)) {
        number.fault = NumberFault::not_finite;
    }
    return number;
}

}  // namespace

Number parse_number(std::string_view text, Decimals decimals) {
    Number number;
    if (!parse_short(text, decimals, number)) {
        number = parse_any(text, decimals);
    }
    if (number.fault == NumberFault::none && std::abs(number.value) > number_max) {
        number.fault = NumberFault::too_large;
    }
    return number;
}

std::string_view expected(NumberFault fault) {
    switch (fault) {
        case NumberFault::none:
        case NumberFault::not_a_number:
            return "a number";
        case NumberFault::not_finite:
            return "a finite number";
        case NumberFault::too_large:
            return "a number of at most 1e12";
        case NumberFault::thousands:
            return "a number without thousands separators";
    }
    impossible("a NumberFault outside its enum");
}

}  // namespace vorrat::ingest

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "vorrat/base/date.h"
#include "vorrat/base/text.h"
#include "vorrat/sheet/layout.h"

namespace vorrat::sheet {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Blanks of any kind and apostrophes between digits as `group`, for they only group digits; those
/// elsewhere (at the ends, behind a sign) left out.
std::string grouped_by(char group, std::string_view text) {
    constexpr std::array<std::string_view, 6> marks{" ",        "\t",           "'",
                                                    "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x99"};
    std::string plain;
    while (!text.empty()) {
        const auto* const mark =
            std::ranges::find_if(marks, [&](auto m) { return text.starts_with(m); });
        if (mark == marks.end()) {
            plain += text.front();
            text.remove_prefix(1);
            continue;
        }
        text.remove_prefix(mark->size());
        if (!plain.empty() && is_digit(plain.back()) && !text.empty() && is_digit(text.front())) {
            plain += group;
        }
    }
    return plain;
}

/// Takes out a mark that stands before each three digits up to `end`; false where it stands
/// elsewhere.
bool take_out_groups(std::string& text, char mark, std::size_t end) {
    const std::size_t size = text.size();
    std::size_t behind = 0;
    for (std::size_t at = std::min(end, text.size()); at-- > 0;) {
        if (text[at] == mark) {
            if (behind != 3 || at == 0 || !is_digit(text[at - 1])) {
                return false;
            }
            text.erase(at, 1);
            behind = 0;
        } else {
            ++behind;
        }
    }
    // What is grouped begins with one to three digits, the first of them no zero.
    const bool grouped = text.size() < size;
    const std::size_t sign = !text.empty() && !is_digit(text.front()) ? 1 : 0;
    return !grouped || (behind - sign <= 3 && text[sign] != '0');
}

struct DayParts {
    std::array<int, 3> number{};
    std::array<std::size_t, 3> digits{};
};

/// Three numbers with the same mark between them.
std::optional<DayParts> day_parts(std::string_view text) {
    DayParts parts;
    const std::size_t mark = text.find_first_not_of("0123456789");
    for (std::size_t k = 0; k < 3; ++k) {
        const auto [rest, problem] =
            std::from_chars(text.data(), text.data() + text.size(), parts.number.at(k));
        parts.digits.at(k) = static_cast<std::size_t>(rest - text.data());
        if (problem != std::errc{} || !is_digit(text.front()) || parts.digits.at(k) > 4) {
            return std::nullopt;
        }
        text.remove_prefix(parts.digits.at(k));
        const bool last = k == 2;
        if (last != text.empty()) {
            return std::nullopt;
        }
        if (!last) {
            constexpr std::string_view marks = "./-";
            if (marks.find(text.front()) == std::string_view::npos) {
                return std::nullopt;
            }
            text.remove_prefix(1);
        }
    }
    return mark == std::string_view::npos ? std::nullopt : std::optional(parts);
}

/// What stands before the first digit (a weekday) and behind the day (a time) taken off.
std::string_view day_alone(std::string_view text) {
    const std::size_t first = text.find_first_of("0123456789");
    constexpr std::size_t weekday_bytes_max = 12;
    if (first <= weekday_bytes_max) {
        text.remove_prefix(first);
    }
    return text.substr(0, text.find(' '));
}

}  // namespace

std::optional<std::string> number_in(std::string_view text, Decimals decimals) {
    const char mark = decimals == Decimals::comma ? ',' : '.';
    const char group = decimals == Decimals::comma ? '.' : ',';
    std::string plain = grouped_by(group, text);
    const std::size_t at = plain.find(mark);
    if (!take_out_groups(plain, group, at)) {
        return std::nullopt;
    }
    const std::size_t decimal = plain.find(mark);
    if (decimal != std::string::npos) {
        plain[decimal] = '.';
    }
    if (plain.starts_with('+')) {
        plain.erase(0, 1);
    }
    double number = 0;
    const char* const end = plain.data() + plain.size();
    const auto [rest, problem] = std::from_chars(plain.data(), end, number);
    const bool sound =
        problem == std::errc{} && rest == end && !plain.empty() && std::isfinite(number);
    return sound ? std::optional(fmt::format("{}", number)) : std::nullopt;
}

std::optional<std::string> day_in(std::string_view text, bool day_first) {
    if (const auto iso = parse_date(text)) {
        return vorrat::to_string(*iso);
    }
    const std::string_view alone = day_alone(trimmed(text));
    const auto parts = day_parts(alone);
    if (!parts || parts->digits[0] > 2 || parts->digits[1] > 2) {
        return std::nullopt;
    }
    const auto [first, second, last] = parts->number;
    if (parts->digits[2] != 4 && parts->digits[2] != 2) {
        return std::nullopt;
    }
    constexpr int this_century = 2000;
    const int year = parts->digits[2] == 2 ? this_century + last : last;
    // Dots are written by those who write the day first.
    const bool by_day = day_first || alone.find('.') != std::string_view::npos;
    const auto day = parse_date(
        fmt::format("{:04}-{:02}-{:02}", year, by_day ? second : first, by_day ? first : second));
    return day ? std::optional(vorrat::to_string(*day)) : std::nullopt;
}

}  // namespace vorrat::sheet

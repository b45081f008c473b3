#include "vorrat/publish/text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vorrat::publish {
namespace {

std::string grouped(const std::string& plain, char group, char point) {
    const std::size_t begin = plain.starts_with('-') ? 1 : 0;
    const std::size_t dot = std::min(plain.find('.'), plain.size());
    std::string out = plain.substr(0, begin);
    for (std::size_t k = begin; k < dot; ++k) {
        if (k > begin && (dot - k) % 3 == 0) {
            out += group;
        }
        out += plain[k];
    }
    if (dot < plain.size()) {
        out += point + plain.substr(dot + 1);
    }
    return out;
}

constexpr std::array<std::string_view, 12> months_english{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 12> months_german{
    "Januar", "Februar", "März",      "April",   "Mai",      "Juni",
    "Juli",   "August",  "September", "Oktober", "November", "Dezember"};

}  // namespace

Text& Text::operator+=(const Text& more) {
    english += more.english;
    german += more.german;
    return *this;
}

Text number(double value, int decimals) {
    if (!std::isfinite(value)) {
        return {"not known", "unbekannt"};
    }
    // Beyond this a number with all its digits is no longer read but counted.
    if (std::abs(value) >= 1e15) {
        return fmt::format("{:.3e}", value);
    }
    std::string plain = fmt::format("{:.{}f}", value, decimals);
    if (plain.find_first_of("123456789") == std::string::npos && plain.starts_with('-')) {
        plain.erase(0, 1);
    }
    return {grouped(plain, ',', '.'), grouped(plain, '.', ',')};
}

Text short_number(double value) {
    const double size = std::abs(value);
    int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    if (size > 0 && size < 0.1) {
        if (size < 1e-6) {
            return fmt::format("{:.0e}", value);
        }
        decimals = 1 + static_cast<int>(std::ceil(-std::log10(size)));
    }
    // Trailing zeros say nothing here.
    while (decimals > 0) {
        const std::string plain = fmt::format("{:.{}f}", value, decimals);
        if (!plain.ends_with('0')) {
            break;
        }
        --decimals;
    }
    return number(value, decimals);
}

Text percent(double share, int decimals) {
    double value = 100 * share;
    const double step = std::pow(10.0, -decimals);
    // A rounding of the last bits of a sum is not a shortfall.
    if (value < 100 - 1e-6) {
        value = std::min(value, 100 - step);
    }
    const Text digits = number(value, decimals);
    return {digits.english + "%", digits.german + " %"};
}

Text long_date(Date date) {
    const std::chrono::year_month_day parts{date};
    const auto day = static_cast<unsigned>(parts.day());
    const auto month = static_cast<unsigned>(parts.month()) - 1;
    const int year = static_cast<int>(parts.year());
    return {fmt::format("{} {} {}", day, months_english.at(month), year),
            fmt::format("{}. {} {}", day, months_german.at(month), year)};
}

Text short_date(Date date) {
    const std::chrono::year_month_day parts{date};
    const auto day = static_cast<unsigned>(parts.day());
    const auto month = static_cast<unsigned>(parts.month());
    return {fmt::format("{} {}", day, months_english.at(month - 1).substr(0, 3)),
            fmt::format("{}.{}.", day, month)};
}

Text unit_word(std::string_view unit) {
    if (unit == "piece") {
        return {"pcs", "Stück"};
    }
    if (unit == "litre") {
        return {"l", "l"};
    }
    return Text(std::string(unit));
}

Text with_unit(double value, std::string_view unit) {
    Text text = short_number(value);
    if (!unit.empty()) {
        text += Text(" ");
        text += unit_word(unit);
    }
    return text;
}

Text mass(double kilograms) {
    if (std::abs(kilograms) >= 10000) {
        return say("{} t", "{} t", short_number(kilograms / 1000));
    }
    return say("{} kg", "{} kg", short_number(kilograms));
}

Text listed(const std::vector<Text>& words) {
    Text text;
    for (std::size_t k = 0; k < words.size(); ++k) {
        if (k > 0) {
            text += k + 1 == words.size() ? Text(" and ", " und ") : Text(", ");
        }
        text += words[k];
    }
    return text;
}

Text counted(std::size_t count, std::string_view one, std::string_view many, std::string_view eins,
             std::string_view viele) {
    return say("{} {}", "{} {}", number(static_cast<double>(count)),
               count == 1 ? Text(std::string(one), std::string(eins))
                          : Text(std::string(many), std::string(viele)));
}

std::string wrapped(const std::string& text, std::size_t width, std::string_view first,
                    std::string_view later) {
    const auto length = [](std::string_view part) {
        return static_cast<std::size_t>(std::ranges::count_if(
            part, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
    };
    std::string out(first);
    std::size_t used = length(first);
    bool at_start = true;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        const std::string_view word = std::string_view(text).substr(begin, end - begin);
        if (!at_start && used + 1 + length(word) > width) {
            out += "\n";
            out += later;
            used = length(later);
            at_start = true;
        }
        if (!at_start) {
            out += ' ';
        }
        out += word;
        used += length(word) + (at_start ? 0 : 1);
        at_start = false;
        begin = end + 1;
    }
    return out + "\n";
}

std::string printable(std::string text) {
    for (char& c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) {
            c = ' ';
        }
    }
    return text;
}

}  // namespace vorrat::publish

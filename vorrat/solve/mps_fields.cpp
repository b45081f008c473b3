#include "vorrat/solve/mps_fields.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "vorrat/base/text.h"

namespace vorrat::solve {

bool blank(char c) { return c == ' ' || c == '\t'; }

std::string quoted(std::string_view text) {
    constexpr std::size_t quoted_max = 40;
    const bool long_text = text.size() > quoted_max;
    std::string shown;
    for (const char c : text.substr(0, quoted_max)) {
        const auto byte = static_cast<unsigned char>(c);
        shown += byte < 0x20 || byte == 0x7f ? '?' : c;
    }
    return fmt::format("\"{}{}\"", shown, long_text ? "..." : "");
}

Fields split_at_blanks(std::string_view line) {
    Fields fields;
    std::size_t k = 0;
    while (k < line.size()) {
        while (k < line.size() && blank(line[k])) {
            ++k;
        }
        const std::size_t first = k;
        while (k < line.size() && !blank(line[k])) {
            ++k;
        }
        if (k > first) {
            fields.push_back({line.substr(first, k - first), first + 1});
        }
    }
    return fields;
}

Fields split_at_columns(std::string_view line) {
    struct Place {
        std::size_t first;
        std::size_t length;
    };
    Fields fields;
    constexpr Place places[] = {{1, 2}, {4, 8}, {14, 8}, {24, 12}, {39, 8}, {49, 12}};
    for (const Place& place : places) {
        if (place.first >= line.size()) {
            break;
        }
        const std::string_view text = trimmed(line.substr(place.first, place.length));
        fields.push_back({text, place.first + 1});
    }
    // The kind of a line stands in the first field; other sections leave it empty.
    if (!fields.empty() && fields.front().text.empty()) {
        fields.erase(fields.begin());
    }
    while (!fields.empty() && fields.back().text.empty()) {
        fields.pop_back();
    }
    return fields;
}

std::errc parse_number(std::string_view text, double& value) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    std::string spelled(text);
    for (char& c : spelled) {
        c = c == 'D' || c == 'd' ? 'e' : c;
    }
    const char* last = spelled.data() + spelled.size();
    const auto [end, error] = std::from_chars(spelled.data(), last, value);
    const bool whole = end == last && !spelled.empty();
    if (error == std::errc::result_out_of_range && whole) {
        return error;
    }
    const bool good = error == std::errc() && whole && !std::isnan(value);
    return good ? std::errc() : std::errc::invalid_argument;
}

}  // namespace vorrat::solve

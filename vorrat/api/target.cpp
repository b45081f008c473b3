#include "vorrat/api/target.h"

#include <utility>

#include "vorrat/api/api.h"

namespace vorrat::api {
namespace {

std::optional<int> hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Cuts off and returns what stands before the first `separator`.
std::string_view next_part(std::string_view& rest, char separator) {
    const auto end = rest.find(separator);
    const std::string_view part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return part;
}

bool read_query(std::string_view text, std::map<std::string, std::string>& query) {
    while (!text.empty()) {
        std::string_view pair = next_part(text, '&');
        if (pair.empty()) {
            continue;
        }
        std::string key(next_part(pair, '='));
        std::string value(pair);
        for (char& c : key) {
            c = c == '+' ? ' ' : c;
        }
        for (char& c : value) {
            c = c == '+' ? ' ' : c;
        }
        const auto decoded_key = percent_decode(key);
        const auto decoded_value = percent_decode(value);
        if (!decoded_key || !decoded_value) {
            return false;
        }
        query[*decoded_key] = *decoded_value;
    }
    return true;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (i + 2 >= text.size()) {
            return std::nullopt;
        }
        const auto high = hex_digit(text[i + 1]);
        const auto low = hex_digit(text[i + 2]);
        if (!high || !low) {
            return std::nullopt;
        }
        decoded += static_cast<char>(*high * 16 + *low);
        i += 2;
    }
    if (decoded.find('\0') != std::string::npos) {
        return std::nullopt;
    }
    return decoded;
}

std::optional<Target> parse_target(std::string_view target) {
    if (target.empty() || target.front() != '/') {
        return std::nullopt;
    }
    Target parsed;
    target = target.substr(0, target.find('#'));
    std::string_view path = next_part(target, '?');
    path.remove_prefix(1);
    while (!path.empty()) {
        auto segment = percent_decode(next_part(path, '/'));
        if (!segment || *segment == "." || *segment == "..") {
            return std::nullopt;
        }
        parsed.path.push_back(std::move(*segment));
    }
    if (!read_query(target, parsed.query)) {
        return std::nullopt;
    }
    return parsed;
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        std::string_view tag = trimmed(next_part(if_none_match, ','));
        if (tag == "*") {
            return true;
        }
        if (tag.substr(0, 2) == "W/") {
            tag.remove_prefix(2);
        }
        if (tag == etag) {
            return true;
        }
    }
    return false;
}

}  // namespace vorrat::api

#include "vorrat/base/text.h"

#include <cstdint>
#include <cstring>

namespace vorrat {
namespace {

constexpr std::size_t shown_characters_max = 40;

unsigned byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0U;
}

bool is_control(std::string_view text, std::size_t at) {
    const unsigned byte = byte_at(text, at);
    const unsigned next = byte_at(text, at + 1);
    return byte < 0x20 || byte == 0x7F || (byte == 0xC2 && next >= 0x80 && next < 0xA0);
}

}  // namespace

std::string shown(std::string_view text) {
    std::string out = "\"";
    std::size_t characters = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool begins = (byte_at(text, at) & 0xC0U) != 0x80U;
        if (begins && ++characters > shown_characters_max) {
            return out + "...\"";
        }
        if (is_control(text, at)) {
            out += '?';
            at += byte_at(text, at) == 0xC2 ? 1 : 0;
        } else {
            out += text[at];
        }
    }
    return out + '"';
}

std::size_t utf8_length(std::string_view text, std::size_t at) {
    const auto follows = [&](std::size_t k, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte_at(text, at + k) >= low && byte_at(text, at + k) <= high;
    };
    const unsigned first = byte_at(text, at);
    if (first < 0x80) {
        return at < text.size() ? 1 : 0;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return follows(1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = first == 0xED ? 0x9F : 0xBF;
        return follows(1, low, high) && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
        return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

std::optional<std::size_t> first_not_utf8(std::string_view text) {
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    for (std::size_t at = 0; at < text.size();) {
        std::uint64_t eight = high_bits;
        if (at + sizeof eight <= text.size()) {
            std::memcpy(&eight, text.data() + at, sizeof eight);
        }
        if ((eight & high_bits) == 0) {
            at += sizeof eight;
            continue;
        }
        const std::size_t length = utf8_length(text, at);
        if (length == 0) {
            return at;
        }
        at += length;
    }
    return std::nullopt;
}

bool has_control(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_control(text, at)) {
            return true;
        }
    }
    return false;
}

}  // namespace vorrat

#include "vorrat/decide/lines.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "vorrat/base/text.h"

namespace vorrat::decide {
namespace {

constexpr std::size_t findings_told = 20;
constexpr std::size_t shown_bytes_max = 60;
constexpr std::size_t decimals_max = 6;
constexpr std::int64_t units_max = 1'000'000'000'000'000'000;

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void Findings::add(Spot spot, std::string_view what, std::string_view expected,
                   std::string_view found) {
    ++count_;
    if (count_ > findings_told) {
        return;
    }
    if (count_ > 1) {
        told_ += "\n";
    }
    told_ += fmt::format("{}:{}:{}: {}: want {}, got {}", file_, spot.line, spot.column, what,
                         expected, found);
}

Error Findings::error() const {
    if (count_ > findings_told) {
        return bad_input(
            fmt::format("{}\n{}: and {} findings more", told_, file_, count_ - findings_told));
    }
    return bad_input(told_);
}

std::string shown(std::string_view text) {
    std::string out = "\"";
    for (const char c : text.substr(0, shown_bytes_max)) {
        out += static_cast<unsigned char>(c) < ' ' ? '?' : c;
    }
    return out + (text.size() > shown_bytes_max ? "...\"" : "\"");
}

Lines::Lines(std::string_view text) : rest_(text) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (rest_.starts_with(mark)) {
        rest_.remove_prefix(mark.size());
    }
}

bool Lines::next(Line& line) {
    if (rest_.empty()) {
        return false;
    }
    const std::size_t end = rest_.find('\n');
    std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (text.ends_with('\r')) {
        text.remove_suffix(1);
    }
    line = {.text = text, .number = ++number_};
    return true;
}

std::optional<std::vector<Field>> split(Line line, char separator, Findings& findings) {
    std::vector<Field> fields(1);
    bool quoted = false;
    std::size_t opened = 0;
    const std::string_view text = line.text;
    for (std::size_t k = 0; k < text.size(); ++k) {
        const char c = text[k];
        if (c == '"' && quoted && k + 1 < text.size() && text[k + 1] == '"') {
            fields.back().text += c;
            ++k;
        } else if (c == '"' && (quoted || trimmed(fields.back().text).empty())) {
            quoted = !quoted;
            opened = k;
        } else if (c == separator && !quoted) {
            fields.push_back({.text = {}, .column = k + 2});
        } else {
            fields.back().text += c;
        }
    }
    if (quoted) {
        findings.add({line.number, opened + 1}, "row", "a quote that closes on its line",
                     "an open one");
        return std::nullopt;
    }
    for (Field& field : fields) {
        field.text = std::string(trimmed(field.text));
    }
    return fields;
}

std::optional<std::int64_t> whole_number(std::string_view text, std::int64_t most) {
    std::int64_t value = 0;
    if (!all_digits(text) ||
        std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{} ||
        value > most) {
        return std::nullopt;
    }
    return value;
}

std::optional<Amount> amount(std::string_view text) {
    const std::size_t point = text.find_first_of(".,");
    if (point == std::string_view::npos) {
        const auto units = whole_number(text, units_max);
        return units ? std::optional(Amount{.units = *units}) : std::nullopt;
    }
    std::string_view behind = text.substr(point + 1);
    if (!all_digits(behind)) {
        return std::nullopt;
    }
    while (behind.ends_with('0')) {
        behind.remove_suffix(1);
    }
    if (behind.size() > decimals_max) {
        return std::nullopt;
    }
    const auto units =
        whole_number(std::string(text.substr(0, point)) + std::string(behind), units_max);
    if (!units || point == 0) {
        return std::nullopt;
    }
    return Amount{.units = *units, .decimals = static_cast<int>(behind.size())};
}

std::optional<std::int64_t> scaled(const Amount& amount, int decimals, std::int64_t most) {
    check(decimals >= amount.decimals, "an amount is scaled to the finest decimals of its file");
    std::int64_t units = amount.units;
    for (int k = amount.decimals; k < decimals; ++k) {
        if (units > most) {
            return std::nullopt;
        }
        units *= 10;
    }
    return units <= most ? std::optional(units) : std::nullopt;
}

}  // namespace vorrat::decide

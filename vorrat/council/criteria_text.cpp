#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#define TOML_EXCEPTIONS 0
#include "vorrat/base/text.h"
#include "vorrat/base/toml.h"
#include "vorrat/council/edit.h"

namespace vorrat::council {
namespace {

constexpr std::string_view file_name = "criteria.toml";

using Path = std::vector<std::string>;

/// `caps.co2e_kg.total` -> caps, co2e_kg, total. Names of indicators may hold dots.
Path path_of(std::string_view key) {
    const std::size_t first = key.find('.');
    if (first == std::string_view::npos) {
        return {std::string(key)};
    }
    Path path{std::string(key.substr(0, first))};
    const std::string_view rest = key.substr(first + 1);
    const std::size_t last = rest.rfind('.');
    const bool single = path[0] == "resources" || path[0] == "burden";
    if (single || last == std::string_view::npos) {
        path.emplace_back(rest);
        return path;
    }
    path.emplace_back(rest.substr(0, last));
    path.emplace_back(rest.substr(last + 1));
    return path;
}

std::string key_text(std::string_view name) {
    const auto bare = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    };
    if (!name.empty() && std::ranges::all_of(name, bare)) {
        return std::string(name);
    }
    std::string text = "\"";
    for (const char c : name) {
        text += c == '"' || c == '\\' ? "\\" : "";
        text += c;
    }
    return text + "\"";
}

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = text.find(';');
        parts.push_back(trimmed(text.substr(0, end)));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return parts;
}

/// The value as TOML writes it.
std::string literal(std::string_view key, std::string_view value) {
    if (key == "forbidden.activities") {
        std::string list;
        for (const std::string_view id :
             value == "none" ? std::vector<std::string_view>{} : parts_of(value)) {
            std::string quoted = key_text(id);
            quoted = quoted.starts_with('"') ? quoted : fmt::format("\"{}\"", quoted);
            list += fmt::format("{}{}", list.empty() ? "" : ", ", quoted);
        }
        return "[" + list + "]";
    }
    if (!key.ends_with(".path")) {
        return std::string(value);
    }
    std::string list;
    for (const std::string_view step : parts_of(value)) {
        const std::size_t blank = step.find(' ');
        list += fmt::format("{}{{ from = {}, total = {} }}", list.empty() ? "" : ", ",
                            step.substr(0, blank),
                            blank == std::string_view::npos ? "" : trimmed(step.substr(blank)));
    }
    return "[ " + list + " ]";
}

/// Where a position stands in the text, bytes. Columns count characters.
std::size_t offset_of(std::string_view text, toml::source_position at) {
    std::size_t offset = 0;
    for (toml::source_index line = 1; line < at.line; ++line) {
        const std::size_t end = text.find('\n', offset);
        if (end == std::string_view::npos) {
            return text.size();
        }
        offset = end + 1;
    }
    for (toml::source_index column = 1; column < at.column && offset < text.size(); ++column) {
        offset += std::max<std::size_t>(1, utf8_length(text, offset));
    }
    return offset;
}

std::size_t line_start(std::string_view text, std::size_t offset) {
    const std::size_t before = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    return before == std::string_view::npos ? 0 : before + 1;
}

std::size_t line_end(std::string_view text, std::size_t offset) {
    const std::size_t end = text.find('\n', offset);
    return end == std::string_view::npos ? text.size() : end + 1;
}

/// The file with the key found in it, to be changed.
class Edit {
public:
    Edit(const std::string& text, const toml::table& root, std::string_view key,
         std::string_view value)
        : text_(text), root_(root), key_(key), value_(value), path_(path_of(key)) {}

    std::string done() {
        const toml::table* parent = table_at(path_.size() - 1);
        const toml::node* node = parent == nullptr ? nullptr : parent->get(path_.back());
        if (node != nullptr) {
            return value_.empty() ? without(*parent, *node)
                                  : replaced(*node, literal(key_, value_));
        }
        if (value_.empty()) {
            return text_;
        }
        return inserted(parent);
    }

private:
    const toml::table* table_at(std::size_t depth) const {
        const toml::table* at = &root_;
        for (std::size_t k = 0; k < depth; ++k) {
            const toml::node* next = at->get(path_[k]);
            at = next == nullptr ? nullptr : next->as_table();
            if (at == nullptr) {
                return nullptr;
            }
        }
        return at;
    }

    std::string replaced(const toml::node& node, const std::string& by) const {
        const std::size_t begin = offset_of(text_, node.source().begin);
        const std::size_t end = offset_of(text_, node.source().end);
        return text_.substr(0, begin) + by + text_.substr(end);
    }

    /// Takes out the lines of the entry; an inline table or a cap that would be empty goes with it.
    std::string without(const toml::table& parent, const toml::node& node) const {
        if (parent.is_inline() && parent.size() > 1) {
            return replaced(node, "");  // no TOML any more, which the caller says
        }
        const toml::node& whole =
            parent.is_inline() ? static_cast<const toml::node&>(parent) : node;
        std::size_t begin = line_start(text_, offset_of(text_, whole.source().begin));
        const std::size_t end = line_end(text_, offset_of(text_, whole.source().end));
        const bool empties = !parent.is_inline() && path_[0] == "caps" && parent.size() == 1;
        std::string rest = text_.substr(0, begin) + text_.substr(end);
        if (empties) {
            begin = line_start(text_, offset_of(text_, parent.source().begin));
            rest.erase(begin, line_end(rest, begin) - begin);
        }
        return rest;
    }

    std::string inserted(const toml::table* parent) const {
        const std::string line =
            fmt::format("{} = {}\n", key_text(path_.back()), literal(key_, value_));
        if (path_.size() == 1) {
            return line + text_;  // before the first table
        }
        if (parent != nullptr && parent->is_inline()) {
            // Of a reserve: days and coverage exclude each other.
            return replaced(*parent, fmt::format("{{ {} = {} }}", key_text(path_.back()),
                                                 literal(key_, value_)));
        }
        const bool has_header = parent != nullptr && header_stands_at(*parent);
        if (has_header) {
            const std::size_t after = line_end(text_, offset_of(text_, parent->source().begin));
            const bool broken = after == text_.size() && !text_.ends_with('\n');
            return text_.substr(0, after) + (broken ? "\n" : "") + line + text_.substr(after);
        }
        std::string header;
        for (std::size_t k = 0; k + 1 < path_.size(); ++k) {
            header += (header.empty() ? "" : ".") + key_text(path_[k]);
        }
        return text_ + (text_.empty() || text_.ends_with('\n') ? "" : "\n") +
               fmt::format("\n[{}]\n{}", header, line);
    }

    /// Whether the table has a header of its own; `[caps.co2e_kg]` makes caps without one.
    bool header_stands_at(const toml::table& table) const {
        const std::size_t at = line_start(text_, offset_of(text_, table.source().begin));
        const std::string_view line =
            trimmed(std::string_view(text_).substr(at, line_end(text_, at) - at));
        std::string header;
        for (std::size_t k = 0; k + 1 < path_.size(); ++k) {
            header += (header.empty() ? "" : ".") + key_text(path_[k]);
        }
        return line.starts_with("[" + header + "]");
    }

    const std::string& text_;
    const toml::table& root_;
    std::string_view key_;
    std::string_view value_;
    Path path_;
};

/// What the file says beside this criterion. Days and coverage of a reserve stand for each other.
toml::table beside(toml::table root, std::string_view key) {
    Path path = path_of(key);
    if (path.size() > 2 && path[0] == "reserve") {
        path.pop_back();
    }
    while (!path.empty()) {
        toml::table* parent = &root;
        for (std::size_t k = 0; parent != nullptr && k + 1 < path.size(); ++k) {
            parent = parent->get_as<toml::table>(path[k]);
        }
        if (parent != nullptr) {
            parent->erase(path.back());
            if (!parent->empty()) {
                break;
            }
        }
        path.pop_back();  // a table that holds nothing says nothing
    }
    return root;
}

}  // namespace

Result<std::string> with_criterion(const std::string& toml_text, std::string_view key,
                                   std::string_view value) {
    const toml::parse_result parsed = toml::parse(std::string_view(toml_text), file_name);
    if (!parsed) {
        const auto at = parsed.error().source().begin;
        return bad_input(fmt::format("criteria.toml:{}:{}: want TOML, got {}", at.line, at.column,
                                     parsed.error().description()));
    }
    const std::string text = Edit(toml_text, parsed.table(), key, value).done();
    const std::string wanted = value.empty() ? "giving it up" : shown(value);
    const toml::parse_result again = toml::parse(std::string_view(text), file_name);
    if (!again) {
        return bad_input(fmt::format("{}: {} cannot be written into criteria.toml: {}", key, wanted,
                                     again.error().description()));
    }
    if (beside(parsed.table(), key) != beside(again.table(), key)) {
        return bad_input(fmt::format(
            "{}: {} cannot be written into criteria.toml: it would change other criteria, too", key,
            wanted));
    }
    return text;
}

}  // namespace vorrat::council

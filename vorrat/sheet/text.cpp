#include "vorrat/sheet/text.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "vorrat/base/text.h"
#include "vorrat/ingest/ingest.h"

namespace vorrat::sheet {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// One row of fields, and where the next begins.
struct Row {
    std::vector<std::string> fields;
    std::size_t next = 0;
    bool closed = true;  ///< no quote is left open
};

Row read_row(std::string_view text, std::size_t at, char separator) {
    Row row;
    std::string field;
    bool quoted = false;
    bool fresh = true;  // nothing of the field has come yet
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted) {
            if (c != '"') {
                field += c;
            } else if (at + 1 < text.size() && text[at + 1] == '"') {
                field += text[++at];
            } else {
                quoted = false;
            }
        } else if (c == '"' && fresh) {
            quoted = true;
            fresh = false;
        } else if (c == separator) {
            row.fields.push_back(std::move(field));
            field.clear();
            fresh = true;
        } else if (c == '\n' || c == '\r') {
            at += c == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
            break;
        } else {
            field += c;
            fresh = false;
        }
    }
    row.fields.push_back(std::move(field));
    row.next = at;
    row.closed = !quoted;
    return row;
}

/// How many rows of the beginning have the commonest number of fields, times that number.
std::size_t evenness(std::string_view text, char separator) {
    constexpr int rows_looked_at = 50;
    std::map<std::size_t, std::size_t> rows_with;
    std::size_t at = 0;
    for (int k = 0; k < rows_looked_at && at < text.size(); ++k) {
        const Row row = read_row(text, at, separator);
        ++rows_with[row.fields.size()];
        at = row.next;
    }
    std::size_t best = 0;
    for (const auto& [fields, rows] : rows_with) {
        best = std::max(best, rows * (fields - 1));
    }
    return best;
}

char separator_of(std::string_view text) {
    constexpr std::array candidates{';', '\t', ','};
    return *std::ranges::max_element(candidates, {},
                                     [&](char separator) { return evenness(text, separator); });
}

/// Whether a spreadsheet would compute a cell that begins so.
bool begins_a_formula(std::string_view text) {
    constexpr std::string_view begins = "=+-@\t\r";
    return !text.empty() && begins.find(text.front()) != std::string_view::npos;
}

/// Without the apostrophe that keeps a spreadsheet from computing the text behind it.
std::string_view without_guard(std::string_view field) {
    const bool guarded = field.starts_with('\'') && begins_a_formula(field.substr(1));
    return guarded ? field.substr(1) : field;
}

}  // namespace

Result<Sheet> read_text(std::string_view name, std::string_view bytes, Grid::Room& room) {
    const auto decoded = ingest::as_utf8(std::string(name), std::string(bytes));
    if (!decoded) {
        return decoded.error();
    }
    std::string_view text = *decoded;
    if (text.starts_with(byte_order_mark)) {
        text.remove_prefix(byte_order_mark.size());
    }
    if (text.find('\0') != std::string_view::npos) {
        return bad_input(fmt::format("{}: want a table, got bytes that are no text", name));
    }
    const char separator = separator_of(text);
    Grid grid{std::string(name), room};
    std::size_t number = 0;
    for (std::size_t at = 0; at < text.size(); ++number) {
        const Row row = read_row(text, at, separator);
        if (!row.closed) {
            return bad_input(
                fmt::format("{}: row {}: want a closing quote, got none", name, number + 1));
        }
        for (std::size_t column = 0; column < row.fields.size(); ++column) {
            const auto field = without_guard(trimmed(row.fields[column]));
            const auto kind = field.empty() ? CellKind::empty : CellKind::text;
            if (auto put = grid.put(number, column, {kind, std::string(field)}); !put) {
                return put.error();
            }
        }
        at = row.next;
    }
    return grid.finished();
}

}  // namespace vorrat::sheet

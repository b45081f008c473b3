#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace vorrat::sheet {

/// What a cell of a table's column holds. item, place: the id of one that the workspace knows.
enum class FieldKind : std::uint8_t { text, item, place, number, date };

struct Field {
    std::string_view name;  ///< of the column, docs/formats/workspace.md
    FieldKind kind = FieldKind::text;
    bool required = false;
};

/// A table of a workspace that can come from a spreadsheet.
struct Form {
    std::string_view name;
    std::vector<Field> fields;
    std::vector<std::string_view> key;  ///< columns that name a row; empty: all of them
    std::string_view measured;          ///< the column whose values may stand in a cross table

    const Field* find(std::string_view field) const;
};

std::span<const Form> forms();
/// Null where there is no such table, or none that can be imported.
const Form* form_named(std::string_view name);

/// How well a header fits a field: 0 not at all; 2 a word of it does; 3 it is one of the field's
/// names, in English or German.
int fit(std::string_view header, std::string_view field);

}  // namespace vorrat::sheet

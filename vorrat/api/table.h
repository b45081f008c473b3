#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "vorrat/base/result.h"

namespace vorrat::api {

using Json = nlohmann::ordered_json;

/// A column of a published table: numbers, or texts kept once each.
struct Column {
    std::string name;
    bool is_number = false;
    std::vector<double> numbers;       ///< one per row; NaN: the cell is empty
    std::vector<std::uint32_t> codes;  ///< one per row, into `texts`
    std::vector<std::string> texts;    ///< the distinct texts, in the order they came

    const std::string& text(std::size_t row) const { return texts[codes[row]]; }
    /// Number, text, or null for an empty cell of a number column.
    Json json(std::size_t row) const;
    /// The cell as CSV writes it, quoted where needed.
    std::string csv(std::size_t row) const;
};

/// A published CSV table, read once.
struct Table {
    std::string name;  ///< of the file, without .csv
    std::vector<Column> columns;
    std::size_t rows = 0;

    const Column* find(std::string_view column) const;
    /// The text of a cell; empty when the table lacks the column or the column holds numbers.
    std::string_view text(std::string_view column, std::size_t row) const;
    /// The number of a cell; NaN when there is none.
    double number(std::string_view column, std::size_t row) const;
    /// The row as a JSON object, one member per column.
    Json json(std::size_t row) const;
};

/// Reads RFC 4180 text with a header row. A column holds numbers when all its cells that are not
/// empty read as numbers and its name is none of those that hold ids and names.
///
/// errors    bad_input: no header, a column twice, a row of another length, an open quote
Result<Table> parse_table(const std::string& name, std::string_view csv);

}  // namespace vorrat::api

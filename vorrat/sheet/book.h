#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/result.h"

namespace vorrat::sheet {

/// number: decimal, with a point; date: 2026-11-23; text: as it stands, trimmed.
enum class CellKind : std::uint8_t { empty, text, number, date };

struct Cell {
    CellKind kind = CellKind::empty;
    std::string text = {};

    bool operator==(const Cell&) const = default;
};

/// The merged cells of a workbook all hold what is shown in them.
struct Sheet {
    std::string name;
    std::vector<std::vector<Cell>> rows;  ///< as many cells as the longest row, in each
    std::size_t columns = 0;
};

struct Book {
    std::vector<Sheet> sheets;
};

/// What a file may become in memory.
struct Limits {
    std::size_t unpacked_bytes_max = std::size_t{256}
                                     << 20U;               ///< of all that is read of a workbook
    std::size_t cells_max = 4'000'000;                     ///< empty ones inside a row counted
    std::size_t text_bytes_max = std::size_t{256} << 20U;  ///< of all cells
};

/// Reads an XLSX workbook (its visible worksheets, as they were last computed), or text separated
/// by commas, semicolons or tabs (UTF-8 or Windows-1252; all cells are texts). errors  bad_input:
/// neither of them, broken, encrypted, with a document type in its XML, or
///         beyond the limits
/// cost    linear in what is unpacked
Result<Book> read_book(std::string_view name, std::string_view bytes, const Limits& limits = {});

/// A table to be written.
struct Table {
    std::string name;  ///< of the sheet; cut to the 31 characters that a workbook allows
    std::vector<std::string> header;
    std::vector<std::vector<Cell>> rows;
};

/// The table as an XLSX workbook of one sheet. A text stays a text: nothing in it becomes a
/// formula. errors  bad_input: more rows or columns than a sheet holds; failed: no temporary file
Result<std::string> as_xlsx(const Table& table);

}  // namespace vorrat::sheet

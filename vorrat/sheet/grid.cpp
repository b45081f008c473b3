#include "vorrat/sheet/grid.h"

#include <algorithm>

#include <fmt/format.h>

namespace vorrat::sheet {
namespace {

// What a workbook can hold at most; more columns than a workspace's tables can have are refused.
constexpr std::size_t rows_max = 1'048'576;
constexpr std::size_t columns_max = 1'000;

bool is_empty(const Cell& cell) { return cell.kind == CellKind::empty; }

}  // namespace

Outcome Grid::take_room(std::size_t cells, std::size_t text_bytes) {
    if (cells > room_.cells || text_bytes > room_.text_bytes) {
        return bad_input(fmt::format("{}: holds more than can be imported at once; cut it in parts",
                                     sheet_.name));
    }
    room_.cells -= cells;
    room_.text_bytes -= text_bytes;
    return Done{};
}

Outcome Grid::put(std::size_t row, std::size_t column, Cell cell) {
    if (is_empty(cell)) {
        return Done{};
    }
    if (row >= rows_max || column >= columns_max) {
        return bad_input(
            fmt::format("{}: want at most {} rows and {} columns, got a cell in row {}, "
                        "column {}",
                        sheet_.name, rows_max, columns_max, row + 1, column + 1));
    }
    const std::size_t more_rows = row < sheet_.rows.size() ? 0 : row + 1 - sheet_.rows.size();
    const std::size_t width = row < sheet_.rows.size() ? sheet_.rows[row].size() : 0;
    const std::size_t more_cells = column < width ? 0 : column + 1 - width;
    if (auto room = take_room(more_rows + more_cells, cell.text.size()); !room) {
        return room;
    }
    if (more_rows > 0) {
        sheet_.rows.resize(row + 1);
    }
    auto& cells = sheet_.rows[row];
    if (more_cells > 0) {
        cells.resize(column + 1);
    }
    cells[column] = std::move(cell);
    return Done{};
}

Outcome Grid::spread(std::size_t first_row, std::size_t first_column, std::size_t last_row,
                     std::size_t last_column) {
    if (first_row >= sheet_.rows.size() || first_column >= sheet_.rows[first_row].size()) {
        return Done{};
    }
    const Cell shown = sheet_.rows[first_row][first_column];
    if (is_empty(shown)) {
        return Done{};
    }
    last_row = std::min(last_row, sheet_.rows.size() - 1);
    last_column = std::min(last_column, columns_max - 1);
    for (std::size_t row = first_row; row <= last_row; ++row) {
        for (std::size_t column = first_column; column <= last_column; ++column) {
            const auto& cells = sheet_.rows[row];
            if (column < cells.size() && !is_empty(cells[column])) {
                // Only blocks that overlap have more of these than their first cell.
                if (auto room = take_room(1, 0); !room) {
                    return room;
                }
                continue;
            }
            if (auto done = put(row, column, shown); !done) {
                return done;
            }
        }
    }
    return Done{};
}

Result<Sheet> Grid::finished() {
    auto& rows = sheet_.rows;
    std::size_t width = 0;
    for (auto& row : rows) {
        while (!row.empty() && is_empty(row.back())) {
            row.pop_back();
        }
        width = std::max(width, row.size());
    }
    while (!rows.empty() && rows.back().empty()) {
        rows.pop_back();
    }
    std::size_t missing = 0;
    for (const auto& row : rows) {
        missing += width - row.size();
    }
    if (auto room = take_room(missing, 0); !room) {
        return room.error();
    }
    for (auto& row : rows) {
        row.resize(width);
    }
    sheet_.columns = width;
    return std::move(sheet_);
}

}  // namespace vorrat::sheet

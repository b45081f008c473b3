#pragma once

#include <string>

#include "vorrat/sheet/book.h"

namespace vorrat::sheet {

/// Cells of one sheet as they come, within the limits of the book.
class Grid {
public:
    /// What the sheets of a book may still take.
    struct Room {
        std::size_t cells;
        std::size_t text_bytes;
    };
    Grid(std::string name, Room& room) : room_(room) { sheet_.name = std::move(name); }

    /// errors  bad_input: beyond the limits
    Outcome put(std::size_t row, std::size_t column, Cell cell);
    /// Shows the first cell of a block in all of it that lies inside the rows there are.
    Outcome spread(std::size_t first_row, std::size_t first_column, std::size_t last_row,
                   std::size_t last_column);
    /// The sheet, its rows filled up to one width; empty rows and columns at the end are left out.
    /// errors  bad_input: beyond the limits
    Result<Sheet> finished();

private:
    Outcome take_room(std::size_t cells, std::size_t text_bytes);

    Room& room_;
    Sheet sheet_{};
};

}  // namespace vorrat::sheet

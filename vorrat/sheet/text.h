#pragma once

#include "vorrat/sheet/grid.h"

namespace vorrat::sheet {

/// Rows of text as spreadsheets and people write them: fields in quotes or not, rows of any length.
/// The separator is that of comma, semicolon and tab which cuts the most rows into equally many
/// fields.
/// errors  bad_input: a quote that does not close, bytes that are no text, beyond the limits
Result<Sheet> read_text(std::string_view name, std::string_view bytes, Grid::Room& room);

}  // namespace vorrat::sheet

#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "vorrat/sheet/grid.h"

namespace vorrat::sheet {

/// The visible worksheets of a workbook, ECMA-376 part 1, section 18.
/// errors  as `read_book`
Result<Book> read_xlsx(std::string_view bytes, const Limits& limits);

/// Row and column, from 0, of `B7`; nothing for anything else.
std::optional<std::pair<std::size_t, std::size_t>> cell_position(std::string_view name);

/// Whether a number format shows a number as a day: `dd.mm.yyyy`, not `h:mm` and not `0.00`.
bool is_date_format(std::string_view format);

/// A day as a workbook counts it, from 1900 or from 1904; nothing before and after what a
/// workspace can hold. The day that 1900 did not have (60) is none.
std::optional<std::string> date_of_serial(double serial, bool from_1904);

}  // namespace vorrat::sheet

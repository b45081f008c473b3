#pragma once

#include <string>
#include <string_view>

#include "vorrat/api/api.h"
#include "vorrat/sheet/sheet.h"

namespace vorrat::api {

/// A text for a CSV file that a spreadsheet opens: what would become a formula there gets an
/// apostrophe in front, which an import takes off again.
std::string harmless(std::string_view text);

/// A text, even one that looks like a number.
sheet::Cell text_cell(std::string_view value);
/// A decimal number with a point, a day as 2026-11-23, or any other text as what it is.
sheet::Cell cell_of(std::string_view value);

std::string csv_of(const sheet::Table& table);

/// A table as an XLSX workbook, to be kept under its name; 422 where it is too large for one.
Reply xlsx_reply(const sheet::Table& table);

}  // namespace vorrat::api

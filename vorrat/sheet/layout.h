#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/sheet/book.h"
#include "vorrat/sheet/form.h"

namespace vorrat::sheet {

enum class Decimals { point, comma };
/// What becomes of rows with the same key in a sheet.
enum class Twice { refuse, sum, last };

/// All cells of a field with this text are read as another, or (nothing) their rows are left out.
struct Mend {
    std::string field;
    std::string from;
    std::optional<std::string> to = {};

    bool operator==(const Mend&) const = default;
};

/// How a sheet becomes a table. Rows and columns count from 0.
struct Mapping {
    std::string table = "needs";
    std::size_t sheet = 0;
    std::size_t first_header = 0;        ///< the first row of the header
    std::size_t first_row = 1;           ///< the first row behind it
    std::vector<std::string> columns{};  ///< per column of the sheet its field; empty: left out
    /// per row of the header the field whose values stand in it, above each column of the
    /// measured field (a cross table); empty: the row only names columns
    std::vector<std::string> across{};
    std::vector<std::string> filled{};    ///< fields whose empty cells mean the one above
    Decimals decimals = Decimals::point;  ///< of numbers written as text
    bool day_first = true;                ///< 5/1/2026 is in January
    Twice twice = Twice::refuse;
    std::map<std::string, std::string> constants{};  ///< field -> what every row has there
    std::vector<Mend> mended{};

    bool operator==(const Mapping&) const = default;
};

/// The id that people mean by a text; nothing: nobody knows.
using Lookup = std::function<std::optional<std::string>(std::string_view text)>;

/// What the workspace knows. A lookup that is empty takes every text for an id.
struct Known {
    Lookup item = {};
    Lookup place = {};
};

/// What of a cell cannot be taken.
enum class Fault { missing, no_number, no_date, no_item, no_place, twice };
std::string_view to_string(Fault fault);

/// One reason for which rows are left out; the same text in the same field is one trouble.
struct Trouble {
    Fault fault = Fault::missing;
    std::string field;
    std::string found;
    std::size_t row = 0;     ///< of the first, from 0
    std::size_t column = 0;  ///< from 0
    std::size_t rows = 1;    ///< how many

    bool operator==(const Trouble&) const = default;
};

/// A sheet in the form of a table.
struct Converted {
    std::vector<std::string> header;             ///< fields, in the order of the form
    std::vector<std::vector<std::string>> rows;  ///< numbers with a point, dates as 2026-11-23
    std::vector<std::size_t> origin;             ///< per row its row in the sheet, from 0
    std::vector<Trouble> troubles;
    std::size_t left_out = 0;  ///< rows that the mapping leaves out
};

/// The table, header, columns and way of writing that fit a sheet best, of all sheets and forms.
Mapping guessed(const Book& book, const Known& known);

/// The same with the sheet and the table said.
Mapping guessed(const Sheet& sheet, std::size_t index, const Form& form, const Known& known);

/// errors  usage: a mapping that does not fit the sheet or the form, in words
Result<Converted> converted(const Sheet& sheet, const Mapping& mapping, const Known& known);

/// A number as people write it (`1.234,5`, `1 234.5`), with a decimal point; nothing: it is none.
std::optional<std::string> number_in(std::string_view text, Decimals decimals);

/// A day as people write it (`5.1.2026`, `Mo 05.01.26`, `2026-01-05 12:00`); nothing: it is none.
std::optional<std::string> day_in(std::string_view text, bool day_first);

}  // namespace vorrat::sheet

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/sheet/layout.h"

namespace vorrat::sheet {

/// add: rows that the sheet does not name stay; replace: they go.
enum class Mode { add, replace };

enum class ChangeKind { added, changed, removed };

struct Change {
    ChangeKind kind = ChangeKind::added;
    std::vector<std::string> before;  ///< of the columns of Merged::header; empty where added
    std::vector<std::string> after;   ///< empty where removed
};

/// A table with the rows of a sheet in it.
struct Merged {
    std::string text;  ///< CSV
    std::vector<std::string> header;
    std::size_t added = 0;
    std::size_t changed = 0;
    std::size_t removed = 0;
    std::size_t unchanged = 0;        ///< rows of the sheet that were there just so
    std::vector<Change> changes;      ///< the first of each kind
    std::vector<std::size_t> origin;  ///< per line of the text its row in the sheet + 1; 0: none
};

/// The rows of a sheet, by the key of their form, into the table as it stands: of a row that is
/// there only the columns are set that the sheet has. New rows and columns come last.
///
/// current  CSV as the workspace has it; empty: there is no such table yet
/// errors   bad_input: a table that is not CSV, with its line
/// cost     linear in both
Result<Merged> merged(std::string_view current, const std::string& file, const Form& form,
                      const Converted& rows, Mode mode);

}  // namespace vorrat::sheet

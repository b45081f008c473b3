// Any bytes as a CSV text: every row is a row of the header's width or a bad row with its place,
// reading ends, and what was read comes back when it is written and read again.

#include "vorrat/base/csv.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/check.h"

using vorrat::check;
using vorrat::CsvReader;
using vorrat::CsvStep;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows sound_rows(std::string_view text) {
    Rows rows;
    auto reader = CsvReader::open(text, "t.csv");
    if (!reader) {
        return rows;
    }
    rows.push_back(reader->header());
    for (CsvStep step = reader->next(); step != CsvStep::end; step = reader->next()) {
        if (step == CsvStep::bad_row) {
            check(reader->problem().at.line >= 1, "a problem has a line");
            check(!reader->problem().expected.empty(), "a problem says what was expected");
            continue;
        }
        check(reader->fields().size() == reader->header().size(), "a row is as wide as the header");
        for (std::size_t k = 0; k < reader->fields().size(); ++k) {
            check(reader->position(k).line >= reader->line(), "a field lies in its row");
        }
        rows.emplace_back(reader->fields().begin(), reader->fields().end());
    }
    return rows;
}

std::string written(const Rows& rows) {
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t k = 0; k < row.size(); ++k) {
            const bool only = row.size() == 1 && row[k].empty();
            text += (k == 0 ? "" : ",") + (only ? "\"\"" : vorrat::csv_field(row[k]));
        }
        text += '\n';
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Rows rows = sound_rows({reinterpret_cast<const char*>(data), size});
    // A single column cannot show its separator, and a mark at the beginning of a name is taken for
    // the file's.
    const bool plain =
        rows.empty() || (rows[0].size() > 1 && !rows[0][0].starts_with("\xEF\xBB\xBF"));
    if (plain) {
        check(sound_rows(written(rows)) == rows, "rows are read back as written");
    }
    return 0;
}

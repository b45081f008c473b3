// Any bytes as a table that the checker reads: rows are as wide as the first, reading ends, and
// what was read comes back when it is written with quotes and read again.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/check.h"
#include "vorrat/verify/csv.h"

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read(std::string_view text) {
    vorrat::verify::CsvRows reader(text);
    Rows rows;
    while (reader.next()) {
        rows.emplace_back(reader.fields().begin(), reader.fields().end());
        vorrat::check(rows.back().size() == rows.front().size(), "all rows are as wide");
    }
    return rows;
}

std::string quoted(std::string_view field) {
    std::string text = "\"";
    for (const char c : field) {
        text += c == '"' ? "\"\"" : std::string(1, c);
    }
    return text + '"';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Rows rows = read({reinterpret_cast<const char*>(data), size});  // NOLINT
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t k = 0; k < row.size(); ++k) {
            text += (k == 0 ? "" : ",") + quoted(row[k]);
        }
        text += '\n';
    }
    vorrat::check(read(text) == rows, "what was read comes back");
    return 0;
}

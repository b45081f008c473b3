#include <set>
#include <utility>

#include <fmt/format.h>

#include "vorrat/base/csv.h"
#include "vorrat/base/file.h"
#include "vorrat/ingest/ingest.h"

namespace vorrat::ingest {

Result<std::vector<std::filesystem::path>> write_skipped(const Reading& reading,
                                                         const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> written;
    std::set<std::string> names;
    for (const SkippedTable& table : reading.skipped) {
        // Rows of a table and of its mended rows may have different headers: one file for each.
        std::string name = table.table + ".skipped.csv";
        for (int k = 2; !names.insert(name).second; ++k) {
            name = fmt::format("{}.{}.skipped.csv", table.table, k);
        }
        std::string text = fmt::format("{}{}finding\n", table.header, table.separator);
        for (const SkippedRow& row : table.rows) {
            text += fmt::format("{}{}{}\n", row.raw, table.separator, csv_field(row.finding));
        }
        const auto path = folder / name;
        const auto outcome = write_file(path, text);
        if (!outcome) {
            return outcome.error();
        }
        written.push_back(path);
    }
    return written;
}

}  // namespace vorrat::ingest

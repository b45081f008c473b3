// Any bytes as a spreadsheet: read, guessed, brought into the form of a table, merged.

#include "vorrat/sheet/sheet.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "vorrat/base/check.h"

namespace {

using namespace vorrat;  // NOLINT: a program of one file

void claim_form(const sheet::Sheet& grid, const sheet::Mapping& mapping) {
    const auto made = sheet::converted(grid, mapping, {});
    check(static_cast<bool>(made), "what is guessed fits the sheet");
    check(made->rows.size() == made->origin.size(), "every row has an origin");
    for (const auto& row : made->rows) {
        check(row.size() == made->header.size(), "every row has all fields");
    }
    const sheet::Form& form = *sheet::form_named(mapping.table);
    if (!made->troubles.empty() || made->rows.empty()) {
        return;
    }
    const auto table = sheet::merged("", "t.csv", form, *made, sheet::Mode::add);
    check(static_cast<bool>(table), "a new table can be begun");
    const auto again = sheet::merged(table->text, "t.csv", form, *made, sheet::Mode::add);
    const bool settled = again && again->added + again->changed == 0;
    check(settled || form.key.empty() || !again, "merging again changes nothing");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto book = sheet::read_book(
        "any", bytes,
        {.unpacked_bytes_max = 1U << 20U, .cells_max = 20'000, .text_bytes_max = 1U << 20U});
    if (!book) {
        return 0;
    }
    for (std::size_t s = 0; s < book->sheets.size(); ++s) {
        for (const auto& row : book->sheets[s].rows) {
            check(row.size() == book->sheets[s].columns, "every row has all columns");
        }
        for (const sheet::Form& form : sheet::forms()) {
            claim_form(book->sheets[s], sheet::guessed(book->sheets[s], s, form, {}));
        }
    }
    return 0;
}

#include "vorrat/sheet/book.h"

#include <fmt/format.h>

#include "vorrat/sheet/text.h"
#include "vorrat/sheet/xlsx.h"

namespace vorrat::sheet {

Result<Book> read_book(std::string_view name, std::string_view bytes, const Limits& limits) {
    constexpr std::string_view zip_mark = "PK\x03\x04";
    constexpr std::string_view old_office_mark = "\xD0\xCF\x11\xE0";
    if (bytes.starts_with(old_office_mark)) {
        return bad_input(fmt::format(
            "{}: want XLSX or CSV, got an older or encrypted format: save it anew as XLSX", name));
    }
    if (bytes.starts_with(zip_mark)) {
        auto book = read_xlsx(bytes, limits);
        return book ? book : bad_input(fmt::format("{}: {}", name, book.error().message));
    }
    Grid::Room room{limits.cells_max, limits.text_bytes_max};
    auto sheet = read_text(name, bytes, room);
    if (!sheet) {
        return sheet.error();
    }
    Book book;
    book.sheets.push_back(std::move(*sheet));
    return book;
}

}  // namespace vorrat::sheet

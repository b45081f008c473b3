#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "vorrat/base/date.h"
#include "vorrat/base/file.h"
#include "vorrat/base/text.h"
#include "vorrat/sheet/book.h"

namespace vorrat::sheet {
namespace {

constexpr std::size_t rows_max = LXW_ROW_MAX - 1;  // below the header
constexpr std::size_t cell_characters_max = 32'767;

/// A file of its own that is gone in the end.
class TemporaryFile {
public:
    TemporaryFile()
        : path_((std::filesystem::temp_directory_path() / "vorrat-XXXXXX").string()),
          file_(mkstemp(path_.data())) {}
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        if (made()) {
            close(file_);
            unlink(path_.c_str());
        }
    }
    bool made() const { return file_ >= 0; }
    const std::string& path() const { return path_; }

private:
    std::string path_;
    int file_;
};

/// At most 31 characters, none of those that name no sheet.
std::string sheet_name(const std::string& wanted) {
    std::string name;
    for (const char c : wanted.substr(0, LXW_SHEETNAME_MAX)) {
        name += std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : '-';
    }
    return first_not_utf8(name) || name.empty() ? "table" : name;
}

class Writer {
public:
    explicit Writer(lxw_workbook* book, const Table& table)
        : sheet_(workbook_add_worksheet(book, sheet_name(table.name).c_str())),
          head_(workbook_add_format(book)),
          day_(workbook_add_format(book)) {
        format_set_bold(head_);
        format_set_num_format(day_, "yyyy-mm-dd");
        worksheet_freeze_panes(sheet_, 1, 0);
        for (std::size_t column = 0; column < table.header.size(); ++column) {
            write_text(0, column, table.header[column], head_);
        }
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            for (std::size_t column = 0; column < table.rows[row].size(); ++column) {
                write(row + 1, column, table.rows[row][column]);
            }
        }
    }

private:
    static lxw_row_t row_of(std::size_t row) { return static_cast<lxw_row_t>(row); }
    static lxw_col_t column_of(std::size_t column) { return static_cast<lxw_col_t>(column); }

    void write_text(std::size_t row, std::size_t column, const std::string& text,
                    lxw_format* format) {
        // A cell holds no more; the rest of so long a text is of use to nobody in a spreadsheet.
        const std::string cut = text.size() <= cell_characters_max ? text : shown(text);
        worksheet_write_string(sheet_, row_of(row), column_of(column), cut.c_str(), format);
    }

    void write(std::size_t row, std::size_t column, const Cell& cell) {
        if (cell.kind == CellKind::text) {
            write_text(row, column, cell.text, nullptr);
        }
        if (cell.kind == CellKind::number) {
            double number = 0;
            std::from_chars(cell.text.data(), cell.text.data() + cell.text.size(), number);
            worksheet_write_number(sheet_, row_of(row), column_of(column), number, nullptr);
        }
        const auto day = cell.kind == CellKind::date ? parse_date(cell.text) : std::nullopt;
        if (day) {
            const std::chrono::year_month_day date(*day);
            lxw_datetime moment{.year = static_cast<int>(date.year()),
                                .month = static_cast<int>(static_cast<unsigned>(date.month())),
                                .day = static_cast<int>(static_cast<unsigned>(date.day())),
                                .hour = 0,
                                .min = 0,
                                .sec = 0};
            worksheet_write_datetime(sheet_, row_of(row), column_of(column), &moment, day_);
        }
    }

    lxw_worksheet* sheet_;
    lxw_format* head_;
    lxw_format* day_;
};

}  // namespace

Result<std::string> as_xlsx(const Table& table) {
    if (table.rows.size() > rows_max || table.header.size() > LXW_COL_MAX) {
        return bad_input(
            fmt::format("{}: want at most {} rows and {} columns for a workbook, got "
                        "{} and {}; take the CSV file",
                        table.name, rows_max, std::size_t{LXW_COL_MAX}, table.rows.size(),
                        table.header.size()));
    }
    const TemporaryFile file;
    if (!file.made()) {
        return failed("there is no room for a temporary file");
    }
    lxw_workbook* book = workbook_new(file.path().c_str());
    const Writer writer(book, table);
    // The moment of making would make other bytes of the same table.
    lxw_doc_properties properties{};
    properties.created = 1;
    workbook_set_properties(book, &properties);
    if (const auto problem = workbook_close(book); problem != LXW_NO_ERROR) {
        return failed(fmt::format("{}: the workbook cannot be written: {}", table.name,
                                  lxw_strerror(problem)));
    }
    return read_file(file.path());
}

}  // namespace vorrat::sheet

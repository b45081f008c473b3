#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/result.h"

namespace vorrat {

/// A longer row is a bad row (a quote that never closes must not swallow a file).
constexpr std::size_t csv_row_bytes_max = std::size_t{1} << 20U;
/// A header with more columns is refused.
constexpr std::size_t csv_columns_max = 4096;

/// Where a field begins: both from 1, the column in characters (UTF-8), not bytes.
struct CsvPosition {
    std::size_t line = 1;
    std::size_t column = 1;

    bool operator==(const CsvPosition&) const = default;
};

enum class CsvStep { row, bad_row, end };

/// What is wrong with a row: `want 4 fields as in the header, got 3`.
struct CsvProblem {
    CsvPosition at;
    std::string expected;
    std::string found;
};

/// Rows of a CSV text (RFC 4180): quoted fields with doubled quotes, LF, CRLF or CR after each row,
/// a byte order mark at the beginning skipped, empty lines skipped. The separator is the one of
/// comma, semicolon and tab that is most frequent in the header outside quotes.
///
/// Fields are views into the text; only fields with doubled quotes are copied. They are valid until
/// the next call of `next`. The text must outlive the reader.
///
/// A bad row (quote that does not close, text behind a closing quote, wrong number of fields,
/// longer than csv_row_bytes_max) is reported by `next` and reading goes on with the line behind
/// the line on which it began, so one call per row finds all of them. cost: linear in the text,
/// memory for one row
///
///     auto reader = CsvReader::open(text, "needs.csv");
///     for (CsvStep step = reader->next(); step != CsvStep::end; step = reader->next()) { ... }
class CsvReader {
public:
    /// Reads the header. `file` names the text in errors.
    /// errors: bad_input, with file and line: no header, a header that is a bad row
    static Result<CsvReader> open(std::string_view text, std::string file);

    /// Rows without header: a piece of a text whose header was read elsewhere. The piece begins at
    /// the beginning of a row, which is line `first_line` of the file.
    CsvReader(std::string_view rows, std::string file, char separator, std::size_t columns,
              std::size_t first_line);

    /// Moves to the next row.
    CsvStep next();

    const std::vector<std::string>& header() const { return header_; }
    char separator() const { return separator_; }
    const std::string& file() const { return file_; }

    /// Of the row just read; as many as the header has.
    std::span<const std::string_view> fields() const { return fields_; }
    CsvPosition position(std::size_t field) const;
    /// The row as it stands in the text, without its line end; also of a bad row.
    std::string_view raw() const { return text_.substr(row_begin_, row_end_ - row_begin_); }
    /// Where `raw` begins in the text, bytes.
    std::size_t offset() const { return row_begin_; }
    /// Where the next row begins in the text, bytes.
    std::size_t next_offset() const { return at_; }
    std::size_t next_line() const { return line_; }
    std::size_t line() const { return row_line_; }

    /// What is wrong with the bad row just met.
    const CsvProblem& problem() const { return problem_; }
    /// The same as an error: `needs.csv:3:1: want 4 fields ..., got 3`.
    Error error() const;

private:
    struct Span {
        std::size_t begin;  // of the field with its quotes
        bool doubled;       // has doubled quotes inside
    };

    CsvReader(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}
    CsvStep bad(std::size_t at, std::string expected, std::string found);
    /// Reads one field from `at_`; false after it called `bad`.
    bool read_quoted();
    bool read_field();
    void end_line();
    void copy_doubled();
    CsvPosition position_at(std::size_t offset) const;

    std::string_view text_;
    std::string file_;
    std::vector<std::string> header_ = {};
    char separator_ = ',';
    std::size_t columns_ = 0;  // 0: any number, while the header is read
    std::size_t at_ = 0;       // the next byte to read
    std::size_t line_ = 1;     // the line of at_
    std::size_t row_begin_ = 0;
    std::size_t row_end_ = 0;
    std::size_t row_line_ = 1;
    std::size_t line_breaks_inside_ = 0;  // of the row, in quotes
    bool any_doubled_ = false;
    std::vector<std::string_view> fields_ = {};
    std::vector<Span> spans_ = {};
    std::string copies_ = {};
    CsvProblem problem_ = {};
};

/// The text as a field of a comma-separated file: in quotes when it holds a comma, semicolon, tab,
/// quote, line break, or a blank at either end.
std::string csv_field(std::string_view text);

}  // namespace vorrat

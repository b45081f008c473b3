#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace vorrat::verify {

/// Rows of a published table (docs/formats/plan.md): RFC 4180 with commas, a line feed after each
/// row, which the last may lack, every row as wide as the first.
///
/// Fields are views into the text, or into the reader until the next row. The text must outlive
/// the reader.
class CsvRows {
public:
    explicit CsvRows(std::string_view text) : rest_(text) {}

    /// False at the end, and at a row that cannot be read; then `wrong` says why.
    bool next();
    const std::vector<std::string_view>& fields() const { return fields_; }
    /// The line on which the row began.
    std::size_t line() const { return line_; }
    const std::string& wrong() const { return wrong_; }

private:
    /// Take the field that begins here, up to what ends it.
    std::string_view take_plain();
    std::string_view take_quoted();

    std::string_view rest_;
    std::vector<std::string_view> fields_;
    std::deque<std::string> copies_;  // of fields with doubled quotes
    std::size_t width_ = 0;           // 0: before the first row
    std::size_t line_ = 0;
    std::size_t lines_ = 1;  // of the row, with line feeds in quotes
    std::string wrong_;
};

}  // namespace vorrat::verify

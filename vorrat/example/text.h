#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "vorrat/base/date.h"
#include "vorrat/base/result.h"

namespace vorrat::example {

/// A CSV text in the making: cells left to right, then `end_row`.
class CsvText {
public:
    explicit CsvText(std::string_view header) : text_(header) { text_ += '\n'; }

    CsvText& cell(std::string_view text);
    /// The shortest decimal that reads back to the same double.
    CsvText& cell(double value);
    CsvText& cell(std::int64_t value);
    CsvText& cell(int value) { return cell(std::int64_t{value}); }
    CsvText& cell(Date date);
    CsvText& empty();
    void end_row() { text_.back() = '\n'; }

    void reserve(std::size_t bytes) { text_.reserve(bytes); }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

/// Makes the folder where it does not exist.
/// errors: failed, when it holds anything, is no folder, or cannot be made
Outcome make_empty_folder(const std::filesystem::path& folder);

}  // namespace vorrat::example

#include "vorrat/example/text.h"

#include <array>
#include <charconv>
#include <system_error>

#include <fmt/format.h>

#include "vorrat/base/csv.h"

namespace vorrat::example {
namespace {

template <class Number>
void append_number(std::string& text, Number value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text.append(digits.data(), end);
}

}  // namespace

CsvText& CsvText::cell(std::string_view text) {
    text_ += csv_field(text);
    text_ += ',';
    return *this;
}

CsvText& CsvText::cell(double value) {
    append_number(text_, value);
    text_ += ',';
    return *this;
}

CsvText& CsvText::cell(std::int64_t value) {
    append_number(text_, value);
    text_ += ',';
    return *this;
}

CsvText& CsvText::cell(Date date) {
    text_ += to_string(date);
    text_ += ',';
    return *this;
}

CsvText& CsvText::empty() {
    text_ += ',';
    return *this;
}

Outcome make_empty_folder(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    std::error_code problem;
    const fs::file_status status = fs::status(folder, problem);
    if (fs::exists(status)) {
        if (!fs::is_directory(status)) {
            return failed(fmt::format("{}: want a folder, found a file", folder.string()));
        }
        if (!fs::is_empty(folder, problem) || problem) {
            return failed(fmt::format("{}: want a new or empty folder, found {}", folder.string(),
                                      problem ? problem.message() : "files in it"));
        }
        return Done{};
    }
    if (!fs::create_directories(folder, problem) && problem) {
        return failed(fmt::format("{}: cannot be made: {}", folder.string(), problem.message()));
    }
    return Done{};
}

}  // namespace vorrat::example

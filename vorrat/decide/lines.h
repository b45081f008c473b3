#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/result.h"

namespace vorrat::decide {

/// Where something stands: both from 1, the column in bytes.
struct Spot {
    std::size_t line = 1;
    std::size_t column = 1;
};

/// Collects what is wrong with a file; the first findings_told of them become the error.
class Findings {
public:
    explicit Findings(std::string_view file) : file_(file) {}

    void add(Spot spot, std::string_view what, std::string_view expected, std::string_view found);
    bool none() const { return count_ == 0; }
    Error error() const;

private:
    std::string file_;
    std::string told_;
    std::size_t count_ = 0;
};

/// `"text"`, cut to a length a terminal can show, without control characters.
std::string shown(std::string_view text);

struct Line {
    std::string_view text;  ///< without its end (LF or CRLF)
    std::size_t number = 1;
};

/// The lines of a text, a byte order mark skipped. Views into the text.
class Lines {
public:
    explicit Lines(std::string_view text);
    /// False at the end.
    bool next(Line& line);
    std::size_t number() const { return number_; }

private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

struct Field {
    std::string text;
    std::size_t column = 1;  ///< where it begins, bytes from 1
};

/// A line cut at each separator outside double quotes ("" inside quotes is a quote); blanks around
/// a field are cut off. Nothing, and a finding, where a quote does not close.
std::optional<std::vector<Field>> split(Line line, char separator, Findings& findings);

/// Only digits, at most `most`. Nothing otherwise.
std::optional<std::int64_t> whole_number(std::string_view text, std::int64_t most);

/// A decimal number that is not negative: digits, and perhaps `.` or `,` and up to 6 digits.
struct Amount {
    std::int64_t units = 0;  ///< digits without the point, trailing zeros behind the point cut off
    int decimals = 0;
};
std::optional<Amount> amount(std::string_view text);

/// units * 10^(decimals - amount.decimals); nothing above `most`.
std::optional<std::int64_t> scaled(const Amount& amount, int decimals, std::int64_t most);

}  // namespace vorrat::decide

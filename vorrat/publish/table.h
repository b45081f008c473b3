#pragma once

#include <cmath>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "vorrat/base/csv.h"
#include "vorrat/base/date.h"

namespace vorrat::publish {

/// The shortest decimal that reads back to the same double; negative zero is written 0.
inline std::string shortest(double number) { return fmt::format("{}", number == 0 ? 0.0 : number); }

/// Text of a CSV file (RFC 4180, comma, line feed), built row by row.
class Table {
public:
    explicit Table(std::string_view header) : text_(header) { text_ += '\n'; }

    /// One row; an empty optional and a number that is not a number give an empty cell.
    template <class... Cells>
    void row(const Cells&... cells) {
        bool first = true;
        ((first ? void(first = false) : void(text_ += ','), put(cells)), ...);
        text_ += '\n';
    }

    /// A cell of a row whose length is known only when it is written.
    template <class Cell>
    void cell(const Cell& value) {
        if (text_.back() != '\n') {
            text_ += ',';
        }
        put(value);
    }
    void end_row() { text_ += '\n'; }

    const std::string& text() const { return text_; }

private:
    void put(std::string_view value) { text_ += csv_field(value); }
    void put(double value) {
        if (!std::isnan(value)) {
            fmt::format_to(std::back_inserter(text_), "{}", value + 0.0);
        }
    }
    void put(std::integral auto value) {
        fmt::format_to(std::back_inserter(text_), "{}", static_cast<long long>(value));
    }
    void put(Date value) { text_ += vorrat::to_string(value); }
    template <class T>
    void put(const std::optional<T>& value) {
        if (value) {
            put(*value);
        }
    }

    std::string text_;
};

}  // namespace vorrat::publish

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace vorrat::solve {

/// A part of a line and where it begins, from 1.
struct Field {
    std::string_view text;
    std::size_t column = 1;
};

using Fields = std::vector<Field>;

bool blank(char c);
/// In quotation marks, cut where it is long, control characters as question marks.
std::string quoted(std::string_view text);

/// The words of a line.
Fields split_at_blanks(std::string_view line);
/// The fields of a line in the fixed layout, at columns 2, 5, 15, 25, 40 and 50; an empty first
/// field and empty last ones are left out.
Fields split_at_columns(std::string_view line);

/// A whole text as a number; Fortran's exponent D counts as E.
/// errors  result_out_of_range: a double cannot hold it; invalid_argument: it is no number
std::errc parse_number(std::string_view text, double& value);

}  // namespace vorrat::solve

#pragma once

#include <string_view>

namespace vorrat::ingest {

/// No quantity, price or distance is larger; beyond it a number is a mistake.
constexpr double number_max = 1e12;

/// point: 1.5; point_or_comma: 1.5 or 1,5 (files separated by semicolons).
enum class Decimals { point, point_or_comma };

enum class NumberFault { none, not_a_number, not_finite, too_large, thousands };

struct Number {
    double value = 0;
    NumberFault fault = NumberFault::none;
    bool comma = false;  ///< had a decimal comma
    bool point = false;  ///< had a decimal point
};

/// Reads the whole text as one decimal number, correctly rounded. A sign and an exponent are
/// allowed, blanks, hexadecimal digits and thousands separators are not.
Number parse_number(std::string_view text, Decimals decimals);

/// What was expected instead: `a number`, `a finite number`, ...
std::string_view expected(NumberFault fault);

}  // namespace vorrat::ingest

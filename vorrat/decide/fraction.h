#pragma once

#include <cstdint>
#include <string>

#include <boost/multiprecision/cpp_int.hpp>

namespace vorrat::decide {

/// Whole numbers and fractions without bounds: what every decision is made in.
// Without expression templates: an expression is a value, never a view of temporaries.
using Whole = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>,
                                            boost::multiprecision::et_off>;
using Fraction = boost::multiprecision::number<boost::multiprecision::cpp_rational_backend,
                                               boost::multiprecision::et_off>;

/// 128 bits; sums that election.h bounds fit.
__extension__ using Wide = __int128;

/// `7`, `-3/4`.
std::string exact_text(const Fraction& value);

/// The value with so many decimals, halves away from zero: for people to read, never decided on.
std::string rounded_text(const Fraction& value, int decimals);

}  // namespace vorrat::decide

#pragma once

#include <compare>

namespace vorrat {

/// A number with its unit in the type. Numbers of one unit add and compare; a plain factor scales.
template <class Tag>
struct Measure {
    double value = 0;

    friend constexpr auto operator<=>(Measure, Measure) = default;
    friend constexpr Measure operator+(Measure a, Measure b) { return {a.value + b.value}; }
    friend constexpr Measure operator-(Measure a, Measure b) { return {a.value - b.value}; }
    friend constexpr Measure operator*(double factor, Measure a) { return {factor * a.value}; }
    friend constexpr Measure operator*(Measure a, double factor) { return {factor * a.value}; }
    friend constexpr double operator/(Measure a, Measure b) { return a.value / b.value; }
};

using Kilograms = Measure<struct KilogramsTag>;
using Litres = Measure<struct LitresTag>;
using Kilometres = Measure<struct KilometresTag>;

}  // namespace vorrat

#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace vorrat::verify {

/// A real number known to lie between lo and hi. Every operation rounds outwards: the result of a
/// double operation is off by at most half a unit in the last place, and one whole unit is added.
/// Overflow gives infinities or no number at all, and then no check that uses it holds.
struct Interval {
    double lo = 0;
    double hi = 0;

    Interval() = default;
    Interval(double exact) : lo(exact), hi(exact) {}  // NOLINT: a double is an exact number
    Interval(double low, double high) : lo(low), hi(high) {}

    double middle() const { return lo + 0.5 * (hi - lo); }
    /// At least |x| for every x inside.
    double magnitude() const { return std::max(std::abs(lo), std::abs(hi)); }
};

inline double down(double v) {
    return v - std::abs(v) * std::numeric_limits<double>::epsilon() -
           std::numeric_limits<double>::denorm_min();
}
inline double up(double v) {
    return v + std::abs(v) * std::numeric_limits<double>::epsilon() +
           std::numeric_limits<double>::denorm_min();
}

inline Interval operator+(Interval a, Interval b) { return {down(a.lo + b.lo), up(a.hi + b.hi)}; }
inline Interval operator-(Interval a) { return {-a.hi, -a.lo}; }
inline Interval operator-(Interval a, Interval b) { return a + (-b); }
inline Interval& operator+=(Interval& a, Interval b) { return a = a + b; }

inline Interval operator*(Interval a, Interval b) {
    const double p = a.lo * b.lo;
    const double q = a.lo * b.hi;
    const double r = a.hi * b.lo;
    const double s = a.hi * b.hi;
    return {down(std::min({p, q, r, s})), up(std::max({p, q, r, s}))};
}

/// The divisor must not contain 0.
inline Interval operator/(Interval a, Interval b) {
    const double p = a.lo / b.lo;
    const double q = a.lo / b.hi;
    const double r = a.hi / b.lo;
    const double s = a.hi / b.hi;
    return {down(std::min({p, q, r, s})), up(std::max({p, q, r, s}))};
}

}  // namespace vorrat::verify

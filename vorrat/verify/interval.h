#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace vorrat::verify {

/// What intervals are computed in. Duals of 10⁸ on a plan at the edge of what is feasible leave a
/// bound in double precision too wide to say anything; 64 bits of mantissa or more do not. Where
/// long double is no more than double, a check may fail for want of digits, never hold wrongly.
using Real = long double;

/// A real number known to lie between lo and hi. Every operation rounds outwards: its result is off
/// by at most half a unit in the last place, and one whole unit is added. Overflow gives infinities
/// or no number at all, and then no check that uses it holds.
struct Interval {
    Real lo = 0;
    Real hi = 0;

    Interval() = default;
    Interval(Real exact) : lo(exact), hi(exact) {}  // NOLINT: a number is an exact interval
    Interval(Real low, Real high) : lo(low), hi(high) {}

    double middle() const { return static_cast<double>(lo + (hi - lo) / 2); }
    /// The largest |x| inside, as near as a double comes to it.
    double magnitude() const { return static_cast<double>(std::max(std::abs(lo), std::abs(hi))); }
};

/// More than underflow loses. Far above the smallest normal number, so that products of two of
/// these stay normal: an operation on a subnormal number takes a hundred times as long.
inline const Real underflow = std::cbrt(std::numeric_limits<Real>::min());

inline Real down(Real v) {
    return v - std::abs(v) * std::numeric_limits<Real>::epsilon() - underflow;
}
inline Real up(Real v) {
    return v + std::abs(v) * std::numeric_limits<Real>::epsilon() + underflow;
}

inline Interval operator+(Interval a, Interval b) { return {down(a.lo + b.lo), up(a.hi + b.hi)}; }
inline Interval operator-(Interval a) { return {-a.hi, -a.lo}; }
inline Interval operator-(Interval a, Interval b) { return a + (-b); }
inline Interval& operator+=(Interval& a, Interval b) { return a = a + b; }

/// All between the least and the largest, rounded outwards.
inline Interval around(Real p, Real q, Real r, Real s) {
    return {down(std::min({p, q, r, s})), up(std::max({p, q, r, s}))};
}
inline Interval operator*(Interval a, Interval b) {
    return around(a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi);
}
/// The divisor must not contain 0.
inline Interval operator/(Interval a, Interval b) {
    return around(a.lo / b.lo, a.lo / b.hi, a.hi / b.lo, a.hi / b.hi);
}

inline Interval larger(Interval a, Interval b) {
    return {std::max(a.lo, b.lo), std::max(a.hi, b.hi)};
}
inline Interval smaller(Interval a, Interval b) {
    return {std::min(a.lo, b.lo), std::min(a.hi, b.hi)};
}

}  // namespace vorrat::verify

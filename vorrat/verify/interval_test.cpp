#include "vorrat/verify/interval.h"

#include <limits>

#include <gtest/gtest.h>

namespace vorrat::verify {
namespace {

TEST(Interval, HoldsTheSumThatRoundingLoses) {
    // 1e16 + 1 is no double; the true sum lies between its neighbours.
    const Interval sum = Interval(1e16) + Interval(1) + Interval(-1e16);

    EXPECT_LE(sum.lo, 1);
    EXPECT_GE(sum.hi, 1);
}

TEST(Interval, HoldsOneThirdAndItsTriple) {
    const Interval third = Interval(1) / Interval(3);

    EXPECT_LT(third.lo, third.hi);
    EXPECT_LE((third * Interval(3)).lo, 1);
    EXPECT_GE((third * Interval(3)).hi, 1);
}

TEST(Interval, HoldsEverySignOfAProduct) {
    const Interval product = Interval(-2, 3) * Interval(-5, 7);

    EXPECT_LE(product.lo, -15);
    EXPECT_GE(product.hi, 21);
    EXPECT_LT(product.hi - product.lo, 36 + 1e-12);
}

TEST(Interval, StaysNarrowOverAMillionTerms) {
    Interval sum;
    for (int k = 0; k < 1'000'000; ++k) {
        sum += Interval(0.1);
    }

    EXPECT_LT(sum.lo, 100'000);
    EXPECT_GT(sum.hi, 100'000);
    EXPECT_LT(sum.hi - sum.lo, 1e-4);
}

TEST(Interval, RoundsTheSmallestNumbersOutwardsToo) {
    const Interval tiny = Interval(std::numeric_limits<Real>::denorm_min()) * Interval(0.5);

    EXPECT_LE(tiny.lo, 0);
    EXPECT_GT(tiny.hi, 0);
}

TEST(Interval, KeepsSubnormalNumbersOutOfProductsOfZeros) {
    const Interval zero = Interval(0) + Interval(0);

    const Real square = (zero * zero).hi;

    EXPECT_TRUE(std::isnormal(square)) << square;
    EXPECT_TRUE(std::isnormal(square * std::numeric_limits<Real>::epsilon())) << square;
}

}  // namespace
}  // namespace vorrat::verify

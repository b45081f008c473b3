#include "vorrat/reserve/near_myopic.h"

#include <gtest/gtest.h>

namespace vorrat::reserve {
namespace {

TEST(NearMyopic, WithoutALeadTheRatioStays) { EXPECT_EQ(near_myopic_ratio(0.8, {0, 1}), 0.8); }

TEST(NearMyopic, LostNeedLowersTheRatioAndALongerLeadDoesNotRaiseIt) {
    const double ratio = 1 / 1.2;

    const double two = near_myopic_ratio(ratio, {2, 1});

    EXPECT_LT(two, ratio);
    EXPECT_GT(two, 0.7);  // Zipkin 2008: the myopic rule is a few per cent off, not more
    EXPECT_LE(near_myopic_ratio(ratio, {6, 1}), two);
}

TEST(NearMyopic, WhatIsNeededAlmostSurelyIsNotTouched) {
    EXPECT_EQ(near_myopic_ratio(0.99, {4, 1}), 0.99);
}

}  // namespace
}  // namespace vorrat::reserve

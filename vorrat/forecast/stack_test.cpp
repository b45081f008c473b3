#include "vorrat/forecast/stack.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/base/random.h"

namespace vorrat::forecast {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

/// Candidates that miss a need of 10 by independent errors of the given spreads.
Stack after_errors(std::array<double, 3> spreads) {
    Random random(3);
    Stack stack(3);
    for (int i = 0; i < 20'000; ++i) {
        std::array<double, 3> foreseen{};
        for (std::size_t k = 0; k < foreseen.size(); ++k) {
            foreseen[k] = 10 + spreads[k] * random.normal();
        }
        stack.add(foreseen, 10, 1);
    }
    return stack;
}

TEST(Stack, SharesFollowTheInverseSquaresOfIndependentErrors) {
    // 1/1 : 1/4 : 1/4 = 4/6, 1/6, 1/6
    const auto shares = after_errors({1, 2, 2}).shares();

    EXPECT_THAT(shares, ElementsAre(DoubleNear(0.667, 0.06), DoubleNear(0.167, 0.06),
                                    DoubleNear(0.167, 0.06)));
}

TEST(Stack, ErrorsOfOppositeSignCancel) {
    Stack stack(2);
    stack.add(std::array{8.0, 14.0}, 10, 1);
    stack.add(std::array{18.0, 24.0}, 20, 1);

    // -2 and +4 cancel with 2/3 and 1/3; nearest twentieths: 0.65 or 0.7
    const auto shares = stack.shares();

    EXPECT_NEAR(shares[0], 2.0 / 3, 0.026);
    EXPECT_DOUBLE_EQ(shares[0] + shares[1], 1);
}

TEST(Stack, AnErrorCountsByItsWeight) {
    Stack stack(2);
    stack.add(std::array{1.0, 0.0}, 0, 1);
    stack.add(std::array{0.0, 1.0}, 0, 3);

    EXPECT_THAT(stack.shares(), ElementsAre(0.75, 0.25));
}

TEST(Stack, WithoutErrorsTheFirstTakesAll) { EXPECT_THAT(Stack(3).shares(), ElementsAre(1, 0, 0)); }

}  // namespace
}  // namespace vorrat::forecast

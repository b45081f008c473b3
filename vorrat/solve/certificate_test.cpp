#include "vorrat/solve/certificate.h"

#include <gtest/gtest.h>

#include "vorrat/solve/repair.h"
#include "vorrat/solve/testing.h"

namespace vorrat::solve {
namespace {

TEST(DualBound, HoldsForAnyDualsNotOnlyGoodOnes) {
    const testing::Known known = testing::triangle();

    for (const double y0 : {-2.0, 0.0, 0.5, 1.0, 3.0}) {
        for (const double y1 : {-1.0, 0.0, 1.0, 2.5}) {
            EXPECT_GE(dual_bound(known.program, std::vector<double>{y0, y1}, 1e6), 7)
                << y0 << " " << y1;
        }
    }
}

TEST(DualBound, IsTightToRoundingForTheBestDuals) {
    const testing::Known known = testing::triangle();

    const double bound = dual_bound(known.program, std::vector<double>{1, 1}, 1e3);

    EXPECT_GE(bound, 7);
    EXPECT_LE(bound, 7 + 1e-9);
}

TEST(DualBound, OfMinimisationLiesBelow) {
    // Diet: the duals solve 4a + b = 2, 3a + 3b = 3: a = 1/3, b = 2/3; 24/3 + 24/3 = 16.
    const testing::Known known = testing::diet();

    const double bound = dual_bound(known.program, std::vector<double>{1.0 / 3, 2.0 / 3}, 1e3);

    EXPECT_LE(bound, 16);
    EXPECT_GE(bound, 16 - 1e-9);
}

TEST(DualBound, SaysNothingWhereAColumnHasNoBound) {
    const testing::Known known = testing::without_end();

    EXPECT_EQ(dual_bound(known.program, std::vector<double>{0}), -infinity);
}

TEST(DualBound, StaysSafeWhenTermsCancel) {
    // minimise x over 1e16 x - 1e16 x' = 0 ... with huge duals the sums lose every digit; the true
    // optimum is 0 and the bound must not pass it.
    Builder b;
    const auto x = b.add_column(0, 1, 1);
    const auto y = b.add_column(0, 1, 0);
    b.add_row(0, 0, std::vector<Term>{{x, 1e16}, {y, -1e16}});
    b.add_row(0, 0, std::vector<Term>{{x, -1e16 + 2}, {y, 1e16 - 2}});

    const double bound = dual_bound(b.build(), std::vector<double>{1e3 + 1e-10, 1e3});

    EXPECT_LE(bound, 0);
}

/// minimise x_1 over x_1 = x_2 = ... = x_12, all in [0, 2], the last in [1, 2]: 1.
LinearProgram long_chain() {
    constexpr std::uint32_t columns = 12;
    Builder b;
    for (std::uint32_t j = 0; j < columns; ++j) {
        b.add_column(j + 1 == columns ? 1 : 0, 2, j == 0 ? 1 : 0);
    }
    for (std::uint32_t j = 0; j + 1 < columns; ++j) {
        b.add_row(0, 0, std::vector<Term>{{j, 1}, {j + 1, -1}});
    }
    return b.build();
}

TEST(BoundWithin, DoesNotPassTheOptimumWhenTheBestPointIsBetterThanAnyFeasibleOne) {
    // A point feasible to 1e-9 only costs 1 - 1e-9; the bounds that follow leave no x but do not
    // show it, as the chain is longer than their rounds.
    const LinearProgram program = long_chain();
    const double at_best = 1 - 1e-9;
    const ColumnBounds implied = implied_bounds(program, at_best);
    LinearProgram narrowed = program;
    narrowed.column_lower = implied.lower;
    narrowed.column_upper = implied.upper;
    const std::vector<double> y(program.rows(), 1e10);

    EXPECT_GT(dual_bound(narrowed, y), 5) << "the danger is not there: the test shows nothing";
    EXPECT_LE(bound_within(program, implied, at_best, y), 1);
    EXPECT_EQ(bound_within(program, implied, at_best, y), at_best);
}

TEST(BoundWithin, IsTheDualBoundWhereNoObjectiveIsKnown) {
    const testing::Known known = testing::diet();
    const ColumnBounds own{known.program.column_lower, known.program.column_upper};
    const std::vector<double> y{1.0 / 3, 2.0 / 3};

    EXPECT_EQ(bound_within(known.program, own, infinity, y, 1e3),
              dual_bound(known.program, y, 1e3));
}

TEST(DualBound, SaysNothingWhenDualsOverflow) {
    Builder b;
    const auto x = b.add_column(0, 1, 1);
    b.add_row(0, 1, std::vector<Term>{{x, 1e200}});
    b.add_row(0, 1, std::vector<Term>{{x, -1e200}});

    EXPECT_LE(dual_bound(b.build(), std::vector<double>{1e300, 1e300}), 0);
}

TEST(ProvesInfeasible, NeedsNoBoxWhereSumsAreExactOrRowsBoundTheColumns) {
    const testing::Known known = testing::contradiction();
    const std::vector<double> y{-1, -1};

    EXPECT_TRUE(proves_infeasible(known.program, y));
}

TEST(ProvesInfeasible, SaysWithinTheBoxOnlyWhatIsFalseOutside) {
    const LinearProgram program = testing::far_out();
    const std::vector<double> y{1};

    EXPECT_TRUE(proves_infeasible(program, y, 1e9));
    EXPECT_FALSE(proves_infeasible(program, y));
    EXPECT_FALSE(proves_infeasible(program, implied_bounds(program, infinity), y));
}

TEST(ProvesUnbounded, RefusesADirectionThatARowStopsLate) {
    EXPECT_FALSE(proves_unbounded(testing::far_corner().program, std::vector<double>{1, 1}));
}

TEST(ProvesInfeasible, AcceptsAFarkasRayAndRefusesANonsense) {
    const testing::Known known = testing::too_much();

    EXPECT_TRUE(proves_infeasible(known.program, std::vector<double>{1}));
    EXPECT_FALSE(proves_infeasible(known.program, std::vector<double>{0}));
    EXPECT_FALSE(proves_infeasible(known.program, std::vector<double>{-1}));
}

TEST(ProvesUnbounded, RefusesARayThatLeavesARowOrGainsNothing) {
    const testing::Known known = testing::without_end();

    EXPECT_TRUE(proves_unbounded(known.program, std::vector<double>{1, 1}));
    EXPECT_FALSE(proves_unbounded(known.program, std::vector<double>{1, 0}));
    EXPECT_FALSE(proves_unbounded(known.program, std::vector<double>{-1, -1}));
    EXPECT_FALSE(proves_unbounded(known.program, std::vector<double>{0, 0}));
}

TEST(Residuals, MeasureAViolatedRowRelativeToItsTerms) {
    const testing::Known known = testing::triangle();

    // x + y = 6 where 4 is allowed: 2 too many over 1 + 6.
    const Residuals found =
        residuals(known.program, std::vector<double>{3, 3}, std::vector<double>{1, 1});

    EXPECT_DOUBLE_EQ(found.primal, 2.0 / 7);
    EXPECT_EQ(found.dual, 0);
}

TEST(Residuals, MeasureAReducedCostThatSaysMove) {
    const testing::Known known = testing::triangle();

    // At the origin with y = 0 the second column, cost 2, should rise: 2 over 1 + 2.
    const Residuals found =
        residuals(known.program, std::vector<double>{0, 0}, std::vector<double>{0, 0});

    EXPECT_EQ(found.primal, 0);
    EXPECT_DOUBLE_EQ(found.dual, 2.0 / 3);
}

}  // namespace
}  // namespace vorrat::solve

#include "vorrat/solve/first_order.h"

#include <cmath>

#include <gtest/gtest.h>

#include "vorrat/solve/repair.h"
#include "vorrat/solve/testing.h"

namespace vorrat::solve {
namespace {

Settings tight() {
    Settings settings;
    settings.box = 1e6;
    settings.gap = 1e-7;
    settings.iteration_limit = 3'000'000;
    return settings;
}

class KnownToFirstOrder : public ::testing::TestWithParam<testing::Known> {};

TEST_P(KnownToFirstOrder, GetTheAnswerWorkedOutByHand) {
    const testing::Known& known = GetParam();

    const Solution s = solve_first_order(known.program, tight());

    ASSERT_EQ(s.status, known.status);
    if (known.status == Status::optimal) {
        EXPECT_NEAR(s.objective, known.objective, 1e-6 * (1 + std::abs(known.objective)));
        EXPECT_LE(gap(s), 1e-7);
        EXPECT_LE(s.residuals.primal, 1e-9);
    }
}

INSTANTIATE_TEST_SUITE_P(ByHand, KnownToFirstOrder, ::testing::ValuesIn(testing::known_programs()),
                         [](const auto& param_info) { return param_info.param.name; });

class AgainstSimplex : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(AgainstSimplex, RandomProgramsGetTheSameVerdictAndObjective) {
    for (std::uint64_t k = 0; k < 50; ++k) {
        const std::uint64_t seed = GetParam() * 50 + k;
        const LinearProgram program = testing::random_program(seed);

        const Solution s = solve_first_order(program, tight());

        const Solution referee = solve(program, tight());
        const double worst = sign_of(program.sense) * infinity;
        ASSERT_EQ(static_cast<int>(s.status), static_cast<int>(referee.status)) << "seed " << seed;
        if (s.status == Status::optimal) {
            const double sign = sign_of(program.sense);
            const double optimum = sign * referee.objective;
            const double care = 1e-7 * (1 + std::abs(optimum));
            EXPECT_LE(sign * s.bound, optimum + care) << "seed " << seed;
            EXPECT_GE(sign * s.objective, optimum - care) << "seed " << seed;
            EXPECT_LE(sign * s.objective, optimum + 2 * care) << "seed " << seed;
        }
        if (s.status == Status::infeasible) {
            EXPECT_TRUE(proves_infeasible(program, s.certificate, s.no_x_within) ||
                        proves_infeasible(program, implied_bounds(program, worst), s.certificate))
                << "seed " << seed;
        }
        if (s.status == Status::unbounded) {
            EXPECT_TRUE(proves_unbounded(program, s.certificate)) << "seed " << seed;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AgainstSimplex, ::testing::Range<std::uint64_t>(0, 10));

/// A transport program with 2 `side`^2 columns, some ties and a tight resource over all of them.
LinearProgram larger_transport(std::uint32_t side, std::uint64_t seed) {
    Random random(seed);
    Builder b;
    for (std::uint32_t k = 0; k < side; ++k) {
        b.add_row(-infinity, 12);
    }
    for (std::uint32_t k = 0; k < side; ++k) {
        b.add_row(8, 10);
    }
    const auto shared = b.add_row(-infinity, 60.0 * side);
    for (std::uint32_t i = 0; i < side; ++i) {
        for (std::uint32_t j = 0; j < side; ++j) {
            const auto x = b.add_column(0, infinity, 1 + random.below(20));
            b.add(i, x, 1);
            b.add(side + j, x, 1);
            b.add(shared, x, 1 + random.below(10));
        }
    }
    return b.build();
}

TEST(FirstOrder, AgreesWithTheSimplexMethodOnLargerPrograms) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const LinearProgram program = larger_transport(30, seed);
        Settings settings = tight();
        settings.gap = 1e-5;

        const Solution s = solve_first_order(program, settings);

        const Solution referee = solve(program);
        ASSERT_EQ(s.status, Status::optimal) << "seed " << seed;
        EXPECT_LE(gap(s), 1e-5);
        EXPECT_LE(s.bound, referee.objective + 1e-7 * (1 + std::abs(referee.objective)));
        EXPECT_GE(s.objective, referee.objective - 1e-7 * (1 + std::abs(referee.objective)));
    }
}

TEST(FirstOrder, GivesTheSameBytesForAnyNumberOfThreads) {
    const LinearProgram program = larger_transport(80, 7);
    Settings one = tight();
    one.gap = 1e-3;
    Settings three = one;
    three.threads = {3};

    const Solution alone = solve_first_order(program, one);
    const Solution together = solve_first_order(program, three);

    EXPECT_EQ(alone.x, together.x);
    EXPECT_EQ(alone.row_duals, together.row_duals);
    EXPECT_EQ(alone.bound, together.bound);
}

TEST(FirstOrder, StopsWithTheBestPointAndBoundSoFar) {
    const LinearProgram program = larger_transport(30, 1);
    Settings settings = tight();
    settings.gap = 0;
    settings.iteration_limit = 2000;

    const Solution s = solve_first_order(program, settings);

    EXPECT_EQ(s.status, Status::stopped);
    EXPECT_LE(s.residuals.primal, 1e-9);
    EXPECT_LE(s.bound, s.objective);
    EXPECT_LE(gap(s), 0.01);
}

TEST(ImpliedBounds, FollowFromTheRowsAndTheBestObjective) {
    // x + y <= 4 bounds both; z has a cost of 2 and the best known costs 10: z <= 5.
    Builder b;
    const auto x = b.add_column(0, infinity, 0);
    const auto y = b.add_column(0, infinity, 0);
    const auto z = b.add_column(0, infinity, 2);
    b.add_row(-infinity, 4, std::vector<Term>{{x, 1}, {y, 2}});
    b.add_row(1, infinity, std::vector<Term>{{z, 1}, {x, 1}});

    const ColumnBounds bounds = implied_bounds(b.build(), 10);

    EXPECT_NEAR(bounds.upper[x], 4, 1e-9);
    EXPECT_NEAR(bounds.upper[y], 2, 1e-9);
    EXPECT_NEAR(bounds.upper[z], 5, 1e-9);
    EXPECT_GE(bounds.upper[z], 5);
}

}  // namespace
}  // namespace vorrat::solve

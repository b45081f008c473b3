#include "vorrat/solve/solve.h"

#include <cmath>

#include <gtest/gtest.h>

#include "vorrat/solve/testing.h"

namespace vorrat::solve {
namespace {

/// Sums of ours, in long double and without the room's own code.
struct Referee {
    const LinearProgram& program;

    bool satisfied(const std::vector<double>& x, double allowed) const {
        std::vector<long double> sums(program.rows(), 0);
        for (std::size_t j = 0; j < program.columns(); ++j) {
            if (x[j] < program.column_lower[j] || x[j] > program.column_upper[j]) {
                return false;
            }
            for (std::size_t k = program.matrix.start[j]; k < program.matrix.start[j + 1]; ++k) {
                sums[program.matrix.row[k]] +=
                    static_cast<long double>(program.matrix.value[k]) * x[j];
            }
        }
        for (std::size_t i = 0; i < program.rows(); ++i) {
            if (sums[i] < program.row_lower[i] - allowed) {
                return false;
            }
            if (sums[i] > program.row_upper[i] + allowed) {
                return false;
            }
        }
        return true;
    }
    /// Whether y, summed by rows, shows that no x in the box exists.
    bool refuted(const std::vector<double>& y, double box) const {
        long double most = 0;
        for (std::size_t i = 0; i < program.rows(); ++i) {
            if (y[i] == 0) {
                continue;
            }
            const long double a = static_cast<long double>(y[i]) * program.row_lower[i];
            const long double b = static_cast<long double>(y[i]) * program.row_upper[i];
            most += sign() * (y[i] * sign() > 0 ? a : b);
        }
        for (std::size_t j = 0; j < program.columns(); ++j) {
            long double slope = 0;
            for (std::size_t k = program.matrix.start[j]; k < program.matrix.start[j + 1]; ++k) {
                slope += sign() * static_cast<long double>(program.matrix.value[k]) *
                         y[program.matrix.row[k]];
            }
            const long double low = std::max(program.column_lower[j], -box);
            const long double high = std::min(program.column_upper[j], box);
            most -= std::max(slope * low, slope * high);
        }
        return most > 0;
    }
    long double sign() const { return program.sense == Sense::minimise ? 1 : -1; }
};

class KnownPrograms : public ::testing::TestWithParam<testing::Known> {};

TEST_P(KnownPrograms, GetTheAnswerWorkedOutByHand) {
    const testing::Known& known = GetParam();

    const Solution s = solve(known.program);

    ASSERT_EQ(s.status, known.status);
    if (known.status == Status::optimal) {
        EXPECT_NEAR(s.objective, known.objective, 1e-9);
        EXPECT_NEAR(s.bound, known.objective, 1e-4 + 1e-10 * std::abs(known.objective));
        EXPECT_LE(s.residuals.primal, 1e-9);
        EXPECT_LE(s.residuals.dual, 1e-9);
    }
}

INSTANTIATE_TEST_SUITE_P(ByHand, KnownPrograms, ::testing::ValuesIn(testing::known_programs()),
                         [](const auto& param_info) { return param_info.param.name; });

class RandomPrograms : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(RandomPrograms, HaveAVerdictThatAReferenceConfirms) {
    for (std::uint64_t k = 0; k < 100; ++k) {
        const std::uint64_t seed = GetParam() * 100 + k;
        const LinearProgram program = testing::random_program(seed);

        Settings settings;
        settings.box = 1e6;
        const Solution s = solve(program, settings);

        const Referee referee{program};
        switch (s.status) {
            case Status::optimal: {
                EXPECT_TRUE(referee.satisfied(s.x, 1e-7)) << "seed " << seed;
                const double gap = std::abs(s.bound - s.objective);
                EXPECT_LE(gap, 1e-7 * (1 + std::abs(s.objective))) << "seed " << seed;
                const double sign = program.sense == Sense::minimise ? 1 : -1;
                EXPECT_LE(sign * s.bound, sign * s.objective + 1e-7) << "seed " << seed;
                break;
            }
            case Status::infeasible:
                EXPECT_TRUE(referee.refuted(s.certificate, 1e6)) << "seed " << seed;
                break;
            case Status::unbounded:
                EXPECT_TRUE(proves_unbounded(program, s.certificate)) << "seed " << seed;
                break;
            case Status::stopped:
                ADD_FAILURE() << "no verdict, seed " << seed;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomPrograms, ::testing::Range<std::uint64_t>(0, 5));

TEST(Sequence, SolvesAgainAfterARowACostAndABoundChange) {
    // triangle, then x <= 1/2 as a row (worth 6.5), then minimise x + y with y >= 1 (1).
    Sequence sequence(testing::triangle().program);
    ASSERT_NEAR(sequence.solve().objective, 7, 1e-12);

    sequence.add_row(-infinity, 0.5, std::vector<Term>{{0, 1}});
    const double with_row = sequence.solve().objective;
    sequence.set_cost(Sense::minimise, std::vector<double>{1, 1});
    sequence.set_column_bounds(1, 1, infinity);
    const double with_cost = sequence.solve().objective;

    EXPECT_NEAR(with_row, 6.5, 1e-12);
    EXPECT_NEAR(with_cost, 1, 1e-12);
}

TEST(Sequence, StartsFromABasisGivenBack) {
    Sequence sequence(testing::transport().program);
    sequence.solve();
    const Basis basis = sequence.basis();
    sequence.forget();
    sequence.set_basis(basis);

    const Solution again = sequence.solve();

    EXPECT_EQ(again.iterations, 0);
    EXPECT_NEAR(again.objective, 150, 1e-9);
}

class EveryAlgorithm : public ::testing::TestWithParam<Algorithm> {};

TEST_P(EveryAlgorithm, NeverCallsAProgramUnboundedThatARowStopsLate) {
    const testing::Known known = testing::far_corner();
    Settings settings;
    settings.iteration_limit = 20'000;

    const Solution s = solve_by(GetParam(), known.program, settings);

    EXPECT_TRUE(s.status == Status::optimal || s.status == Status::stopped);
    EXPECT_GE(s.bound, known.objective);
    if (s.status == Status::optimal) {
        EXPECT_NEAR(s.objective, known.objective, 1e-6 * known.objective);
    }
}

TEST_P(EveryAlgorithm, NeverSaysThatNoXExistsWhereOneLiesOutsideTheBox) {
    Settings settings;
    settings.iteration_limit = 20'000;

    const Solution s = solve_by(GetParam(), testing::far_out(), settings);

    if (s.status == Status::infeasible) {
        EXPECT_EQ(s.no_x_within, settings.box);
    }
    EXPECT_NE(s.status, Status::unbounded);
}

TEST_P(EveryAlgorithm, RefutesAContradictionWithoutABox) {
    for (const testing::Known& known :
         {testing::too_much(), testing::contradiction(), testing::nowhere()}) {
        const Solution s = solve_by(GetParam(), known.program);

        ASSERT_EQ(s.status, Status::infeasible) << known.name;
        EXPECT_EQ(s.no_x_within, infinity) << known.name;
        EXPECT_TRUE(proves_infeasible(known.program, s.certificate)) << known.name;
    }
}

TEST_P(EveryAlgorithm, BoundsTheOptimumFromTheSideOfTheSense) {
    for (const testing::Known& known : testing::known_programs()) {
        if (known.status != Status::optimal) {
            continue;
        }
        Settings settings;
        settings.box = 1e6;
        settings.iteration_limit = 3'000'000;

        const Solution s = solve_by(GetParam(), known.program, settings);

        const double sign = sign_of(known.program.sense);
        const double size = 1 + std::abs(known.objective);
        ASSERT_EQ(s.status, Status::optimal) << known.name;
        EXPECT_LE(sign * s.bound, sign * known.objective + 1e-14 * size) << known.name;
        EXPECT_GE(sign * s.bound, sign * known.objective - 2e-6 * size) << known.name;
    }
}

INSTANTIATE_TEST_SUITE_P(All, EveryAlgorithm,
                         ::testing::Values(Algorithm::exact, Algorithm::first_order,
                                           Algorithm::automatic),
                         [](const auto& param_info) -> std::string {
                             switch (param_info.param) {
                                 case Algorithm::exact:
                                     return "exact";
                                 case Algorithm::first_order:
                                     return "first_order";
                                 case Algorithm::automatic:
                                     return "automatic";
                             }
                             return "unknown";
                         });

TEST(SolveBy, GivesTheSimplexMethodABoundThatRowsHoldWhereColumnsHaveNone) {
    // The box alone would leave the rounding of each reduced cost times 1e9.
    const testing::Known known = testing::transport();

    const Solution s = solve_by(Algorithm::exact, known.program);

    EXPECT_LE(s.bound, 150);
    EXPECT_GE(s.bound, 150 - 1e-9);
}

TEST(Solve, StopsWhenAsked) {
    std::stop_source source;
    source.request_stop();
    Settings settings;
    settings.progress.stop = source.get_token();

    const Solution s = solve(testing::transport().program, settings);

    EXPECT_EQ(s.status, Status::stopped);
    EXPECT_LE(s.bound, 150);
}

TEST(Solve, GivesTheSameBytesTwice) {
    const LinearProgram program = testing::random_program(4242);

    const Solution first = solve(program);
    const Solution second = solve(program);

    EXPECT_EQ(first.x, second.x);
    EXPECT_EQ(first.row_duals, second.row_duals);
}

}  // namespace
}  // namespace vorrat::solve

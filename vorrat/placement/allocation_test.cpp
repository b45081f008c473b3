#include "vorrat/placement/allocation.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "vorrat/base/random.h"
#include "vorrat/solve/solve.h"

namespace vorrat::placement {
namespace {

struct Problem {
    std::vector<Gains> gains;
    std::vector<LimitFamily> families;

    std::vector<const Gains*> pointers() const {
        std::vector<const Gains*> all;
        for (const Gains& g : gains) {
            all.push_back(&g);
        }
        return all;
    }
};

Allocation allocated(const Problem& problem, Threads threads = {1}) {
    return allocate(problem.pointers(), problem.families, threads);
}

/// `lines` lines with up to ten pieces, a limit for every `group` lines as stock has, seven as
/// lanes have, and one for all, each too small by a third.
Problem random_problem(std::uint64_t seed, std::size_t lines, std::size_t group = 10) {
    Random random(seed);
    Problem problem;
    for (std::size_t l = 0; l < lines; ++l) {
        Gains gains;
        gains.pack = 0.5 * static_cast<double>(1 + random.below(4));
        gains.width = static_cast<double>(1 + random.below(2));
        const std::uint64_t pieces = 1 + random.below(10);
        gains.most = gains.width * static_cast<double>(pieces - 1) + 1;
        for (std::uint64_t j = 0; j < pieces; ++j) {
            gains.per_unit.push_back(static_cast<float>(5 * random.uniform()));
        }
        std::sort(gains.per_unit.begin(), gains.per_unit.end(), std::greater<>());
        problem.gains.push_back(gains);
    }
    const auto add = [&](std::size_t limits, const auto& limit_of, bool weighted) {
        LimitFamily family{std::vector<double>(limits, 0.0), {}, {}};
        for (std::size_t l = 0; l < lines; ++l) {
            const double per_unit = weighted ? 0.5 + random.uniform() : 1;
            const auto limit = static_cast<std::uint32_t>(limit_of(l));
            family.of_line.push_back(random.below(8) == 0 ? unlimited : limit);
            family.per_unit.push_back(per_unit);
            const Gains& gains = problem.gains[l];
            family.limit[limit] += 0.66 * per_unit * gains.pack * gains.most;
        }
        problem.families.push_back(std::move(family));
    };
    add(
        lines / group + 1, [group](std::size_t l) { return l / group; }, false);
    add(
        7, [](std::size_t l) { return l % 7; }, true);
    add(
        1, [](std::size_t) { return 0; }, true);
    return problem;
}

/// The same with packs that may be cut, solved by another program.
double linear_optimum(const Problem& problem) {
    solve::Builder builder;
    std::vector<std::vector<std::vector<solve::Term>>> rows;
    for (const LimitFamily& family : problem.families) {
        rows.emplace_back(family.limit.size());
    }
    for (std::size_t l = 0; l < problem.gains.size(); ++l) {
        const Gains& gains = problem.gains[l];
        for (std::size_t j = 0; j < gains.per_unit.size(); ++j) {
            const double packs =
                std::min(gains.width, gains.most - static_cast<double>(j) * gains.width);
            const auto column = builder.add_column(0, packs * gains.pack, gains.per_unit[j]);
            for (std::size_t f = 0; f < rows.size(); ++f) {
                if (const auto limit = problem.families[f].of_line[l]; limit != unlimited) {
                    rows[f][limit].push_back({column, problem.families[f].per_unit[l]});
                }
            }
        }
    }
    for (std::size_t f = 0; f < rows.size(); ++f) {
        for (std::size_t j = 0; j < rows[f].size(); ++j) {
            builder.add_row(-solve::infinity, problem.families[f].limit[j], rows[f][j]);
        }
    }
    const solve::Solution solution = solve::solve(builder.build(solve::Sense::maximise));
    EXPECT_EQ(solution.status, solve::Status::optimal);
    return solution.objective;
}

void expect_limits_kept(const Problem& problem, const Allocation& allocation) {
    for (const LimitFamily& family : problem.families) {
        std::vector<double> used(family.limit.size(), 0.0);
        for (std::size_t l = 0; l < problem.gains.size(); ++l) {
            const auto packs = static_cast<double>(allocation.packs[l]);
            EXPECT_GE(packs, 0);
            EXPECT_LE(packs, problem.gains[l].most);
            if (family.of_line[l] != unlimited) {
                used[family.of_line[l]] += packs * problem.gains[l].pack * family.per_unit[l];
            }
        }
        for (std::size_t j = 0; j < used.size(); ++j) {
            EXPECT_LE(used[j], family.limit[j] * (1 + 1e-9));
        }
    }
}

TEST(Allocation, LiesBetweenItsBoundAndTheLinearOptimum) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const Problem problem = random_problem(seed, 20 + 10 * seed);

        const Allocation allocation = allocated(problem);
        const double optimum = linear_optimum(problem);

        expect_limits_kept(problem, allocation);
        EXPECT_LE(allocation.worth, optimum * (1 + 1e-9)) << "seed " << seed;
        EXPECT_GE(allocation.bound, optimum * (1 - 1e-9)) << "seed " << seed;
        EXPECT_LE(allocation.bound, optimum * 1.005) << "seed " << seed;
        EXPECT_GE(allocation.worth, optimum * 0.95) << "seed " << seed;
    }
}

TEST(Allocation, ClosesTheGapWhereLinesAreMany) {
    // Enough lines for the prices to begin with those of a sample.
    const Problem problem = random_problem(1, 70'000, 100);

    const Allocation allocation = allocated(problem);

    expect_limits_kept(problem, allocation);
    EXPECT_LE(allocation.bound - allocation.worth, 1e-3 * allocation.worth);
}

TEST(Allocation, DoesNotDependOnTheNumberOfThreads) {
    const Problem problem = random_problem(3, 2000);

    const Allocation one = allocated(problem, {1});
    const Allocation three = allocated(problem, {3});

    EXPECT_EQ(one.packs, three.packs);
    EXPECT_EQ(one.prices, three.prices);
    EXPECT_EQ(one.bound, three.bound);
}

TEST(Allocation, PricesWhatOneMoreUnitWouldBeWorth) {
    // Two lines worth 3 and 2 a unit, ten of each wanted, 15 there: five of the cheaper are
    // missing.
    Problem problem;
    problem.gains = {{1, 10, 10, {3}}, {1, 10, 10, {2}}};
    problem.families = {{{15}, {0, 0}, {1, 1}}};

    const Allocation allocation = allocated(problem);

    EXPECT_EQ(allocation.packs, (std::vector<std::int64_t>{10, 5}));
    EXPECT_NEAR(allocation.prices[0][0], 2, 1e-9);
    EXPECT_NEAR(allocation.bound, 40, 1e-9);
    EXPECT_EQ(allocation.worth, 40);
}

TEST(Allocation, NothingFitsUnderALimitOfNothing) {
    Problem problem;
    problem.gains = {{1, 10, 10, {3}}};
    problem.families = {{{0}, {0}, {1}}};

    const Allocation allocation = allocated(problem);

    EXPECT_EQ(allocation.packs, std::vector<std::int64_t>{0});
    EXPECT_NEAR(allocation.bound, 0, 1e-9);
}

}  // namespace
}  // namespace vorrat::placement

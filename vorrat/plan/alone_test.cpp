#include "vorrat/plan/alone.h"

#include <gtest/gtest.h>

#include "vorrat/plan/testing.h"

namespace vorrat::plan {
namespace {

using namespace testing;

/// The first stage of a random world, minimised.
struct FirstStage {
    explicit FirstStage(std::uint64_t seed, double ratio = 0)
        : FirstStage(with_ratio(random_world(seed, Communities::each_depot), ratio)) {}
    explicit FirstStage(WorldMaker made)
        : maker(std::move(made)),
          problem(*make_problem(maker.world, maker.forecast)),
          programme(build_programme(problem)),
          program(programme.builder.build()),
          communities(community_forms(problem, programme.columns)) {
        program.cost[programme.columns.fairness] = -1;
    }

    static WorldMaker with_ratio(WorldMaker made, double ratio) {
        made.world.criteria.minimum_ratio = ratio;
        return made;
    }

    WorldMaker maker;
    Problem problem;
    Programme programme;
    solve::LinearProgram program;
    std::vector<CommunityForms> communities;
};

class OneCommunity : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(OneCommunity, GetsAloneAtLeastWhatItGetsInAnyPlan) {
    const FirstStage stage(GetParam());
    for (const CommunityForms& c : stage.communities) {
        solve::LinearProgram best_for_it = stage.program;
        best_for_it.cost.assign(best_for_it.columns(), 0);
        for (const auto& [column, value] : c.weighted_met) {
            best_for_it.cost[column] = -value / c.weighted_need;
        }
        Alone alone(stage.problem, stage.programme, stage.program, c.community, {});

        alone.best_coverage(stage.program);

        EXPECT_GE(alone.coverage(), -solve::solve(best_for_it).objective - 1e-7);
        EXPECT_LE(alone.coverage(), 1 + 1e-9);
    }
}

TEST_P(OneCommunity, ItsDualsProveItsCoverageOverTheWholeProgramme) {
    const FirstStage stage(GetParam());
    for (const CommunityForms& c : stage.communities) {
        Alone alone(stage.problem, stage.programme, stage.program, c.community, {});

        const std::vector<double> y = alone.best_coverage(stage.program);

        EXPECT_NEAR(solve::dual_bound(stage.program, y), -alone.coverage(), 1e-6);
    }
}

TEST_P(OneCommunity, GetsTheSameAloneUnderARatio) {
    const FirstStage without(GetParam());
    const FirstStage with(GetParam(), 0.5);
    ASSERT_NE(with.programme.columns.mean_coverage, no_column);
    for (const CommunityForms& c : with.communities) {
        Alone free(without.problem, without.programme, without.program, c.community, {});
        Alone bound(with.problem, with.programme, with.program, c.community, {});

        free.best_coverage(without.program);
        const std::vector<double> y = bound.best_coverage(with.program);

        EXPECT_NEAR(bound.coverage(), free.coverage(), 1e-9);
        EXPECT_NEAR(solve::dual_bound(with.program, y), -bound.coverage(), 1e-6);
    }
}

TEST_P(OneCommunity, LeavesTheMeanCoverageOfAllToOthers) {
    const FirstStage stage(GetParam(), 0.5);
    const std::vector<double> nothing(stage.program.columns(), 0);
    const std::vector<double> no_prices(stage.program.rows(), 0);
    for (const CommunityForms& c : stage.communities) {
        Alone alone(stage.problem, stage.programme, stage.program, c.community, {});

        const Terms found = alone.answer(stage.program, stage.program.cost, no_prices, nothing, 0);

        EXPECT_FALSE(found.empty());
        for (const auto& [column, value] : found) {
            EXPECT_NE(column, stage.programme.columns.mean_coverage);
        }
    }
}

/// The columns of what a community does alone.
std::vector<Column> columns_alone(const FirstStage& stage, CommunityId community) {
    const std::vector<double> nothing(stage.program.columns(), 0);
    const std::vector<double> no_prices(stage.program.rows(), 0);
    Alone alone(stage.problem, stage.programme, stage.program, community, {});
    std::vector<Column> columns;
    for (const auto& [column, value] :
         alone.answer(stage.program, stage.program.cost, no_prices, nothing, 0)) {
        columns.push_back(column);
    }
    return columns;
}

TEST_P(OneCommunity, IsTheSameInWhateverOrderCommunitiesAreListed) {
    WorldMaker maker = random_world(GetParam(), Communities::each_depot);
    const FirstStage listed(maker);
    std::vector<PlaceId> depots;
    for (const PlaceId place : maker.world.places.ids()) {
        if (maker.world.places[place].kind == PlaceKind::depot) {
            depots.push_back(place);
        }
    }
    for (std::uint32_t k = 0; k < depots.size(); ++k) {
        maker.world.places[depots[k]].community =
            CommunityId{(k + 1) % static_cast<std::uint32_t>(depots.size())};
    }
    const FirstStage rotated(maker);

    for (const PlaceId depot : depots) {
        const CommunityId first = listed.problem.world.places[depot].community;
        const CommunityId then = rotated.problem.world.places[depot].community;

        EXPECT_EQ(columns_alone(listed, first), columns_alone(rotated, then));
    }
}

TEST_P(OneCommunity, GivesUpWhenItIsStopped) {
    const FirstStage stage(GetParam());
    std::stop_source stop;
    stop.request_stop();
    const Settings stopped{.progress = {.report = {}, .stop = stop.get_token()}};
    const std::vector<double> no_duals(stage.program.rows(), 0);
    for (const CommunityForms& c : stage.communities) {
        Alone alone(stage.problem, stage.programme, stage.program, c.community, stopped);

        EXPECT_EQ(alone.best_coverage(stage.program), no_duals);
        EXPECT_TRUE(alone.gave_up());
    }
}

TEST_P(OneCommunity, AnswersPricesWithTheCoverageItHasToReach) {
    const FirstStage stage(GetParam());
    const std::vector<double> nothing(stage.program.columns(), 0);
    const std::vector<double> dear(stage.program.rows(), 1e3);
    std::vector<double> cost(stage.program.columns(), 1);
    for (const CommunityForms& c : stage.communities) {
        Alone alone(stage.problem, stage.programme, stage.program, c.community, {});
        alone.best_coverage(stage.program);
        const double asked = 0.9 * alone.coverage();

        std::vector<double> x = nothing;
        for (const auto& [column, value] :
             alone.answer(stage.program, cost, dear, nothing, asked)) {
            x[column] = value;
        }

        EXPECT_GE(value_of(c.weighted_met, x), asked * c.weighted_need - 1e-6);
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, OneCommunity, ::testing::Range<std::uint64_t>(1, 21));

}  // namespace
}  // namespace vorrat::plan

#include "vorrat/plan/communities.h"

#include <gtest/gtest.h>

#include "vorrat/plan/testing.h"

namespace vorrat::plan {
namespace {

using namespace testing;

/// A random world with its communities.
struct Compared {
    explicit Compared(std::uint64_t seed, Settings with = {})
        : settings(std::move(with)),
          maker(random_world(seed, testing::Communities::each_depot)),
          problem(*make_problem(maker.world, maker.forecast)),
          programme(build_programme(problem)),
          connections(problem, programme),
          program(programme.builder.build()),
          communities(problem, programme, connections, settings) {}

    Settings settings;
    WorldMaker maker;
    Problem problem;
    Programme programme;
    Connections connections;
    solve::LinearProgram program;
    plan::Communities communities;
};

TEST(ComparedCommunities, CountMoreAtTheirOwnDepotsOnly) {
    Compared c(3);
    const std::vector<double> nothing(c.program.columns(), 0);
    const std::vector<double> ones(c.program.rows(), 1);
    c.communities.look_at_lowest(c.program, nothing, 2);

    const std::vector<double> y = c.communities.pressed(ones, 1);

    std::size_t dearer = 0;
    const auto& nodes = c.problem.network.nodes;
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        const bool moved = y[c.connections.cell(n, 0)] != 1;
        const PlaceKind kind = c.problem.world.places[nodes[n].place].kind;
        EXPECT_FALSE(moved && kind != PlaceKind::depot);
        dearer += moved ? 1 : 0;
    }
    EXPECT_GT(dearer, 0U);
}

TEST(ComparedCommunities, AreNotLookedAtWhenTimeIsUp) {
    Compared c(3, {.time_limit_seconds = 0.0});
    const std::vector<double> nothing(c.program.columns(), 0);

    EXPECT_TRUE(c.communities.look_at_lowest(c.program, nothing, 2).empty());
    EXPECT_EQ(c.communities.least_alone(), 1);
}

TEST(ComparedCommunities, OfWhichNothingIsKnownDoNotCountMore) {
    Compared stopped(3);
    std::stop_source stop;
    stopped.settings.progress.stop = stop.get_token();
    const std::vector<double> nothing(stopped.program.columns(), 0);
    const std::vector<double> ones(stopped.program.rows(), 1);
    stop.request_stop();
    stopped.communities.look_at_lowest(stopped.program, nothing, 2);

    EXPECT_EQ(stopped.communities.pressed(ones, 1), ones);
}

}  // namespace
}  // namespace vorrat::plan

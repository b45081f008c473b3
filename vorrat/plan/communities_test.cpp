#include "vorrat/plan/communities.h"

#include <gtest/gtest.h>

#include "vorrat/plan/testing.h"

namespace vorrat::plan {
namespace {

using namespace testing;

/// A random world with its communities.
struct Compared {
    explicit Compared(std::uint64_t seed)
        : maker(random_world(seed, testing::Communities::each_depot)),
          problem(*make_problem(maker.world, maker.forecast)),
          programme(build_programme(problem)),
          connections(problem, programme),
          program(programme.builder.build()),
          communities(problem, programme, connections) {}

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

}  // namespace
}  // namespace vorrat::plan

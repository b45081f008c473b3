#include "testing.h"

namespace vorrat {
namespace {

using placement::ReplaySettings;
using testing::policies_to_compare;
using testing::print_window;
using testing::real_world;

constexpr int days_counted = 28;

TEST(M5, GoodsReachTheStoresThroughTheirStatesHubs) {
    const auto world = real_world("m5");
    if (!world) {
        GTEST_SKIP() << "../shared/data/m5 is missing";
    }
    ReplaySettings settings;
    settings.from = first_unknown_date(world->history) - days{days_counted};

    const auto comparison = placement::replay(*world, settings, policies_to_compare());

    ASSERT_TRUE(comparison) << comparison.error().message;
    print_window(to_string(settings.from), *comparison);
    const auto& vorrat = comparison->policies.front();
    const auto& none = comparison->policies.back();
    EXPECT_GT(vorrat.shipped_units, 0);
    EXPECT_LT(vorrat.lost, none.lost);
    for (const auto& report : comparison->policies) {
        EXPECT_GE(report.cost(), comparison->bound.cost()) << report.policy;
    }
}

}  // namespace
}  // namespace vorrat

#include "vorrat/placement/replay.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/base/random.h"
#include "vorrat/placement/testing.h"

namespace vorrat::placement {
namespace {

using testing::hub_world;
using testing::monday;
using testing::Shops;

/// VN2's rules worked by hand. Weeks 1..4 begin on `monday` and need 4, 6, 5, 1. On hand 5, under
/// way 3 for week 1 and 2 for week 2.
///
///     no orders      week 1: 5 + 3 - 4 = 4 left, 0.8      week 2: 4 + 2 - 6 = 0 left
///                    week 3: 5 lost, 5.0                  week 4: 1 lost, 1.0       sum 6.8
///     7 on monday    arrives at the start of week 3: 7 - 5 = 2 left, 0.4;
///                    week 4: 2 - 1 = 1 left, 0.2                                    sum 1.4
///     clairvoyant    sends 5, then 1: only week 1's 0.8 cannot be avoided
Shops worked_example() {
    Shops shops;
    shops.record(0, 0, monday - days{14}, {9, 9, 4, 6, 5, 1});
    shops.world.stock.push_back({{0}, shops.depot(0), 5, {}});
    shops.world.transit.push_back({{0}, {0}, shops.depot(0), {}, 3, monday});
    shops.world.transit.push_back({{0}, {0}, shops.depot(0), {}, 2, monday + days{7}});
    return shops;
}

NamedPolicy sends_once(double quantity, Date on) {
    return {"once", [=](const Seen& seen) -> Result<std::vector<Order>> {
                if (seen.today != on) {
                    return std::vector<Order>{};
                }
                return std::vector<Order>{{{0}, {0}, quantity}};
            }};
}

Comparison played(const World& world, const ReplaySettings& settings,
                  const std::vector<NamedPolicy>& policies) {
    auto comparison = replay(world, settings, policies);
    EXPECT_TRUE(comparison) << comparison.error().message;
    return comparison ? *comparison : Comparison{};
}

TEST(Replay, CountsHoldingAndLostSalesByTheRulesOfVn2) {
    const Shops shops = worked_example();

    const auto comparison = played(shops.world, {.from = monday, .opening = Opening::from_world},
                                   {no_orders_policy(), sends_once(7, monday)});

    const ReplayReport& none = comparison.policies[0];
    EXPECT_THAT(none.cost_of_step,
                ::testing::ElementsAre(::testing::DoubleNear(0.8, 1e-12), 0, 5, 1));
    EXPECT_EQ(none.lost, 6);
    EXPECT_NEAR(none.fill_rate(), 10.0 / 16, 1e-12);
    const ReplayReport& once = comparison.policies[1];
    EXPECT_NEAR(once.cost(), 1.4, 1e-12);
    EXPECT_EQ(once.lost, 0);
    EXPECT_NEAR(once.average_stock, (4 + 0 + 2 + 1) / 4.0, 1e-12);
    EXPECT_NEAR(once.transport_tkm, 7 * 100.0 / 1000, 1e-12);
}

TEST(Replay, StepsToSettleInAreNotCounted) {
    const Shops shops = worked_example();
    const std::vector policies{no_orders_policy()};

    const auto all =
        played(shops.world, {.from = monday, .opening = Opening::from_world}, policies);
    const auto settled = played(
        shops.world, {.from = monday, .opening = Opening::from_world, .settle_steps = 2}, policies);

    // Weeks 3 and 4 of the table above: 5 and 1 lost, nothing held.
    EXPECT_EQ(settled.policies[0].lost, 6);
    EXPECT_EQ(settled.policies[0].holding_cost, 0);
    EXPECT_GT(all.policies[0].holding_cost, 0);
    EXPECT_EQ(settled.policies[0].cost_of_step.size(), 2U);
    // Of 6 units needed 5 wait two steps and 1 one step: 11 / 6.
    EXPECT_DOUBLE_EQ(settled.policies[0].waiting_steps, 11.0 / 6);
}

TEST(Replay, AnOrderAtTheEndOfWeekXServesWeekXPlusThree) {
    // Sent on the first morning it serves week 3; sent a week later only week 4.
    const Shops shops = worked_example();
    const ReplaySettings settings{.from = monday, .opening = Opening::from_world};

    const auto comparison =
        played(shops.world, settings, {sends_once(5, monday), sends_once(5, monday + days{7})});

    EXPECT_EQ(comparison.policies[0].cost_of_step[2], 0);
    EXPECT_EQ(comparison.policies[1].cost_of_step[2], 5);
    EXPECT_NEAR(comparison.policies[1].cost_of_step[3], 0.8, 1e-12);
}

TEST(Replay, KnowsWhatAClairvoyantStillPays) {
    const Shops shops = worked_example();

    const auto comparison =
        played(shops.world, {.from = monday, .opening = Opening::from_world}, {no_orders_policy()});

    EXPECT_NEAR(comparison.bound.cost(), 0.8, 1e-12);
}

TEST(Replay, NoPolicyIsBelowTheBound) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Random random(seed);
        Shops shops(1, 1, static_cast<int>(7 * random.below(3)));
        shops.world.criteria.placement.review_days = static_cast<int>(7 * (1 + random.below(3)));
        std::vector<double> need;
        for (int t = 0; t < 14; ++t) {
            need.push_back(random.below(8));
        }
        shops.record(0, 0, monday - days{28}, need);
        shops.world.stock.push_back(
            {{0}, shops.depot(0), static_cast<double>(random.below(9)), {}});
        const NamedPolicy any{"any", [&random](const Seen&) -> Result<std::vector<Order>> {
                                  return std::vector<Order>{{{0}, {0}, 1.0 * random.below(12)}};
                              }};

        const auto comparison = played(
            shops.world, {.from = monday, .opening = Opening::from_world},
            {any, reference_policy(), base_stock_policy(), reactive_policy(), no_orders_policy()});

        for (const ReplayReport& report : comparison.policies) {
            EXPECT_GE(report.cost(), comparison.bound.cost() - 1e-9) << "seed " << seed;
        }
    }
}

TEST(Replay, ShowsAPolicyThePastOnly) {
    Shops shops = worked_example();
    std::vector<std::size_t> known;
    const NamedPolicy looks{"looks", [&known](const Seen& seen) -> Result<std::vector<Order>> {
                                const Series& series = seen.world.history.series.at(0);
                                known.push_back(series.quantity.size());
                                EXPECT_LE(first_unknown_date(seen.world.history), seen.today);
                                return std::vector<Order>{};
                            }};

    played(shops.world, {.from = monday, .opening = Opening::from_world}, {looks});

    EXPECT_THAT(known, ::testing::ElementsAre(2, 3, 4, 5));
}

/// True when some order placed before the future differs depends on it: both replays share needs up
/// to `monday`, and only a policy that was told more can decide otherwise on that morning.
bool peeks(const std::function<NamedPolicy(const World&)>& policy_for) {
    Shops one(1, 1);
    Shops other(1, 1);
    one.record(0, 0, monday - days{28}, {4, 4, 4, 4, 4, 4, 4, 4});
    other.record(0, 0, monday - days{28}, {4, 4, 4, 4, 40, 40, 40, 40});
    const auto first_order = [&](const World& world) {
        const auto comparison =
            played(world, {.from = monday, .opening = Opening::from_world}, {policy_for(world)});
        const auto& orders = comparison.policies[0].orders;
        return orders.empty() || orders[0].date != monday ? 0 : orders[0].order.quantity;
    };
    return first_order(one.world) != first_order(other.world);
}

TEST(Replay, CatchesAPolicyThatPeeks) {
    const auto cheat = [](const World& all) {
        return NamedPolicy{"cheat", [all](const Seen&) -> Result<std::vector<Order>> {
                               const double future = all.history.series[0].quantity.back();
                               return std::vector<Order>{{{0}, {0}, future}};
                           }};
    };
    // The same greed, but with what it is shown: the last value there is.
    const auto honest = [](const World&) {
        return NamedPolicy{"honest", [](const Seen& seen) -> Result<std::vector<Order>> {
                               const double last = seen.world.history.series[0].quantity.back();
                               return std::vector<Order>{{{0}, {0}, last}};
                           }};
    };

    EXPECT_TRUE(peeks(cheat));
    EXPECT_FALSE(peeks(honest));
    for (std::size_t p = 0; p < builtin_policies().size(); ++p) {
        EXPECT_FALSE(peeks([p](const World&) { return builtin_policies()[p]; }))
            << builtin_policies()[p].name;
    }
}

TEST(Replay, HidesLostNeedWhereOnlySalesAreObserved) {
    // Without orders week 3 sells 0 of 5: seen in week 4 as 0, out of stock.
    const Shops shops = worked_example();
    std::vector<Series> last;
    const NamedPolicy looks{"looks", [&last](const Seen& seen) -> Result<std::vector<Order>> {
                                last.push_back(seen.world.history.series.at(0));
                                return std::vector<Order>{};
                            }};

    played(shops.world,
           {.from = monday, .observed = Observed::sales, .opening = Opening::from_world}, {looks});

    EXPECT_EQ(last.back().quantity.back(), 0);
    EXPECT_THAT(last.back().available, ::testing::ElementsAre(1, 1, 1, 1, 0));
    EXPECT_EQ(last.back().quantity[3], 6);
}

TEST(Replay, CountsStepsWhoseRecordedNeedIsALowerBound) {
    Shops shops = worked_example();
    shops.world.history.series[0].available = {0, 1, 1, 0, 1, 0};

    const auto comparison =
        played(shops.world, {.from = monday, .opening = Opening::from_world}, {no_orders_policy()});

    EXPECT_EQ(comparison.censored, 2U);  // the one before the start is not counted
}

TEST(Replay, BeginsAllPoliciesWithWhatTheReferenceLeaves) {
    // Need of 4 a week for ever: reference stock 16 at the warm-up's begin and an order of 4 every
    // week. At any later morning 8 are under way (one of them just arrived), 8 on hand with it.
    Shops shops;
    shops.record(0, 0, monday - days{7 * 60}, std::vector<double>(64, 4.0));
    double on_hand = 0;
    double under_way = 0;
    const NamedPolicy looks{"looks", [&](const Seen& seen) -> Result<std::vector<Order>> {
                                if (seen.today != monday) {
                                    return std::vector<Order>{};
                                }
                                for (const auto& lot : seen.world.stock) {
                                    on_hand += lot.quantity;
                                }
                                for (const auto& t : seen.world.transit) {
                                    under_way += t.quantity;
                                }
                                return std::vector<Order>{};
                            }};

    played(shops.world, {.from = monday, .warm_up_steps = 20}, {looks});

    EXPECT_EQ(on_hand, 8);
    EXPECT_EQ(under_way, 4);
}

TEST(Replay, CutsOrdersBeyondTheHubsStockInProportion) {
    // The hub has 9; 12 and 6 are ordered from it: 6 and 3 are sent.
    World world = hub_world();
    world.stock.push_back({{0}, {1}, 9, {}});
    for (const PlaceId depot : {PlaceId{2}, PlaceId{3}}) {
        world.history.series.push_back({{0}, depot, monday - days{3}, {1, 1, 1, 1, 1, 1}, {}, {}});
    }
    const NamedPolicy greedy{"greedy", [](const Seen& seen) -> Result<std::vector<Order>> {
                                 if (seen.today != monday) {
                                     return std::vector<Order>{};
                                 }
                                 return std::vector<Order>{{{0}, {1}, 12}, {{0}, {2}, 6}};
                             }};

    const auto comparison =
        played(world, {.from = monday, .opening = Opening::from_world}, {greedy});

    const ReplayReport& report = comparison.policies[0];
    EXPECT_EQ(report.orders.at(0).sent, 6);
    EXPECT_EQ(report.orders.at(1).sent, 3);
    EXPECT_EQ(report.cut_units, 9);
    // two days' lead: of 3 days' need the third is met at both depots
    EXPECT_EQ(report.lost, 4);
    EXPECT_THAT(report.communities, ::testing::SizeIs(2));
    EXPECT_EQ(report.communities[0].met, 1);
}

TEST(Replay, WastesGoodsPastTheirLastDay) {
    Shops shops = worked_example();
    shops.world.transit.clear();
    shops.world.stock[0].best_before = monday + days{6};  // gone at the start of week 2

    const auto comparison =
        played(shops.world, {.from = monday, .opening = Opening::from_world}, {no_orders_policy()});

    EXPECT_EQ(comparison.policies[0].wasted, 1);
    EXPECT_EQ(comparison.policies[0].lost, 6 + 5 + 1);
}

TEST(Replay, RefusesWhatCannotBePlayed) {
    const Shops shops = worked_example();
    const std::vector<NamedPolicy> none{no_orders_policy()};
    const std::vector<NamedPolicy> wild{
        sends_once(std::numeric_limits<double>::quiet_NaN(), monday)};

    const auto early = replay(shops.world, {.from = monday - days{70}}, none);
    const auto between = replay(shops.world, {.from = monday + days{1}}, none);
    const auto late = replay(shops.world, {.from = monday + days{28}}, none);
    const auto far = replay(shops.world, {.from = monday, .steps = 5}, none);
    const auto no_number = replay(shops.world, {.from = monday}, wild);
    const auto nothing = replay(World{}, {.from = monday}, none);

    for (const auto* refused : {&early, &between, &late, &far, &no_number, &nothing}) {
        ASSERT_FALSE(*refused);
        EXPECT_EQ(refused->error().kind, ErrorKind::bad_input) << refused->error().message;
    }
}

/// Over the hub to the east on Monday: there on the tenth day, on which the west needs 10.
World need_in_the_west() {
    World world = hub_world();
    std::vector<double> east(14, 0.0);
    std::vector<double> west(14, 0.0);
    west.back() = 10;
    world.history.series.push_back({{0}, {2}, monday - days{4}, east, {}, {}});
    world.history.series.push_back({{0}, {3}, monday - days{4}, west, {}, {}});
    return world;
}

NamedPolicy sends_over_the_hub_to_the_east() {
    return {"over the hub", [](const Seen& seen) -> Result<std::vector<Order>> {
                if (seen.today != monday) {
                    return std::vector<Order>{};
                }
                return std::vector<Order>{{{0}, {0}, 10, {LaneId{1}}}};
            }};
}

NamedPolicy readdressed_after_five_days(double quantity) {
    NamedPolicy policy = sends_over_the_hub_to_the_east();
    policy.redirect = [=](const Seen& seen) -> Result<std::vector<Redirection>> {
        if (seen.today != monday + days{5}) {
            return std::vector<Redirection>{};
        }
        return std::vector<Redirection>{
            {0,
             seen.today + days{2},
             {{Fate::readdress, {3}, quantity, monday + days{9}, 0, 0, 0, 0}},
             0}};
    };
    return policy;
}

TEST(Replay, GoodsMayGetAnotherPlaceUnderWay) {
    const World world = need_in_the_west();

    const auto comparison =
        played(world, {.from = monday, .opening = Opening::from_world},
               {sends_over_the_hub_to_the_east(), readdressed_after_five_days(10)});

    EXPECT_EQ(comparison.policies[0].lost, 10);
    EXPECT_EQ(comparison.policies[0].redirected_units, 0);
    EXPECT_EQ(comparison.policies[1].lost, 0);
    EXPECT_EQ(comparison.policies[1].redirected_units, 10);
    // 10 kg over 300 and 50 km.
    EXPECT_NEAR(comparison.policies[0].transport_tkm, 3.5, 1e-12);
}

TEST(Replay, RefusesPartsThatDoNotAddUpToTheGoods) {
    const auto refused =
        replay(need_in_the_west(), {.from = monday, .opening = Opening::from_world},
               std::vector<NamedPolicy>{readdressed_after_five_days(11)});

    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr("found row 0 and 11 units"));
}

TEST(Replay, RefusesGoodsUnderWayThatAreRedirectedTwice) {
    NamedPolicy policy = readdressed_after_five_days(10);
    policy.redirect = [once =
                           policy.redirect](const Seen& seen) -> Result<std::vector<Redirection>> {
        auto rows = once(seen);
        if (rows && !rows->empty()) {
            rows->push_back(rows->front());
        }
        return rows;
    };

    const auto refused =
        replay(need_in_the_west(), {.from = monday, .opening = Opening::from_world},
               std::vector<NamedPolicy>{policy});

    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr("found row 0 twice"));
}

TEST(Replay, APolicySeesWhatItOrderedAtTheLastReview) {
    std::vector<std::size_t> seen_orders;
    const NamedPolicy looks{"looks", [&](const Seen& seen) -> Result<std::vector<Order>> {
                                seen_orders.push_back(seen.last_orders.size());
                                return std::vector<Order>(seen_orders.size(), {{0}, {0}, 1});
                            }};

    played(worked_example().world, {.from = monday, .reviews = 3, .opening = Opening::from_world},
           {looks});

    EXPECT_THAT(seen_orders, ::testing::ElementsAre(0, 1, 2));
}

TEST(AtSource, EveryDepotIsSuppliedStraightFromTheRoot) {
    const World world = hub_world();

    const AtSource early = addressed_at_source(world, monday);

    // The hub's own lanes stay, for what it still has; the lane to it does not.
    ASSERT_EQ(early.world.lanes.size(), 4U);
    const LaneId to_west{3};
    EXPECT_EQ(early.world.lanes[to_west].from, PlaceId{0});
    EXPECT_EQ(early.world.lanes[to_west].to, PlaceId{3});
    EXPECT_EQ(early.world.lanes[to_west].lead_days, 9);
    EXPECT_EQ(early.world.lanes[to_west].length.value, 350);
    EXPECT_THAT(early.ways[to_west], ::testing::ElementsAre(LaneId{0}, LaneId{2}));
}

}  // namespace
}  // namespace vorrat::placement

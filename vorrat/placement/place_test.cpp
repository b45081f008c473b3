#include <algorithm>
#include <iterator>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/base/random.h"
#include "vorrat/placement/testing.h"

namespace vorrat::placement {
namespace {

using testing::certain_forecast;
using testing::hub_world;
using testing::monday;
using testing::Shops;
using testing::uniform_forecast;
using testing::UniformNeed;

std::vector<Shipment> sent(const World& world, const NeedForecast& forecast) {
    const auto placement = place(world, forecast, monday);
    EXPECT_TRUE(placement) << placement.error().message;
    return placement ? placement->shipments : std::vector<Shipment>{};
}

double sent_to(const std::vector<Shipment>& shipments, PlaceId to) {
    double sum = 0;
    for (const Shipment& s : shipments) {
        sum += s.to == to ? s.quantity : 0;
    }
    return sum;
}

TEST(Place, SendsExactlyWhatACertainNeedLacks) {
    // 10 a week for sure; 25 on hand: after two weeks 5 are left, the third week lacks 5.
    Shops shops;
    shops.world.stock.push_back({{0}, shops.depot(0), 25, {}});

    const auto shipments =
        sent(shops.world, certain_forecast(shops.world, monday, {{{{0}, {1}}, 10}}));

    ASSERT_EQ(shipments.size(), 1U);
    EXPECT_EQ(shipments[0].quantity, 5);
    EXPECT_EQ(shipments[0].arrives, monday + days{14});
    EXPECT_NEAR(shipments[0].reason.shortage_avoided, 5, 1e-4);
}

TEST(Place, DoesNotReplaceNeedThatIsLostBeforeTheGoodsArrive) {
    // Nothing on hand: weeks 0 and 1 are lost whatever is sent, so only week 2 is served: 10, while
    // an order-up-to rule for backorders would send 30.
    Shops shops;

    const auto shipments =
        sent(shops.world, certain_forecast(shops.world, monday, {{{{0}, {1}}, 10}}));

    ASSERT_EQ(shipments.size(), 1U);
    EXPECT_EQ(shipments[0].quantity, 10);
}

TEST(Place, CountsGoodsUnderWayWhenTheyArrive) {
    // 10 arrive in week 1 and serve it; 4 arrive in week 2, which then lacks 6.
    Shops shops;
    shops.world.transit.push_back({{0}, {0}, shops.depot(0), {}, 10, monday + days{7}});
    shops.world.transit.push_back({{0}, {0}, shops.depot(0), {}, 4, monday + days{14}});

    const auto shipments =
        sent(shops.world, certain_forecast(shops.world, monday, {{{{0}, {1}}, 10}}));

    ASSERT_EQ(shipments.size(), 1U);
    EXPECT_EQ(shipments[0].quantity, 6);
    EXPECT_EQ(shipments[0].reason.in_transit, 14);
}

TEST(Place, AimsAtTheCriticalRatioOfTheNeed) {
    // No lead: the cycle is one week, uniform on [0, 20]; ratio 1/1.2, quantile 16.67. A unit pack
    // [16, 17] is needed with probability (0.2 + 0.15) / 2 = 0.175 >= 1/6, the next with 0.125: 17.
    const Shops shops(1, 1, 0);

    const auto shipments =
        sent(shops.world, uniform_forecast(shops.world, monday, {{{{0}, {1}}, 10}}));

    ASSERT_EQ(shipments.size(), 1U);
    EXPECT_EQ(shipments[0].quantity, 17);
    EXPECT_NEAR(shipments[0].reason.critical_ratio, 1 / 1.2, 1e-12);
    EXPECT_NEAR(shipments[0].reason.target, 20 / 1.2, 0.1);
    // E min(17, D) for D uniform on [0, 20]: 17 - 17^2 / 40 = 9.775
    EXPECT_NEAR(shipments[0].reason.shortage_avoided, 9.775, 0.02);
}

TEST(Place, RaisesTheTargetForEssentialItemsAndTheirReserve) {
    Shops shops(1, 1, 0);
    shops.world.items[{0}].tier = Tier::essential;  // b = 10, ratio 10/10.2 = 0.980: 19.6 of 20

    const auto by_weight =
        sent(shops.world, uniform_forecast(shops.world, monday, {{{{0}, {1}}, 10}}));
    shops.world.criteria.reserve[0].days = 7;  // another week's mean need, 10
    const auto by_days =
        sent(shops.world, uniform_forecast(shops.world, monday, {{{{0}, {1}}, 10}}));

    ASSERT_EQ(by_weight.size(), 1U);
    EXPECT_EQ(by_weight[0].quantity, 20);
    ASSERT_EQ(by_days.size(), 1U);
    EXPECT_EQ(by_days[0].quantity, 30);
}

TEST(Place, SharesAScarceHubByTheShortageAvoided) {
    // The hub has 12. Both depots need uniform on [0, 6] over two days' lead and the day after;
    // with equal needs the marginal probabilities of use are equal at 6 and 6.
    World world = hub_world();
    world.stock.push_back({{0}, {1}, 12, {}});
    const auto forecast = uniform_forecast(world, monday, {{{{0}, {2}}, 10}, {{{0}, {3}}, 10}});

    const auto shipments = sent(world, forecast);

    EXPECT_EQ(sent_to(shipments, {2}), 6);
    EXPECT_EQ(sent_to(shipments, {3}), 6);
    EXPECT_TRUE(shipments.back().reason.short_at_origin);
}

TEST(Place, ReplenishesTheHubForAllItsDepots) {
    // Certain need of 10 a day at each of two depots; source to hub 7 days, then 2, review 1: the
    // echelon wants 10 days x 20 = 200; 30 at the hub, 15 at a depot, 5 under way: 150 are missing.
    World world = hub_world();
    world.stock.push_back({{0}, {1}, 30, {}});
    world.stock.push_back({{0}, {2}, 15, {}});
    world.transit.push_back({{0}, {1}, PlaceId{3}, {}, 5, monday + days{1}});
    const auto forecast = certain_forecast(world, monday, {{{{0}, {2}}, 10}, {{{0}, {3}}, 10}});

    const auto shipments = sent(world, forecast);

    EXPECT_EQ(sent_to(shipments, {1}), 150);
}

TEST(Place, SendsNoMoreOfAPerishableThanIsUsedInTime) {
    // Lead 0, one week's cycle, certain need of 10 a week. Shelf life 6 days: usable in week 0
    // only. A reserve of 14 days would ask for 30; what lasts one week is 10.
    Shops shops(1, 1, 0);
    shops.world.items[{0}].shelf_life_days = 6;
    shops.world.criteria.reserve[index(Tier::basic)].days = 14;

    const auto shipments =
        sent(shops.world, certain_forecast(shops.world, monday, {{{{0}, {1}}, 10}}));

    ASSERT_EQ(shipments.size(), 1U);
    EXPECT_EQ(shipments[0].quantity, 10);
    EXPECT_EQ(shipments[0].reason.use_before_expiry, 1);
}

TEST(Place, SendsNothingThatExpiresUnderWay) {
    Shops shops;
    shops.world.items[{0}].shelf_life_days = 13;  // a day less than the lead

    const auto shipments =
        sent(shops.world, certain_forecast(shops.world, monday, {{{{0}, {1}}, 10}}));

    EXPECT_TRUE(shipments.empty());
}

TEST(Place, CountsGoodsToAnAreaByTheShareOfNeed) {
    // 12 under way to both shops, which need 10 and 30 a week: 3 and 9 of it are theirs.
    Shops shops(1, 2, 0);
    shops.world.areas.push_back({"both", {shops.depot(0), shops.depot(1)}});
    shops.world.transit.push_back({{0}, {0}, {}, AreaId{0}, 12, monday});
    const auto forecast =
        certain_forecast(shops.world, monday, {{{{0}, {1}}, 10}, {{{0}, {2}}, 30}});

    const auto shipments = sent(shops.world, forecast);

    EXPECT_EQ(sent_to(shipments, shops.depot(0)), 7);
    EXPECT_EQ(sent_to(shipments, shops.depot(1)), 21);
}

TEST(Place, HoldsBackALoadBelowTheLanesMinimum) {
    Shops shops(1, 1, 0);
    shops.world.lanes[{0}].minimum = Kilograms{11};
    const auto forecast = certain_forecast(shops.world, monday, {{{{0}, {1}}, 10}});

    const auto waits = sent(shops.world, forecast);
    shops.world.items[{0}].tier = Tier::essential;
    const auto goes = sent(shops.world, forecast);

    EXPECT_TRUE(waits.empty());
    EXPECT_EQ(sent_to(goes, shops.depot(0)), 10);
}

/// Two shops at 100 km, 10 units of 1 kg wanted at each: 2 tkm, 0.2 kg of CO2e and an hour.
Shops shops_with_impacts() {
    Shops shops(1, 2, 0);
    World& world = shops.world;
    world.criteria.horizon_days = 28;
    const IndicatorId co2e = world.indicators.push_back("co2e_kg");
    const IndicatorId hours = world.indicators.push_back("labour_hours");
    world.resources.push_back({"labour_hours", "h"});
    world.impacts.push_back({ImpactKind::mode, "road", co2e, 0.1});
    world.impacts.push_back({ImpactKind::mode, "road", hours, 0.5});
    return shops;
}

double sent_by(const Shops& shops) {
    const auto forecast = certain_forecast(
        shops.world, monday, {{{{0}, shops.depot(0)}, 10}, {{{0}, shops.depot(1)}, 10}});
    const auto shipments = sent(shops.world, forecast);
    return sent_to(shipments, shops.depot(0)) + sent_to(shipments, shops.depot(1));
}

TEST(Place, KeepsTheCapOfAnIndicatorForTheDaysUntilTheNextReview) {
    Shops shops = shops_with_impacts();
    EXPECT_EQ(sent_by(shops), 20);

    shops.world.criteria.caps.push_back({"co2e_kg", 0.6, {}});  // 0.15 in one of four weeks: 15 kg

    EXPECT_EQ(sent_by(shops), 15);
}

TEST(Place, KeepsTheWorkOfThePlaceThatLanesLeave) {
    Shops shops = shops_with_impacts();
    shops.world.capacities.push_back({{0}, shops.depot(0), {}, 0.1});  // nothing leaves there
    EXPECT_EQ(sent_by(shops), 20);

    shops.world.capacities.push_back({{0}, shops.source, {}, 0.6});  // an hour is 20 kg

    EXPECT_EQ(sent_by(shops), 12);
}

TEST(Place, SaysHowFarTheBestCanBe) {
    // The lane carries 9 of 14 kg: nine packs of 1, and what one more kg would be worth.
    Shops shops(1, 1, 0);
    shops.world.lanes[{0}].capacity = Kilograms{9};
    const auto forecast = uniform_forecast(shops.world, monday, {{{{0}, {1}}, 10}});

    const auto placement = place(shops.world, forecast, monday);

    ASSERT_TRUE(placement);
    EXPECT_EQ(sent_to(placement->shipments, shops.depot(0)), 9);
    EXPECT_NEAR(placement->gap(), 0, 1e-9);
    ASSERT_EQ(placement->scarce.size(), 1U);
    EXPECT_EQ(placement->scarce[0].lane, LaneId{0});
    // needed with (11 to 10) / 20 beyond 9, less 1/6 for holding
    EXPECT_NEAR(placement->scarce[0].price, 0.55 - 1 / 6.0, 0.03);
}

TEST(Place, SaysWhatTheForecastLacks) {
    const Shops shops;
    auto forecast = certain_forecast(shops.world, monday, {{{{0}, {1}}, 10}});
    forecast.intervals = {{0, 2}};

    const auto answer = place(shops.world, forecast, monday);
    const auto other_day = place(shops.world, forecast, monday + days{7});

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(answer.error().message, ::testing::HasSubstr("first 3 steps"));
    ASSERT_FALSE(other_day);
    EXPECT_THAT(other_day.error().message, ::testing::HasSubstr("2026-11-30"));
}

TEST(Place, AsksForTheProtectionIntervalOfEveryLane) {
    // Depots: 2 + 1 days; the hub: 7 + 2 + 1.
    EXPECT_EQ(intervals_needed(hub_world(), Frequency::day),
              (std::vector<Interval>{{0, 3}, {0, 10}}));
    EXPECT_EQ(intervals_needed(Shops().world, Frequency::week), (std::vector<Interval>{{0, 3}}));
}

/// A random world of one source, two hubs and four depots with tight limits of every kind.
World tight_world(Random& random) {
    World world;
    world.criteria.placement.review_days = 2;
    world.criteria.period_days = 7;
    for (int i = 0; i < 5; ++i) {
        Item item = testing::item_named("i" + std::to_string(i));
        item.mass_per_unit = {0.2 + random.uniform()};
        item.volume_per_unit = {0.1 + 2 * random.uniform()};
        item.pack_size = 1 + random.below(6) * 0.5;
        item.tier = static_cast<Tier>(random.below(3));
        world.items.push_back(item);
    }
    world.places.push_back(testing::place_of("source", PlaceKind::source));
    for (int p = 0; p < 6; ++p) {
        const PlaceKind kind = p < 2 ? PlaceKind::hub : PlaceKind::depot;
        Place place = testing::place_of("p" + std::to_string(p), kind);
        if (random.below(2) == 0) {
            place.storage = Litres{50 + 400 * random.uniform()};
        }
        const PlaceId id = world.places.push_back(place);
        const PlaceId from{kind == PlaceKind::hub ? 0 : 1 + random.below(2)};
        Lane lane{from, id, "road", static_cast<int>(random.below(4)), Kilometres{10}, {}, {}};
        if (random.below(2) == 0) {
            lane.capacity = Kilograms{20 + 300 * random.uniform()};
        }
        if (random.below(3) == 0) {
            lane.minimum = Kilograms{30 * random.uniform()};
        }
        world.lanes.push_back(lane);
        for (const ItemId item : world.items.ids()) {
            world.stock.push_back({item, id, static_cast<double>(random.below(60)), {}});
        }
    }
    return world;
}

TEST(Place, NeverBreaksALimit) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Random random(seed);
        const World world = tight_world(random);
        std::vector<UniformNeed> needs;
        for (std::uint32_t i = 0; i < 5; ++i) {
            for (std::uint32_t p = 3; p < 7; ++p) {
                needs.push_back({{{i}, {p}}, 40 * random.uniform()});
            }
        }

        const auto shipments = sent(world, uniform_forecast(world, monday, needs));

        std::map<std::pair<ItemId, PlaceId>, double> from_stock;
        PerId<LaneId, double> kg(world.lanes.size());
        PerId<PlaceId, double> litres(world.places.size());
        for (const Shipment& s : shipments) {
            const Item& item = world.items[s.item];
            const double packs = s.quantity / item.pack_size;
            EXPECT_EQ(packs, std::round(packs)) << "seed " << seed;
            EXPECT_GT(packs, 0) << "seed " << seed;
            from_stock[{s.item, s.from}] += s.quantity;
            kg[s.lane] += s.mass.value;
            litres[s.to] += s.quantity * item.volume_per_unit.value;
        }
        for (const StockLot& lot : world.stock) {
            if (from_stock.contains({lot.item, lot.place})) {
                EXPECT_LE((from_stock[{lot.item, lot.place}]), lot.quantity) << "seed " << seed;
            }
            litres[lot.place] += lot.quantity * world.items[lot.item].volume_per_unit.value;
        }
        for (const LaneId lane : world.lanes.ids()) {
            if (!world.lanes[lane].capacity) {
                continue;
            }
            // two of the seven days of a plan period
            EXPECT_LE(kg[lane], world.lanes[lane].capacity->value * 2 / 7 * (1 + 1e-9)) << seed;
        }
        for (const Shipment& s : shipments) {
            if (!world.places[s.to].storage) {
                continue;
            }
            EXPECT_LE(litres[s.to], world.places[s.to].storage->value * (1 + 1e-9)) << seed;
        }
    }
}

TEST(Place, DoesNotDependOnTheNumberOfThreads) {
    Random random(7);
    const World world = tight_world(random);
    std::vector<UniformNeed> needs;
    for (std::uint32_t i = 0; i < 5; ++i) {
        for (std::uint32_t p = 3; p < 7; ++p) {
            needs.push_back({{{i}, {p}}, 20});
        }
    }
    const auto forecast = uniform_forecast(world, monday, needs);

    const auto one = place(world, forecast, monday, {.threads = {1}});
    const auto four = place(world, forecast, monday, {.threads = {4}});

    ASSERT_TRUE(one);
    ASSERT_TRUE(four);
    EXPECT_EQ(one->bound, four->bound);
    ASSERT_EQ(one->shipments.size(), four->shipments.size());
    for (std::size_t s = 0; s < one->shipments.size(); ++s) {
        EXPECT_EQ(one->shipments[s].quantity, four->shipments[s].quantity);
        EXPECT_EQ(one->shipments[s].reason.target, four->shipments[s].reason.target);
    }
}

TEST(Place, SaysWhatAShipmentTookThePlaceOf) {
    // Each depot lacks 10 for certain on the day this shipment decides about; the hub has 12.
    World world = hub_world();
    world.stock.push_back({{0}, {1}, 12, {}});
    const auto forecast = certain_forecast(world, monday, {{{{0}, {2}}, 10}, {{{0}, {3}}, 10}});

    const auto placement = place(world, forecast, monday);

    ASSERT_TRUE(placement) << placement.error().message;
    std::vector<Shipment> from_hub;
    std::ranges::copy_if(placement->shipments, std::back_inserter(from_hub),
                         [](const Shipment& s) { return s.from == PlaceId{1}; });
    ASSERT_EQ(from_hub.size(), 2U);
    std::ranges::sort(from_hub, std::greater<>(), &Shipment::quantity);
    const auto& displaced = from_hub[0].reason.displaced;
    ASSERT_TRUE(displaced);
    EXPECT_EQ(displaced->to, from_hub[1].to);
    EXPECT_EQ(displaced->quantity, 10 - from_hub[1].quantity);
    EXPECT_NEAR(displaced->shortage, displaced->quantity, 1e-6);
}

TEST(Place, NothingIsDisplacedWhereThereIsEnough) {
    World world = hub_world();
    world.stock.push_back({{0}, {1}, 500, {}});
    const auto forecast = certain_forecast(world, monday, {{{{0}, {2}}, 10}, {{{0}, {3}}, 10}});

    const auto placement = place(world, forecast, monday);

    ASSERT_TRUE(placement) << placement.error().message;
    EXPECT_EQ(placement->shipments.size(), 2U);
    for (const Shipment& shipment : placement->shipments) {
        EXPECT_FALSE(shipment.reason.displaced);
    }
}

/// A shop that needs 0 to 20 in the week that counts, and what is sent after `planned` was before.
double sent_after(double planned, double calm) {
    Shops shops;
    shops.world.criteria.placement.calm = calm;
    const auto forecast = uniform_forecast(shops.world, monday, {{{{0}, shops.depot(0)}, 10}});
    const auto placement =
        place(shops.world, forecast, monday, {.earlier = std::vector<Order>{{{0}, {0}, planned}}});
    EXPECT_TRUE(placement) << placement.error().message;
    return placement->shipments.empty() ? 0 : placement->shipments[0].quantity;
}

TEST(Place, KeepsWhatAnEarlierPlacementSentUnlessTheGainIsWorthIt) {
    Shops shops;
    const auto forecast = uniform_forecast(shops.world, monday, {{{{0}, shops.depot(0)}, 10}});
    const double anew = sent(shops.world, forecast)[0].quantity;

    EXPECT_EQ(sent_after(anew - 1, 0), anew);
    EXPECT_EQ(sent_after(anew - 1, 0.02), anew - 1);
    EXPECT_EQ(sent_after(anew + 1, 0.02), anew + 1);
    EXPECT_EQ(sent_after(1, 0.02), anew);
    EXPECT_EQ(sent_after(3 * anew, 0.02), anew);
    EXPECT_EQ(sent_after(0, 0.5), anew);
}

TEST(Place, AnEarlierPlacementBreaksNoLimit) {
    Shops shops;
    shops.world.criteria.placement.calm = 1;
    shops.world.places[shops.depot(0)].storage = Litres{5};
    const auto forecast = certain_forecast(shops.world, monday, {{{{0}, shops.depot(0)}, 10}});

    const auto placement =
        place(shops.world, forecast, monday, {.earlier = std::vector<Order>{{{0}, {0}, 8}}});

    ASSERT_TRUE(placement) << placement.error().message;
    ASSERT_EQ(placement->shipments.size(), 1U);
    EXPECT_EQ(placement->shipments[0].quantity, 5);
}

}  // namespace
}  // namespace vorrat::placement

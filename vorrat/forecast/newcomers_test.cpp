#include "vorrat/forecast/newcomers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/forecast/forecast.h"
#include "vorrat/forecast/testing.h"

namespace vorrat::forecast {
namespace {

using ::testing::ElementsAre;

/// Ten breads and two soaps at three depots that need 1, 2 and 3 times as much, without noise:
/// bread k needs 10 + k there, soap 100. Bread 9 (item 9) and depot 2 come with histories only
/// where asked for.
struct Shops {
    Shops() {
        for (int k = 0; k < 12; ++k) {
            Item item;
            item.id = std::to_string(k);
            item.group = k < 10 ? "bread" : "soap";
            world.items.push_back(item);
        }
        for (int k = 0; k < 3; ++k) {
            Place place;
            place.id = std::to_string(k);
            place.population = 100 * (k + 1);
            world.places.push_back(place);
        }
        for (std::uint32_t item = 0; item < 12; ++item) {
            for (std::uint32_t place = 0; place < 3; ++place) {
                world.history.series.push_back(series(item, place));
            }
        }
    }
    static double need(std::uint32_t item, std::uint32_t place) {
        return (item < 10 ? 10 + item : 100) * (place + 1);
    }
    static Series series(std::uint32_t item, std::uint32_t place) {
        Series made = series_of(std::vector<double>(60, need(item, place)), item);
        made.place = {place};
        return made;
    }
    template <class Drop>
    void drop(const Drop& drop) {
        std::erase_if(world.history.series, drop);
    }
    NeedForecast known() const {
        return *forecast(world.history,
                         {.horizon = 7, .levels = {0.05, 0.5, 0.95}, .intervals = {{0, 7}}});
    }

    World world;
};

TEST(Newcomers, OfOneItemAtOnePlaceAreScaledToThePlace) {
    Shops shops;
    shops.drop([](const Series& s) { return s.item.value == 4 && s.place.value == 2; });

    const auto made = with_newcomers(shops.world, shops.known(), {{SeriesKey{{4}, {2}}}});

    ASSERT_TRUE(made) << made.error().message;
    const std::size_t row = made->need.find({{4}, {2}});
    ASSERT_LT(row, made->need.series.size());
    EXPECT_NEAR(made->need.step(row, 0).mean, Shops::need(4, 2), 0.1 * Shops::need(4, 2));
    EXPECT_NEAR(made->need.sum(row, 0).mean, 7 * Shops::need(4, 2), 0.7 * Shops::need(4, 2));
    EXPECT_EQ(made->borrowed[0].farthest, Kinship::same_place);
    EXPECT_TRUE(std::ranges::is_sorted(made->need.series));
}

TEST(Newcomers, OfANewItemAreAsUnsureAsTheItemsOfItsGroupDiffer) {
    Shops shops;
    shops.drop([](const Series& s) { return s.item.value == 9; });

    const auto made = with_newcomers(shops.world, shops.known(), {{SeriesKey{{9}, {0}}}});

    ASSERT_TRUE(made) << made.error().message;
    const NeedCurve curve = made->need.step(made->need.find({{9}, {0}}), 0);
    EXPECT_NEAR(curve.mean, 14, 0.5);  // breads 0 to 8 need 10 to 18
    EXPECT_LT(curve.quantiles[0], 11.5);
    EXPECT_GT(curve.quantiles[2], 16.5);
    EXPECT_LT(curve.quantiles[2], 20);
    EXPECT_EQ(made->borrowed[0].donors, 9U);
}

TEST(Newcomers, AtANewPlaceAreScaledByPopulation) {
    Shops shops;
    shops.drop([](const Series& s) { return s.place.value == 2; });

    const auto made = with_newcomers(shops.world, shops.known(), {{SeriesKey{{10}, {2}}}});

    ASSERT_TRUE(made) << made.error().message;
    // Depots 0 and 1 have 150 people and need 150 soaps on average; depot 2 has 300.
    const NeedCurve curve = made->need.step(made->need.find({{10}, {2}}), 0);
    EXPECT_NEAR(curve.mean, 300, 15);
}

TEST(Newcomers, AreItemsOfAKnownGroupAndDepotsWithoutNeed) {
    Shops shops;
    shops.drop([](const Series& s) { return s.item.value == 9 || s.place.value == 2; });
    Item flour;
    flour.id = "flour";
    flour.group = "bread";
    Activity baking;
    baking.inputs = {{shops.world.items.push_back(flour), 1}};
    shops.world.activities.push_back(baking);
    Item lone;
    lone.id = "lone";
    shops.world.items.push_back(lone);

    const auto keys = newcomers(shops.world);

    EXPECT_THAT(keys, ::testing::Contains(SeriesKey{{9}, {0}}));
    EXPECT_THAT(keys, ::testing::Contains(SeriesKey{{3}, {2}}));
    EXPECT_THAT(keys, ::testing::Not(::testing::Contains(SeriesKey{{12}, {0}})));  // flour
    EXPECT_THAT(keys, ::testing::Not(::testing::Contains(SeriesKey{{13}, {0}})));  // no group
    EXPECT_THAT(keys, ::testing::Not(::testing::Contains(SeriesKey{{3}, {0}})));   // known
}

TEST(Newcomers, LeaveKnownSeriesAsTheyAre) {
    const Shops shops;
    const NeedForecast known = shops.known();

    const auto made = with_newcomers(shops.world, known, {{SeriesKey{{0}, {0}}}});

    ASSERT_TRUE(made);
    EXPECT_EQ(made->need.mean, known.mean);
    EXPECT_TRUE(made->borrowed.empty());
}

}  // namespace
}  // namespace vorrat::forecast

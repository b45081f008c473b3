#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "vorrat/example/calendar.h"
#include "vorrat/example/goods.h"
#include "vorrat/example/network.h"
#include "vorrat/example/recipes.h"
#include "vorrat/example/testing.h"
#include "vorrat/example/towns.h"

namespace vorrat::example {
namespace {

const std::filesystem::path data{VORRAT_DATA_DIR};

std::map<std::string, Row> rows_by(const std::filesystem::path& file, const std::string& column) {
    std::map<std::string, Row> found;
    for (const Row& row : rows_of(file)) {
        found[row.at(column)] = row;
    }
    return found;
}

TEST(Towns, AgreeWithThePublishedTable) {
    const auto file = data / "geography" / "gemeinden_sachsen.csv";
    if (!std::filesystem::exists(file)) {
        GTEST_SKIP() << "no " << file;
    }

    auto published = rows_by(file, "ags");

    for (const Town& town : towns()) {
        const Row& row = published[std::string(town.key)];
        ASSERT_FALSE(row.empty()) << town.name;
        EXPECT_TRUE(row.at("name").starts_with(town.name)) << town.name;
        EXPECT_EQ(std::stoi(row.at("population")), town.population) << town.name;
        EXPECT_EQ(std::stod(row.at("lat")), town.latitude) << town.name;
        EXPECT_EQ(std::stod(row.at("lon")), town.longitude) << town.name;
    }
    for (const Site& site : sites()) {
        const Row& row = published[std::string(site.key)];
        ASSERT_FALSE(row.empty()) << site.name;
        EXPECT_EQ(std::stod(row.at("lat")), site.latitude) << site.name;
        EXPECT_EQ(std::stod(row.at("lon")), site.longitude) << site.name;
    }
}

TEST(Towns, AreThirtyInThirteenCommunitiesWithoutRepeats) {
    std::set<std::string_view> ids;
    std::set<std::string_view> communities;

    for (const Town& town : towns()) {
        ids.insert(town.id);
        communities.insert(town.community);
    }
    for (const Site& site : sites()) {
        ids.insert(site.id);
    }

    EXPECT_EQ(ids.size(), 40U);
    EXPECT_EQ(communities.size(), 13U);
}

TEST(Towns, LieARoadApartThatIsAThirdLongerThanTheStraightLine) {
    // Leipzig to Dresden: 100 km as the crow flies, 115 km of motorway.
    const int km = road_km(coordinates_of("leipzig"), coordinates_of("dresden"));

    EXPECT_GE(km, 125);
    EXPECT_LE(km, 135);
    EXPECT_EQ(road_km(coordinates_of("leipzig"), coordinates_of("leipzig")), 1);
}

TEST(Foods, AgreeWithThePublishedTable) {
    const auto file = data / "food" / "foods.csv";
    if (!std::filesystem::exists(file)) {
        GTEST_SKIP() << "no " << file;
    }

    auto published = rows_by(file, "food");

    const auto expect_same = [](const std::string& text, const std::optional<double>& value) {
        EXPECT_EQ(text.empty(), !value.has_value());
        if (!text.empty() && value) {
            EXPECT_EQ(std::stod(text), *value);
        }
    };
    for (const PublishedFood& food : published_foods()) {
        SCOPED_TRACE(food.food);
        const Row& row = published[std::string(food.food)];
        ASSERT_FALSE(row.empty());
        expect_same(row.at("ghg_kgco2e_per_kg"), food.co2e_kg);
        expect_same(row.at("of_which_transport"), food.transport);
        expect_same(row.at("of_which_packaging_retail_processing"), food.processing);
        expect_same(row.at("land_m2_per_kg"), food.land_m2);
        expect_same(row.at("water_l_per_kg"), food.water_l);
    }
}

TEST(Foods, EnterFromFarmsWithoutTheStagesThatThePlanCounts) {
    const auto& goods_in = source_goods();
    const auto milk = std::ranges::find(goods_in, "raw_milk", &SourceGood::item);
    const auto coffee = std::ranges::find(goods_in, "coffee", &SourceGood::item);

    EXPECT_NEAR(entry_impact(*milk).co2e_kg, 2.8 - 0.1 - 0.5, 1e-9);
    EXPECT_NEAR(entry_impact(*coffee).co2e_kg, 16.5 * 0.5, 1e-9);  // a pack of 500 g, all stages
}

TEST(Goods, AreNamedOnceAndEveryTableNamesOnlyThem) {
    std::set<std::string_view> ids;
    for (const Good& good : goods()) {
        ids.insert(good.id);
    }

    EXPECT_EQ(ids.size(), goods().size());
    for (const Consumption& eaten : consumption()) {
        EXPECT_TRUE(ids.contains(eaten.item));
    }
    for (const SourceGood& good : source_goods()) {
        EXPECT_TRUE(ids.contains(good.item));
    }
    for (const Recipe& recipe : recipes()) {
        for (const Part& part : recipe.parts) {
            EXPECT_TRUE(part.item.empty() || ids.contains(part.item)) << part.item;
        }
    }
}

TEST(Goods, AllComeFromExactlyOneSourceOrRecipeAndAllAreUsed) {
    std::map<std::string_view, int> origins;
    std::set<std::string_view> used;
    for (const SourceGood& good : source_goods()) {
        ++origins[good.item];
    }
    for (const Recipe& recipe : recipes()) {
        for (const Part& part : recipe.parts) {
            if (part.quantity > 0) {
                ++origins[part.item];
            }
            if (part.quantity < 0) {
                used.insert(part.item);
            }
        }
    }
    for (const Consumption& eaten : consumption()) {
        used.insert(eaten.item);
    }

    // Bran falls from wheat and from rye.
    for (const Good& good : goods()) {
        EXPECT_EQ(origins[good.id], good.id == "bran" ? 2 : 1) << good.id;
        EXPECT_TRUE(used.contains(good.id)) << good.id;
    }
}

TEST(Recipes, MakeNoMassFromNothing) {
    for (const Recipe& recipe : recipes()) {
        double in = recipe.water_kg;
        double out = 0;
        for (const Part& part : recipe.parts) {
            if (part.item.empty()) {
                continue;
            }
            const double kg = goods()[good_index(part.item)].kg * part.quantity;
            (kg < 0 ? in : out) += std::abs(kg);
        }
        EXPECT_LE(out, in + 1e-9) << recipe.id;
        EXPECT_GT(out, 0.1 * in) << recipe.id;
    }
}

/// The first recipe with the item among its outputs, by-products included.
const Recipe* maker(std::string_view item) {
    for (const Recipe& recipe : recipes()) {
        for (const Part& part : recipe.parts) {
            if (part.item == item && part.quantity > 0) {
                return &recipe;
            }
        }
    }
    return nullptr;
}

TEST(Recipes, GoThreeDeepAndNeverInACircle) {
    // Depth 0: enters at a source. A circle would exceed the number of recipes.
    const std::function<int(std::string_view, int)> depth = [&](std::string_view item, int guard) {
        EXPECT_LE(guard, static_cast<int>(recipes().size())) << item;
        const Recipe* recipe = maker(item);
        if (recipe == nullptr || guard > static_cast<int>(recipes().size())) {
            return 0;
        }
        int deepest = 0;
        for (const Part& part : recipe->parts) {
            if (part.quantity < 0) {
                deepest = std::max(deepest, depth(part.item, guard + 1));
            }
        }
        return deepest + 1;
    };

    EXPECT_EQ(depth("wheat_bread", 0), 2);  // wheat, flour, bread
    EXPECT_EQ(depth("jam", 0), 2);          // beet, sugar, jam
    EXPECT_EQ(depth("soap", 0), 3);         // rapeseed, oil, soap base, soap
    EXPECT_EQ(depth("ready_meal", 0), 3);   // milk, skimmed milk, cheese, ready meal
    int three = 0;
    for (const Consumption& eaten : consumption()) {
        three += depth(eaten.item, 0) >= 3 ? 1 : 0;
    }
    EXPECT_GE(three, 5);
}

TEST(Calendar, KnowsTheHolidaysOfSaxony) {
    const auto date = [](const char* text) { return *parse_date(text); };

    EXPECT_EQ(to_string(easter_sunday(2025)), "2025-04-20");
    EXPECT_EQ(to_string(easter_sunday(2026)), "2026-04-05");
    EXPECT_EQ(to_string(easter_sunday(2038)), "2038-04-25");  // the latest day Easter can have
    int in_2026 = 0;
    for (Date day = date("2026-01-01"); day < date("2027-01-01"); day += days{1}) {
        in_2026 += is_holiday_in_saxony(day) ? 1 : 0;
    }
    EXPECT_EQ(in_2026, 11);
    EXPECT_TRUE(is_holiday_in_saxony(date("2026-11-18")));  // repentance and prayer
    EXPECT_TRUE(is_holiday_in_saxony(date("2025-11-19")));
    EXPECT_TRUE(is_holiday_in_saxony(date("2026-10-31")));
    EXPECT_TRUE(is_holiday_in_saxony(date("2026-05-14")));   // Ascension
    EXPECT_FALSE(is_holiday_in_saxony(date("2026-11-01")));  // All Saints: not in Saxony
    EXPECT_EQ(day_of_year(date("2024-12-31")), 366);
}

}  // namespace
}  // namespace vorrat::example

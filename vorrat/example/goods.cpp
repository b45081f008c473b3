#include "vorrat/example/goods.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "vorrat/base/check.h"

namespace vorrat::example {
namespace {

// clang-format off
constexpr auto E = Tier::essential;
constexpr auto B = Tier::basic;
constexpr auto W = Tier::wanted;

constexpr auto good_table = std::to_array<Good>({
    // What people need at depots.
    // id               name                          unit     kg     litres shelf tier pack group
    {"wheat_bread",     "Wheat bread, loaf",          "piece", 0.75,  2.5,     4, E, 10, "bread"},
    {"rye_bread",       "Rye bread, loaf",            "piece", 1,     2,       9, E, 10, "bread"},
    {"potatoes",        "Potatoes",                   "kg",    1,     1.5,    90, E, 25, "vegetables"},
    {"carrots",         "Carrots",                    "kg",    1,     1.8,    30, E, 10, "vegetables"},
    {"cabbage",         "Cabbage",                    "kg",    1,     2.2,    40, E, 10, "vegetables"},
    {"onions",          "Onions",                     "kg",    1,     1.8,    90, E, 10, "vegetables"},
    {"apples",          "Apples",                     "kg",    1,     2,      60, E, 10, "fruit"},
    {"milk",            "Whole milk",                 "litre", 1.06,  1.1,    12, E, 12, "dairy"},
    {"eggs",            "Eggs, box of ten",           "piece", 0.6,   2,      25, E, 12, "dairy"},
    {"pasta",           "Pasta, 500 g",               "piece", 0.5,   1,       0, E, 20, "staples"},
    {"flour",           "Wheat flour, 1 kg",          "piece", 1,     1.6,     0, E, 10, "staples"},
    {"oat_flakes",      "Oat flakes, 500 g",          "piece", 0.5,   1.4,     0, E, 10, "staples"},
    {"rapeseed_oil",    "Rapeseed oil, 0.75 l",       "piece", 0.72,  0.9,     0, E, 12, "staples"},
    {"soap",            "Soap, bar of 100 g",         "piece", 0.1,   0.15,    0, E, 40, "hygiene"},
    {"toilet_paper",    "Toilet paper, 8 rolls",      "piece", 0.9,   12,      0, E,  8, "hygiene"},
    {"sanitary_pads",   "Sanitary pads, 14 pieces",   "piece", 0.11,  1,       0, E, 20, "hygiene"},
    {"nappies",         "Nappies, 50 pieces",         "piece", 2.1,   18,      0, E,  4, "hygiene"},
    {"yoghurt",         "Yoghurt, 500 g",             "piece", 0.5,   0.6,    21, B, 12, "dairy"},
    {"cheese",          "Cheese, 250 g",              "piece", 0.25,  0.4,    45, B, 20, "dairy"},
    {"butter",          "Butter, 250 g",              "piece", 0.25,  0.3,    60, B, 20, "dairy"},
    {"canned_tomatoes", "Tomatoes, can of 400 g",     "piece", 0.45,  0.5,     0, B, 24, "staples"},
    {"sugar",           "Sugar, 1 kg",                "piece", 1,     1.2,     0, B, 10, "staples"},
    {"beef",            "Beef",                       "kg",    1,     1.4,    12, B,  5, "meat"},
    {"poultry",         "Poultry",                    "kg",    1,     1.5,    10, B,  5, "meat"},
    {"vegetable_soup",  "Vegetable soup, jar",        "piece", 0.68,  0.7,     0, B, 12, "meals"},
    {"bananas",         "Bananas",                    "kg",    1,     2,      14, B, 18, "fruit"},
    {"detergent",       "Washing powder, 1 kg",       "piece", 1.04,  1.6,     0, B,  8, "hygiene"},
    {"jam",             "Berry jam, jar",             "piece", 0.63,  0.5,     0, W, 12, "staples"},
    {"ready_meal",      "Pasta bake, ready meal",     "piece", 0.45,  0.8,    28, W, 10, "meals"},
    {"coffee",          "Coffee, 500 g",              "piece", 0.5,   1.2,     0, W, 12, "drinks"},
    {"chocolate",       "Dark chocolate, 100 g",      "piece", 0.1,   0.12,    0, W, 20, "sweets"},
    {"apple_juice",     "Apple juice, 1 l",           "piece", 1.08,  1.1,     0, W, 12, "drinks"},
    {"whey_drink",      "Whey drink with fruit, 0.5 l", "piece", 0.53, 0.6,   28, W, 12, "drinks"},
    {"biscuits",        "Butter biscuits, 200 g",     "piece", 0.2,   0.6,     0, W, 20, "sweets"},
    // What fields, stables and suppliers give to the plants.
    {"wheat",           "Wheat",                      "kg",    1,     1.3,     0, B, 1, "raw"},
    {"rye",             "Rye",                        "kg",    1,     1.4,     0, B, 1, "raw"},
    {"oats",            "Oats",                       "kg",    1,     2,       0, B, 1, "raw"},
    {"raw_milk",        "Raw milk",                   "kg",    1,     1,       4, B, 1, "raw"},
    {"sugar_beet",      "Sugar beet",                 "kg",    1,     1.6,    21, B, 1, "raw"},
    {"rapeseed",        "Rapeseed",                   "kg",    1,     1.5,     0, B, 1, "raw"},
    {"tomatoes",        "Tomatoes for processing",    "kg",    1,     1.8,     7, B, 1, "raw"},
    {"berries",         "Berries, frozen",            "kg",    1,     1.8,     0, B, 1, "raw"},
    {"yeast",           "Yeast",                      "kg",    1,     1,      30, B, 1, "supplies"},
    {"salt",            "Salt",                       "kg",    1,     0.8,     0, B, 1, "supplies"},
    {"lye",             "Caustic soda",               "kg",    1,     0.6,     0, B, 1, "supplies"},
    {"washing_soda",    "Washing soda",               "kg",    1,     1,       0, B, 1, "supplies"},
    {"cellulose",       "Cellulose",                  "kg",    1,     2,       0, B, 1, "supplies"},
    {"film",            "Plastic film and cups",      "kg",    1,     2,       0, B, 1, "packaging"},
    {"paper_bags",      "Paper bags",                 "kg",    1,     2,       0, B, 1, "packaging"},
    {"cartons",         "Cartons",                    "kg",    1,     3,       0, B, 1, "packaging"},
    {"cans",            "Cans",                       "kg",    1,     6,       0, B, 1, "packaging"},
    {"jars",            "Glass jars with lid",        "kg",    1,     3,       0, B, 1, "packaging"},
    {"bottles",         "Plastic bottles",            "kg",    1,    20,       0, B, 1, "packaging"},
    // What stands between.
    {"wheat_flour",     "Wheat flour, loose",         "kg",    1,     1.6,     0, B, 1, "intermediate"},
    {"rye_flour",       "Rye flour, loose",           "kg",    1,     1.6,     0, B, 1, "intermediate"},
    {"bran",            "Bran",                       "kg",    1,     3,      60, B, 1, "intermediate"},
    {"skim_milk",       "Skimmed milk",               "kg",    1,     1,       5, B, 1, "intermediate"},
    {"cream",           "Cream",                      "kg",    1,     1,       7, B, 1, "intermediate"},
    {"cheese_block",    "Cheese, in blocks",          "kg",    1,     1.1,    60, B, 1, "intermediate"},
    {"whey",            "Whey, concentrated",         "kg",    1,     1,       7, B, 1, "intermediate"},
    {"butter_block",    "Butter, in blocks",          "kg",    1,     1.1,    60, B, 1, "intermediate"},
    {"loose_sugar",     "Sugar, loose",               "kg",    1,     1.2,     0, B, 1, "intermediate"},
    {"tomato_pulp",     "Tomato pulp",                "kg",    1,     1,      14, B, 1, "intermediate"},
    {"fruit_pulp",      "Fruit pulp",                 "kg",    1,     1,      14, B, 1, "intermediate"},
    {"loose_oil",       "Rapeseed oil, loose",        "kg",    1,     1.1,     0, B, 1, "intermediate"},
    {"soap_base",       "Soap base",                  "kg",    1,     1.1,     0, B, 1, "intermediate"},
});

constexpr auto consumption_table = std::to_array<Consumption>({
    // item            per head and day  season  peak  trend  spread
    {"wheat_bread",     0.080,  0.04, 350, -0.01, 0.15},
    {"rye_bread",       0.050,  0.04,  20, -0.01, 0.15},
    {"potatoes",        0.150,  0.10, 300, -0.02, 0.20},
    {"carrots",         0.025,  0.10, 320,  0.01, 0.20},
    {"cabbage",         0.020,  0.30, 335, -0.02, 0.25},
    {"onions",          0.020,  0.06, 330,  0.00, 0.20},
    {"apples",          0.060,  0.20, 290,  0.00, 0.20},
    {"milk",            0.130,  0.03, 350, -0.02, 0.15},
    {"eggs",            0.060,  0.10,  90,  0.01, 0.18},
    {"pasta",           0.040,  0.05, 330,  0.03, 0.20},
    {"flour",           0.030,  0.20, 345,  0.00, 0.25},
    {"oat_flakes",      0.015,  0.10,  20,  0.05, 0.20},
    {"rapeseed_oil",    0.020,  0.06, 340,  0.01, 0.25},
    {"soap",            0.020,  0.05,  30,  0.00, 0.25},
    {"toilet_paper",    0.020,  0.02,  30,  0.00, 0.25},
    {"sanitary_pads",   0.012,  0.00,   1,  0.00, 0.20},
    {"nappies",         0.006,  0.00,   1, -0.03, 0.25},
    {"yoghurt",         0.060,  0.12, 190,  0.01, 0.20},
    {"cheese",          0.050,  0.06, 350,  0.02, 0.20},
    {"butter",          0.016,  0.15, 345, -0.01, 0.25},
    {"canned_tomatoes", 0.030,  0.08, 350,  0.02, 0.25},
    {"sugar",           0.020,  0.25, 170, -0.02, 0.25},
    {"beef",            0.020,  0.15, 350, -0.04, 0.25},
    {"poultry",         0.035,  0.06, 180,  0.02, 0.25},
    {"vegetable_soup",  0.020,  0.35,  15,  0.03, 0.25},
    {"bananas",         0.030,  0.08, 120,  0.01, 0.20},
    {"detergent",       0.012,  0.02,  90,  0.00, 0.25},
    {"jam",             0.020,  0.10,  20, -0.01, 0.25},
    {"ready_meal",      0.030,  0.08,  20,  0.04, 0.25},
    {"coffee",          0.030,  0.08,  10,  0.01, 0.20},
    {"chocolate",       0.060,  0.40, 345,  0.01, 0.30},
    {"apple_juice",     0.050,  0.20, 190, -0.01, 0.25},
    {"whey_drink",      0.030,  0.35, 190,  0.06, 0.30},
    {"biscuits",        0.030,  0.30, 340,  0.00, 0.30},
});

constexpr std::optional<double> none;

constexpr auto food_table = std::to_array<PublishedFood>({
    // food                 co2e   transport processing land   water
    {"Wheat & Rye (Bread)",  1.4,  0.1, 0.4, none,   none},
    {"Oatmeal",              1.6,  0.1, 0.1,  7.6,   482.4},
    {"Potatoes",             0.3,  0.1, 0.0,  0.88,   59.1},
    {"Beet Sugar",           1.4,  0.6, 0.3,  1.83,  217.7},
    {"Rapeseed Oil",         3.7,  0.2, 1.0, 10.63,  237.7},
    {"Tomatoes",             1.4,  0.2, 0.1,  0.8,   369.8},
    {"Onions & Leeks",       0.3,  0.1, 0.0,  0.39,   14.3},
    {"Root Vegetables",      0.3,  0.1, 0.0,  0.33,   28.4},
    {"Brassicas",            0.4,  0.1, 0.0,  0.55,  119.4},
    {"Apples",               0.3,  0.1, 0.0,  0.63,  180.1},
    {"Berries & Grapes",     1.1,  0.2, 0.2,  2.41,  419.6},
    {"Milk",                 2.8,  0.1, 0.5,  8.95,  628.2},
    {"Eggs",                 4.5,  0.1, 0.2,  6.27,  577.7},
    {"Bananas",              0.8,  0.3, 0.2,  1.93,  114.5},
    {"Coffee",              16.5,  0.1, 2.3, 21.62,   25.9},
    {"Dark Chocolate",      18.7,  0.1, 0.6, 68.96,  540.6},
    {"Beef (dairy herd)",   21.1,  0.4, 1.6, 43.24, 2714.3},
    {"Poultry Meat",         6.1,  0.3, 0.8, 12.22,  660},
});

using enum Basis;

constexpr auto source_table = std::to_array<SourceGood>({
    // item         source       basis      food                  kg per published kg, assumed, available
    {"wheat",       "farms",     farm_gate, "Wheat & Rye (Bread)", 1},
    {"rye",         "farms",     farm_gate, "Wheat & Rye (Bread)", 1},
    {"oats",        "farms",     farm_gate, "Oatmeal",             1.5},
    {"raw_milk",    "farms",     farm_gate, "Milk",                1, 0, 0.98},
    {"sugar_beet",  "farms",     farm_gate, "Beet Sugar",          7},
    {"rapeseed",    "farms",     farm_gate, "Rapeseed Oil",        2.5},
    {"tomatoes",    "farms",     farm_gate, "Tomatoes",            1, 0, 0.95},
    {"berries",     "farms",     farm_gate, "Berries & Grapes",    1, 0, 1.2},
    {"potatoes",    "farms",     farm_gate, "Potatoes",            1},
    {"carrots",     "farms",     farm_gate, "Root Vegetables",     1},
    {"cabbage",     "farms",     farm_gate, "Brassicas",           1},
    {"onions",      "farms",     farm_gate, "Onions & Leeks",      1},
    {"apples",      "farms",     farm_gate, "Apples",              1, 0, 1.3},
    {"eggs",        "farms",     farm_gate, "Eggs",                1, 0, 1.1},
    {"beef",        "wholesale", as_sold,   "Beef (dairy herd)",   1},
    {"poultry",     "wholesale", as_sold,   "Poultry Meat",        1},
    {"bananas",     "port",      as_sold,   "Bananas",             1},
    {"coffee",      "port",      as_sold,   "Coffee",              1},
    {"chocolate",   "port",      as_sold,   "Dark Chocolate",      1},
    {"yeast",       "wholesale", assumed,   "",                    1, 1.5},
    {"salt",        "wholesale", assumed,   "",                    1, 0.2},
    {"lye",         "wholesale", assumed,   "",                    1, 1.2},
    {"washing_soda", "wholesale", assumed,  "",                    1, 0.7},
    {"cellulose",   "wholesale", assumed,   "",                    1, 1.0},
    {"film",        "wholesale", assumed,   "",                    1, 2.5},
    {"paper_bags",  "wholesale", assumed,   "",                    1, 1.0},
    {"cartons",     "wholesale", assumed,   "",                    1, 0.9},
    {"cans",        "wholesale", assumed,   "",                    1, 2.5},
    {"jars",        "wholesale", assumed,   "",                    1, 1.0},
    {"bottles",     "wholesale", assumed,   "",                    1, 2.7},
});
// clang-format on

/// To six decimals: differences of published figures, without the noise of binary fractions.
double to_six_decimals(double value) { return std::floor(value * 1e6 + 0.5) / 1e6; }

const PublishedFood& published(std::string_view food) {
    const auto* found = std::ranges::find(food_table, food, &PublishedFood::food);
    check(found != food_table.end(), "every food named by a source good is in the table");
    return *found;
}

}  // namespace

std::span<const Good> goods() { return good_table; }
std::span<const Consumption> consumption() { return consumption_table; }
std::span<const PublishedFood> published_foods() { return food_table; }
std::span<const SourceGood> source_goods() { return source_table; }

std::size_t good_index(std::string_view id) {
    const auto* found = std::ranges::find(good_table, id, &Good::id);
    check(found != good_table.end(), "an item id of the example is in its table");
    return static_cast<std::size_t>(found - good_table.begin());
}

EntryImpact entry_impact(const SourceGood& source) {
    const double kg = good_table[good_index(source.item)].kg;
    if (source.basis == assumed) {
        return {.co2e_kg = to_six_decimals(source.assumed_co2e_per_kg * kg)};
    }
    const PublishedFood& food = published(source.food);
    const double counted_by_the_plan =
        source.basis == farm_gate ? food.transport + food.processing : 0;
    const double share = kg / source.kg_of_it_per_kg_published;
    const auto scaled = [share](const std::optional<double>& value) {
        return value ? std::optional(to_six_decimals(*value * share)) : std::nullopt;
    };
    return {.co2e_kg = to_six_decimals((food.co2e_kg - counted_by_the_plan) * share),
            .land_m2 = scaled(food.land_m2),
            .water_l = scaled(food.water_l)};
}

}  // namespace vorrat::example

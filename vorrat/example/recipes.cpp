#include "vorrat/example/recipes.h"

#include <algorithm>

#include "vorrat/base/check.h"

namespace vorrat::example {
namespace {

// Press cake, beet pulp and buttermilk leave the region as feed and are not followed.
// clang-format off
constexpr auto recipe_table = std::to_array<Recipe>({
    // id, name, plant, labour hours, machine, machine hours, CO2e kg, water kg
    {"mill_wheat", "Mill wheat", "mill", 1.0, "mill_hours", 0.5, 35, 0,
        {{{"wheat", -1000}, {"wheat_flour", 880}, {"bran", 64}}}},
    {"mill_rye", "Mill rye", "mill", 1.0, "mill_hours", 0.5, 35, 0,
        {{{"rye", -1000}, {"rye_flour", 900}, {"bran", 44}}}},
    {"roll_oats", "Roll oats", "mill", 1.5, "mill_hours", 0.8, 40, 0,
        {{{"oats", -560}, {"paper_bags", -6}, {"oat_flakes", 720}}}},
    {"pack_flour", "Pack flour", "mill", 1.0, "mill_hours", 0.4, 5, 0,
        {{{"wheat_flour", -500}, {"paper_bags", -6}, {"flour", 500}}}},
    {"bake_wheat_bread", "Bake wheat bread", "mill", 6.0, "oven_hours", 2.0, 90, 260,
        {{{"wheat_flour", -380}, {"bran", -40}, {"yeast", -8}, {"salt", -8}, {"wheat_bread", 800}}}},
    {"bake_rye_bread", "Bake rye bread", "mill", 6.0, "oven_hours", 2.4, 100, 380,
        {{{"rye_flour", -350}, {"wheat_flour", -150}, {"bran", -60}, {"salt", -10}, {"rye_bread", 800}}}},
    {"make_pasta", "Make pasta", "mill", 2.5, "pasta_hours", 2.0, 60, 150,
        {{{"wheat_flour", -500}, {"film", -6}, {"pasta", 1000}}}},
    {"bake_biscuits", "Bake butter biscuits", "mill", 9.0, "oven_hours", 1.5, 70, 20,
        {{{"wheat_flour", -200}, {"butter_block", -60}, {"loose_sugar", -80}, {"film", -8}, {"biscuits", 1600}}}},

    {"bottle_milk", "Bottle whole milk", "dairy", 2.0, "filling_hours", 1.0, 40, 0,
        {{{"raw_milk", -820}, {"skim_milk", -200}, {"cartons", -30}, {"milk", 990}}}},
    {"separate_milk", "Separate milk", "dairy", 0.5, "filling_hours", 0.3, 15, 0,
        {{{"raw_milk", -1000}, {"skim_milk", 884}, {"cream", 114}}}},
    {"churn_butter", "Churn butter", "dairy", 1.5, "filling_hours", 0.5, 20, 0,
        {{{"cream", -500}, {"butter_block", 230}}}},
    {"pack_butter", "Pack butter", "dairy", 1.0, "filling_hours", 0.5, 5, 0,
        {{{"butter_block", -250}, {"film", -3}, {"butter", 1000}}}},
    {"make_yoghurt", "Make yoghurt", "dairy", 4.0, "filling_hours", 1.5, 60, 0,
        {{{"skim_milk", -700}, {"cream", -60}, {"film", -20}, {"yoghurt", 1500}}}},
    {"make_cheese", "Make cheese", "dairy", 5.0, "cheese_vat_hours", 4.0, 90, 0,
        {{{"raw_milk", -500}, {"skim_milk", -500}, {"salt", -5}, {"cheese_block", 100}, {"whey", 27}}}},
    {"pack_cheese", "Cut and pack cheese", "dairy", 3.0, "filling_hours", 0.8, 8, 0,
        {{{"cheese_block", -250}, {"film", -5}, {"cheese", 1000}}}},
    {"mix_whey_drink", "Mix whey drink", "dairy", 5.0, "filling_hours", 1.2, 30, 300,
        {{{"whey", -150}, {"fruit_pulp", -60}, {"loose_sugar", -30}, {"cartons", -20}, {"whey_drink", 1000}}}},

    {"boil_sugar", "Boil sugar from beet", "cannery", 1.0, "kettle_hours", 0.6, 60, 0,
        {{{"sugar_beet", -1000}, {"loose_sugar", 145}}}},
    {"pack_sugar", "Pack sugar", "cannery", 1.0, "canning_hours", 0.4, 4, 0,
        {{{"loose_sugar", -500}, {"paper_bags", -5}, {"sugar", 500}}}},
    {"pulp_tomatoes", "Pulp tomatoes", "cannery", 1.5, "kettle_hours", 1.0, 60, 0,
        {{{"tomatoes", -1000}, {"tomato_pulp", 900}}}},
    {"can_tomatoes", "Can tomatoes", "cannery", 2.5, "canning_hours", 1.0, 40, 0,
        {{{"tomato_pulp", -360}, {"cans", -48}, {"canned_tomatoes", 900}}}},
    {"pulp_fruit", "Pulp berries", "cannery", 1.5, "kettle_hours", 0.8, 40, 0,
        {{{"berries", -500}, {"fruit_pulp", 460}}}},
    {"cook_jam", "Cook jam", "cannery", 7.0, "kettle_hours", 1.5, 80, 0,
        {{{"fruit_pulp", -280}, {"loose_sugar", -240}, {"jars", -180}, {"jam", 1000}}}},
    {"cook_soup", "Cook vegetable soup", "cannery", 6.0, "kettle_hours", 1.5, 90, 180,
        {{{"carrots", -120}, {"potatoes", -120}, {"onions", -50}, {"cabbage", -60}, {"salt", -5},
          {"jars", -180}, {"vegetable_soup", 1000}}}},
    {"bake_ready_meal", "Make pasta bake", "cannery", 12.0, "canning_hours", 2.0, 110, 110,
        {{{"pasta", -240}, {"cheese_block", -40}, {"tomato_pulp", -150}, {"cartons", -35}, {"ready_meal", 1000}}}},
    {"press_apples", "Press apples", "cannery", 3.5, "canning_hours", 1.2, 50, 0,
        {{{"apples", -1300}, {"cartons", -32}, {"apple_juice", 960}}}},

    {"press_rapeseed", "Press rapeseed", "soapworks", 1.0, "press_hours", 1.0, 45, 0,
        {{{"rapeseed", -1000}, {"loose_oil", 400}}}},
    {"bottle_oil", "Bottle oil", "soapworks", 2.0, "press_hours", 0.6, 10, 0,
        {{{"loose_oil", -695}, {"bottles", -30}, {"rapeseed_oil", 1000}}}},
    {"boil_soap", "Boil soap base", "soapworks", 3.0, "boiling_hours", 2.0, 80, 150,
        {{{"loose_oil", -500}, {"lye", -75}, {"soap_base", 700}}}},
    {"mould_soap", "Mould and wrap soap", "soapworks", 5.0, "boiling_hours", 1.0, 20, 0,
        {{{"soap_base", -300}, {"paper_bags", -8}, {"soap", 3000}}}},
    {"mix_detergent", "Mix washing powder", "soapworks", 3.0, "boiling_hours", 1.0, 30, 0,
        {{{"soap_base", -200}, {"washing_soda", -600}, {"cartons", -40}, {"detergent", 800}}}},
    {"roll_paper", "Roll toilet paper", "soapworks", 4.0, "hygiene_line_hours", 1.5, 120, 0,
        {{{"cellulose", -860}, {"film", -12}, {"toilet_paper", 950}}}},
    {"make_nappies", "Make nappies", "soapworks", 5.0, "hygiene_line_hours", 2.0, 100, 0,
        {{{"cellulose", -1150}, {"film", -340}, {"nappies", 700}}}},
    {"make_pads", "Make sanitary pads", "soapworks", 3.0, "hygiene_line_hours", 1.0, 20, 0,
        {{{"cellulose", -80}, {"film", -32}, {"sanitary_pads", 1000}}}},
});
// clang-format on

}  // namespace

std::span<const Recipe> recipes() { return recipe_table; }

const Part& main_output(const Recipe& recipe) {
    const auto* found =
        std::ranges::find_if(recipe.parts, [](const Part& part) { return part.quantity > 0; });
    check(found != recipe.parts.end(), "every recipe makes something");
    return *found;
}

const Recipe* recipe_for(std::string_view item) {
    for (const Recipe& recipe : recipe_table) {
        if (main_output(recipe).item == item) {
            return &recipe;
        }
    }
    return nullptr;
}

}  // namespace vorrat::example

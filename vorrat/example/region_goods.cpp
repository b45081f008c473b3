#include <array>

#include "vorrat/example/recipes.h"
#include "vorrat/example/region_tables.h"
#include "vorrat/example/text.h"
#include "vorrat/example/towns.h"

namespace vorrat::example {
namespace {

constexpr std::array<std::string_view, tier_count> tier_names{"essential", "basic", "wanted"};

// Assumed: electricity of a cool hall, kg CO2e per litre and day.
constexpr double storage_co2e_kg = 0.00001;
// Assumed: collection and composting, kg CO2e per kilogram wasted.
constexpr double waste_co2e_kg = 0.1;

}  // namespace

std::string items_csv() {
    CsvText csv(
        "item_id,name,unit,kg_per_unit,litres_per_unit,shelf_life_days,tier,pack_size,group");
    for (const Good& good : goods()) {
        csv.cell(good.id).cell(good.name).cell(good.unit).cell(good.kg).cell(good.litres);
        good.shelf_life_days > 0 ? csv.cell(good.shelf_life_days) : csv.empty();
        csv.cell(tier_names[static_cast<std::size_t>(good.tier)]).cell(good.pack).cell(good.group);
        csv.end_row();
    }
    return csv.text();
}

std::string activities_csv() {
    CsvText csv("activity_id,place_id,name");
    for (const Recipe& recipe : recipes()) {
        csv.cell(recipe.id).cell(recipe.plant).cell(recipe.name).end_row();
    }
    return csv.text();
}

std::string activity_items_csv() {
    CsvText csv("activity_id,item_id,quantity");
    for (const Recipe& recipe : recipes()) {
        for (const Part& part : recipe.parts) {
            if (part.item.empty()) {
                continue;
            }
            csv.cell(recipe.id).cell(part.item).cell(part.quantity).end_row();
        }
    }
    return csv.text();
}

std::string activity_resources_csv() {
    CsvText csv("activity_id,resource_id,quantity");
    for (const Recipe& recipe : recipes()) {
        csv.cell(recipe.id).cell("labour_hours").cell(recipe.labour_hours).end_row();
        csv.cell(recipe.id).cell(recipe.machine).cell(recipe.machine_hours).end_row();
    }
    return csv.text();
}

std::string impacts_csv() {
    CsvText csv("kind,id,indicator,quantity");
    for (const SourceGood& good : source_goods()) {
        const EntryImpact impact = entry_impact(good);
        csv.cell("item").cell(good.item).cell("co2e_kg").cell(impact.co2e_kg).end_row();
        if (impact.land_m2) {
            csv.cell("item").cell(good.item).cell("land_m2").cell(*impact.land_m2).end_row();
        }
        if (impact.water_l) {
            csv.cell("item").cell(good.item).cell("water_l").cell(*impact.water_l).end_row();
        }
    }
    for (const Recipe& recipe : recipes()) {
        csv.cell("activity").cell(recipe.id).cell("co2e_kg").cell(recipe.co2e_kg).end_row();
    }
    for (const ModeImpact& mode : mode_impacts()) {
        csv.cell("mode").cell(mode.mode).cell("co2e_kg").cell(mode.co2e_kg).end_row();
    }
    for (const Site& site : sites()) {
        if (site.kind != PlaceKind::hub) {
            continue;
        }
        csv.cell("storage").cell(site.id).cell("co2e_kg").cell(storage_co2e_kg).end_row();
    }
    for (const Consumption& eaten : consumption()) {
        const Good& good = goods()[good_index(eaten.item)];
        if (good.shelf_life_days == 0) {
            continue;
        }
        csv.cell("waste").cell(good.id).cell("co2e_kg").cell(good.kg * waste_co2e_kg).end_row();
    }
    return csv.text();
}

}  // namespace vorrat::example

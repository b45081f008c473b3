#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "vorrat/base/check.h"
#include "vorrat/example/network.h"
#include "vorrat/example/recipes.h"
#include "vorrat/example/region_tables.h"
#include "vorrat/example/text.h"
#include "vorrat/example/towns.h"
#include "vorrat/example/tuning.h"

namespace vorrat::example {
namespace {

constexpr std::array<std::string_view, 6> old_shops{"auerbach",   "kamenz",    "loebau",
                                                    "marienberg", "mittweida", "weisswasser"};
constexpr std::array<std::string_view, 2> weak_roads{"annaberg_buchholz", "weisswasser"};

constexpr Date repentance_week = tuning::last_day + days{18};  // 2026-11-18
constexpr Date christmas_week = tuning::last_day + days{55};   // 2026-12-25
constexpr Date first_of_december = tuning::last_day + days{31};

template <class Table>
bool holds(const Table& table, std::string_view id) {
    return std::ranges::find(table, id) != table.end();
}

/// Up to a multiple of `step`, so that tables show plain numbers.
double up_to(double value, double step) { return std::ceil(value / step) * step; }

double litres_per_day_at(const Requirements& full, std::size_t town) {
    double litres = 0;
    for (std::size_t good = 0; good < goods().size(); ++good) {
        litres += full.at_town[good][town] * goods()[good].litres;
    }
    return litres / tuning::horizon_days;
}

double kg_per_period_at(const Requirements& full, std::size_t town) {
    double kg = 0;
    for (std::size_t good = 0; good < goods().size(); ++good) {
        kg += full.at_town[good][town] * goods()[good].kg;
    }
    return kg / tuning::periods;
}

double litres_per_day_of_hub(const Requirements& full, std::string_view hub) {
    double litres = 0;
    for (std::size_t town = 0; town < towns().size(); ++town) {
        if (nearest_hub(towns()[town].id) == hub) {
            litres += litres_per_day_at(full, town);
        }
    }
    return litres;
}

/// Litres that the plant's recipes make in a day.
double litres_per_day_of_plant(const Requirements& full, std::string_view plant) {
    double litres = 0;
    for (std::size_t i = 0; i < recipes().size(); ++i) {
        if (recipes()[i].plant != plant) {
            continue;
        }
        const Part& made = main_output(recipes()[i]);
        litres += full.runs[i] * made.quantity * goods()[good_index(made.item)].litres;
    }
    return litres / tuning::horizon_days;
}

/// Kilograms per period that come from the port for the depots of a hub.
double port_kg_per_period(const Requirements& full, std::string_view hub) {
    double kg = 0;
    for (const SourceGood& good : source_goods()) {
        if (good.source != "port") {
            continue;
        }
        const std::size_t index = good_index(good.item);
        kg += full.at_hub(index, hub) * goods()[index].kg;
    }
    return kg / tuning::periods;
}

std::size_t town_index(std::string_view id) {
    const auto found = std::ranges::find(towns(), id, &Town::id);
    check(found != towns().end(), "a lane to a depot leads to a town of the table");
    return static_cast<std::size_t>(found - towns().begin());
}

void add_depot_lane(CsvText& csv, const Requirements& full, const Connection& lane) {
    const bool nearest = nearest_hub(lane.to) == lane.from;
    const bool weak = holds(weak_roads, lane.to);
    const double first_share = weak ? tuning::weak_lane_share : tuning::lane_share;
    const double share = nearest ? first_share : tuning::second_lane_share;
    constexpr double step_kg = 50;
    constexpr double minimum_kg = 300;
    csv.cell(up_to(share * kg_per_period_at(full, town_index(lane.to)), step_kg)).cell(minimum_kg);
}

void add_site(CsvText& csv, const Requirements& full, const Site& site) {
    constexpr std::array<std::string_view, 4> kinds{"source", "plant", "hub", "depot"};
    csv.cell(site.id).cell(site.name).cell(kinds[static_cast<std::size_t>(site.kind)]);
    csv.cell(site.latitude).cell(site.longitude).empty().empty();
    constexpr double step_litres = 1000;
    switch (site.kind) {
        case PlaceKind::hub:
            csv.cell(up_to(tuning::hub_storage_days * litres_per_day_of_hub(full, site.id),
                           step_litres));
            break;
        case PlaceKind::plant:
            csv.cell(up_to(tuning::plant_storage_days * litres_per_day_of_plant(full, site.id),
                           step_litres));
            break;
        default:
            csv.empty();
    }
    csv.end_row();
}

}  // namespace

std::string places_csv(const Requirements& full) {
    CsvText csv("place_id,name,kind,lat,lon,community,population,storage_litres");
    for (const Site& site : sites()) {
        add_site(csv, full, site);
    }
    for (std::size_t i = 0; i < towns().size(); ++i) {
        const Town& town = towns()[i];
        const double stored =
            holds(old_shops, town.id) ? tuning::old_shop_storage_days : tuning::depot_storage_days;
        constexpr double step_litres = 100;
        csv.cell(town.id).cell(town.name).cell("depot").cell(town.latitude).cell(town.longitude);
        csv.cell(town.community).cell(town.population);
        csv.cell(up_to(stored * litres_per_day_at(full, i), step_litres)).end_row();
    }
    return csv.text();
}

std::string lanes_csv(const Requirements& full) {
    CsvText csv("from_place,to_place,mode,lead_days,km,capacity_kg,minimum_kg");
    for (const Connection& lane : connections()) {
        csv.cell(lane.from).cell(lane.to).cell(lane.mode).cell(lane.lead_days).cell(lane.km);
        if (std::ranges::find(towns(), lane.to, &Town::id) != towns().end()) {
            add_depot_lane(csv, full, lane);
        } else if (lane.mode == "rail") {
            constexpr double step_kg = 100;
            csv.cell(up_to(tuning::rail_share * port_kg_per_period(full, lane.to), step_kg));
            csv.empty();
        } else {
            csv.empty().empty();
        }
        csv.end_row();
    }
    return csv.text();
}

std::string areas_csv() {
    struct Member {
        std::string_view area;
        std::string_view place;
    };
    constexpr auto members = std::to_array<Member>({
        {"area_lausitz", "bautzen"},
        {"area_lausitz", "goerlitz"},
        {"area_lausitz", "hoyerswerda"},
        {"area_lausitz", "loebau"},
        {"area_lausitz", "zittau"},
        {"area_erzgebirge", "aue_bad_schlema"},
        {"area_erzgebirge", "annaberg_buchholz"},
        {"area_erzgebirge", "marienberg"},
        {"area_vogtland", "plauen"},
        {"area_vogtland", "auerbach"},
        {"area_vogtland", "reichenbach"},
    });
    CsvText csv("area_id,place_id");
    for (const Member& member : members) {
        csv.cell(member.area).cell(member.place).end_row();
    }
    return csv.text();
}

std::string resources_csv(const Requirements& full) {
    CsvText csv("resource_id,place_id,unit,available,date");
    for (const Site& site : sites()) {
        if (site.kind != PlaceKind::plant) {
            continue;
        }
        const double usual =
            tuning::plant_labour_share * full.labour_hours_at(site.id) / tuning::periods;
        const auto hours = [&](double share) {
            csv.cell("labour_hours").cell(site.id).cell("h").cell(up_to(share * usual, 1));
        };
        hours(1);
        csv.empty().end_row();
        hours(tuning::plant_labour_holiday_share);
        csv.cell(repentance_week).end_row();
        hours(tuning::plant_labour_christmas_share);
        csv.cell(christmas_week).end_row();
    }
    std::set<std::string_view> done;
    for (const Recipe& recipe : recipes()) {
        if (!done.insert(recipe.machine).second) {
            continue;
        }
        const double share =
            recipe.machine == "pasta_hours" ? tuning::pasta_line_share : tuning::machine_share;
        const double hours = share * full.machine_hours(recipe.machine) / tuning::periods;
        csv.cell(recipe.machine).cell(recipe.plant).cell("h").cell(up_to(hours, 0.5));
        csv.empty().end_row();
    }
    return csv.text();
}

std::string supply_csv(const Requirements& full) {
    CsvText csv("item_id,place_id,available,date");
    constexpr double step = 10;
    for (const SourceGood& good : source_goods()) {
        const double all = full.units[good_index(good.item)] / tuning::periods;
        csv.cell(good.item).cell(good.source);
        good.available > 0 ? csv.cell(up_to(good.available * all, step)) : csv.empty();
        csv.empty().end_row();
        // The glasshouses give less in the dark weeks.
        for (int week = 0; good.item == "tomatoes" && week < 4; ++week) {
            constexpr double in_december = 0.8;
            csv.cell(good.item).cell(good.source);
            csv.cell(up_to(in_december * good.available * all, step));
            csv.cell(first_of_december + days{7 * week}).end_row();
        }
    }
    return csv.text();
}

}  // namespace vorrat::example

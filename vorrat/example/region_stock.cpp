#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "vorrat/example/network.h"
#include "vorrat/example/recipes.h"
#include "vorrat/example/region_tables.h"
#include "vorrat/example/text.h"
#include "vorrat/example/towns.h"
#include "vorrat/example/tuning.h"

namespace vorrat::example {
namespace {

/// Days of need that lie at a place on the first day; perishables turn over faster.
struct Cover {
    double fresh = 0;    ///< shelf life up to a week
    double chilled = 0;  ///< up to a month
    double durable = 0;
};
constexpr Cover hub_cover{.fresh = 0.6, .chilled = 2, .durable = 4};
constexpr Cover depot_cover{.fresh = 0.6, .chilled = 1.5, .durable = 3};
constexpr Cover plant_cover{.fresh = 0.4, .chilled = 1, .durable = 3};

double days_of(const Cover& cover, const Good& good) {
    constexpr int week = 7;
    constexpr int month = 31;
    if (good.shelf_life_days == 0 || good.shelf_life_days > month) {
        return cover.durable;
    }
    return good.shelf_life_days > week ? cover.chilled : cover.fresh;
}

/// One lot of what keeps; of the rest an older third and a fresher remainder.
void add_lots(CsvText& csv, const Good& good, std::string_view place, double units) {
    const double whole = std::floor(units);
    if (whole < 1) {
        return;
    }
    if (good.shelf_life_days == 0) {
        csv.cell(good.id).cell(place).cell(whole).empty().end_row();
        return;
    }
    const double older = std::floor(whole / 3);
    const Date start = tuning::last_day + days{1};
    const auto lot = [&](double quantity, int quarters_left) {
        if (quantity < 1) {
            return;
        }
        const Date best_before = start + days{good.shelf_life_days * quarters_left / 4};
        csv.cell(good.id).cell(place).cell(quantity).cell(best_before).end_row();
    };
    lot(older, 1);
    lot(whole - older, 3);
}

/// Several recipes of a plant may draw on the same good: one pile per good and plant.
void add_plants(CsvText& csv, const Requirements& full) {
    std::map<std::pair<std::string_view, std::size_t>, double> drawn_per_day;
    for (std::size_t i = 0; i < recipes().size(); ++i) {
        for (const Part& part : recipes()[i].parts) {
            if (part.quantity >= 0) {
                continue;
            }
            drawn_per_day[{recipes()[i].plant, good_index(part.item)}] +=
                -part.quantity * full.runs[i] / tuning::horizon_days;
        }
    }
    for (const auto& [pile, per_day] : drawn_per_day) {
        const Good& good = goods()[pile.second];
        add_lots(csv, good, pile.first, per_day * days_of(plant_cover, good));
    }
}

struct UnderWay {
    std::string_view item;
    std::string_view from;
    std::string_view to_place;
    std::string_view to_area;
    double days_of_need;  ///< of the hub, the place or the area's first place
    int arrives_in_days;  ///< after the last day of the history
};

// clang-format off
constexpr auto under_way_table = std::to_array<UnderWay>({
    {"bananas",       "port",         "hub_leipzig",  "",                6, 2},
    {"bananas",       "port",         "hub_dresden",  "",                6, 2},
    {"coffee",        "port",         "hub_leipzig",  "",                7, 3},
    {"coffee",        "port",         "hub_dresden",  "",                7, 3},
    {"chocolate",     "port",         "hub_dresden",  "",               10, 9},
    {"potatoes",      "farms",        "hub_chemnitz", "",                2, 1},
    {"milk",          "dairy",        "hub_leipzig",  "",                1, 1},
    {"soap",          "soapworks",    "hub_chemnitz", "",                8, 1},
    {"wheat_bread",   "hub_leipzig",  "leipzig",      "",                1, 1},
    {"flour",         "hub_dresden",  "goerlitz",     "",                4, 2},
    {"pasta",         "hub_dresden",  "",             "area_lausitz",   12, 3},
    {"toilet_paper",  "hub_dresden",  "",             "area_lausitz",   10, 3},
    {"oat_flakes",    "hub_chemnitz", "",             "area_erzgebirge", 9, 2},
    {"soap",          "hub_chemnitz", "",             "area_vogtland",  10, 2},
});
// clang-format on

double need_per_day(const Requirements& full, const UnderWay& load) {
    const std::size_t good = good_index(load.item);
    std::string_view depot = load.to_place;
    if (load.to_area == "area_lausitz") {
        depot = "bautzen";
    }
    if (load.to_area == "area_erzgebirge") {
        depot = "aue_bad_schlema";
    }
    if (load.to_area == "area_vogtland") {
        depot = "plauen";
    }
    for (std::size_t town = 0; town < towns().size(); ++town) {
        if (towns()[town].id == depot) {
            return full.at_town[good][town] / tuning::horizon_days;
        }
    }
    return full.at_hub(good, load.to_place) / tuning::horizon_days;
}

}  // namespace

std::string stock_csv(const Requirements& full) {
    CsvText csv("item_id,place_id,quantity,best_before");
    add_plants(csv, full);
    for (const Consumption& eaten : consumption()) {
        const std::size_t index = good_index(eaten.item);
        const Good& good = goods()[index];
        for (const Site& site : sites()) {
            if (site.kind != PlaceKind::hub) {
                continue;
            }
            const double per_day = full.at_hub(index, site.id) / tuning::horizon_days;
            add_lots(csv, good, site.id, per_day * days_of(hub_cover, good));
        }
        for (std::size_t town = 0; town < towns().size(); ++town) {
            const double per_day = full.at_town[index][town] / tuning::horizon_days;
            add_lots(csv, good, towns()[town].id, per_day * days_of(depot_cover, good));
        }
    }
    return csv.text();
}

std::string transit_csv(const Requirements& full) {
    CsvText csv("item_id,from_place,to_place,to_area,quantity,arrives");
    for (const UnderWay& load : under_way_table) {
        const double pack = goods()[good_index(load.item)].pack;
        const double packs = std::ceil(need_per_day(full, load) * load.days_of_need / pack);
        csv.cell(load.item).cell(load.from).cell(load.to_place).cell(load.to_area);
        csv.cell(packs * pack).cell(tuning::last_day + days{load.arrives_in_days}).end_row();
    }
    return csv.text();
}

}  // namespace vorrat::example

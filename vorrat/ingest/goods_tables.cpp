#include "vorrat/ingest/tables.h"

namespace vorrat::ingest {
namespace {

/// Exactly one of to_place and to_area.
void read_destination(Table& table, const Intake& intake, Transit& transit) {
    const auto place = table.known_or_empty("to_place", intake.places, a_place);
    const auto area = table.known_or_empty("to_area", intake.areas, "an area of areas.csv");
    if (table.text("to_place").empty() == table.text("to_area").empty()) {
        table.fail("to_place", "exactly one of to_place and to_area",
                   table.text("to_place").empty() ? "none" : "both");
    }
    if (place) {
        transit.to_place = PlaceId{*place};
    }
    if (area) {
        transit.to_area = AreaId{*area};
    }
}

}  // namespace

void read_supply(Intake& intake) {
    for_each_part(intake, "supply", [&](const TextFile& file) {
        auto table = Table::open(intake, file, {{"item_id", "place_id"}, {"available", "date"}});
        while (table && table->next()) {
            table->unique({"item_id", "place_id", "date"});
            Supply supply;
            supply.item = {table->known("item_id", intake.items, an_item)};
            supply.place = {table->known("place_id", intake.places, a_place)};
            const bool known = intake.places.find(table->text("place_id")).has_value();
            if (known && intake.world().places[supply.place].kind != PlaceKind::source) {
                table->fail("place_id", "a place of kind source", shown(table->text("place_id")));
            }
            supply.available = table->number("available");
            supply.date = table->date("date");
            if (table->accept()) {
                intake.world().supplies.push_back(supply);
            }
        }
    });
}

void read_stock(Intake& intake) {
    for_each_part(intake, "stock", [&](const TextFile& file) {
        auto table =
            Table::open(intake, file, {{"item_id", "place_id", "quantity"}, {"best_before"}});
        while (table && table->next()) {
            table->unique({"item_id", "place_id", "best_before"});
            StockLot lot;
            lot.item = {table->known("item_id", intake.items, an_item)};
            lot.place = {table->known("place_id", intake.places, a_place)};
            lot.quantity = table->required_number("quantity");
            lot.best_before = table->date("best_before");
            if (table->accept()) {
                intake.world().stock.push_back(lot);
            }
        }
    });
}

void read_transit(Intake& intake) {
    for_each_part(intake, "transit", [&](const TextFile& file) {
        auto table = Table::open(
            intake, file,
            {{"item_id", "from_place", "quantity", "arrives"}, {"to_place", "to_area"}});
        while (table && table->next()) {
            Transit transit;
            transit.item = {table->known("item_id", intake.items, an_item)};
            transit.from = {table->known("from_place", intake.places, a_place)};
            read_destination(*table, intake, transit);
            transit.quantity = table->required_number("quantity");
            transit.arrives = table->required_date("arrives");
            if (table->accept()) {
                intake.world().transit.push_back(transit);
            }
        }
    });
}

}  // namespace vorrat::ingest

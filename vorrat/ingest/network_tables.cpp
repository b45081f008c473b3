#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "vorrat/ingest/tables.h"

namespace vorrat::ingest {
namespace {

constexpr std::array<std::string_view, tier_count> tiers{"essential", "basic", "wanted"};
constexpr std::array<std::string_view, 4> place_kinds{"source", "plant", "hub", "depot"};
constexpr int days_max = 36500;  // a century

std::string text_or(std::string_view text, std::string_view instead) {
    return std::string(text.empty() ? instead : text);
}

Item item_of(Table& table) {
    table.unique({"item_id"});
    Item item;
    item.id = table.id("item_id");
    item.name = text_or(table.text("name"), item.id);
    item.unit = text_or(table.text("unit"), "unit");
    item.mass_per_unit = Kilograms{table.number("kg_per_unit").value_or(1)};
    item.volume_per_unit = Litres{table.number("litres_per_unit").value_or(1)};
    item.shelf_life_days = table.whole_number("shelf_life_days", 0, days_max);
    const auto tier = table.one_of("tier", tiers);
    item.tier = static_cast<Tier>(tier.value_or(static_cast<std::size_t>(Tier::basic)));
    item.pack_size = table.number("pack_size", above_zero).value_or(1);
    item.group = std::string(table.text("group"));
    return item;
}

std::optional<Coordinates> coordinates_of(Table& table) {
    const auto latitude = table.number("lat", {-90, 90, false});
    const auto longitude = table.number("lon", {-180, 180, false});
    if (table.text("lat").empty() != table.text("lon").empty()) {
        table.fail(table.text("lat").empty() ? "lat" : "lon", "both lat and lon, or neither",
                   "one of them");
    }
    if (!latitude || !longitude) {
        return std::nullopt;
    }
    return Coordinates{*latitude, *longitude};
}

Place place_of(Table& table) {
    table.unique({"place_id"});
    Place place;
    place.id = table.id("place_id");
    place.name = text_or(table.text("name"), place.id);
    if (table.text("kind").empty()) {
        table.fail("kind", fmt::format("one of {}", fmt::join(place_kinds, ", ")), "\"\"");
    }
    place.kind = static_cast<PlaceKind>(
        table.one_of("kind", place_kinds).value_or(static_cast<std::size_t>(PlaceKind::depot)));
    place.coordinates = coordinates_of(table);
    place.population = table.number("population").value_or(0);
    const auto storage = table.number("storage_litres");
    if (storage) {
        place.storage = Litres{*storage};
    }
    return place;
}

Lane lane_of(Table& table, const Intake& intake) {
    table.unique({"from_place", "to_place", "mode"});
    Lane lane;
    lane.from = {table.known("from_place", intake.places, a_place)};
    lane.to = {table.known("to_place", intake.places, a_place)};
    lane.mode = text_or(table.text("mode"), "road");
    if (table.text("lead_days").empty()) {
        table.fail("lead_days", "a number of days", "\"\"");
    }
    lane.lead_days = table.whole_number("lead_days", 0, days_max).value_or(0);
    lane.length = Kilometres{table.number("km").value_or(0)};
    const auto capacity = table.number("capacity_kg");
    if (capacity) {
        lane.capacity = Kilograms{*capacity};
    }
    const auto minimum = table.number("minimum_kg");
    if (minimum) {
        lane.minimum = Kilograms{*minimum};
    }
    if (table.text("from_place") == table.text("to_place")) {
        table.fail("to_place", "another place than from_place", shown(table.text("to_place")));
    }
    if (minimum && capacity && *minimum > *capacity) {
        table.fail("minimum_kg", fmt::format("at most capacity_kg ({})", *capacity),
                   shown(table.text("minimum_kg")));
    }
    return lane;
}

}  // namespace

ItemId item_named(Intake& intake, std::string_view id) {
    const std::size_t before = intake.items.size();
    const ItemId item{intake.items.add(id)};
    if (item.index() == before) {
        Item made;
        made.id = std::string(id);
        made.name = made.id;
        made.unit = "unit";
        intake.world().items.push_back(std::move(made));
    }
    return item;
}

PlaceId depot_named(Intake& intake, std::string_view id) {
    const std::size_t before = intake.places.size();
    const PlaceId place{intake.places.add(id)};
    if (place.index() == before) {
        Place made;
        made.id = std::string(id);
        made.name = made.id;
        made.community = CommunityId{intake.communities.add(id)};
        if (made.community.index() == intake.world().communities.size()) {
            intake.world().communities.push_back({std::string(id), 0});
        }
        intake.world().places.push_back(std::move(made));
    }
    return place;
}

void form_communities(Intake& intake, const std::vector<std::string>& community_of_place) {
    World& world = intake.world();
    for (const PlaceId id : world.places.ids()) {
        Place& place = world.places[id];
        if (place.kind != PlaceKind::depot) {
            continue;
        }
        const std::string& given = community_of_place[id.index()];
        const std::string& name = given.empty() ? place.id : given;
        place.community = CommunityId{intake.communities.add(name)};
        if (place.community.index() == world.communities.size()) {
            world.communities.push_back({name, 0});
        }
        world.communities[place.community].population += place.population;
    }
}

void read_items(Intake& intake) {
    for_each_part(intake, "items", [&](const TextFile& file) {
        auto table = Table::open(intake, file,
                                 {{"item_id"},
                                  {"name", "unit", "kg_per_unit", "litres_per_unit",
                                   "shelf_life_days", "tier", "pack_size", "group"}});
        while (table && table->next()) {
            Item item = item_of(*table);
            if (!table->accept()) {
                continue;
            }
            intake.items.add(item.id);
            intake.world().items.push_back(std::move(item));
        }
    });
}

void read_places(Intake& intake) {
    std::vector<std::string> community_of_place;
    for_each_part(intake, "places", [&](const TextFile& file) {
        auto table =
            Table::open(intake, file,
                        {{"place_id", "kind"},
                         {"name", "lat", "lon", "community", "population", "storage_litres"}});
        while (table && table->next()) {
            Place place = place_of(*table);
            std::string community(table->text("community"));
            if (!community.empty()) {
                community = table->id("community");
            }
            if (!table->accept()) {
                continue;
            }
            community_of_place.push_back(std::move(community));
            intake.places.add(place.id);
            intake.world().places.push_back(std::move(place));
        }
    });
    form_communities(intake, community_of_place);
}

void read_lanes(Intake& intake) {
    for_each_part(intake, "lanes", [&](const TextFile& file) {
        auto table = Table::open(
            intake, file,
            {{"from_place", "to_place", "lead_days"}, {"mode", "km", "capacity_kg", "minimum_kg"}});
        while (table && table->next()) {
            Lane lane = lane_of(*table, intake);
            if (!table->accept()) {
                continue;
            }
            intake.modes.add(lane.mode);
            intake.world().lanes.push_back(std::move(lane));
        }
    });
}

void read_areas(Intake& intake) {
    for_each_part(intake, "areas", [&](const TextFile& file) {
        auto table = Table::open(intake, file, {{"area_id", "place_id"}, {}});
        while (table && table->next()) {
            table->unique({"area_id", "place_id"});
            const std::string id = table->id("area_id");
            const PlaceId place{table->known("place_id", intake.places, a_place)};
            const bool known = intake.places.find(table->text("place_id")).has_value();
            if (known && intake.world().places[place].kind != PlaceKind::depot) {
                table->fail("place_id", "a depot", shown(table->text("place_id")));
            }
            if (!table->accept()) {
                continue;
            }
            const AreaId area{intake.areas.add(id)};
            if (area.index() == intake.world().areas.size()) {
                intake.world().areas.push_back({id, {}});
            }
            intake.world().areas[area].places.push_back(place);
        }
    });
}

}  // namespace vorrat::ingest

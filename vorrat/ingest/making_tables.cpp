#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "vorrat/ingest/tables.h"

namespace vorrat::ingest {
namespace {

constexpr std::string_view an_activity = "an activity of activities.csv";
constexpr std::string_view a_resource = "a resource of resources.csv";

void read_activity_items(Intake& intake) {
    for_each_part(intake, "activity_items", [&](const TextFile& file) {
        auto table = Table::open(intake, file, {{"activity_id", "item_id", "quantity"}, {}});
        while (table && table->next()) {
            table->unique({"activity_id", "item_id"});
            const ActivityId id{table->known("activity_id", intake.activities, an_activity)};
            const ItemId item{table->known("item_id", intake.items, an_item)};
            const double quantity = table->required_number("quantity", any_number);
            if (quantity == 0 && !table->text("quantity").empty()) {
                table->fail("quantity", "less than 0 (input) or more than 0 (output)",
                            shown(table->text("quantity")));
            }
            if (!table->accept()) {
                continue;
            }
            Activity& activity = intake.world().activities[id];
            auto& side = quantity < 0 ? activity.inputs : activity.outputs;
            side.push_back({item, std::abs(quantity)});
        }
    });
}

void read_activity_resources(Intake& intake) {
    for_each_part(intake, "activity_resources", [&](const TextFile& file) {
        auto table = Table::open(intake, file, {{"activity_id", "resource_id", "quantity"}, {}});
        while (table && table->next()) {
            table->unique({"activity_id", "resource_id"});
            const ActivityId id{table->known("activity_id", intake.activities, an_activity)};
            const ResourceId resource{table->known("resource_id", intake.resources, a_resource)};
            const double quantity = table->required_number("quantity");
            if (!table->accept()) {
                continue;
            }
            intake.world().activities[id].resources.push_back({resource, quantity});
        }
    });
}

}  // namespace

void read_resources(Intake& intake) {
    for_each_part(intake, "resources", [&](const TextFile& file) {
        auto table =
            Table::open(intake, file, {{"resource_id", "unit", "available"}, {"place_id", "date"}});
        while (table && table->next()) {
            table->unique({"resource_id", "place_id", "date"});
            const std::string id = table->id("resource_id");
            const std::string unit(table->text("unit"));
            Capacity capacity;
            const auto place = table->known_or_empty("place_id", intake.places, a_place);
            if (place) {
                capacity.place = PlaceId{*place};
            }
            capacity.date = table->date("date");
            capacity.available = table->required_number("available");
            const auto known = intake.resources.find(id);
            if (known && intake.world().resources[ResourceId{*known}].unit != unit) {
                table->fail("unit",
                            fmt::format("{} as in the rows before",
                                        shown(intake.world().resources[ResourceId{*known}].unit)),
                            shown(unit));
            }
            if (!table->accept()) {
                continue;
            }
            capacity.resource = ResourceId{intake.resources.add(id)};
            if (!known) {
                intake.world().resources.push_back({id, unit});
            }
            intake.world().capacities.push_back(capacity);
        }
    });
}

void read_activities(Intake& intake) {
    for_each_part(intake, "activities", [&](const TextFile& file) {
        auto table = Table::open(intake, file, {{"activity_id", "place_id"}, {"name"}});
        while (table && table->next()) {
            table->unique({"activity_id", "place_id"});
            const std::string id = table->id("activity_id");
            const PlaceId place{table->known("place_id", intake.places, a_place)};
            if (!table->accept()) {
                continue;
            }
            const ActivityId activity{intake.activities.add(id)};
            if (activity.index() == intake.world().activities.size()) {
                const std::string_view name = table->text("name");
                intake.world().activities.push_back(
                    {id, std::string(name.empty() ? id : name), {}, {}, {}, {}});
            }
            intake.world().activities[activity].places.push_back(place);
        }
    });
    read_activity_items(intake);
    read_activity_resources(intake);
}

void read_impacts(Intake& intake) {
    constexpr std::array<std::string_view, 5> kinds{"item", "activity", "mode", "storage", "waste"};
    for_each_part(intake, "impacts", [&](const TextFile& file) {
        auto table = Table::open(intake, file, {{"kind", "id", "indicator", "quantity"}, {}});
        while (table && table->next()) {
            table->unique({"kind", "id", "indicator"});
            Impact impact;
            const auto kind = table->one_of("kind", kinds);
            if (table->text("kind").empty()) {
                table->fail("kind", fmt::format("one of {}", fmt::join(kinds, ", ")), "\"\"");
            }
            impact.kind = static_cast<ImpactKind>(kind.value_or(0));
            if (kind) {
                const std::array<const Names*, 5> names{&intake.items, &intake.activities,
                                                        &intake.modes, &intake.places,
                                                        &intake.items};
                const std::array<std::string_view, 5> wanted{
                    an_item, an_activity, "a mode of lanes.csv", a_place, an_item};
                // A factor for a mode that no lane has is a fact at rest, not a mistake.
                if (impact.kind != ImpactKind::mode) {
                    table->known("id", *names[*kind], wanted[*kind]);
                }
            }
            impact.id = table->id("id");
            const std::string indicator = table->id("indicator");
            impact.quantity = table->required_number("quantity");
            if (!table->accept()) {
                continue;
            }
            impact.indicator = IndicatorId{intake.indicators.add(indicator)};
            if (impact.indicator.index() == intake.world().indicators.size()) {
                intake.world().indicators.push_back(indicator);
            }
            intake.world().impacts.push_back(std::move(impact));
        }
    });
}

}  // namespace vorrat::ingest

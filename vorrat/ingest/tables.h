#pragma once

#include "vorrat/ingest/intake.h"

namespace vorrat::ingest {

/// Each reads one kind of table, if it is there, into the world. Columns:
/// docs/formats/workspace.md. They build on each other in this order.
void read_items(Intake& intake);
void read_places(Intake& intake);
void read_lanes(Intake& intake);
void read_areas(Intake& intake);
void read_resources(Intake& intake);
void read_activities(Intake& intake);
void read_supply(Intake& intake);
void read_impacts(Intake& intake);
void read_stock(Intake& intake);
void read_transit(Intake& intake);
void read_decisions(Intake& intake);
void read_need_changes(Intake& intake);
void read_need_overrides(Intake& intake);
/// Names beside each number of the criteria the decision that set it. Needs the criteria.
void name_decisions(Intake& intake);

/// Communities of the depots, with the sum of their population.
void form_communities(Intake& intake, const std::vector<std::string>& community_of_place);

/// The item with this id; made with default properties when it is not known.
ItemId item_named(Intake& intake, std::string_view id);
/// The depot with this id, its own community, made when it is not known.
PlaceId depot_named(Intake& intake, std::string_view id);

constexpr std::string_view an_item = "an item of items.csv";
constexpr std::string_view a_place = "a place of places.csv";

}  // namespace vorrat::ingest

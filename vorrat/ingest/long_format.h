#pragma once

#include "vorrat/ingest/intake.h"
#include "vorrat/ingest/needs.h"

namespace vorrat::ingest {

/// Does the header have the columns of the long format, unique_id, ds and y?
bool is_long(std::string_view text);

/// Reads a history in the long format and, if there is one, its static attributes into the world:
/// each unique_id an item at the depot `depot`, or at the item and place its attributes name.
void read_long_history(Intake& intake, TextFile history, std::optional<TextFile> attributes,
                       const GridWish& wish = {});

}  // namespace vorrat::ingest

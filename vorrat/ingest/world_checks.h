#pragma once

#include "vorrat/ingest/intake.h"

namespace vorrat::ingest {

/// What each row for itself cannot show: loops of lanes and recipes, places without lanes, items
/// nobody can get. All warnings: a plan can be made and says what it cannot meet.
void check_world(Intake& intake);

}  // namespace vorrat::ingest

#pragma once

#include "vorrat/base/result.h"
#include "vorrat/model/world.h"
#include "vorrat/sqlite/sqlite.h"

namespace vorrat::store {

/// Items, places, lanes, areas, activities, resources, what they have, and goods in stock and
/// under way: every table of the world that is neither history nor criteria. Inside the caller's
/// transaction; the tables are empty before.
Outcome write_network(const sqlite::Database& database, const World& world);

/// errors    bad_input: names table, row and column
Outcome read_network(const sqlite::Database& database, World& world);

}  // namespace vorrat::store

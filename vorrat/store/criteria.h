#pragma once

#include "vorrat/base/result.h"
#include "vorrat/model/world.h"
#include "vorrat/sqlite/sqlite.h"

namespace vorrat::store {

/// The criteria, as rows that SQL can ask for. Inside the caller's transaction, after the network.
Outcome write_criteria(const sqlite::Database& database, const World& world);

/// errors    bad_input: names table, row and column
Outcome read_criteria(const sqlite::Database& database, World& world);

}  // namespace vorrat::store

#pragma once

#include "vorrat/base/progress.h"
#include "vorrat/base/result.h"
#include "vorrat/model/world.h"
#include "vorrat/sqlite/sqlite.h"

namespace vorrat::store {

/// Series, needs and regressors. Inside the caller's transaction, after the network.
/// errors    failed: stopped, or a value the store may not hold
Outcome write_history(const sqlite::Database& database, const World& world,
                      const Progress& progress);

/// errors    bad_input: names table, row and column; failed: stopped
Outcome read_history(const sqlite::Database& database, World& world, const Progress& progress);

/// Steps over all series.
std::size_t need_rows(const History& history);

}  // namespace vorrat::store

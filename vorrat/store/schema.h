#pragma once

#include <span>

#include "vorrat/base/result.h"
#include "vorrat/sqlite/sqlite.h"

namespace vorrat::store {

/// Marks a file as a store ("VORR"), so that another program's database is never changed.
constexpr std::int64_t application_id = 0x564F5252;

/// The steps of the schema, oldest first: element k makes version k + 1 of version k. A step that
/// has been published never changes; a new schema is a new step.
std::span<const char* const> migrations();

/// Brings the schema to the newest version, in one transaction. An empty database becomes a store.
/// errors    bad_input: another program's database, or a newer version; failed: as Store
Outcome migrate(const sqlite::Database& database);

}  // namespace vorrat::store

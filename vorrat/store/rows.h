#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "vorrat/sqlite/sqlite.h"
#include "vorrat/store/columns.h"

namespace vorrat::store {

/// `table item, row 3`: how errors name a place in the database.
inline std::string row_name(std::string_view table, std::int64_t key) {
    return fmt::format("table {}, row {}", table, key);
}

/// Appends rows to their table, keyed `first_key`, `first_key + 1`, ...
/// errors    failed: names table, row and column of the first row that may not be stored
template <class Row>
Outcome write_rows(const sqlite::Database& database, std::span<const Row> rows,
                   std::int64_t first_key = 0) {
    using T = Table<Row>;
    ColumnNames names;
    const Row sample{};
    T::columns(names, sample);
    const auto statement = database.prepare(fmt::format(
        "INSERT INTO {} ({}{}) VALUES (?{})", T::name, T::key, names.list, names.placeholders));
    if (!statement) {
        return statement.error();
    }
    std::int64_t key = first_key;
    for (const Row& row : rows) {
        Binder binder(statement->get(), key);
        T::columns(binder, row);
        if (!binder.problem().empty()) {
            return failed(
                fmt::format("cannot be stored: {}, {}", row_name(T::name, key), binder.problem()));
        }
        if (sqlite3_step(statement->get()) != SQLITE_DONE) {
            return database.error(row_name(T::name, key));
        }
        sqlite3_reset(statement->get());
        ++key;
    }
    return Done{};
}

template <class Row>
Outcome write_rows(const sqlite::Database& database, const std::vector<Row>& rows,
                   std::int64_t first_key = 0) {
    return write_rows(database, std::span<const Row>(rows), first_key);
}

/// Must the keys of a table be 0, 1, 2 ...? They must where others point to its rows by position.
enum class Keys { positions, rising };

/// All rows of a table in the order of their keys.
/// world     what is loaded so far, for rows that point to other tables
/// where     an SQL condition, or empty
/// errors    bad_input: names table, row and column of the first row that is not sound
template <class Row>
Result<std::vector<Row>> read_rows(const sqlite::Database& database, const World& world, Keys keys,
                                   const std::string& where = {}) {
    using T = Table<Row>;
    ColumnNames names;
    const Row sample{};
    T::columns(names, sample);
    const auto statement = database.prepare(
        fmt::format("SELECT {0}{1} FROM {2} {3} ORDER BY {0}", T::key, names.list, T::name, where));
    if (!statement) {
        return statement.error();
    }
    std::vector<Row> rows;
    int code = sqlite3_step(statement->get());
    for (; code == SQLITE_ROW; code = sqlite3_step(statement->get())) {
        Fetcher fetcher(statement->get(), world);
        const std::int64_t key = fetcher.key();
        if (keys == Keys::positions && std::cmp_not_equal(key, rows.size())) {
            return database.damaged(fmt::format("table {}: row {} is missing, found row {}",
                                                T::name, rows.size(), key));
        }
        T::columns(fetcher, rows.emplace_back());
        if (!fetcher.problem().empty()) {
            return database.damaged(row_name(T::name, key) + ", " + fetcher.problem());
        }
    }
    if (code != SQLITE_DONE) {
        return database.error(std::string("table ") + T::name);
    }
    return rows;
}

}  // namespace vorrat::store

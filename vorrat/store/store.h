#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "vorrat/base/progress.h"
#include "vorrat/base/result.h"
#include "vorrat/model/world.h"
#include "vorrat/sqlite/sqlite.h"

namespace vorrat::store {

struct SqliteFile {
    std::filesystem::path path;
};

struct PostgresUrl {
    std::string url;
};

/// Where a store lies.
using Location = std::variant<SqliteFile, PostgresUrl>;

/// A file name, or a URL that begins with `postgres://` or `postgresql://`.
/// errors    usage: empty text, or a URL of another kind
Result<Location> parse_location(std::string_view file_or_url);

using sqlite::Missing;
using sqlite::OpenOptions;

/// One replacement of the world, as the store remembers it for good.
struct Import {
    std::int64_t number = 0;       ///< 1 for the first
    std::string when;              ///< as the importer stated it; empty: before the log was kept
    std::size_t need_rows = 0;     ///< steps over all series
    std::vector<InputFile> files;  ///< what the world was read from

    bool operator==(const Import&) const = default;
};

/// The database behind a workspace: one world, and the log of its imports. What it holds changes
/// in whole transactions only: a program killed at any moment leaves the old world or the new one.
/// One writer and any number of readers at a time, in any number of programs on one machine;
/// a Store itself belongs to one thread at a time. Layout: docs/formats/store.md.
class Store {
public:
    explicit Store(std::unique_ptr<sqlite::Database> database);
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    /// Replaces the world and appends to the log of imports, in one transaction.
    ///
    /// world     keeps the invariants of World; NaN only where History allows it
    /// when      the moment of the import, e.g. 2026-11-23T08:15:00Z; kept as it is, not empty
    /// progress  told about once per 65,536 need rows; a stop leaves the old world
    /// errors    failed: in use by another writer longer than the patience, no space, not
    ///           writable, stopped, a world that breaks an invariant (names table and row).
    ///           The store then holds what it held before.
    /// cost      1.5 s of processor time per million need rows; the new world lies on disk twice
    ///           until the write-ahead log is folded in
    Outcome replace_world(const World& world, std::string_view when, const Progress& progress = {});

    /// The world of the last import, equal to what was given to replace_world bit by bit (except
    /// that -0 comes back as 0). A snapshot: a writer at work meanwhile is not seen and not
    /// disturbed.
    ///
    /// errors    failed: no import yet, cannot be read, stopped
    ///           bad_input: damaged, or edited by hand against an invariant of World; names table,
    ///           row and column
    /// cost      about half a second per million need rows
    Result<World> load_world(const Progress& progress = {}) const;

    /// All imports, oldest first. Errors as load_world; a store without any is no error.
    Result<std::vector<Import>> imports() const;

    /// Version of the schema, `newest_version` once opened.
    int version() const;

private:
    std::unique_ptr<sqlite::Database> database_;
};

/// The schema this program writes. Older stores are brought to it when opened; newer are refused.
extern const int newest_version;

/// Opens a store, or makes an empty one, and brings its schema to `newest_version` in one
/// transaction.
///
/// errors    usage: a PostgreSQL URL (not yet in this version)
///           failed: missing and not to be created, in use, not readable or writable
///           bad_input: not a database, damaged, not of this program, or of a newer version
Result<Store> open(const Location& location, const OpenOptions& options = {});

}  // namespace vorrat::store

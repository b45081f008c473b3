#include "vorrat/store/store.h"

#include <array>

#include <fmt/format.h>

#include "vorrat/sqlite/sqlite.h"
#include "vorrat/store/criteria.h"
#include "vorrat/store/history.h"
#include "vorrat/store/network.h"
#include "vorrat/store/rows.h"
#include "vorrat/store/schema.h"

namespace vorrat::store {
namespace {

/// Every table of the world but `need`, those that point to others first.
constexpr std::array world_tables{"decision_record",
                                  "need_override",
                                  "need_change",
                                  "decision",
                                  "burden",
                                  "forbidden_activity",
                                  "work_limit",
                                  "cap_step",
                                  "cap",
                                  "tier_criteria",
                                  "criteria",
                                  "series_regressor",
                                  "series",
                                  "regressor",
                                  "transit",
                                  "stock",
                                  "impact",
                                  "supply",
                                  "capacity",
                                  "indicator",
                                  "activity_resource",
                                  "activity_item",
                                  "activity_place",
                                  "activity",
                                  "area_place",
                                  "area",
                                  "resource",
                                  "lane",
                                  "place",
                                  "community",
                                  "item",
                                  "world"};

/// DELETE would visit every need to look at its foreign key; a table made anew frees whole pages.
Outcome empty_needs(const sqlite::Database& database) {
    const auto definition = database.text("SELECT sql FROM sqlite_schema WHERE name = 'need'");
    if (!definition) {
        return definition.error();
    }
    return database.run("DROP TABLE need; " + *definition);
}

Outcome empty_world(const sqlite::Database& database) {
    if (auto done = empty_needs(database); !done) {
        return done;
    }
    for (const char* table : world_tables) {
        if (auto done = database.run(fmt::format("DELETE FROM {}", table)); !done) {
            return done;
        }
    }
    return Done{};
}

Outcome log_import(const sqlite::Database& database, const World& world, std::string_view when) {
    const auto before = database.number("SELECT max(import) FROM import");
    if (!before) {
        return before.error();
    }
    const std::int64_t number = *before + 1;
    const std::vector<ImportRow> rows{{std::string(when), need_rows(world.history)}};
    if (auto done = write_rows(database, rows, number); !done) {
        return done;
    }
    std::vector<ImportFileRow> files;
    for (const InputFile& file : world.inputs) {
        files.push_back({number, file});
    }
    const auto first = database.number("SELECT max(position) + 1 FROM import_file");
    if (!first) {
        return first.error();
    }
    return write_rows(database, files, *first);
}

Outcome read_inputs(const sqlite::Database& database, World& world) {
    auto rows = read_rows<ImportFileRow>(database, world, Keys::rising,
                                         "WHERE import = (SELECT max(import) FROM import)");
    if (!rows) {
        return rows.error();
    }
    for (auto& row : *rows) {
        world.inputs.push_back(std::move(row.file));
    }
    return Done{};
}

}  // namespace

Result<Location> parse_location(std::string_view file_or_url) {
    if (file_or_url.empty()) {
        return usage_error("the store: want a file name or postgres://...");
    }
    const auto scheme = file_or_url.find("://");
    if (scheme == std::string_view::npos) {
        return Location(SqliteFile{std::filesystem::path(file_or_url)});
    }
    const std::string_view name = file_or_url.substr(0, scheme);
    if (name == "postgres" || name == "postgresql") {
        return Location(PostgresUrl{std::string(file_or_url)});
    }
    return usage_error(
        fmt::format("the store: want a file name or postgres://..., found {}://", name));
}

Result<Store> open(const Location& location, const OpenOptions& options) {
    const auto* file = std::get_if<SqliteFile>(&location);
    if (file == nullptr) {
        return usage_error("a store in PostgreSQL is not yet in this version; give a file name");
    }
    std::error_code ignored;
    if (options.missing == Missing::refuse && !std::filesystem::exists(file->path, ignored)) {
        return failed(
            fmt::format("{}: no such store; `vorrat import` makes one", file->path.string()));
    }
    auto database = sqlite::Database::open(file->path, options);
    if (!database) {
        return database.error();
    }
    if (auto done = migrate(**database); !done) {
        return done.error();
    }
    return Store(std::move(*database));
}

Store::Store(std::unique_ptr<sqlite::Database> database) : database_(std::move(database)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Outcome Store::replace_world(const World& world, std::string_view when, const Progress& progress) {
    check(!when.empty(), "an import states its moment");
    auto transaction = sqlite::Transaction::begin(*database_, sqlite::Transaction::Kind::write);
    if (!transaction) {
        return transaction.error();
    }
    if (auto done = empty_world(*database_); !done) {
        return done;
    }
    if (auto done = write_network(*database_, world); !done) {
        return done;
    }
    if (auto done = write_criteria(*database_, world); !done) {
        return done;
    }
    if (auto done = write_history(*database_, world, progress); !done) {
        return done;
    }
    if (auto done = log_import(*database_, world, when); !done) {
        return done;
    }
    return transaction->commit();
}

Result<World> Store::load_world(const Progress& progress) const {
    const auto transaction =
        sqlite::Transaction::begin(*database_, sqlite::Transaction::Kind::read);
    if (!transaction) {
        return transaction.error();
    }
    const auto worlds = database_->number("SELECT count(*) FROM world");
    if (!worlds) {
        return worlds.error();
    }
    if (*worlds == 0) {
        return failed(database_->name() + ": holds no world yet; import one first");
    }
    World world;
    if (auto done = read_network(*database_, world); !done) {
        return done.error();
    }
    if (auto done = read_criteria(*database_, world); !done) {
        return done.error();
    }
    if (auto done = read_history(*database_, world, progress); !done) {
        return done.error();
    }
    if (auto done = read_inputs(*database_, world); !done) {
        return done.error();
    }
    return world;
}

Result<std::vector<Import>> Store::imports() const {
    const auto transaction =
        sqlite::Transaction::begin(*database_, sqlite::Transaction::Kind::read);
    if (!transaction) {
        return transaction.error();
    }
    const World none;
    const auto rows = read_rows<ImportRow>(*database_, none, Keys::rising);
    if (!rows) {
        return rows.error();
    }
    auto files = read_rows<ImportFileRow>(*database_, none, Keys::rising);
    if (!files) {
        return files.error();
    }
    const auto last = database_->number("SELECT max(import) FROM import");
    if (!last) {
        return last.error();
    }
    if (std::cmp_not_equal(*last, rows->size())) {
        return database_->damaged("table import: want the numbers 1, 2, ... without gaps");
    }
    std::vector<Import> imports;
    for (const ImportRow& row : *rows) {
        const auto number = static_cast<std::int64_t>(imports.size()) + 1;
        imports.push_back({number, row.when, row.need_rows, {}});
    }
    for (ImportFileRow& row : *files) {
        if (row.import < 1 || std::cmp_greater(row.import, imports.size())) {
            return database_->damaged(
                fmt::format("table import_file: import {} is not in the log", row.import));
        }
        imports[static_cast<std::size_t>(row.import - 1)].files.push_back(std::move(row.file));
    }
    return imports;
}

int Store::version() const { return newest_version; }

}  // namespace vorrat::store

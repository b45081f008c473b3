#include "vorrat/sqlite/sqlite.h"

#include <algorithm>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace vorrat::sqlite {
namespace {

namespace fs = std::filesystem;

/// Waiting for a lock that SQLite does not wait for itself: often enough to seem immediate.
constexpr std::chrono::milliseconds retry_every{5};

/// Pages kept in memory, in KiB (hence the sign): the inner pages of 60 million need rows fit.
constexpr const char* cache = "PRAGMA cache_size = -65536";

/// The write-ahead log shrinks to this many bytes after a large import.
constexpr const char* log_limit = "PRAGMA journal_size_limit = 67108864";

}  // namespace

Database::Database(fs::path path, std::chrono::milliseconds patience)
    : path_(std::move(path)), patience_(patience) {}

Database::~Database() { sqlite3_close_v2(handle_); }

Result<std::unique_ptr<Database>> Database::open(const fs::path& path, const OpenOptions& options) {
    std::unique_ptr<Database> database(new Database(path, options.patience));  // NOLINT: private
    if (auto done = database->connect(options); !done) {
        return done.error();
    }
    return database;
}

Outcome Database::connect(const OpenOptions& options) {
    std::error_code ignored;
    if (options.missing == Missing::refuse && !fs::exists(path_, ignored)) {
        return failed(fmt::format("{}: no such database", path_.string()));
    }
    // Absolute, so that no name is taken for one of SQLite's own (":memory:", "file:...").
    const std::string name = fs::absolute(path_, ignored).string();
    const int create = options.missing == Missing::create ? SQLITE_OPEN_CREATE : 0;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | create;
    if (sqlite3_open_v2(name.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
        return error();
    }
    // SQLite falls back to reading alone where it may not write; a database needs both.
    if (sqlite3_db_readonly(handle_, "main") == 1) {
        return failed(fmt::format("{}: may be read but not written", path_.string()));
    }
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, static_cast<int>(patience_.count()));
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    for (const char* setting :
         {"PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA foreign_keys = ON",
          "PRAGMA synchronous = FULL", cache, log_limit}) {
        if (auto done = run(setting); !done) {
            return done;
        }
    }
    if (auto done = switch_to_wal(); !done) {
        return done;
    }
    if (!options.bytes_max) {
        return Done{};
    }
    const auto page = number("PRAGMA page_size");
    if (!page) {
        return page.error();
    }
    const auto pages =
        std::max<std::uint64_t>(1, *options.bytes_max / std::max<std::int64_t>(1, *page));
    return run(fmt::format("PRAGMA max_page_count = {}", pages));
}

/// Two programs that make the same database at once would each wait for the other, so SQLite does
/// not wait here: one of them gives way at once and tries again.
Outcome Database::switch_to_wal() const {
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    for (;;) {
        const auto mode = text("PRAGMA journal_mode = WAL");
        if (mode && *mode == "wal") {
            return Done{};
        }
        if (mode) {
            return failed(path_.string() + ": this file system cannot hold a database (no WAL)");
        }
        const bool busy = (sqlite3_errcode(handle_) & 0xff) == SQLITE_BUSY;
        if (!busy || std::chrono::steady_clock::now() >= deadline) {
            return mode.error();
        }
        std::this_thread::sleep_for(retry_every);
    }
}

Outcome Database::run(const std::string& sql) const {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return error();
    }
    return Done{};
}

Result<Statement> Database::prepare(const std::string& sql) const {
    sqlite3_stmt* statement = nullptr;
    const int size = static_cast<int>(sql.size());
    if (sqlite3_prepare_v2(handle_, sql.data(), size, &statement, nullptr) != SQLITE_OK) {
        return error();
    }
    return Statement(statement);
}

Result<std::int64_t> Database::number(const std::string& sql) const {
    const auto statement = prepare(sql);
    if (!statement) {
        return statement.error();
    }
    const int code = sqlite3_step(statement->get());
    if (code == SQLITE_ROW) {
        return std::int64_t{sqlite3_column_int64(statement->get(), 0)};
    }
    if (code == SQLITE_DONE) {
        return std::int64_t{0};
    }
    return error();
}

Result<std::string> Database::text(const std::string& sql) const {
    const auto statement = prepare(sql);
    if (!statement) {
        return statement.error();
    }
    const int code = sqlite3_step(statement->get());
    if (code == SQLITE_DONE) {
        return std::string{};
    }
    if (code != SQLITE_ROW) {
        return error();
    }
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement->get(), 0));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement->get(), 0));
    return bytes == nullptr ? std::string{} : std::string(bytes, size);
}

Error Database::damaged(std::string_view what) const {
    return bad_input(fmt::format("{}: {}", path_.string(), what));
}

Error Database::error(std::string_view where) const {
    const std::string file = path_.string();
    const std::string said = sqlite3_errmsg(handle_);
    const int system = sqlite3_system_errno(handle_);
    const std::string because = system == 0 ? said : said + ": " + std::strerror(system);
    const std::string at = where.empty() ? file : fmt::format("{}: {}", file, where);
    switch (sqlite3_errcode(handle_) & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return failed(fmt::format("{}: in use by another program (waited {} ms)", file,
                                      patience_.count()));
        case SQLITE_FULL:
            return failed(file + ": no space left; the database is as it was before");
        case SQLITE_NOTADB:
            return bad_input(file + ": not an SQLite database");
        case SQLITE_CORRUPT:
            return bad_input(
                fmt::format("{}: damaged ({}); make it anew or restore a backup", at, said));
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return failed(fmt::format("{}: may not be written ({})", file, because));
        case SQLITE_CANTOPEN:
            return failed(fmt::format("{}: cannot be opened or made ({})", file, because));
        case SQLITE_IOERR:
            return failed(fmt::format("{}: the disk failed ({})", file, because));
        default:
            return failed(fmt::format("{}: {}", at, said));
    }
}

Query::Query(const Database& database, const std::string& sql) : database_(database) {
    auto statement = database.prepare(sql);
    if (statement) {
        statement_ = std::move(*statement);
    } else {
        outcome_ = statement.error();
    }
}

Query& Query::bind(std::string_view text) {
    if (statement_) {
        sqlite3_bind_text(statement_.get(), next_++, text.data(), static_cast<int>(text.size()),
                          SQLITE_TRANSIENT);
    }
    return *this;
}

Query& Query::bind(std::int64_t number) {
    if (statement_) {
        sqlite3_bind_int64(statement_.get(), next_++, number);
    }
    return *this;
}

bool Query::step() {
    if (!statement_) {
        return false;
    }
    const int code = sqlite3_step(statement_.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        outcome_ = database_.error();
    }
    return code == SQLITE_ROW;
}

std::string Query::text(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return bytes == nullptr ? std::string{} : std::string(bytes, size);
}

std::int64_t Query::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

Outcome Query::run() {
    while (step()) {
    }
    return outcome_;
}

Result<Transaction> Transaction::begin(const Database& database, Kind kind) {
    auto done = database.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
    if (!done) {
        return done.error();
    }
    return Transaction(database);
}

Transaction::~Transaction() {
    // SQLite has rolled back by itself after some errors; otherwise this cannot fail.
    if (database_ != nullptr && database_->in_transaction()) {
        static_cast<void>(database_->run("ROLLBACK"));
    }
}

Outcome Transaction::commit() {
    auto done = database_->run("COMMIT");
    if (!done) {
        return done;
    }
    database_ = nullptr;
    return Done{};
}

namespace {

/// What a database may become: its steps and whose it is.
struct Schema {
    std::span<const char* const> steps;
    std::int64_t owner = 0;

    std::int64_t newest() const { return static_cast<std::int64_t>(steps.size()); }
};

Outcome check_owner(const Database& database, const Schema& schema, std::int64_t version) {
    const auto owner = database.number("PRAGMA application_id");
    if (!owner) {
        return owner.error();
    }
    const auto tables = database.number("SELECT count(*) FROM sqlite_schema");
    if (!tables) {
        return tables.error();
    }
    const bool empty = *tables == 0 && version == 0 && *owner == 0;
    if (!empty && *owner != schema.owner) {
        return database.damaged("an SQLite database, but none of this kind of Vorrat's");
    }
    if (version < 0 || version > schema.newest()) {
        return database.damaged(
            fmt::format("schema version {}, this program knows 1 to {}; use a newer Vorrat",
                        version, schema.newest()));
    }
    return Done{};
}

Outcome apply(const Database& database, const Schema& schema, std::int64_t version) {
    for (std::int64_t step = version; step < schema.newest(); ++step) {
        if (auto done = database.run(schema.steps[static_cast<std::size_t>(step)]); !done) {
            return done;
        }
    }
    return database.run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                    schema.owner, schema.newest()));
}

}  // namespace

Outcome migrate(const Database& database, std::span<const char* const> steps, std::int64_t owner) {
    const Schema schema{steps, owner};
    const auto seen = database.number("PRAGMA user_version");
    if (!seen) {
        return seen.error();
    }
    if (auto done = check_owner(database, schema, *seen); !done) {
        return done;
    }
    if (*seen == schema.newest()) {
        return Done{};
    }

    auto transaction = Transaction::begin(database, Transaction::Kind::write);
    if (!transaction) {
        return transaction.error();
    }
    // Another program may have migrated while this one waited.
    const auto version = database.number("PRAGMA user_version");
    if (!version) {
        return version.error();
    }
    if (auto done = check_owner(database, schema, *version); !done) {
        return done;
    }
    if (auto done = apply(database, schema, *version); !done) {
        return done;
    }
    return transaction->commit();
}

}  // namespace vorrat::sqlite

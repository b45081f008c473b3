#include "vorrat/store/sqlite.h"

#include <algorithm>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace vorrat::store {
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
        return failed(fmt::format("{}: no such store; `vorrat import` makes one", path_.string()));
    }
    // Absolute, so that no name is taken for one of SQLite's own (":memory:", "file:...").
    const std::string name = fs::absolute(path_, ignored).string();
    const int create = options.missing == Missing::create ? SQLITE_OPEN_CREATE : 0;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | create;
    if (sqlite3_open_v2(name.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
        return error();
    }
    // SQLite falls back to reading alone where it may not write; a store needs both.
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

/// Two programs that make the same store at once would each wait for the other, so SQLite does not
/// wait here: one of them gives way at once and tries again.
Outcome Database::switch_to_wal() const {
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    for (;;) {
        const auto mode = text("PRAGMA journal_mode = WAL");
        if (mode && *mode == "wal") {
            return Done{};
        }
        if (mode) {
            return failed(path_.string() + ": this file system cannot hold a store (no WAL)");
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
            return failed(file + ": no space left; the store is as it was before");
        case SQLITE_NOTADB:
            return bad_input(file + ": not an SQLite database");
        case SQLITE_CORRUPT:
            return bad_input(
                fmt::format("{}: damaged ({}); import again or restore a backup", at, said));
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

}  // namespace vorrat::store

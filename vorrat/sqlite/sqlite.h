#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "vorrat/base/result.h"

namespace vorrat::sqlite {

/// What to do where no database exists yet.
enum class Missing { create, refuse };

struct OpenOptions {
    Missing missing = Missing::create;
    /// how long to wait for another program that writes, before giving up
    std::chrono::milliseconds patience{5000};
    /// the database may not grow beyond this many bytes (whole pages); none: what the disk holds
    std::optional<std::uint64_t> bytes_max = {};
};

struct CloseStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

/// A prepared statement of SQLite, finalised when it goes.
using Statement = std::unique_ptr<sqlite3_stmt, CloseStatement>;

/// A connection to one SQLite file: WAL, foreign keys on, a bounded wait for locks.
class Database {
public:
    /// errors    failed: missing and not to be created, in use, not readable or writable
    ///           bad_input: not a database, damaged
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& path,
                                                  const OpenOptions& options);

    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    /// Runs statements whose rows nobody wants.
    Outcome run(const std::string& sql) const;
    /// The first column of the first row as a whole number; 0 without rows.
    Result<std::int64_t> number(const std::string& sql) const;
    /// The same as text; empty without rows.
    Result<std::string> text(const std::string& sql) const;
    Result<Statement> prepare(const std::string& sql) const;

    /// The last thing that went wrong on this connection, in words a user can act on.
    /// where    table and row if known, e.g. `table item, row 3`; may be empty
    Error error(std::string_view where = {}) const;
    /// An error of the file's contents.
    Error damaged(std::string_view what) const;

    std::string name() const { return path_.string(); }
    bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

private:
    Database(std::filesystem::path path, std::chrono::milliseconds patience);
    Outcome connect(const OpenOptions& options);
    Outcome switch_to_wal() const;

    std::filesystem::path path_;
    std::chrono::milliseconds patience_;
    sqlite3* handle_ = nullptr;
};

/// One statement with its values and rows, for tables that are small. Used in the order bind,
/// step, read; whatever goes wrong is kept and given by `outcome`.
class Query {
public:
    Query(const Database& database, const std::string& sql);

    Query& bind(std::string_view text);
    Query& bind(std::int64_t number);
    /// Goes to the next row; false at the end, or when something went wrong.
    bool step();
    std::string text(int column) const;
    std::int64_t number(int column) const;
    /// Runs to the end for what has no rows.
    Outcome run();
    Outcome outcome() const { return outcome_; }

private:
    const Database& database_;
    Statement statement_;
    Outcome outcome_ = Done{};
    int next_ = 1;
};

/// Brings a database to the newest version of its schema in one transaction.
///
/// steps   one migration per version, oldest first
/// owner   application_id that says whose database it is
/// errors  bad_input: of another program, or of a newer version
Outcome migrate(const Database& database, std::span<const char* const> steps, std::int64_t owner);

/// Everything between its making and `commit` happens, or nothing of it.
class Transaction {
public:
    enum class Kind { read, write };

    /// A write waits for another writer, up to the connection's patience.
    static Result<Transaction> begin(const Database& database, Kind kind);

    Transaction(Transaction&& other) noexcept : database_(other.database_) {
        other.database_ = nullptr;
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    Outcome commit();

private:
    explicit Transaction(const Database& database) : database_(&database) {}

    const Database* database_;
};

}  // namespace vorrat::sqlite

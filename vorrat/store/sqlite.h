#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "vorrat/base/result.h"
#include "vorrat/store/store.h"

namespace vorrat::store {

struct CloseStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

/// A prepared statement of SQLite, finalised when it goes.
using Statement = std::unique_ptr<sqlite3_stmt, CloseStatement>;

/// A connection to one SQLite file: WAL, foreign keys on, a bounded wait for locks.
class Database {
public:
    /// errors    failed, bad_input: as vorrat::store::open
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

}  // namespace vorrat::store

#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/access/accounts.h"

namespace vorrat::access {

/// Something that was asked for and could change something.
struct Deed {
    std::int64_t number = 0;  ///< 1 for the first
    Seconds at = 0;
    std::string who;     ///< empty: without an account
    std::string client;  ///< address
    std::string method;
    std::string path;
    int status = 0;  ///< of the answer; 0: none was given yet, or the program ended before
};

/// An answer that a repeated request gets again.
struct KeptAnswer {
    std::string request;  ///< hash of what was asked
    int status = 0;       ///< 0: the first is still at work, or ended without an answer
    std::string headers;
    std::string body;
};

/// The record of every write, and the answers to requests with an Idempotency-Key. Any number of
/// threads may ask at the same time.
class Journal {
public:
    static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& file, Clock clock);

    /// Before it is done: what cannot be recorded is not done. returns  the number
    Result<std::int64_t> begin(const Deed& deed);
    Outcome finish(std::int64_t number, int status);
    /// Newest first, those before `before` (0: all), at most `limit`.
    Result<std::vector<Deed>> deeds(std::int64_t before, std::int64_t limit) const;

    /// Whether the database can be read. errors  those of sqlite
    Outcome answers() const;

    /// The first to come with a key reserves it and gets nothing back; all others what is kept.
    Result<std::optional<KeptAnswer>> reserve(std::string_view who, std::string_view key,
                                              std::string_view request);
    Outcome keep(std::string_view who, std::string_view key, const KeptAnswer& answer);
    /// Forgets the key: nothing was done, and who comes with it again is the first.
    Outcome release(std::string_view who, std::string_view key);

private:
    Journal(std::unique_ptr<sqlite::Database> database, Clock clock)
        : database_(std::move(database)), clock_(std::move(clock)) {}

    std::unique_ptr<sqlite::Database> database_;
    Clock clock_;
    mutable std::mutex mutex_{};
};

}  // namespace vorrat::access

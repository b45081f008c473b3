#include "vorrat/access/journal.h"

#include <array>
#include <utility>

namespace vorrat::access {
namespace {

using sqlite::Query;

constexpr std::int64_t application_id = 0x564F524A;  // "VORJ"

/// Longer than anybody tries again.
constexpr Seconds kept_for = Seconds{24} * 3600;

constexpr const char* version_1 = R"sql(
CREATE TABLE deed (
    deed INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    client TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    status INTEGER NOT NULL
) STRICT;

CREATE TRIGGER deed_stays BEFORE DELETE ON deed
BEGIN SELECT raise(ABORT, 'the record only grows'); END;

CREATE TRIGGER deed_is_finished_once BEFORE UPDATE ON deed
WHEN OLD.status <> 0 OR OLD.at <> NEW.at OR OLD.who <> NEW.who OR OLD.client <> NEW.client
    OR OLD.method <> NEW.method OR OLD.path <> NEW.path
BEGIN SELECT raise(ABORT, 'the record only grows'); END;

CREATE TABLE answer (
    who TEXT NOT NULL,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    request TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (who, key)
) STRICT;
)sql";

constexpr std::array steps{version_1};

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& file, Clock clock) {
    auto database = sqlite::Database::open(file, {});
    if (!database) {
        return database.error();
    }
    if (auto done = sqlite::migrate(**database, steps, application_id); !done) {
        return done.error();
    }
    return std::unique_ptr<Journal>(  // NOLINT: the constructor is private
        new Journal(std::move(*database), std::move(clock)));
}

Result<std::int64_t> Journal::begin(const Deed& deed) {
    const std::scoped_lock lock(mutex_);
    Query row(*database_,
              "INSERT INTO deed (at, who, client, method, path, status) VALUES (?, ?, ?, ?, ?, 0) "
              "RETURNING deed");
    row.bind(clock_()).bind(deed.who).bind(deed.client).bind(deed.method).bind(deed.path);
    const std::int64_t number = row.step() ? row.number(0) : 0;
    auto done = row.run();
    return done ? Result(number) : done.error();
}

Outcome Journal::finish(std::int64_t number, int status) {
    const std::scoped_lock lock(mutex_);
    return Query(*database_, "UPDATE deed SET status = ? WHERE deed = ?")
        .bind(std::int64_t{status})
        .bind(number)
        .run();
}

Outcome Journal::answers() const {
    const std::scoped_lock lock(mutex_);
    const auto read = database_->number("SELECT count(*) FROM (SELECT 1 FROM deed LIMIT 1)");
    return read ? Outcome(Done{}) : read.error();
}

Result<std::vector<Deed>> Journal::deeds(std::int64_t before, std::int64_t limit) const {
    const std::scoped_lock lock(mutex_);
    Query rows(*database_,
               "SELECT deed, at, who, client, method, path, status FROM deed WHERE ?1 = 0 OR "
               "deed < ?1 ORDER BY deed DESC LIMIT ?2");
    rows.bind(before).bind(limit);
    std::vector<Deed> deeds;
    while (rows.step()) {
        deeds.push_back({rows.number(0), rows.number(1), rows.text(2), rows.text(3), rows.text(4),
                         rows.text(5), static_cast<int>(rows.number(6))});
    }
    auto done = rows.outcome();
    return done ? Result(std::move(deeds)) : done.error();
}

Result<std::optional<KeptAnswer>> Journal::reserve(std::string_view who, std::string_view key,
                                                   std::string_view request) {
    const std::scoped_lock lock(mutex_);
    auto cleared =
        Query(*database_, "DELETE FROM answer WHERE at < ?").bind(clock_() - kept_for).run();
    if (!cleared) {
        return cleared.error();
    }
    Query row(*database_,
              "SELECT request, status, headers, body FROM answer WHERE who = ? AND key = ?");
    row.bind(who).bind(key);
    if (row.step()) {
        return std::optional(
            KeptAnswer{row.text(0), static_cast<int>(row.number(1)), row.text(2), row.text(3)});
    }
    auto done = row.outcome();
    if (done) {
        done = Query(*database_, "INSERT INTO answer VALUES (?, ?, ?, ?, 0, '', '')")
                   .bind(who)
                   .bind(key)
                   .bind(clock_())
                   .bind(request)
                   .run();
    }
    return done ? Result(std::optional<KeptAnswer>()) : done.error();
}

Outcome Journal::keep(std::string_view who, std::string_view key, const KeptAnswer& answer) {
    const std::scoped_lock lock(mutex_);
    return Query(*database_,
                 "UPDATE answer SET status = ?, headers = ?, body = ? WHERE who = ? AND key = ?")
        .bind(std::int64_t{answer.status})
        .bind(answer.headers)
        .bind(answer.body)
        .bind(who)
        .bind(key)
        .run();
}

Outcome Journal::release(std::string_view who, std::string_view key) {
    const std::scoped_lock lock(mutex_);
    return Query(*database_, "DELETE FROM answer WHERE who = ? AND key = ?")
        .bind(who)
        .bind(key)
        .run();
}

}  // namespace vorrat::access

#pragma once

#include <array>
#include <cstdint>

/// The tables of access.sqlite, one migration per version.
namespace vorrat::access::schema {

inline constexpr std::int64_t application_id = 0x564F5241;  // "VORA"

inline constexpr const char* version_1 = R"sql(
CREATE TABLE account (
    name TEXT PRIMARY KEY,
    password TEXT NOT NULL,
    disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE account_grant (
    name TEXT NOT NULL REFERENCES account,
    role TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (name, role, place)
) STRICT;

CREATE TABLE session (
    hash TEXT PRIMARY KEY,
    name TEXT NOT NULL REFERENCES account,
    begun INTEGER NOT NULL,
    used INTEGER NOT NULL
) STRICT;

CREATE TABLE token (
    token INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL REFERENCES account,
    label TEXT NOT NULL,
    scope TEXT NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

CREATE TABLE link (
    hash TEXT PRIMARY KEY,
    name TEXT NOT NULL REFERENCES account,
    expires INTEGER NOT NULL
) STRICT;
)sql";

// Sessions get a number, by which their owner ends them, and the address they began from.
inline constexpr const char* version_2 = R"sql(
CREATE TABLE numbered_session (
    session INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL REFERENCES account,
    begun INTEGER NOT NULL,
    used INTEGER NOT NULL,
    client TEXT NOT NULL
) STRICT;
INSERT INTO numbered_session (hash, name, begun, used, client)
    SELECT hash, name, begun, used, '' FROM session;
DROP TABLE session;
ALTER TABLE numbered_session RENAME TO session;
)sql";

inline constexpr std::array steps{version_1, version_2};

}  // namespace vorrat::access::schema

#include "vorrat/store/schema.h"

#include <array>

#include "vorrat/store/store.h"

namespace vorrat::store {
namespace {

/// Every table has a whole-number key: the position in the world's table, counted from 0. A column
/// named like a table holds such a position. A column `..._id` holds the name that people use.
constexpr const char* version_1 = R"sql(
CREATE TABLE world (
    world INTEGER PRIMARY KEY CHECK (world = 0),
    frequency TEXT NOT NULL CHECK (frequency IN ('day', 'week', 'month'))
) STRICT;

CREATE TABLE item (
    item INTEGER PRIMARY KEY,
    item_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    kg_per_unit REAL NOT NULL,
    litres_per_unit REAL NOT NULL,
    shelf_life_days INTEGER,
    tier TEXT NOT NULL CHECK (tier IN ('essential', 'basic', 'wanted')),
    pack_size REAL NOT NULL CHECK (pack_size > 0),
    item_group TEXT NOT NULL
) STRICT;

CREATE TABLE community (
    community INTEGER PRIMARY KEY,
    community_id TEXT NOT NULL UNIQUE,
    population REAL NOT NULL
) STRICT;

CREATE TABLE place (
    place INTEGER PRIMARY KEY,
    place_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('source', 'plant', 'hub', 'depot')),
    latitude REAL,
    longitude REAL,
    community INTEGER REFERENCES community,
    population REAL NOT NULL,
    storage_litres REAL CHECK (storage_litres >= 0),
    CHECK (kind <> 'depot' OR community IS NOT NULL),
    CHECK ((latitude IS NULL) = (longitude IS NULL))
) STRICT;

CREATE TABLE lane (
    lane INTEGER PRIMARY KEY,
    from_place INTEGER NOT NULL REFERENCES place,
    to_place INTEGER NOT NULL REFERENCES place,
    mode TEXT NOT NULL,
    lead_days INTEGER NOT NULL,
    km REAL NOT NULL,
    capacity_kg REAL CHECK (capacity_kg >= 0),
    minimum_kg REAL CHECK (minimum_kg >= 0)
) STRICT;

CREATE TABLE area (
    area INTEGER PRIMARY KEY,
    area_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE area_place (
    position INTEGER PRIMARY KEY,
    area INTEGER NOT NULL REFERENCES area,
    place INTEGER NOT NULL REFERENCES place
) STRICT;

CREATE TABLE resource (
    resource INTEGER PRIMARY KEY,
    resource_id TEXT NOT NULL UNIQUE,
    unit TEXT NOT NULL
) STRICT;

CREATE TABLE activity (
    activity INTEGER PRIMARY KEY,
    activity_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE activity_place (
    position INTEGER PRIMARY KEY,
    activity INTEGER NOT NULL REFERENCES activity,
    place INTEGER NOT NULL REFERENCES place
) STRICT;

CREATE TABLE activity_item (
    position INTEGER PRIMARY KEY,
    activity INTEGER NOT NULL REFERENCES activity,
    role TEXT NOT NULL CHECK (role IN ('input', 'output')),
    item INTEGER NOT NULL REFERENCES item,
    quantity_per_run REAL NOT NULL
) STRICT;

CREATE TABLE activity_resource (
    position INTEGER PRIMARY KEY,
    activity INTEGER NOT NULL REFERENCES activity,
    resource INTEGER NOT NULL REFERENCES resource,
    quantity_per_run REAL NOT NULL
) STRICT;

CREATE TABLE capacity (
    position INTEGER PRIMARY KEY,
    resource INTEGER NOT NULL REFERENCES resource,
    place INTEGER REFERENCES place,
    date TEXT,
    available REAL NOT NULL CHECK (available >= 0)
) STRICT;

CREATE TABLE supply (
    position INTEGER PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES item,
    place INTEGER NOT NULL REFERENCES place,
    available REAL CHECK (available >= 0),
    date TEXT
) STRICT;

CREATE TABLE indicator (
    indicator INTEGER PRIMARY KEY,
    indicator_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE impact (
    position INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('item', 'activity', 'mode', 'storage', 'waste')),
    target_id TEXT NOT NULL,
    indicator INTEGER NOT NULL REFERENCES indicator,
    quantity REAL NOT NULL
) STRICT;

CREATE TABLE stock (
    position INTEGER PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES item,
    place INTEGER NOT NULL REFERENCES place,
    quantity REAL NOT NULL CHECK (quantity >= 0),
    best_before TEXT
) STRICT;

CREATE TABLE transit (
    position INTEGER PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES item,
    from_place INTEGER NOT NULL REFERENCES place,
    to_place INTEGER REFERENCES place,
    to_area INTEGER REFERENCES area,
    quantity REAL NOT NULL CHECK (quantity >= 0),
    arrives TEXT NOT NULL,
    CHECK ((to_place IS NULL) <> (to_area IS NULL))
) STRICT;

CREATE TABLE regressor (
    regressor INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE series (
    series INTEGER PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES item,
    place INTEGER NOT NULL REFERENCES place,
    start TEXT NOT NULL,
    steps INTEGER NOT NULL CHECK (steps >= 0),
    UNIQUE (item, place)
) STRICT;

CREATE TABLE series_regressor (
    position INTEGER PRIMARY KEY,
    series INTEGER NOT NULL REFERENCES series,
    regressor INTEGER NOT NULL REFERENCES regressor,
    step_values TEXT NOT NULL
) STRICT;

CREATE TABLE need (
    series INTEGER NOT NULL REFERENCES series,
    step INTEGER NOT NULL,
    quantity REAL CHECK (quantity >= 0),
    available INTEGER,
    PRIMARY KEY (series, step)
) STRICT, WITHOUT ROWID;

CREATE VIEW need_by_date AS
SELECT item_id, place_id,
       CASE frequency
           WHEN 'day' THEN date(start, '+' || step || ' days')
           WHEN 'week' THEN date(start, '+' || 7 * step || ' days')
           ELSE min(date(start, '+' || step || ' months'),
                    date(start, 'start of month', '+' || (step + 1) || ' months', '-1 day'))
       END AS date,
       quantity, available
FROM need JOIN series USING (series) JOIN item USING (item) JOIN place USING (place), world;

CREATE TABLE criteria (
    criteria INTEGER PRIMARY KEY CHECK (criteria = 0),
    horizon_days INTEGER NOT NULL,
    period_days INTEGER NOT NULL,
    review_days INTEGER NOT NULL,
    holding_per_unit_and_day REAL NOT NULL,
    shortage_per_unit REAL NOT NULL,
    calm REAL NOT NULL,
    reserve_weight REAL NOT NULL,
    minimum_ratio REAL NOT NULL
) STRICT;

CREATE TABLE tier_criteria (
    position INTEGER PRIMARY KEY,
    tier TEXT NOT NULL UNIQUE CHECK (tier IN ('essential', 'basic', 'wanted')),
    weight REAL NOT NULL,
    reserve_coverage REAL,
    reserve_days REAL,
    minimum_coverage REAL NOT NULL
) STRICT;

CREATE TABLE cap (
    cap INTEGER PRIMARY KEY,
    indicator_id TEXT NOT NULL,
    total REAL NOT NULL
) STRICT;

CREATE TABLE cap_step (
    position INTEGER PRIMARY KEY,
    cap INTEGER NOT NULL REFERENCES cap,
    from_date TEXT NOT NULL,
    total REAL NOT NULL
) STRICT;

CREATE TABLE work_limit (
    position INTEGER PRIMARY KEY,
    resource INTEGER NOT NULL REFERENCES resource,
    per_week REAL NOT NULL
) STRICT;

CREATE TABLE forbidden_activity (
    position INTEGER PRIMARY KEY,
    activity INTEGER NOT NULL REFERENCES activity
) STRICT;

CREATE TABLE burden (
    position INTEGER PRIMARY KEY,
    indicator_id TEXT NOT NULL UNIQUE,
    weight REAL NOT NULL
) STRICT;

CREATE TABLE decision (
    position INTEGER PRIMARY KEY,
    criterion TEXT NOT NULL UNIQUE,
    decision TEXT NOT NULL
) STRICT;

CREATE TABLE input (
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    file_rows INTEGER NOT NULL
) STRICT;
)sql";

/// The log of imports. What the world was read from becomes the files of its latest import; for a
/// world stored before, that is a first import whose moment nobody wrote down.
constexpr const char* version_2 = R"sql(
CREATE TABLE import (
    import INTEGER PRIMARY KEY,
    imported_at TEXT NOT NULL,
    need_rows INTEGER NOT NULL CHECK (need_rows >= 0)
) STRICT;

CREATE TABLE import_file (
    position INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES import,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    file_rows INTEGER NOT NULL CHECK (file_rows >= 0)
) STRICT;

CREATE INDEX import_file_by_import ON import_file (import);

INSERT INTO import (import, imported_at, need_rows)
SELECT 1, '', (SELECT count(*) FROM need) FROM world;

INSERT INTO import_file (position, import, name, sha256, file_rows)
SELECT position, 1, name, sha256, file_rows FROM input, world;

DROP TABLE input;
)sql";

/// Who decided which number, row by row as it was decided, and the needs that people see otherwise.
constexpr const char* version_3 = R"sql(
CREATE TABLE decision_record (
    position INTEGER PRIMARY KEY,
    decision_id TEXT NOT NULL,
    date TEXT NOT NULL,
    council_id TEXT NOT NULL,
    criterion TEXT NOT NULL,
    value TEXT NOT NULL,
    replaced TEXT NOT NULL,
    reason TEXT NOT NULL,
    proposal_id TEXT NOT NULL
) STRICT;

CREATE TABLE need_change (
    position INTEGER PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES item,
    community INTEGER REFERENCES community,
    factor REAL NOT NULL CHECK (factor >= 0),
    replaced_by INTEGER REFERENCES item,
    ratio REAL NOT NULL CHECK (ratio > 0)
) STRICT;
)sql";

/// What somebody who plans knows better than the history.
constexpr const char* version_4 = R"sql(
CREATE TABLE need_override (
    position INTEGER PRIMARY KEY,
    override_id TEXT NOT NULL UNIQUE,
    item INTEGER NOT NULL REFERENCES item,
    place INTEGER NOT NULL REFERENCES place,
    from_date TEXT NOT NULL,
    until_date TEXT NOT NULL CHECK (until_date >= from_date),
    factor REAL CHECK (factor >= 0),
    quantity REAL CHECK (quantity >= 0),
    reason TEXT NOT NULL,
    made TEXT NOT NULL,
    made_by TEXT NOT NULL,
    withdrawn TEXT,
    CHECK ((factor IS NULL) <> (quantity IS NULL))
) STRICT;
)sql";

constexpr std::array steps{version_1, version_2, version_3, version_4};

}  // namespace

const int newest_version = static_cast<int>(steps.size());

std::span<const char* const> migrations() { return steps; }

Outcome migrate(const sqlite::Database& database) {
    return sqlite::migrate(database, steps, application_id);
}

}  // namespace vorrat::store

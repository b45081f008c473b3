-- A store as version 1 of the schema left it: one bakery, one shop, three days of need for bread.
-- Published: never change it. The test brings it to the newest version.
PRAGMA application_id = 1448038994; -- "VORR"
PRAGMA user_version = 1;
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

INSERT INTO world VALUES (0, 'day');
INSERT INTO item VALUES (0, 'bread', 'Brot', 'piece', 0.75, 2.0, 3, 'essential', 1.0, 'food');
INSERT INTO community VALUES (0, 'north', 1200.0);
INSERT INTO place VALUES (0, 'bakery', 'Bäckerei', 'plant', NULL, NULL, NULL, 0.0, NULL);
INSERT INTO place VALUES (1, 'shop', 'Laden', 'depot', 51.0, 13.5, 0, 1200.0, 500.0);
INSERT INTO lane VALUES (0, 0, 1, 'road', 1, 12.5, NULL, NULL);
INSERT INTO supply VALUES (0, 0, 0, 40.0, NULL);
INSERT INTO stock VALUES (0, 0, 1, 7.0, '2026-11-25');
INSERT INTO regressor VALUES (0, 'price');
INSERT INTO series VALUES (0, 0, 1, '2026-11-20', 3);
INSERT INTO series_regressor VALUES (0, 0, 0, '[1.5,null,2]');
INSERT INTO need VALUES (0, 0, 5.0, 1);
INSERT INTO need VALUES (0, 1, NULL, 1);
INSERT INTO need VALUES (0, 2, 4.0, 0);
INSERT INTO criteria VALUES (0, 28, 7, 7, 0.02, 1.0, 0.02, 0.02, 0.0);
INSERT INTO tier_criteria VALUES (0, 'essential', 100.0, 0.99, NULL, 0.0);
INSERT INTO tier_criteria VALUES (1, 'basic', 10.0, NULL, 3.0, 0.0);
INSERT INTO tier_criteria VALUES (2, 'wanted', 1.0, NULL, NULL, 0.0);
INSERT INTO input VALUES (0, 'needs.csv', '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff', 3);
INSERT INTO input VALUES (1, 'items.csv', 'ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100', 1);

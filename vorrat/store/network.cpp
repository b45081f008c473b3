#include "vorrat/store/network.h"

#include <iterator>

#include "vorrat/store/rows.h"

namespace vorrat::store {
namespace {

Outcome write_areas(const sqlite::Database& database, const World& world) {
    std::vector<AreaPlaceRow> places;
    for (const AreaId area : world.areas.ids()) {
        for (const PlaceId place : world.areas[area].places) {
            places.push_back({area, place});
        }
    }
    if (auto done = write_rows(database, world.areas.values()); !done) {
        return done;
    }
    return write_rows(database, places);
}

Outcome write_activities(const sqlite::Database& database, const World& world) {
    std::vector<ActivityPlaceRow> places;
    std::vector<ActivityItemRow> items;
    std::vector<ActivityResourceRow> resources;
    for (const ActivityId id : world.activities.ids()) {
        const Activity& activity = world.activities[id];
        for (const PlaceId place : activity.places) {
            places.push_back({id, place});
        }
        for (const auto& input : activity.inputs) {
            items.push_back({id, Role::input, input});
        }
        for (const auto& output : activity.outputs) {
            items.push_back({id, Role::output, output});
        }
        for (const auto& resource : activity.resources) {
            resources.push_back({id, resource});
        }
    }
    if (auto done = write_rows(database, world.activities.values()); !done) {
        return done;
    }
    if (auto done = write_rows(database, places); !done) {
        return done;
    }
    if (auto done = write_rows(database, items); !done) {
        return done;
    }
    return write_rows(database, resources);
}

Outcome write_indicators(const sqlite::Database& database, const World& world) {
    std::vector<IndicatorRow> rows;
    for (const std::string& id : world.indicators) {
        rows.push_back({id});
    }
    return write_rows(database, rows);
}

template <class Id, class Row>
Outcome read_table(const sqlite::Database& database, const World& world, PerId<Id, Row>& table) {
    auto rows = read_rows<Row>(database, world, Keys::positions);
    if (!rows) {
        return rows.error();
    }
    for (Row& row : *rows) {
        table.push_back(std::move(row));
    }
    return Done{};
}

template <class Row>
Outcome read_list(const sqlite::Database& database, const World& world, std::vector<Row>& list) {
    auto rows = read_rows<Row>(database, world, Keys::rising);
    if (!rows) {
        return rows.error();
    }
    list = std::move(*rows);
    return Done{};
}

Outcome read_places(const sqlite::Database& database, World& world) {
    if (auto done = read_table(database, world, world.places); !done) {
        return done;
    }
    for (const PlaceId id : world.places.ids()) {
        const Place& place = world.places[id];
        const bool dangling = place.community.index() >= world.communities.size();
        if (place.kind == PlaceKind::depot && dangling) {
            return database.damaged(row_name("place", id.value) +
                                    ", column community: want a depot's community, found nothing");
        }
    }
    return Done{};
}

Outcome read_areas(const sqlite::Database& database, World& world) {
    if (auto done = read_table(database, world, world.areas); !done) {
        return done;
    }
    const auto rows = read_rows<AreaPlaceRow>(database, world, Keys::rising);
    if (!rows) {
        return rows.error();
    }
    for (const auto& row : *rows) {
        world.areas[row.area].places.push_back(row.place);
    }
    return Done{};
}

Outcome read_activities(const sqlite::Database& database, World& world) {
    if (auto done = read_table(database, world, world.activities); !done) {
        return done;
    }
    const auto places = read_rows<ActivityPlaceRow>(database, world, Keys::rising);
    if (!places) {
        return places.error();
    }
    for (const auto& row : *places) {
        world.activities[row.activity].places.push_back(row.place);
    }
    const auto items = read_rows<ActivityItemRow>(database, world, Keys::rising);
    if (!items) {
        return items.error();
    }
    for (const auto& row : *items) {
        Activity& activity = world.activities[row.activity];
        (row.role == Role::input ? activity.inputs : activity.outputs).push_back(row.what);
    }
    const auto resources = read_rows<ActivityResourceRow>(database, world, Keys::rising);
    if (!resources) {
        return resources.error();
    }
    for (const auto& row : *resources) {
        world.activities[row.activity].resources.push_back(row.what);
    }
    return Done{};
}

Outcome read_indicators(const sqlite::Database& database, World& world) {
    const auto rows = read_rows<IndicatorRow>(database, world, Keys::positions);
    if (!rows) {
        return rows.error();
    }
    for (const auto& row : *rows) {
        world.indicators.push_back(row.id);
    }
    return Done{};
}

/// Exactly one of the two destinations, which the schema promises and the model relies on.
Outcome check_transit(const sqlite::Database& database, const World& world) {
    for (std::size_t i = 0; i < world.transit.size(); ++i) {
        if (world.transit[i].to_place.has_value() == world.transit[i].to_area.has_value()) {
            return database.damaged(row_name("transit", static_cast<std::int64_t>(i)) +
                                    ": want exactly one of to_place and to_area");
        }
    }
    return Done{};
}

}  // namespace

Outcome write_network(const sqlite::Database& database, const World& world) {
    // Tables that others point to come first: foreign keys are checked row by row.
    if (auto done = write_rows(database, world.items.values()); !done) {
        return done;
    }
    if (auto done = write_rows(database, world.communities.values()); !done) {
        return done;
    }
    if (auto done = write_rows(database, world.places.values()); !done) {
        return done;
    }
    if (auto done = write_rows(database, world.lanes.values()); !done) {
        return done;
    }
    if (auto done = write_rows(database, world.resources.values()); !done) {
        return done;
    }
    if (auto done = write_areas(database, world); !done) {
        return done;
    }
    if (auto done = write_activities(database, world); !done) {
        return done;
    }
    if (auto done = write_indicators(database, world); !done) {
        return done;
    }
    if (auto done = write_rows(database, world.capacities); !done) {
        return done;
    }
    if (auto done = write_rows(database, world.supplies); !done) {
        return done;
    }
    if (auto done = write_rows(database, world.impacts); !done) {
        return done;
    }
    if (auto done = write_rows(database, world.stock); !done) {
        return done;
    }
    return write_rows(database, world.transit);
}

Outcome read_network(const sqlite::Database& database, World& world) {
    if (auto done = read_table(database, world, world.items); !done) {
        return done;
    }
    if (auto done = read_table(database, world, world.communities); !done) {
        return done;
    }
    if (auto done = read_places(database, world); !done) {
        return done;
    }
    if (auto done = read_table(database, world, world.lanes); !done) {
        return done;
    }
    if (auto done = read_table(database, world, world.resources); !done) {
        return done;
    }
    if (auto done = read_areas(database, world); !done) {
        return done;
    }
    if (auto done = read_activities(database, world); !done) {
        return done;
    }
    if (auto done = read_indicators(database, world); !done) {
        return done;
    }
    if (auto done = read_list(database, world, world.capacities); !done) {
        return done;
    }
    if (auto done = read_list(database, world, world.supplies); !done) {
        return done;
    }
    if (auto done = read_list(database, world, world.impacts); !done) {
        return done;
    }
    if (auto done = read_list(database, world, world.stock); !done) {
        return done;
    }
    if (auto done = read_list(database, world, world.transit); !done) {
        return done;
    }
    return check_transit(database, world);
}

}  // namespace vorrat::store

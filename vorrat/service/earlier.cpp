#include "vorrat/service/earlier.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "vorrat/base/csv.h"

namespace vorrat::service {
namespace {

constexpr std::array<std::string_view, 5> columns{"item_id", "from_place", "to_place", "mode",
                                                  "quantity"};

/// Where each of `columns` stands.
Result<std::array<std::size_t, columns.size()>> positions(const CsvReader& rows) {
    std::array<std::size_t, columns.size()> at{};
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const auto found = std::ranges::find(rows.header(), columns[c]);
        if (found == rows.header().end()) {
            return bad_input(
                fmt::format("{}:1: want column {}, found none", rows.file(), columns[c]));
        }
        at[c] = static_cast<std::size_t>(found - rows.header().begin());
    }
    return at;
}

Error refused(const CsvReader& rows, std::size_t field, std::string_view want) {
    const CsvPosition at = rows.position(field);
    return bad_input(fmt::format("{}:{}:{}: {}: want {}, found \"{}\"", rows.file(), at.line,
                                 at.column, rows.header()[field], want, rows.fields()[field]));
}

}  // namespace

Result<std::vector<placement::Order>> read_earlier(const World& world, std::string_view text,
                                                   const std::string& file) {
    auto rows = CsvReader::open(text, file);
    if (!rows) {
        return rows.error();
    }
    const auto at = positions(*rows);
    if (!at) {
        return at.error();
    }
    std::map<std::string_view, ItemId> items;
    for (const ItemId id : world.items.ids()) {
        items.emplace(world.items[id].id, id);
    }
    std::map<std::array<std::string_view, 3>, LaneId> lanes;
    for (const LaneId id : world.lanes.ids()) {
        const Lane& lane = world.lanes[id];
        lanes.try_emplace({world.places[lane.from].id, world.places[lane.to].id, lane.mode}, id);
    }
    std::vector<placement::Order> orders;
    for (CsvStep step = rows->next(); step != CsvStep::end; step = rows->next()) {
        if (step == CsvStep::bad_row) {
            const CsvProblem& problem = rows->problem();
            return bad_input(fmt::format("{}:{}:{}: want {}, found {}", file, problem.at.line,
                                         problem.at.column, problem.expected, problem.found));
        }
        const auto cell = [&](std::size_t c) { return rows->fields()[(*at)[c]]; };
        const auto item = items.find(cell(0));
        if (item == items.end()) {
            return refused(*rows, (*at)[0], "an item of the workspace");
        }
        const auto lane = lanes.find({cell(1), cell(2), cell(3)});
        if (lane == lanes.end()) {
            return refused(*rows, (*at)[1], "from_place, to_place and mode of a lane");
        }
        double units = 0;
        const std::string_view number = cell(4);
        const auto [end, problem] =
            std::from_chars(number.data(), number.data() + number.size(), units);
        const bool is_number = problem == std::errc{} && end == number.data() + number.size();
        if (!is_number || !std::isfinite(units) || units < 0) {
            return refused(*rows, (*at)[4], "a number of at least 0");
        }
        orders.push_back({item->second, lane->second, units});
    }
    return orders;
}

}  // namespace vorrat::service

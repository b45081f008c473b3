#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "vorrat/verify/answer.h"

namespace vorrat::verify {
namespace {

/// What became of a part of a row of transit.csv.
struct Part {
    std::string_view fate;
    int to = 0;
    Date open_until;
};

/// When goods that took such a way arrive, and the lanes that were taken and not taken for it.
struct Way {
    Date arrives;
    const Lane* taken = nullptr;
    const Lane* instead = nullptr;
};

class UnderWay {
public:
    UnderWay(Problem& problem, Checks& checks)
        : problem_(problem),
          tally_(checks,
                 "Goods under way keep their quantity, take lanes in their time, and pay for it") {}

    void check() {
        Table rows(problem_, "under_way.csv");
        std::map<std::size_t, double> sums;
        while (rows.next()) {
            const auto row = at(rows.whole(0)) - 1;
            if (row >= problem_.transit.size()) {
                rows.fail(0, "a row of transit.csv");
                break;
            }
            sums[row] += rows.number(4);
            check_part(problem_.transit[row], {rows.text(2), rows.id(3), rows.date(6)}, rows);
        }
        for (const auto& [row, sum] : sums) {
            tally_.expect_equal(sum, problem_.transit[row].quantity, [row = row] {
                return fmt::format("under_way.csv: parts of row {} of transit.csv", row + 1);
            });
        }
    }

private:
    bool is_hub(int place) const {
        return !problem_.places[at(place)].is_source && !problem_.places[at(place)].is_depot;
    }

    /// The lanes from a place to the part's, leaving on a day.
    void add_lanes(int from, int to, Date leaves, const Lane* instead, std::vector<Way>& ways) {
        for (const Lane& lane : problem_.lanes) {
            if (lane.from == from && lane.to == to) {
                ways.push_back({leaves + days{lane.lead_days}, &lane, instead});
            }
        }
    }

    /// Of goods whose final place was open.
    std::vector<Way> ways_from_area(const Transit& row, const Part& part) {
        const Date leaves = std::max(part.open_until, problem_.start);
        if (is_hub(part.to) && part.fate != "address") {
            return {{leaves}};
        }
        std::vector<Way> ways;
        for (const Lane& lane : problem_.lanes) {
            if (is_hub(lane.from) && lane.to == part.to &&
                std::ranges::count(problem_.areas[at(row.area)], part.to) > 0) {
                ways.push_back({leaves + days{lane.lead_days}, &lane});
            }
        }
        return ways;
    }

    std::vector<Way> ways(const Transit& row, const Part& part) {
        const Date arrives = std::max(row.arrives, problem_.start);
        std::vector<Way> ways;
        if (row.place < 0) {
            return ways_from_area(row, part);
        }
        if (part.to == row.place) {
            return {{arrives}};
        }
        if (part.fate != "readdress") {
            add_lanes(row.place, part.to, arrives, nullptr, ways);
        }
        // Over a hub that lies ahead of the row's place, which is reached in time from there.
        for (const Lane& planned : problem_.lanes) {
            if (part.fate != "transship" && planned.to == row.place && is_hub(planned.from) &&
                part.open_until + days{planned.lead_days} == row.arrives) {
                if (part.fate == "return" && planned.from == part.to) {
                    ways.push_back({part.open_until, nullptr, &planned});
                }
                add_lanes(planned.from, part.to, part.open_until, &planned, ways);
            }
        }
        return ways;
    }

    bool may_be(const Transit& row, const Part& part) const {
        const auto& [fate, to, open_until] = part;
        if (row.place < 0) {
            const bool is_open = open_until > problem_.start;
            return fate == "wait"
                       ? is_open
                       : !is_open && (fate == "address" || fate == "release" || fate == "return");
        }
        if (fate == "confirm" || fate == "release") {
            return to == row.place;
        }
        return to != row.place &&
               (fate == "return" ? is_hub(to) : fate == "readdress" || fate == "transship");
    }

    /// Whether the way gives the arrival, CO2e and cost of the row of under_way.csv.
    bool gives(const Way& way, int item, const Table& rows) const {
        Interval tonne_km;
        Interval co2e;
        for (const auto& [lane, sign] : {std::pair{way.taken, 1}, {way.instead, -1}}) {
            if (lane != nullptr) {
                const Interval tkm = problem_.tonne_km(*lane, item, sign * rows.number(4));
                tonne_km += tkm;
                co2e += problem_.co2e_per_tkm(*lane) * tkm;
            }
        }
        const record::Json& burden = problem_.json["criteria"]["burden"];
        const Interval cost = Interval(burden.value("transport_tkm", 0.0)) * tonne_km +
                              Interval(burden.value("co2e_kg", 0.0)) * co2e;
        return way.arrives == rows.date(5) && is_equal(rows.number(10), co2e) &&
               is_equal(rows.number(9), cost);
    }

    void check_part(const Transit& row, const Part& part, const Table& rows) {
        tally_.expect(row.item == rows.id(1), "{}: item_id: not that of the row of transit.csv",
                      rows);
        if (!tally_.expect(may_be(row, part), "{}: fate: not one that these goods can have",
                           rows)) {
            return;
        }
        const auto is_taken = [&](const Way& way) { return gives(way, row.item, rows); };
        tally_.expect(std::ranges::any_of(ways(row, part), is_taken),
                      "{}: no lanes give this arrival, cost and CO2e", rows);
        if (part.fate == "confirm") {
            tally_.expect(rows.number(8) == 0, "{}: gain: want 0", rows);
        } else if (row.place >= 0) {
            tally_.expect(rows.number(8) >= rows.number(9), "{}: gain: less than the cost", rows);
        }
    }

    Problem& problem_;
    Tally tally_;
};

}  // namespace

void check_under_way(Problem& problem, Checks& checks) {
    if (problem.files.contains("under_way.csv")) {
        UnderWay(problem, checks).check();
    }
}

}  // namespace vorrat::verify

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "vorrat/verify/answer.h"

namespace vorrat::verify {
namespace {

struct Row {
    int item = 0;
    int place = -1;
    int area = -1;
    double quantity = 0;
    Date arrives;
};

/// When goods that took such a way arrive, and its km and kg of CO2e per tonne beyond the plan.
struct Way {
    Date arrives;
    double km = 0;
    double co2e_kg = 0;
};

class UnderWay {
public:
    UnderWay(Problem& problem, Checks& checks)
        : problem_(problem),
          tally_(checks,
                 "Goods under way keep their quantity, take lanes in their time, and pay for it") {
        for (std::size_t l = 0; l < problem.lanes.size(); ++l) {
            lanes_[{problem.lanes[l].from, problem.lanes[l].to}].push_back(l);
        }
        for (const auto& [name, weight] : problem.criteria.burden) {
            weight_[name] = weight;
        }
        read_transit();
    }

    void check() {
        Table rows(problem_, "under_way.csv");
        std::map<std::size_t, double> sums;
        while (rows.next()) {
            const auto row = at(rows.whole(0)) - 1;
            if (row >= rows_.size()) {
                rows.fail(0, "a row of transit.csv");
                break;
            }
            sums[row] += rows.number(4);
            check_part(rows_[row], rows);
        }
        for (const auto& [row, sum] : sums) {
            tally_.expect_equal(sum, rows_[row].quantity, [row = row] {
                return fmt::format("under_way.csv: parts of row {} of transit.csv", row + 1);
            });
        }
    }

private:
    void read_transit() {
        Table of_areas(problem_, "areas.csv");
        while (of_areas.next()) {
            in_area_.emplace(of_areas.id(0), of_areas.id(1));
        }
        Table rows(problem_, "transit.csv");
        while (rows.next()) {
            rows_.push_back({rows.id(0), rows.id(2), rows.id(3), rows.number(4), rows.date(5)});
        }
    }

    double co2e_of(const Lane& lane) const {
        double sum = 0;
        for (const Amount& impact : problem_.mode_impacts[at(lane.mode)]) {
            sum += impact.of == problem_.find(Kind::indicator, "co2e_kg") ? impact.quantity : 0;
        }
        return sum * lane.km;
    }

    /// From a place to another, leaving on a day; `instead` of a lane that is saved.
    void add_lanes(int from, int to, Date leaves, const Lane* instead, std::vector<Way>& ways) {
        if (const auto found = lanes_.find({from, to}); found != lanes_.end()) {
            for (const std::size_t l : found->second) {
                const Lane& lane = problem_.lanes[l];
                ways.push_back({leaves + days{lane.lead_days},
                                lane.km - (instead != nullptr ? instead->km : 0),
                                co2e_of(lane) - (instead != nullptr ? co2e_of(*instead) : 0)});
            }
        }
    }

    bool is_hub(int place) const {
        return !problem_.places[at(place)].is_source && !problem_.places[at(place)].is_depot;
    }

    /// Over a hub that lies ahead of the row's place, which is reached in time from `branches` on.
    std::vector<Way> over_hub_ahead(const Row& row, std::string_view fate, int to, Date branches) {
        std::vector<Way> ways;
        for (const Lane& planned : problem_.lanes) {
            if (planned.to == row.place && is_hub(planned.from) &&
                branches + days{planned.lead_days} == row.arrives) {
                if (fate == "return" && planned.from == to) {
                    ways.push_back({branches, -planned.km, -co2e_of(planned)});
                }
                add_lanes(planned.from, to, branches, &planned, ways);
            }
        }
        return ways;
    }

    std::vector<Way> ways(const Row& row, std::string_view fate, int to, Date open_until) {
        const Date leaves = std::max(open_until, problem_.start);
        const Date arrives = std::max(row.arrives, problem_.start);
        std::vector<Way> ways;
        if (row.place < 0) {
            if (is_hub(to) && fate != "address") {
                return {{leaves, 0, 0}};
            }
            for (int hub = 0; hub < problem_.of(Kind::place).size(); ++hub) {
                if (is_hub(hub) && in_area_.contains({row.area, to})) {
                    add_lanes(hub, to, leaves, nullptr, ways);
                }
            }
        } else if (to == row.place) {
            ways.push_back({arrives, 0, 0});
        } else {
            if (fate != "transship") {
                ways = over_hub_ahead(row, fate, to, open_until);
            }
            if (fate != "readdress") {
                add_lanes(row.place, to, arrives, nullptr, ways);
            }
        }
        return ways;
    }

    bool may_be(const Row& row, std::string_view fate, int to, Date open_until) const {
        if (row.place < 0) {
            const bool is_open = open_until > problem_.start;
            return fate == "wait"
                       ? is_open
                       : !is_open && (fate == "address" || fate == "release" || fate == "return");
        }
        if (fate == "confirm" || fate == "release") {
            return to == row.place;
        }
        if (fate == "return") {
            return is_hub(to) && to != row.place;
        }
        return (fate == "readdress" || fate == "transship") && to != row.place;
    }

    void check_part(const Row& row, Table& rows) {
        const std::string_view fate = rows.text(2);
        const int to = rows.id(3);
        tally_.expect(row.item == rows.id(1), rows, "item_id: not that of the row of transit.csv");
        if (!tally_.expect(may_be(row, fate, to, rows.date(6)), rows,
                           "fate: not one that these goods can have")) {
            return;
        }
        const double tonnes = problem_.items[at(row.item)].kg * rows.number(4) / 1000;
        const auto equal = [](double printed, double computed) {
            return std::abs(printed - computed) <=
                   printed_tolerance * std::max(1.0, std::abs(computed));
        };
        const auto is_taken = [&](const Way& way) {
            const double co2e = way.co2e_kg * tonnes;
            const double cost =
                weight_["transport_tkm"] * way.km * tonnes + weight_["co2e_kg"] * co2e;
            return way.arrives == rows.date(5) && equal(rows.number(10), co2e) &&
                   equal(rows.number(9), cost);
        };
        tally_.expect(std::ranges::any_of(ways(row, fate, to, rows.date(6)), is_taken), rows,
                      "no lanes give this arrival, cost and CO2e");
        if (fate == "confirm") {
            tally_.expect(rows.number(8) == 0, rows, "gain: want 0");
        } else if (row.place >= 0) {
            tally_.expect(rows.number(8) >= rows.number(9), rows, "gain: less than the cost");
        }
    }

    Problem& problem_;
    Tally tally_;
    std::vector<Row> rows_;
    std::set<std::pair<int, int>> in_area_;
    std::map<std::pair<int, int>, std::vector<std::size_t>> lanes_;
    std::map<std::string, double, std::less<>> weight_;
};

}  // namespace

void check_under_way(Problem& problem, Checks& checks) {
    if (problem.files.contains("under_way.csv")) {
        UnderWay(problem, checks).check();
    }
}

}  // namespace vorrat::verify

#include <cmath>
#include <map>

#include <fmt/format.h>

#include "vorrat/verify/answer.h"

namespace vorrat::verify {
namespace {

bool is_whole(double packs) {
    return std::abs(packs - std::round(packs)) <= printed_tolerance * (1 + packs);
}

void check_shipment(const Problem& problem, const Lane& lane, const Table& rows, Tally& tally) {
    const Item& item = problem.items[at(rows.id(0))];
    const double quantity = rows.number(6);
    tally.expect(rows.date(4) >= problem.start, "{}: leaves before the plan begins", rows);
    tally.expect(rows.date(5) == rows.date(4) + days{lane.lead_days},
                 "{}: arrives: not the lead time of the lane after leaves", rows);
    tally.expect(quantity > 0, "{}: quantity: want more than 0", rows);
    tally.expect(is_whole(quantity / item.pack) || !problem.places[at(lane.to)].is_depot,
                 "{}: quantity: not in whole packs", rows);
    tally.expect_equal(rows.number(7), problem.mass(rows.id(0), quantity), rows);
    tally.expect_equal(rows.number(16),
                       problem.co2e_per_tkm(lane) * problem.tonne_km(lane, rows.id(0), quantity),
                       rows);
    tally.expect(rows.number(11) <= 1, "{}: critical_ratio: want at most 1", rows);
    tally.expect(rows.number(15) <= 1, "{}: use_before_expiry: want at most 1", rows);
    for (std::size_t column = 8; column <= 15; ++column) {
        tally.expect(rows.number(column) >= 0, "{}: a number below 0", rows);
    }
}

using PerCell = std::map<std::pair<int, int>, double>;  // item, place

void check_origins(const Problem& problem, const PerCell& taken, Checks& checks) {
    Tally tally(checks, "No shipments of today take more than lies where they start");
    PerCell lies;
    for (const Goods& goods : problem.goods) {
        lies[{goods.item, goods.place}] += goods.is_stock ? goods.quantity : 0;
    }
    for (const auto& [where, quantity] : taken) {
        const auto& [item, place] = where;
        const double most = lies[where];
        const bool gives = problem.places[at(place)].is_source;
        tally.expect(gives || quantity <= most + printed_tolerance * (1 + most),
                     "shipments.csv: {} from {}: want at most {}, found {}",
                     problem.name(Kind::item, item), problem.name(Kind::place, place), most,
                     quantity);
    }
}

}  // namespace

void check_shipments(Problem& problem, Checks& checks) {
    Tally tally(
        checks,
        "Every shipment of today takes a lane, its time, whole packs, its mass and its CO2e");
    PerCell taken;
    int count = 0;
    Table rows(problem, "shipments.csv");
    while (rows.next()) {
        const int l = lane_of(problem, rows);
        if (l < 0) {
            break;
        }
        ++count;
        const Lane& lane = problem.lanes[at(l)];
        check_shipment(problem, lane, rows, tally);
        taken[{rows.id(0), lane.from}] += rows.number(6);
    }
    tally.expect(problem.json["counts"]["shipments"] == count,
                 "plan.json: counts.shipments: not the rows of shipments.csv");
    check_origins(problem, taken, checks);
}

}  // namespace vorrat::verify

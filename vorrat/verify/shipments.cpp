#include <cmath>
#include <map>

#include "vorrat/verify/answer.h"
#include "vorrat/verify/tally.h"

namespace vorrat::verify {
namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

/// kg CO2e per tonne-kilometre of the mode; 0 when nothing is said.
Interval co2e_per_tkm(const Problem& problem, int mode) {
    Interval sum;
    const int co2e = problem.indicator_names.find("co2e_kg");
    for (const Impact& impact : problem.impacts) {
        const bool fits = impact.kind == ImpactKind::mode && impact.of == mode;
        if (fits && co2e >= 0 && impact.indicator == co2e) {
            sum += impact.quantity;
        }
    }
    return sum;
}

struct Line {
    int item = 0;
    int lane = 0;
    Date leaves;
    Date arrives;
    double quantity = 0, kg = 0, critical_ratio = 0, use_before_expiry = 0, co2e_kg = 0;
    double least = 0;  ///< the smallest of the numbers that cannot be negative
};

Line read_line(Table& table, const Problem& problem) {
    Line line;
    line.item = table.known(0, problem.item_names, "an item");
    line.lane = problem.lane_names.find(lane_name(table.text(1), table.text(2), table.text(3)));
    if (line.lane < 0) {
        table.fail(1, "a lane of this plan");
    }
    line.leaves = table.date(4);
    line.arrives = table.date(5);
    line.quantity = table.number(6);
    line.kg = table.number(7);
    for (std::size_t column = 8; column <= 15; ++column) {
        line.least = std::min(line.least, table.number(column));
    }
    line.critical_ratio = table.number(11);
    line.use_before_expiry = table.number(15);
    line.co2e_kg = table.number(16);
    if (table.whole(17) > 1) {
        table.fail(17, "0 or 1");
    }
    return line;
}

void check_line(const Line& line, const Problem& problem, const Table& table, Tally& tally) {
    const Lane& lane = problem.lanes[at(line.lane)];
    const Item& item = problem.items[at(line.item)];
    const auto where = [&] { return table.place(); };
    const auto says = [&](const char* what) {
        return [&table, what] { return table.place() + ": " + what; };
    };
    tally.expect(line.leaves >= problem.start, says("leaves before the plan begins"));
    tally.expect(line.arrives == line.leaves + days{lane.lead_days},
                 says("arrives: not the lead time of the lane after leaves"));
    tally.expect(line.quantity > 0, says("quantity: want more than 0"));
    const double packs = line.quantity / item.pack;
    const bool whole = std::abs(packs - std::round(packs)) <= printed_tolerance * (1 + packs);
    const bool to_depot = problem.places[at(lane.to)].is_depot;
    tally.expect(whole || !to_depot, says("quantity: not in whole packs"));
    const Interval kg = Interval(item.kg) * line.quantity;
    tally.expect_equal(line.kg, kg, where);
    const Interval tkm = Interval(lane.km) * kg / Interval(1000);
    tally.expect_equal(line.co2e_kg, co2e_per_tkm(problem, lane.mode) * tkm, where);
    tally.expect(line.critical_ratio <= 1, says("critical_ratio: want at most 1"));
    tally.expect(line.use_before_expiry <= 1, says("use_before_expiry: want at most 1"));
    tally.expect(line.least >= 0, says("a number below 0"));
}

}  // namespace

Outcome check_shipments(const Files& files, const Problem& problem, Checks& checks) {
    Tally tally(
        "Every shipment of today takes a lane, its time, whole packs, its mass and its CO2e");
    Tally stock("No shipments of today take more than lies where they start");
    Table table(files, "shipments.csv",
                {"item_id", "from_place",      "to_place",         "mode",
                 "leaves",  "arrives",         "quantity",         "kg",
                 "on_hand", "in_transit",      "need_mean",        "critical_ratio",
                 "target",  "wanted",          "shortage_avoided", "use_before_expiry",
                 "co2e_kg", "short_at_origin", "reason_en",        "reason_de"});
    std::map<std::pair<int, int>, double> taken;
    std::size_t count = 0;
    while (table.next()) {
        const Line line = read_line(table, problem);
        if (table.error()) {
            break;
        }
        ++count;
        check_line(line, problem, table, tally);
        taken[{line.item, problem.lanes[at(line.lane)].from}] += line.quantity;
    }
    if (table.error()) {
        return *table.error();
    }
    tally.expect(count == at(problem.claims.shipments),
                 [] { return "plan.json: counts.shipments: not the rows of shipments.csv"; });
    std::map<std::pair<int, int>, double> lies;
    for (const Lot& lot : problem.lots) {
        lies[{lot.item, lot.place}] += lot.quantity;
    }
    for (const auto& taking : taken) {
        const auto& where = taking.first;
        const double quantity = taking.second;
        if (problem.places[at(where.second)].is_source) {
            continue;
        }
        const double most = lies[where];
        stock.expect(quantity <= most + printed_tolerance * (1 + most), [&] {
            return fmt::format("shipments.csv: {} from {}: want at most {}, found {}",
                               problem.item_names.name(where.first),
                               problem.place_names.name(where.second), most, quantity);
        });
    }
    checks.push_back(tally.done());
    checks.push_back(stock.done());
    return Done{};
}

Outcome check_forecast(const Files& files, const Problem& problem, Checks& checks) {
    Tally tally(
        "The forecast's dates rise from the plan's start, and no quantile is below the one before "
        "it");
    Table table(files, "forecast.csv", {"unique_id", "ds", "mean"});
    std::string series;
    Date before;
    while (table.next()) {
        const Date date = table.date(1);
        const double mean = table.not_negative(2);
        if (table.error()) {
            break;
        }
        const bool first = table.text(0) != series;
        tally.expect(first ? date == problem.start : date > before,
                     [&] { return table.place() + ": ds: not the next day"; });
        series = table.text(0);
        before = date;
        double last = 0;
        for (std::size_t k = 3; k < table.header().size(); ++k) {
            const double quantile = table.number(k);
            tally.expect(quantile >= last, [&] {
                return fmt::format("{}: {}: below the quantile before it", table.place(),
                                   table.header()[k]);
            });
            last = quantile;
        }
        tally.expect(mean >= 0, [&] { return table.place() + ": mean below 0"; });
    }
    if (table.error()) {
        return *table.error();
    }
    Table history(files, "history.csv", {"item_id", "place_id", "date", "quantity", "available"});
    while (history.next()) {
        history.known(0, problem.item_names, "an item");
        history.known(1, problem.place_names, "a place");
        history.date(2);
        history.not_negative_if_any(3);
        if (history.whole(4) > 1) {
            history.fail(4, "0 or 1");
        }
    }
    if (history.error()) {
        return *history.error();
    }
    checks.push_back(tally.done());
    return Done{};
}

}  // namespace vorrat::verify

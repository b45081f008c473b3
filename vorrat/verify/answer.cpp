#include "vorrat/verify/answer.h"

#include <set>

#include "vorrat/verify/tally.h"

namespace vorrat::verify {
namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

/// Writes published numbers into columns, each at most once.
class Values {
public:
    Values(Programme& programme, Tally& tally)
        : programme_(programme), tally_(tally), written_(programme.columns(), 0) {}

    /// `column` below 0: the row names a variable that does not exist.
    void set(std::int32_t column, double value, const Table& table) {
        if (!tally_.expect(column >= 0,
                           [&] { return table.place() + ": the plan has no such variable"; })) {
            return;
        }
        const auto k = static_cast<std::size_t>(column);
        tally_.expect(written_[k] == 0, [&] { return table.place() + ": is there twice"; });
        written_[k] = 1;
        programme_.value[k] = value;
    }

private:
    Programme& programme_;
    Tally& tally_;
    std::vector<std::uint8_t> written_;
};

struct Reading {
    const Files& files;
    const Problem& problem;
    const Nodes& nodes;
    Programme& programme;
    Values& values;
    Tally& printed;  ///< derived numbers
};

int period_in(Table& table, std::size_t column, const Problem& problem) {
    const int period = table.whole(column);
    if (period >= problem.periods) {
        table.fail(column, "a period of the plan");
    }
    return period;
}

Outcome done(const Table& table) {
    if (table.error()) {
        return *table.error();
    }
    return Done{};
}

Outcome read_entries(Reading& in) {
    Table table(in.files, "entries.csv", {"item_id", "place_id", "period", "quantity"});
    while (table.next()) {
        const int item = table.known(0, in.problem.item_names, "an item");
        const int place = table.known(1, in.problem.place_names, "a place");
        const int period = period_in(table, 2, in.problem);
        const double quantity = table.number(3);
        if (table.error()) {
            break;
        }
        const int node = in.nodes.find(item, place);
        const std::int32_t block = node < 0 ? -1 : in.programme.enter[at(node)];
        in.values.set(block < 0 ? -1 : block + period, quantity, table);
    }
    return done(table);
}

Outcome read_runs(Reading& in) {
    std::map<std::pair<int, int>, std::int32_t> blocks;
    for (std::size_t k = 0; k < in.nodes.running.size(); ++k) {
        blocks[in.nodes.running[k]] = in.programme.runs[k];
    }
    Table table(in.files, "runs.csv", {"activity_id", "place_id", "period", "runs"});
    while (table.next()) {
        const int activity = table.known(0, in.problem.activity_names, "an activity");
        const int place = table.known(1, in.problem.place_names, "a place");
        const int period = period_in(table, 2, in.problem);
        const double runs = table.number(3);
        if (table.error()) {
            break;
        }
        const auto block = blocks.find({activity, place});
        in.values.set(block == blocks.end() ? -1 : block->second + period, runs, table);
    }
    return done(table);
}

Outcome read_flows(Reading& in) {
    Table table(in.files, "flows.csv",
                {"item_id", "from_place", "to_place", "mode", "leaves", "arrives", "quantity", "kg",
                 "tkm"});
    const auto items = static_cast<std::int64_t>(in.problem.items.size());
    while (table.next()) {
        const int item = table.known(0, in.problem.item_names, "an item");
        const std::string name = lane_name(table.text(1), table.text(2), table.text(3));
        const int l = in.problem.lane_names.find(name);
        if (l < 0) {
            table.fail(1, "a lane of this plan");
        }
        const int leaves = period_in(table, 4, in.problem);
        const int arrives = table.whole(5);
        const double quantity = table.number(6);
        const double kg = table.number(7);
        const double tkm = table.number(8);
        if (table.error()) {
            break;
        }
        const Lane& lane = in.problem.lanes[at(l)];
        const auto way = in.programme.way_of.find(std::int64_t{l} * items + item);
        const bool exists =
            way != in.programme.way_of.end() && leaves + lane.lead < in.problem.periods;
        const auto where = [&] { return table.place(); };
        in.values.set(exists ? in.programme.ways[at(way->second)].column + leaves : -1, quantity,
                      table);
        in.printed.expect_equal(arrives, leaves + lane.lead, where);
        const Interval mass = Interval(in.problem.items[at(item)].kg) * quantity;
        in.printed.expect_equal(kg, mass, where);
        in.printed.expect_equal(tkm, Interval(lane.km) * mass / Interval(1000), where);
    }
    return done(table);
}

Outcome read_stock_plan(Reading& in) {
    Table table(in.files, "stock_plan.csv",
                {"item_id", "place_id", "period", "stock", "waste", "reserve", "reserve_missing"});
    std::vector<std::uint8_t> listed(in.programme.reserve.size(), 0);
    while (table.next()) {
        const int item = table.known(0, in.problem.item_names, "an item");
        const int place = table.known(1, in.problem.place_names, "a place");
        const int period = period_in(table, 2, in.problem);
        const double stock = table.number(3);
        const double waste = table.number(4);
        const double reserve = table.number(5);
        const double missing = table.number(6);
        if (table.error()) {
            break;
        }
        const int node = in.nodes.find(item, place);
        if (node < 0) {
            in.values.set(-1, 0, table);
            continue;
        }
        const std::size_t cell = at(node) * at(in.problem.periods) + at(period);
        listed[cell] = 1;
        const std::int32_t block = in.programme.stock[at(node)];
        if (block >= 0 || stock != 0) {
            in.values.set(block < 0 ? -1 : block + period, stock, table);
        }
        in.values.set(in.programme.waste[at(node)] + period, waste, table);
        const auto column = in.programme.missing.find(static_cast<std::int64_t>(cell));
        const bool has_target = column != in.programme.missing.end();
        if (has_target || missing != 0) {
            in.values.set(has_target ? column->second : -1, missing, table);
        }
        in.printed.expect_equal(reserve, in.programme.reserve[cell], [&] { return table.place(); });
    }
    for (const auto& [cell, column] : in.programme.missing) {
        in.printed.expect(listed[static_cast<std::size_t>(cell)] != 0,
                          [] { return "stock_plan.csv: a reserve target is not listed"; });
    }
    return done(table);
}

/// The lowest M_c / N_c, at most 1; what the published z must be.
double lowest_coverage(const Problem& problem, const Programme& programme) {
    std::vector<Interval> met(programme.community_weight.size());
    for (std::size_t s = 0; s < problem.slices.size(); ++s) {
        const Slice& slice = problem.slices[s];
        const int community = problem.places[at(slice.place)].community;
        if (programme.set_aside[s] < 0 || community < 0) {
            continue;
        }
        const Interval weight =
            problem.criteria.tier_weight.at(at(problem.items[at(slice.item)].tier));
        met[at(community)] += weight * use_of(slice) * slice.set_aside;
    }
    double lowest = 1;
    for (std::size_t c = 0; c < met.size(); ++c) {
        const Interval weight = programme.community_weight[c];
        if (weight.lo > 0) {
            lowest = std::min(lowest, (met[c] / weight).middle());
        }
    }
    return lowest;
}

void place_needs(const Problem& problem, Programme& programme, Tally& tally) {
    for (std::size_t s = 0; s < problem.slices.size(); ++s) {
        const Slice& slice = problem.slices[s];
        if (programme.set_aside[s] >= 0) {
            programme.value[static_cast<std::size_t>(programme.set_aside[s])] = slice.set_aside;
            continue;
        }
        tally.expect(slice.set_aside == 0, [&] {
            return fmt::format("need.csv:{}: goods set aside where they cannot come", slice.line);
        });
    }
    programme.value[at(programme.lowest)] = lowest_coverage(problem, programme);
}

}  // namespace

void check_need(const Problem& problem, Checks& checks) {
    Tally tally(
        "The need is cut into slices by the rules: each once, in order, with its share of use");
    std::set<std::pair<int, int>> series(problem.series.begin(), problem.series.end());
    std::unordered_map<std::int64_t, int> last_slice;
    const Slice* before = nullptr;
    for (const Slice& slice : problem.slices) {
        const auto where = [&] { return fmt::format("need.csv:{}", slice.line); };
        const std::int64_t cell =
            (std::int64_t{slice.item} * problem.place_names.size() + slice.place) *
                problem.periods +
            slice.period;
        const auto [known, is_new] = last_slice.try_emplace(cell, 0);
        const bool follows = before != nullptr && before->item == slice.item &&
                             before->place == slice.place && before->period == slice.period;
        tally.expect(is_new || follows, [&] { return where() + ": the cell was there before"; });
        tally.expect(slice.number > known->second,
                     [&] { return where() + ": the slice is not the next"; });
        known->second = slice.number;
        tally.expect_equal(slice.use, use_of(slice), where);
        tally.expect(problem.places[at(slice.place)].is_depot,
                     [&] { return where() + ": need at a place that is no depot"; });
        if (!follows) {
            tally.expect(series.contains({slice.item, slice.place}),
                         [&] { return where() + ": need without a forecast"; });
        }
        before = &slice;
    }
    checks.push_back(tally.done());
}

Outcome read_answer(const Files& files, const Problem& problem, const Nodes& nodes,
                    Programme& programme, Checks& checks) {
    Tally exist(
        "Goods enter, are made, travel, lie and are set aside only where and when they can, and "
        "each such number is there once");
    Tally printed(
        "Arrivals, kilograms, tonne-kilometres and reserve targets follow from the quantities");
    Values values(programme, exist);
    Reading in{files, problem, nodes, programme, values, printed};
    for (const auto& read : {read_entries, read_runs, read_flows, read_stock_plan}) {
        const auto outcome = read(in);
        if (!outcome) {
            return outcome.error();
        }
    }
    place_needs(problem, programme, exist);
    checks.push_back(exist.done());
    checks.push_back(printed.done());
    return Done{};
}

}  // namespace vorrat::verify

#include "vorrat/verify/answer.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace vorrat::verify {
namespace {

class AnswerReader {
public:
    AnswerReader(Input& input, const Problem& problem, Programme& programme)
        : input_(input),
          problem_(problem),
          programme_(programme),
          exist_(
              "Goods enter, are made, travel, lie and are set aside only where and when they "
              "can, and each such number is there once"),
          printed_(
              "Arrivals, kilograms, tonne-kilometres and reserve targets follow from the "
              "quantities"),
          written_(programme.value.size(), false) {}

    void read(Checks& checks) {
        read_entries();
        read_runs();
        read_flows();
        read_stock();
        place_needs();
        checks.push_back(exist_.done());
        checks.push_back(printed_.done());
    }

private:
    Field item() const { return known("item_id", problem_.item_names, "an item of this plan"); }
    Field place() const { return known("place_id", problem_.place_names, "a place of this plan"); }
    Field period(std::string_view name) const { return verify::period(name, problem_); }

    /// Writes a published number into the column `first` + `period`; first -1: the row names a
    /// variable that does not exist.
    void set(std::int32_t first, int period, double value, const Table& rows) {
        if (!exist_.expect(first >= 0,
                           [&] { return rows.place() + ": the plan has no such variable"; })) {
            return;
        }
        const auto column = at(first + period);
        exist_.expect(!written_[column], [&] { return rows.place() + ": is there twice"; });
        written_[column] = true;
        programme_.value[column] = value;
    }

    void read_entries() {
        Table rows(input_, "entries.csv", {item(), place(), period("period"), number("quantity")});
        while (rows.next()) {
            const int node = programme_.nodes.find(rows.id(0), rows.id(1));
            set(node < 0 ? -1 : programme_.enter[at(node)], rows.whole(2), rows.number(3), rows);
        }
    }

    void read_runs() {
        std::map<std::pair<int, int>, std::int32_t> blocks;
        for (std::size_t k = 0; k < programme_.runs.size(); ++k) {
            blocks[programme_.nodes.running[k]] = programme_.runs[k];
        }
        Table rows(input_, "runs.csv",
                   {known("activity_id", problem_.activity_names, "an activity of this plan"),
                    place(), period("period"), number("runs")});
        while (rows.next()) {
            const auto block = blocks.find({rows.id(0), rows.id(1)});
            set(block == blocks.end() ? -1 : block->second, rows.whole(2), rows.number(3), rows);
        }
    }

    void read_flows() {
        Table rows(input_, "flows.csv",
                   {item(), text("from_place"), text("to_place"), text("mode"), period("leaves"),
                    whole("arrives"), number("quantity"), number("kg"), number("tkm")});
        const auto items = static_cast<std::int64_t>(problem_.items.size());
        while (rows.next()) {
            const int l = problem_.lane_names.find(
                fmt::format("{}>{}>{}", rows.text(1), rows.text(2), rows.text(3)));
            if (l < 0) {
                rows.fail(1, "a lane of this plan");
                break;
            }
            const Lane& lane = problem_.lanes[at(l)];
            const int leaves = rows.whole(4);
            const double quantity = rows.number(6);
            const auto way = programme_.way_of.find(std::int64_t{l} * items + rows.id(0));
            const bool exists =
                way != programme_.way_of.end() && leaves + lane.lead < problem_.periods;
            set(exists ? programme_.ways[at(way->second)].column : -1, leaves, quantity, rows);
            const auto where = [&] { return rows.place(); };
            printed_.expect_equal(rows.number(5), leaves + lane.lead, where);
            const Interval mass = Interval(problem_.items[at(rows.id(0))].kg) * quantity;
            printed_.expect_equal(rows.number(7), mass, where);
            printed_.expect_equal(rows.number(8), Interval(lane.km) * mass / Interval(1000), where);
        }
    }

    void read_stock() {
        Table rows(input_, "stock_plan.csv",
                   {item(), place(), period("period"), number("stock"), number("waste"),
                    number("reserve"), number("reserve_missing")});
        std::vector<bool> listed(programme_.rows.size(), false);
        while (rows.next()) {
            const int node = programme_.nodes.find(rows.id(0), rows.id(1));
            const int t = rows.whole(2);
            if (node < 0) {
                set(-1, 0, 0, rows);
                continue;
            }
            if (programme_.stock[at(node)] >= 0 || rows.number(3) != 0) {
                set(programme_.stock[at(node)], t, rows.number(3), rows);
            }
            set(programme_.waste[at(node)], t, rows.number(4), rows);
            const std::int32_t target = programme_.row(RowKind::reserve, node, t);
            if (target >= 0 || rows.number(6) != 0) {
                set(target < 0 ? -1 : programme_.missing[at(node)], t, rows.number(6), rows);
            }
            printed_.expect_equal(rows.number(5),
                                  target < 0 ? Interval() : programme_.rows[at(target)].right,
                                  [&] { return rows.place(); });
            if (target >= 0) {
                listed[at(target)] = true;
            }
        }
        for (std::size_t k = 0; k < listed.size(); ++k) {
            const Row& row = programme_.rows[k];
            if (row.kind == RowKind::reserve && row.exists) {
                printed_.expect(listed[k],
                                [] { return "stock_plan.csv: a reserve target is not listed"; });
            }
        }
    }

    void place_needs() {
        std::vector<Interval> met(programme_.community_weight.size());
        for (std::size_t s = 0; s < programme_.set_aside.size(); ++s) {
            const Slice& slice = problem_.slices[s];
            if (programme_.set_aside[s] < 0) {
                exist_.expect(slice.set_aside == 0, [&] {
                    return fmt::format("need.csv:{}: goods set aside where they cannot come",
                                       slice.line);
                });
                continue;
            }
            programme_.value[at(programme_.set_aside[s])] = slice.set_aside;
            if (const int c = problem_.places[at(slice.place)].community; c >= 0) {
                met[at(c)] += problem_.weight_of(slice) * use_of(slice) * slice.set_aside;
            }
        }
        // The published z is the lowest M_c / N_c, at most 1.
        double lowest = 1;
        for (std::size_t c = 0; c < met.size(); ++c) {
            if (programme_.community_weight[c].lo > 0) {
                lowest = std::min(lowest, (met[c] / programme_.community_weight[c]).middle());
            }
        }
        if (!programme_.value.empty()) {
            programme_.value[at(programme_.lowest)] = lowest;
        }
    }

    Input& input_;
    const Problem& problem_;
    Programme& programme_;
    Tally exist_;
    Tally printed_;
    std::vector<bool> written_;
};

}  // namespace

void read_answer(Input& input, const Problem& problem, Programme& programme, Checks& checks) {
    if (!input.error) {
        AnswerReader(input, problem, programme).read(checks);
    }
}

}  // namespace vorrat::verify

#include "vorrat/verify/answer.h"

#include <fmt/format.h>

namespace vorrat::verify {
namespace {

class AnswerReader {
public:
    AnswerReader(Problem& problem, Programme& programme, Checks& checks)
        : problem_(problem),
          programme_(programme),
          exist_(checks,
                 "Goods enter, are made, travel, lie and are set aside only where and when they "
                 "can, and each such number is there once"),
          printed_(checks,
                   "Arrivals, kilograms, tonne-kilometres and reserve targets follow from the "
                   "quantities") {}

    void read() {
        read_entries();
        read_runs();
        read_flows();
        read_stock();
        check_needs();
    }

private:
    void publish(Variable variable, int a, int b, int period, double value, const Table& rows) {
        if (exist_.expect(programme_.has(variable, a, b, period), rows,
                          "the plan has no such variable")) {
            exist_.expect(programme_.publish(variable, a, b, period, value), rows,
                          "is there twice");
        }
    }

    void read_entries() {
        Table rows(problem_, "entries.csv");
        while (rows.next()) {
            publish(Variable::enter, rows.id(0), rows.id(1), rows.whole(2), rows.number(3), rows);
        }
    }

    void read_runs() {
        Table rows(problem_, "runs.csv");
        while (rows.next()) {
            publish(Variable::runs, rows.id(0), rows.id(1), rows.whole(2), rows.number(3), rows);
        }
    }

    void read_flows() {
        Table rows(problem_, "flows.csv");
        while (rows.next()) {
            const int l = lane_of(problem_, rows);
            if (l < 0) {
                break;
            }
            const Lane& lane = problem_.lanes[at(l)];
            const int item = rows.id(0);
            const int leaves = rows.whole(4);
            const double quantity = rows.number(6);
            publish(Variable::send, l, item, leaves, quantity, rows);
            printed_.expect_equal(rows.number(5), leaves + lane.lead, rows);
            printed_.expect_equal(rows.number(7), problem_.mass(item, quantity), rows);
            printed_.expect_equal(rows.number(8), problem_.tonne_km(lane, item, quantity), rows);
        }
    }

    void read_stock() {
        Table rows(problem_, "stock_plan.csv");
        std::set<const Row*> listed;
        while (rows.next()) {
            const int i = rows.id(0);
            const int p = rows.id(1);
            const int t = rows.whole(2);
            publish(Variable::waste, i, p, t, rows.number(4), rows);
            if (programme_.has(Variable::stock, i, p, t) || rows.number(3) != 0) {
                publish(Variable::stock, i, p, t, rows.number(3), rows);
            }
            const Row* target = programme_.row({RowKind::reserve, i, p}, t);
            if (target != nullptr || rows.number(6) != 0) {
                publish(Variable::missing, i, p, t, rows.number(6), rows);
            }
            printed_.expect_equal(rows.number(5), target == nullptr ? Interval() : target->right,
                                  rows);
            listed.insert(target);
        }
        for (const Row& row : programme_.rows) {
            if (row.key.kind == RowKind::reserve && row.exists) {
                printed_.expect(listed.contains(&row),
                                [] { return "stock_plan.csv: a reserve target is not listed"; });
            }
        }
    }

    void check_needs() {
        for (const Slice& slice : problem_.slices) {
            if (programme_.nodes.find(slice.item, slice.place) < 0) {
                exist_.expect(slice.set_aside == 0, [&] {
                    return fmt::format("need.csv:{}: goods set aside where they cannot come",
                                       slice.line);
                });
            }
        }
    }

    Problem& problem_;
    Programme& programme_;
    Tally exist_;
    Tally printed_;
};

/// Section 6: the sign a dual must have.
bool sign_holds(Sense sense, bool maximise, double dual) {
    if (sense == Sense::equal) {
        return true;
    }
    return (sense == Sense::at_most) == maximise ? dual >= 0 : dual <= 0;
}

}  // namespace

void read_answer(Problem& problem, Programme& programme, Checks& checks) {
    AnswerReader(problem, programme, checks).read();
}

void read_certificate(Problem& problem, Programme& programme, Checks& checks) {
    Tally tally(
        checks,
        "Every dual belongs to a row of the programme, once, with the sign that row asks for");
    Table rows(problem, "certificate.csv");
    while (rows.next()) {
        const auto stage = at(rows.id(0));
        const double dual = rows.number(6);
        Row* row =
            programme.named({rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5)});
        if (!tally.expect(row != nullptr, rows, "no such row")) {
            continue;
        }
        const Family& family = row->family();
        tally.expect(stage >= family.first_stage, rows, "the stage has no such row");
        tally.expect(sign_holds(family.sense, stage != 2, dual), rows, "a dual of the wrong sign");
        tally.expect(row->dual.at(stage) == 0, rows, "is there twice");
        tally.expect(dual != 0, rows, "a dual of 0 is not listed");
        row->dual.at(stage) = dual;
    }
}

}  // namespace vorrat::verify

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
        read_numbers("entries.csv", Variable::enter);
        read_numbers("runs.csv", Variable::runs);
        read_flows();
        read_stock();
        check_needs();
    }

private:
    void publish(Variable variable, int a, int b, int period, double value, const Table& rows) {
        if (exist_.expect(programme_.has(variable, a, b, period),
                          "{}: the plan has no such variable", rows)) {
            auto& published = programme_.published.make(variable, a, b)[period];
            exist_.expect(!published.has_value(), "{}: is there twice", rows);
            published = value;
        }
    }

    /// Of item or activity, place, period.
    void read_numbers(std::string_view file, Variable variable) {
        Table rows(problem_, file);
        while (rows.next()) {
            publish(variable, rows.id(0), rows.id(1), rows.whole(2), rows.number(3), rows);
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
                                "stock_plan.csv: a reserve target is not listed");
            }
        }
    }

    void check_needs() {
        for (const Slice& slice : problem_.slices) {
            if (programme_.nodes.find(slice.item, slice.place) < 0) {
                exist_.expect(slice.set_aside == 0,
                              "need.csv:{}: goods set aside where they cannot come", slice.line);
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
        if (!tally.expect(row != nullptr, "{}: no such row", rows)) {
            continue;
        }
        const Family& family = row->family();
        tally.expect(stage >= family.first_stage, "{}: the stage has no such row", rows);
        tally.expect(sign_holds(family.sense, stage != burden_stage, dual),
                     "{}: a dual of the wrong sign", rows);
        tally.expect(row->dual.at(stage) == 0, "{}: is there twice", rows);
        tally.expect(dual != 0, "{}: a dual of 0 is not listed", rows);
        row->dual.at(stage) = dual;
    }
}

}  // namespace vorrat::verify

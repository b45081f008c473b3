#include <algorithm>
#include <cmath>

#include "vorrat/verify/programme.h"

namespace vorrat::verify {
namespace {

/// Weight of stock and transport in the last stage, section 5: among equal plans the one that moves
/// and keeps less.
constexpr double calm_weight = 1e-6;

/// Section 4, column by column: each says with which factor it stands in which row.
class Evaluator {
public:
    Evaluator(const Problem& problem, Programme& programme, Checks& checks)
        : problem_(problem),
          programme_(programme),
          boxes_(checks, "No quantity is negative or larger than it may be") {
        const int indicators = problem.size(Kind::indicator);
        result_.totals.resize(at(indicators));
        for (int k = 0; k < indicators; ++k) {
            const std::string& name = problem.name(Kind::indicator, k);
            burden_.push_back(problem.json["criteria"]["burden"].value(name, 0.0));
            caps_.push_back(problem.find(Kind::cap, name));
        }
    }

    Evaluation evaluate() {
        begin_ratios();
        for (const auto& [item, place] : programme_.nodes.node) {
            stock_and_waste(item, place);
            entries(item, place);
            reserves(item, place);
        }
        for (const auto& [activity, place] : programme_.nodes.running) {
            runs(activity, place);
        }
        for (int lane = 0; lane < problem_.size(Kind::lane); ++lane) {
            for (int item = 0; item < problem_.size(Kind::item); ++item) {
                sends(lane, item);
            }
        }
        for (const Slice& slice : problem_.slices) {
            sets_aside(slice);
        }
        lowest_coverage();
        add_right_sides();
        end_ratios();
        return std::move(result_);
    }

private:
    void begin(double value) {
        x_ = value;
        reduced_ = {};
    }
    /// The column of a variable that tables publish.
    void begin(Variable variable, int a, int b, int period) {
        const auto* first = programme_.published.find(variable, a, b);
        begin(first == nullptr ? 0 : first[period].value_or(0));
    }
    /// The column stands with the factor in the row, if the programme has it.
    void put(Row* row, Interval factor) {
        if (row == nullptr || !row->exists) {
            return;
        }
        row->filled = row->filled || factor.magnitude() > 0;
        if (x_ != 0) {
            const Interval part = factor * Interval(x_);
            row->sum += part;
            row->magnitude += part.magnitude();
        }
        for (std::size_t stage = 0; stage < stage_count; ++stage) {
            if (row->dual.at(stage) != 0) {
                reduced_.at(stage) += factor * Interval(-row->dual.at(stage));
            }
        }
    }
    /// The same in the rows of the periods `from` to `to` - 1.
    void put(const RowKey& key, int from, int to, Interval factor) {
        Row* first = programme_.rows.find(key.kind, key.a, key.b);
        for (int t = from; first != nullptr && t < to; ++t) {
            put(first + t, factor);
        }
    }
    void put(const RowKey& key, int period, Interval factor) {
        put(key, period, period + 1, factor);
    }
    /// The column stands in the objective of the stage.
    void pays(std::size_t stage, Interval factor) {
        reduced_.at(stage) += factor;
        if (x_ != 0) {
            result_.value.at(stage) += factor * Interval(x_);
        }
    }
    void adds_worth(Interval factor) {
        pays(worth_stage, factor);
        put({RowKind::keep_worth}, 0, factor);
    }
    /// The column adds to indicators, and with them to caps and burden.
    void burdens(const Amounts& impacts, Interval per_unit) {
        for (const Amount& impact : impacts) {
            const Interval factor = Interval(impact.quantity) * per_unit;
            const auto k = at(impact.of);
            if (x_ != 0) {
                result_.totals[k] += factor * Interval(x_);
            }
            if (caps_[k] >= 0) {
                put({RowKind::cap, caps_[k]}, 0, factor);
            }
            if (burden_[k] != 0) {
                pays(burden_stage, Interval(burden_[k]) * factor);
            }
        }
    }
    /// What the box of the column adds to the bounds, section 6.
    void end(Interval upper) {
        for (std::size_t stage = 0; stage < stage_count; ++stage) {
            const Interval c = reduced_.at(stage);
            const Interval left = stage == burden_stage ? smaller(c, 0) : larger(c, 0);
            if (left.lo != 0 || left.hi != 0) {
                result_.bound.at(stage) += upper * left;
            }
        }
        const double slack = row_tolerance * (1 + std::abs(x_));
        boxes_.expect(x_ >= -slack && x_ <= upper.hi + slack, "want 0 to {}, found {}",
                      upper.middle(), x_);
    }

    /// The column takes `factor` units of the item out of the place in the period (out_t).
    void takes(int item, int place, int period, Interval factor) {
        put({RowKind::balance, item, place}, period, -factor);
        if (const int keeps = problem_.items[at(item)].keeps; keeps > 0) {
            put({RowKind::shelf, item, place}, std::max(0, period - keeps), period, factor);
        }
        put({RowKind::expiry, item, place}, period, problem_.periods, factor);
    }
    void brings(int item, int place, int period, Interval factor) {
        put({RowKind::balance, item, place}, period, factor);
    }

    void stock_and_waste(int i, int p) {
        const Item& item = problem_.items[at(i)];
        for (int t = 0; item.keeps != 0 && t < problem_.periods; ++t) {
            begin(Variable::stock, i, p, t);
            brings(i, p, t, -1);
            put({RowKind::balance, i, p}, t + 1, std::min(t + 2, problem_.periods), 1);
            put({RowKind::ready, i, p}, t, 1);
            put({RowKind::shelf, i, p}, t, -1);
            put({RowKind::reserve, i, p}, t, 1);
            put({RowKind::storage, p}, t, item.litres);
            burdens(problem_.places[at(p)].impacts, Interval(item.litres) * problem_.period_days);
            pays(burden_stage, calm_weight);
            end(item.ceiling);
        }
        for (int t = 0; t < problem_.periods; ++t) {
            begin(Variable::waste, i, p, t);
            takes(i, p, t, 1);
            put({RowKind::ready, i, p}, t, 1);
            burdens(item.waste_impacts, 1);
            end(item.ceiling);
        }
    }

    void entries(int i, int p) {
        if (!programme_.has(Variable::enter, i, p, 0)) {
            return;
        }
        const Item& item = problem_.items[at(i)];
        const auto rows = problem_.in_force(problem_.supplies, i, p);
        for (int t = 0; t < problem_.periods; ++t) {
            // Section 1.3: no table, no limit; rows of other periods only, nothing.
            const double limit = rows[at(t)] != nullptr
                                     ? rows[at(t)]->quantity.value_or(item.ceiling)
                                 : problem_.has_supply_table ? 0
                                                             : item.ceiling;
            begin(Variable::enter, i, p, t);
            brings(i, p, t, 1);
            burdens(item.impacts, 1);
            end(std::min(limit, item.ceiling));
        }
    }

    void reserves(int i, int p) {
        const double weight = problem_.criteria.tier_weight.at(at(problem_.items[at(i)].tier));
        for (int t = 0; t < problem_.periods; ++t) {
            Row* row = programme_.row({RowKind::reserve, i, p}, t);
            if (row == nullptr) {
                continue;
            }
            begin(Variable::missing, i, p, t);
            put(row, 1);
            adds_worth(-(Interval(problem_.criteria.reserve_weight) * Interval(weight)));
            end(row->right);
        }
    }

    void runs(int a, int place) {
        const Activity& activity = problem_.activities[at(a)];
        for (int t = 0; t < problem_.periods; ++t) {
            begin(Variable::runs, a, place, t);
            for (const Amount& output : activity.outputs) {
                brings(output.of, place, t, output.quantity);
            }
            for (const Amount& input : activity.inputs) {
                takes(input.of, place, t, input.quantity);
            }
            for (const Amount& use : activity.resources) {
                put({RowKind::resource, use.of, place}, t, use.quantity);
                put({RowKind::resource, use.of, all_places}, t, use.quantity);
                put({RowKind::work, use.of}, t, use.quantity);
            }
            burdens(activity.impacts, 1);
            end(activity.ceiling);
        }
    }

    void sends(int l, int i) {
        const Lane& lane = problem_.lanes[at(l)];
        const Item& item = problem_.items[at(i)];
        for (int t = 0; programme_.has(Variable::send, l, i, t); ++t) {
            begin(Variable::send, l, i, t);
            takes(i, lane.from, t, 1);
            brings(i, lane.to, t + lane.lead, 1);
            put({RowKind::lane, l}, t, item.kg);
            burdens(problem_.mode_impacts[at(lane.mode)], problem_.tonne_km(lane, i, 1));
            pays(burden_stage, calm_weight);
            end(item.ceiling);
        }
    }

    void sets_aside(const Slice& slice) {
        if (programme_.nodes.find(slice.item, slice.place) < 0) {
            return;
        }
        const Interval use = use_of(slice);
        const Interval worth = problem_.weight_of(slice) * use;
        begin(slice.set_aside);
        takes(slice.item, slice.place, slice.period, use);
        put({RowKind::ready, slice.item, slice.place}, slice.period, use - Interval(1));
        if (const int c = problem_.places[at(slice.place)].community; c >= 0) {
            put({RowKind::fairness, c}, 0, worth);
            put({RowKind::minimum, c, problem_.items[at(slice.item)].tier}, 0, use);
            if (!ratio_rows_.empty()) {
                put_ratios(c, worth);
            }
        }
        adds_worth(worth);
        end(slice.width);
    }

    /// All ratio rows share the part - ρ / Σ N_c times M over all communities.
    void begin_ratios() {
        Interval total;
        for (int c = 0; c < problem_.size(Kind::community); ++c) {
            weights_.push_back(programme_.weighted(programme_.need[at(c)]));
            total += weights_.back();
            if (Row* row = programme_.row({RowKind::ratio, c}, 0)) {
                ratio_rows_.push_back(row);
                for (std::size_t stage = 0; stage < stage_count; ++stage) {
                    ratio_duals_.at(stage) += row->dual.at(stage);
                }
            }
        }
        if (!ratio_rows_.empty()) {
            ratio_share_ = -Interval(problem_.criteria.minimum_ratio) / total;
        }
    }
    void put_ratios(int community, Interval worth) {
        if (Row* own = programme_.row({RowKind::ratio, community}, 0)) {
            put(own, worth / weights_[at(community)]);
        }
        const Interval factor = ratio_share_ * worth;
        const Interval part = factor * Interval(x_);
        ratio_sum_ += part;
        ratio_magnitude_ += part.magnitude();
        for (std::size_t stage = 0; stage < stage_count; ++stage) {
            reduced_.at(stage) += -(factor * ratio_duals_.at(stage));
        }
    }
    void end_ratios() {
        for (Row* row : ratio_rows_) {
            row->sum += ratio_sum_;
            row->magnitude += ratio_magnitude_;
        }
    }

    void lowest_coverage() {
        begin(programme_.lowest);
        for (int c = 0; c < problem_.size(Kind::community); ++c) {
            put({RowKind::fairness, c}, 0, -weights_[at(c)]);
        }
        put({RowKind::keep_fairness}, 0, 1);
        pays(fairness_stage, 1);
        end(1);
    }

    /// Σ β y of the bounds.
    void add_right_sides() {
        for (const Row& row : programme_.rows) {
            for (std::size_t stage = 0; stage < stage_count; ++stage) {
                if (row.dual.at(stage) != 0) {
                    result_.bound.at(stage) += row.right * Interval(row.dual.at(stage));
                }
            }
        }
    }

    const Problem& problem_;
    Programme& programme_;
    Tally boxes_;
    Evaluation result_;
    std::vector<double> burden_;                 // per indicator
    std::vector<int> caps_;                      // per indicator, its cap or -1
    double x_ = 0;                               // of the column under work
    std::array<Interval, stage_count> reduced_;  // its c - Σ a y
    std::vector<Interval> weights_;              // N_c
    std::vector<Row*> ratio_rows_;
    std::array<Interval, stage_count> ratio_duals_;
    Interval ratio_share_;
    Interval ratio_sum_;
    double ratio_magnitude_ = 0;
};

}  // namespace

Evaluation evaluate(const Problem& problem, Programme& programme, Checks& checks) {
    return Evaluator(problem, programme, checks).evaluate();
}

}  // namespace vorrat::verify

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "vorrat/verify/programme.h"

namespace vorrat::verify {
namespace {

/// Weight of stock and transport in the last stage, section 5: among equal plans the one that moves
/// and keeps less.
constexpr double calm_weight = 1e-6;

/// Section 4, column by column: each says with which factor it stands in which row.
class Evaluator {
public:
    Evaluator(const Problem& problem, Programme& programme)
        : problem_(problem),
          programme_(programme),
          nodes_(programme.nodes),
          boxes_("No quantity is negative or larger than it may be") {
        result_.totals.resize(at(problem.indicator_names.size()));
        burden_.resize(result_.totals.size());
        caps_.assign(result_.totals.size(), -1);
        for (const auto& [name, weight] : problem.criteria.burden) {
            if (const int k = problem.indicator_names.find(name); k >= 0) {
                burden_[at(k)] = weight;
            }
        }
        for (std::size_t c = 0; c < problem.criteria.caps.size(); ++c) {
            const int k = problem.indicator_names.find(problem.criteria.caps[c].indicator);
            if (k >= 0) {
                caps_[at(k)] = programme.rows_of(RowKind::cap, static_cast<std::int64_t>(c));
            }
        }
        keep_worth_ = programme.rows_of(RowKind::keep_worth, 0);
    }

    Evaluation evaluate() {
        begin_ratios();
        for (int node = 0; node < nodes_.count(); ++node) {
            stock_and_waste(node);
            entries(node);
            reserves(node);
        }
        for (std::size_t k = 0; k < nodes_.running.size(); ++k) {
            runs(k);
        }
        for (const Way& way : programme_.ways) {
            sends(way);
        }
        for (std::size_t s = 0; s < problem_.slices.size(); ++s) {
            sets_aside(s);
        }
        lowest_coverage();
        add_right_sides();
        end_ratios();
        result_.boxes = boxes_.done();
        return std::move(result_);
    }

private:
    void begin(std::int32_t column) {
        x_ = programme_.value[at(column)];
        reduced_ = {};
    }
    /// The column stands in the row with the factor; row -1 and rows that do not exist: nothing.
    void put(std::int32_t number, Interval factor) {
        if (number < 0 || !programme_.rows[at(number)].exists) {
            return;
        }
        Row& row = programme_.rows[at(number)];
        row.filled = row.filled || factor.magnitude() > 0;
        if (x_ != 0) {
            const Interval part = factor * Interval(x_);
            row.sum += part;
            row.magnitude += part.magnitude();
        }
        for (std::size_t stage = 0; stage < stages; ++stage) {
            if (row.dual.at(stage) != 0) {
                reduced_.at(stage) += factor * Interval(-row.dual.at(stage));
            }
        }
    }
    void put_in(std::int32_t first, int period, Interval factor) {
        put(first < 0 ? -1 : first + period, factor);
    }
    /// The column stands in the objective of the stage.
    void pays(std::size_t stage, Interval factor) {
        reduced_.at(stage) += factor;
        if (x_ != 0) {
            result_.value.at(stage) += factor * Interval(x_);
        }
    }
    /// The column adds to indicators, and with them to caps and burden.
    void burdens(const Amounts& impacts, Interval per_unit) {
        for (const Amount& impact : impacts) {
            const Interval factor = Interval(impact.quantity) * per_unit;
            const auto k = at(impact.of);
            if (x_ != 0) {
                result_.totals[k] += factor * Interval(x_);
            }
            put(caps_[k], factor);
            if (burden_[k] != 0) {
                pays(2, Interval(burden_[k]) * factor);
            }
        }
    }
    /// What the box of the column adds to the bounds, section 6.
    void end(Interval upper) {
        for (std::size_t stage = 0; stage < stages; ++stage) {
            const Interval c = reduced_.at(stage);
            const Interval left = stage == 2 ? smaller(c, 0) : larger(c, 0);
            if (left.lo != 0 || left.hi != 0) {
                result_.bound.at(stage) += upper * left;
            }
        }
        const double slack = row_tolerance * (1 + std::abs(x_));
        boxes_.expect(x_ >= -slack && x_ <= upper.hi + slack,
                      [&] { return fmt::format("want 0 to {}, found {}", upper.middle(), x_); });
    }

    /// The column takes `factor` units of the node's item out of the node in the period (out_t).
    void takes(int node, int period, Interval factor) {
        const auto& first = programme_.goods_rows[at(node)];
        const auto of = [&](RowKind kind) { return first.at(static_cast<std::size_t>(kind)); };
        put(of(RowKind::balance) + period, -factor);
        if (of(RowKind::shelf) >= 0) {
            const int keeps = problem_.items[at(nodes_.node[at(node)].first)].keeps;
            for (int t = std::max(0, period - keeps); t < period; ++t) {
                put(of(RowKind::shelf) + t, factor);
            }
        }
        for (int t = period; of(RowKind::expiry) >= 0 && t < problem_.periods; ++t) {
            put(of(RowKind::expiry) + t, factor);
        }
    }
    void brings(int node, int period, Interval factor) {
        put(programme_.rows_of(RowKind::balance, node) + period, factor);
    }

    void stock_and_waste(int node) {
        const auto [i, p] = nodes_.node[at(node)];
        const Item& item = problem_.items[at(i)];
        const Interval litres = item.litres;
        const std::int32_t ready = programme_.rows_of(RowKind::ready, node);
        const std::int32_t shelf = programme_.rows_of(RowKind::shelf, node);
        const std::int32_t reserve = programme_.rows_of(RowKind::reserve, node);
        const std::int32_t storage = programme_.rows_of(RowKind::storage, p);
        const std::int32_t stock = programme_.stock[at(node)];
        for (int t = 0; stock >= 0 && t < problem_.periods; ++t) {
            begin(stock + t);
            brings(node, t, -1);
            if (t + 1 < problem_.periods) {
                brings(node, t + 1, 1);
            }
            put_in(ready, t, 1);
            put_in(shelf, t, -1);
            put_in(reserve, t, 1);
            put_in(storage, t, litres);
            burdens(problem_.places[at(p)].impacts, litres * problem_.period_days);
            pays(2, calm_weight);
            end(item.ceiling);
        }
        for (int t = 0; t < problem_.periods; ++t) {
            begin(programme_.waste[at(node)] + t);
            takes(node, t, 1);
            put_in(ready, t, 1);
            burdens(item.waste_impacts, 1);
            end(item.ceiling);
        }
    }

    /// σ_ipt, section 1.3: the row dated into the period, else the undated one.
    std::vector<std::optional<double>> source_limits(int item, int place) const {
        std::vector<std::optional<double>> limits(at(problem_.periods));
        bool any = false;
        for (const bool dated : {false, true}) {
            for (const Available& row : problem_.supplies) {
                if (row.of != item || row.place != place || row.date.has_value() != dated) {
                    continue;
                }
                if (dated && !any) {
                    std::ranges::fill(limits, 0);
                }
                any = true;
                if (!dated) {
                    std::ranges::fill(limits, row.quantity);
                } else if (const int t = problem_.period_inside(*row.date); t >= 0) {
                    limits[at(t)] = row.quantity;
                }
            }
        }
        return limits;
    }

    void entries(int node) {
        if (programme_.enter[at(node)] < 0) {
            return;
        }
        const auto [i, p] = nodes_.node[at(node)];
        const Item& item = problem_.items[at(i)];
        const auto limits = source_limits(i, p);
        for (int t = 0; t < problem_.periods; ++t) {
            begin(programme_.enter[at(node)] + t);
            brings(node, t, 1);
            burdens(item.impacts, 1);
            end(std::min(limits[at(t)].value_or(item.ceiling), item.ceiling));
        }
    }

    void reserves(int node) {
        const std::int32_t reserve = programme_.rows_of(RowKind::reserve, node);
        const Item& item = problem_.items[at(nodes_.node[at(node)].first)];
        const Interval cost = -(Interval(problem_.criteria.reserve_weight) *
                                Interval(problem_.criteria.tier_weight.at(at(item.tier))));
        for (int t = 0; reserve >= 0 && t < problem_.periods; ++t) {
            const Row& row = programme_.rows[at(reserve + t)];
            if (!row.exists) {
                continue;
            }
            begin(programme_.missing[at(node)] + t);
            put(reserve + t, 1);
            pays(1, cost);
            put(keep_worth_, cost);
            end(row.right);
        }
    }

    void runs(std::size_t k) {
        const auto [a, place] = nodes_.running[k];
        const Activity& activity = problem_.activities[at(a)];
        for (int t = 0; t < problem_.periods; ++t) {
            begin(programme_.runs[k] + t);
            for (const Amount& output : activity.outputs) {
                brings(nodes_.find(output.of, place), t, output.quantity);
            }
            for (const Amount& input : activity.inputs) {
                takes(nodes_.find(input.of, place), t, input.quantity);
            }
            for (const Amount& use : activity.resources) {
                for (const int where : {place, -1}) {
                    const auto what = resource_at(problem_, use.of, where);
                    put_in(programme_.rows_of(RowKind::resource, what), t, use.quantity);
                }
                put_in(programme_.rows_of(RowKind::work, use.of), t, use.quantity);
            }
            burdens(activity.impacts, 1);
            end(activity.ceiling);
        }
    }

    void sends(const Way& way) {
        const Lane& lane = problem_.lanes[at(way.lane)];
        const Item& item = problem_.items[at(way.item)];
        const std::int32_t capacity = programme_.rows_of(RowKind::lane, way.lane);
        const Interval tkm = tonne_km(problem_, lane, way.item);
        for (int t = 0; t + lane.lead < problem_.periods; ++t) {
            begin(way.column + t);
            takes(way.from_node, t, 1);
            brings(way.to_node, t + lane.lead, 1);
            put_in(capacity, t, item.kg);
            burdens(problem_.mode_impacts[at(lane.mode)], tkm);
            pays(2, calm_weight);
            end(item.ceiling);
        }
    }

    void sets_aside(std::size_t s) {
        if (programme_.set_aside[s] < 0) {
            return;
        }
        const Slice& slice = problem_.slices[s];
        const Interval use = use_of(slice);
        const Interval worth = problem_.weight_of(slice) * use;
        const int node = nodes_.find(slice.item, slice.place);
        begin(programme_.set_aside[s]);
        takes(node, slice.period, use);
        put_in(programme_.rows_of(RowKind::ready, node), slice.period, use - Interval(1));
        if (const int c = problem_.places[at(slice.place)].community; c >= 0) {
            put(programme_.rows_of(RowKind::fairness, c), worth);
            put(programme_.rows_of(RowKind::minimum, 3 * c + problem_.tier_of(slice)), use);
            put_ratios(c, worth);
        }
        pays(1, worth);
        put(keep_worth_, worth);
        end(slice.width);
    }

    /// All ratio rows share the part - ρ / Σ N_c times M over all communities.
    void begin_ratios() {
        Interval total;
        for (std::size_t c = 0; c < programme_.community_weight.size(); ++c) {
            total += programme_.community_weight[c];
            const auto row = programme_.rows_of(RowKind::ratio, static_cast<std::int64_t>(c));
            if (row < 0) {
                continue;
            }
            ratio_rows_.push_back(row);
            for (std::size_t stage = 0; stage < stages; ++stage) {
                ratio_duals_.at(stage) += programme_.rows[at(row)].dual.at(stage);
            }
        }
        if (!ratio_rows_.empty()) {
            ratio_share_ = -Interval(problem_.criteria.minimum_ratio) / total;
        }
    }
    void put_ratios(int community, Interval worth) {
        if (ratio_rows_.empty()) {
            return;
        }
        const std::int32_t own = programme_.rows_of(RowKind::ratio, community);
        if (own >= 0) {
            put(own, worth / programme_.community_weight[at(community)]);
        }
        const Interval factor = ratio_share_ * worth;
        const Interval part = factor * Interval(x_);
        ratio_sum_ += part;
        ratio_magnitude_ += part.magnitude();
        for (std::size_t stage = 0; stage < stages; ++stage) {
            reduced_.at(stage) += -(factor * ratio_duals_.at(stage));
        }
    }
    void end_ratios() {
        for (const std::int32_t number : ratio_rows_) {
            programme_.rows[at(number)].sum += ratio_sum_;
            programme_.rows[at(number)].magnitude += ratio_magnitude_;
        }
    }

    void lowest_coverage() {
        begin(programme_.lowest);
        for (std::size_t c = 0; c < programme_.community_weight.size(); ++c) {
            put(programme_.rows_of(RowKind::fairness, static_cast<std::int64_t>(c)),
                -programme_.community_weight[c]);
        }
        put(programme_.rows_of(RowKind::keep_fairness, 0), 1);
        pays(0, 1);
        end(1);
    }

    /// Σ β y of the bounds.
    void add_right_sides() {
        for (const Row& row : programme_.rows) {
            for (std::size_t stage = 0; stage < stages; ++stage) {
                if (row.dual.at(stage) != 0) {
                    result_.bound.at(stage) += row.right * Interval(row.dual.at(stage));
                }
            }
        }
    }

    const Problem& problem_;
    Programme& programme_;
    const Nodes& nodes_;
    Tally boxes_;
    Evaluation result_;
    std::vector<double> burden_;      // per indicator
    std::vector<std::int32_t> caps_;  // per indicator, its row or -1
    std::int32_t keep_worth_ = -1;
    double x_ = 0;      // of the column under work
    PerStage reduced_;  // its c - Σ a y
    std::vector<std::int32_t> ratio_rows_;
    PerStage ratio_duals_;
    Interval ratio_share_;
    Interval ratio_sum_;
    double ratio_magnitude_ = 0;
};

}  // namespace

Evaluation evaluate(const Problem& problem, Programme& programme) {
    return Evaluator(problem, programme).evaluate();
}

}  // namespace vorrat::verify

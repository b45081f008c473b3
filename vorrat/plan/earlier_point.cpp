#include <algorithm>
#include <map>
#include <tuple>

#include "vorrat/plan/earlier.h"

namespace vorrat::plan {
namespace {

/// A row that nodes share, but for its period.
auto name_of(const RowKey& key) {
    return std::tuple(key.kind, number_of(key.place), number_of(key.lane), number_of(key.resource),
                      number_of(key.community), key.tier ? static_cast<long>(*key.tier) : -1L,
                      key.indicator);
}

/// The periods of a plan as another one counts them.
class Shift {
public:
    Shift(const Problem& problem, const Plan& earlier)
        : periods_(problem.horizon.periods), earlier_periods_(earlier.periods) {
        const auto days = static_cast<int>((problem.horizon.start - earlier.start).count());
        by_ = days / std::max(1, earlier.period_days);
        meets_ = earlier.period_days == problem.horizon.period_days &&
                 days % earlier.period_days == 0 && by_ < earlier.periods && -by_ < periods_;
    }

    bool meets() const { return meets_; }
    /// Gives `take` the periods of the new plan that stand as `period` of the earlier one; the
    /// last one, `ahead` periods before its end, stands for all behind it.
    template <class Take>
    void each(Period period, int ahead, const Take& take) const {
        const int old = static_cast<int>(period.index());
        const int last = old + 1 + ahead == earlier_periods_ ? periods_ - 1 : old - by_;
        for (int t = std::max(0, old - by_); t <= std::min(last, periods_ - 1); ++t) {
            take(static_cast<std::size_t>(t));
        }
    }

private:
    int periods_;
    int earlier_periods_;
    int by_ = 0;
    bool meets_ = false;
};

class PointMaker {
public:
    PointMaker(const Problem& problem, const Programme& programme, const Connections& connections,
               const Plan& earlier)
        : problem_(problem),
          programme_(programme),
          columns_(programme.columns),
          c_(connections),
          earlier_(earlier),
          shift_(problem, earlier) {}

    std::optional<EarlierPoint> make() {
        const auto proved = [](const PlanStage& stage) { return !stage.duals.empty(); };
        if (!shift_.meets() || earlier_.stages.size() != point_.duals.size() ||
            !std::ranges::any_of(earlier_.stages, proved)) {
            return std::nullopt;
        }
        point_.x.assign(programme_.builder.columns(), 0);
        read_goods();
        read_sends();
        read_needs();
        set_coverage(columns_, community_forms(problem_, columns_), point_.x);
        read_duals();
        return std::move(point_);
    }

private:
    void set(Column column, double value) {
        if (column != no_column) {
            point_.x[column] = value;
        }
    }
    template <class Take>
    void each_cell(ItemId item, PlaceId place, Period period, const Take& take) const {
        if (const auto node = problem_.network.find(item, place)) {
            shift_.each(period, 0, [&](std::size_t t) { take(c_.cell(*node, t)); });
        }
    }
    void read_goods();
    void read_sends();
    void read_needs();
    void read_duals();
    std::vector<double> duals_of_stage(std::size_t stage) const;

    const Problem& problem_;
    const Programme& programme_;
    const Columns& columns_;
    const Connections& c_;
    const Plan& earlier_;
    Shift shift_;
    EarlierPoint point_;
    std::map<decltype(name_of(RowKey{})), std::vector<std::uint32_t>> shared_;  ///< rows by period
};

void PointMaker::read_goods() {
    for (const PlannedEntry& e : earlier_.entries) {
        each_cell(e.item, e.place, e.period,
                  [&](std::size_t cell) { set(columns_.enter[cell], e.quantity); });
    }
    for (const PlannedStock& s : earlier_.stock) {
        each_cell(s.item, s.place, s.period, [&](std::size_t cell) {
            set(columns_.stock[cell], s.stock);
            set(columns_.waste[cell], s.waste);
            if (c_.need[cell] != no_row) {
                set(columns_.reserve_missing[c_.need[cell]], s.reserve_missing);
            }
        });
    }
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> sites;
    for (std::size_t s = 0; s < problem_.network.sites.size(); ++s) {
        const auto [activity, place] = problem_.network.sites[s];
        sites[{activity.index(), place.index()}] = s;
    }
    for (const PlannedRun& run : earlier_.runs) {
        const auto site = sites.find({run.activity.index(), run.place.index()});
        if (site != sites.end()) {
            shift_.each(run.period, 0, [&](std::size_t t) {
                set(columns_.runs[c_.cell(site->second, t)], run.runs);
            });
        }
    }
}

void PointMaker::read_sends() {
    const auto name = [](const Send& send) {
        return std::tuple(send.lane.index(), send.item.index(), send.leaves);
    };
    const auto& sends = columns_.sends;
    for (const PlannedFlow& flow : earlier_.flows) {
        const std::tuple first(flow.lane.index(), flow.item.index(), 0);
        const auto group = std::ranges::lower_bound(sends, first, {}, name);
        if (group == sends.end() || name(*group) != first) {
            continue;
        }
        shift_.each(flow.leaves, group->arrives, [&](std::size_t t) {
            const auto at = group + static_cast<std::ptrdiff_t>(t);
            if (t < static_cast<std::size_t>(sends.end() - group) && at->lane == flow.lane &&
                at->item == flow.item) {
                set(at->column, flow.quantity);
            }
        });
    }
}

void PointMaker::read_needs() {
    for (const NeedSlice& slice : earlier_.need) {
        each_cell(slice.item, slice.place, slice.period, [&](std::size_t cell) {
            const std::uint32_t k = c_.need[cell];
            if (k == no_row || slice.width <= 0) {
                return;
            }
            const NeedCell& need = problem_.needs.cells[k];
            for (std::size_t s = need.first_slice; s < need.last_slice; ++s) {
                if (problem_.needs.slices[s].number() == slice.number()) {
                    const double share = std::min(1.0, slice.set_aside / slice.width);
                    set(columns_.set_aside[s], share * problem_.needs.slices[s].width);
                }
            }
        });
    }
}

std::vector<double> PointMaker::duals_of_stage(std::size_t stage) const {
    std::vector<double> duals(programme_.keys.size() + stage, 0);
    for (const RowDual& dual : earlier_.stages[stage].duals) {
        const RowKey& key = dual.row;
        using enum RowKind;
        const bool floor = key.kind == keep_fairness || key.kind == keep_worth;
        if (floor) {
            const std::size_t behind = key.kind == keep_fairness ? 0 : 1;
            if (behind < stage) {
                duals[programme_.keys.size() + behind] = dual.value;
            }
        } else if (is_of_a_node(key.kind)) {
            if (!key.item || !key.place || !key.period) {
                continue;
            }
            each_cell(*key.item, *key.place, *key.period, [&](std::size_t cell) {
                const std::uint32_t row = key.kind == balance  ? static_cast<std::uint32_t>(cell)
                                          : key.kind == ready  ? c_.ready[cell]
                                          : key.kind == shelf  ? c_.shelf[cell]
                                          : key.kind == expiry ? c_.expiry[cell]
                                                               : c_.reserve[cell];
                if (row != no_row) {
                    duals[row] = dual.value;
                }
            });
        } else if (const auto rows = shared_.find(name_of(key)); rows != shared_.end()) {
            const auto set_row = [&](std::size_t t) {
                if (t < rows->second.size() && rows->second[t] != no_row) {
                    duals[rows->second[t]] = dual.value;
                }
            };
            if (key.period) {
                shift_.each(*key.period, 0, set_row);
            } else {
                set_row(0);
            }
        }
    }
    return duals;
}

void PointMaker::read_duals() {
    for (std::uint32_t row = 0; row < programme_.keys.size(); ++row) {
        const RowKey& key = programme_.keys[row];
        if (is_of_a_node(key.kind) || programme_.own[row]) {
            continue;
        }
        auto& rows = shared_[name_of(key)];
        const std::size_t t = key.period ? key.period->index() : 0;
        rows.resize(std::max(rows.size(), t + 1), no_row);
        rows[t] = row;
    }
    for (std::size_t stage = 0; stage < point_.duals.size(); ++stage) {
        point_.duals[stage] = duals_of_stage(stage);
    }
}

}  // namespace

std::optional<EarlierPoint> point_of(const Problem& problem, const Programme& programme,
                                     const Connections& connections, const Plan& earlier) {
    return PointMaker(problem, programme, connections, earlier).make();
}

}  // namespace vorrat::plan

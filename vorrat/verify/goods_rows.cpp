#include <algorithm>

#include "vorrat/verify/programme.h"

namespace vorrat::verify {
namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

/// A block of columns that takes goods out of a node: one column per period from period 0 on.
struct OutBlock {
    std::int32_t column = 0;
    int periods = 0;
    double factor = 1;
};

class GoodsRows {
public:
    GoodsRows(const Problem& problem, const Nodes& nodes, Programme& programme)
        : problem_(problem), nodes_(nodes), programme_(programme), periods_(problem.periods) {}

    void add_all() {
        find_outs();
        add_balances();
        add_ready();
        for (int node = 0; node < nodes_.count(); ++node) {
            add_shelf(node);
        }
        add_expiry();
        add_reserves();
    }

private:
    void put(std::int32_t row, std::int32_t column, Interval factor) {
        programme_.entries.push_back({row, column, factor});
    }
    std::size_t cell(int node, int period) const { return at(node) * at(periods_) + at(period); }

    void find_outs() {
        blocks_.resize(nodes_.node.size());
        slices_.resize(nodes_.node.size() * at(periods_));
        is_need_.assign(nodes_.node.size(), 0);
        for (std::size_t k = 0; k < nodes_.running.size(); ++k) {
            const auto [activity, place] = nodes_.running[k];
            for (const Quantity& input : problem_.activities[at(activity)].inputs) {
                const int node = nodes_.find(input.of, place);
                if (node >= 0) {
                    blocks_[at(node)].push_back({programme_.runs[k], periods_, input.per_run});
                }
            }
        }
        for (const Way& way : programme_.ways) {
            const int lead = problem_.lanes[at(way.lane)].lead;
            blocks_[at(way.from_node)].push_back({way.column, periods_ - lead, 1});
        }
        for (std::size_t n = 0; n < nodes_.node.size(); ++n) {
            blocks_[n].push_back({programme_.waste[n], periods_, 1});
        }
        for (std::size_t s = 0; s < problem_.slices.size(); ++s) {
            const Slice& slice = problem_.slices[s];
            const int node = nodes_.find(slice.item, slice.place);
            if (node < 0) {
                continue;
            }
            is_need_[at(node)] = 1;
            slices_[cell(node, slice.period)].push_back({programme_.set_aside[s], use_of(slice)});
        }
    }

    /// Adds sign * out_t of the node to the row.
    void put_out(std::int32_t row, int node, int period, double sign) {
        for (const OutBlock& block : blocks_[at(node)]) {
            if (period < block.periods) {
                put(row, block.column + period, sign * block.factor);
            }
        }
        for (const Term& slice : slices_[cell(node, period)]) {
            put(row, slice.column, Interval(sign) * slice.factor);
        }
    }

    std::vector<Interval> opening() const {
        std::vector<Interval> goods(nodes_.node.size() * at(periods_));
        for (const Lot& lot : problem_.lots) {
            if (lot.best_before && *lot.best_before < problem_.start) {
                continue;
            }
            const int node = nodes_.find(lot.item, lot.place);
            if (node >= 0) {
                goods[cell(node, 0)] += lot.quantity;
            }
        }
        for (const Transit& transit : problem_.transit) {
            const int period = problem_.period_of(transit.arrives);
            const int node = nodes_.find(transit.item, transit.place);
            if (node >= 0 && period >= 0) {
                goods[cell(node, period)] += transit.quantity;
            }
        }
        return goods;
    }

    void add_balances() {
        const std::vector<Interval> goods = opening();
        std::vector<std::int32_t> row_of(goods.size());
        for (int node = 0; node < nodes_.count(); ++node) {
            const auto stock = programme_.stock[at(node)];
            const auto enter = programme_.enter[at(node)];
            for (int t = 0; t < periods_; ++t) {
                const auto row = add_row(
                    programme_, {RowKind::balance, Sense::equal, -goods[cell(node, t)], node, t});
                row_of[cell(node, t)] = row;
                if (stock >= 0 && t > 0) {
                    put(row, stock + t - 1, 1);
                }
                if (stock >= 0) {
                    put(row, stock + t, -1);
                }
                if (enter >= 0) {
                    put(row, enter + t, 1);
                }
                put_out(row, node, t, -1);
            }
        }
        for (std::size_t k = 0; k < nodes_.running.size(); ++k) {
            const auto [activity, place] = nodes_.running[k];
            for (const Quantity& output : problem_.activities[at(activity)].outputs) {
                const int node = nodes_.find(output.of, place);
                for (int t = 0; t < periods_; ++t) {
                    put(row_of[cell(node, t)], programme_.runs[k] + t, output.per_run);
                }
            }
        }
        for (const Way& way : programme_.ways) {
            const int lead = problem_.lanes[at(way.lane)].lead;
            for (int t = 0; t + lead < periods_; ++t) {
                put(row_of[cell(way.to_node, t + lead)], way.column + t, 1);
            }
        }
    }

    void add_ready() {
        for (int node = 0; node < nodes_.count(); ++node) {
            if (is_need_[at(node)] == 0) {
                continue;
            }
            for (int t = 0; t < periods_; ++t) {
                const auto row =
                    add_row(programme_, {RowKind::ready, Sense::at_least, 0.0, node, t});
                const auto stock = programme_.stock[at(node)];
                if (stock >= 0) {
                    put(row, stock + t, 1);
                }
                put(row, programme_.waste[at(node)] + t, 1);
                for (const Term& slice : slices_[cell(node, t)]) {
                    put(row, slice.column, slice.factor - Interval(1));
                }
            }
        }
    }

    void add_shelf(int node) {
        const int keeps = problem_.shelf_periods(nodes_.node[at(node)].first);
        if (keeps < 1) {
            return;
        }
        for (int t = 0; t + keeps < periods_; ++t) {
            const auto row = add_row(programme_, {RowKind::shelf, Sense::at_least, 0.0, node, t});
            for (int v = 1; v <= keeps; ++v) {
                put_out(row, node, t + v, 1);
            }
            put(row, programme_.stock[at(node)] + t, -1);
        }
    }

    void add_expiry() {
        std::map<std::pair<int, int>, Interval> due;  // node, period of the best_before
        for (const Lot& lot : problem_.lots) {
            if (!lot.best_before || *lot.best_before < problem_.start) {
                continue;
            }
            const int period = problem_.period_of(*lot.best_before);
            const int node = nodes_.find(lot.item, lot.place);
            if (period >= 0 && node >= 0) {
                due[{node, period}] += lot.quantity;
            }
        }
        Interval sum;
        int before = -1;
        for (const auto& [where, quantity] : due) {
            const auto [node, period] = where;
            sum = node == before ? sum + quantity : quantity;
            before = node;
            const auto row =
                add_row(programme_, {RowKind::expiry, Sense::at_least, sum, node, period});
            for (int v = 0; v <= period; ++v) {
                put_out(row, node, v, 1);
            }
        }
    }

    void add_reserves() {
        for (int node = 0; node < nodes_.count(); ++node) {
            for (int t = 0; t < periods_; ++t) {
                const auto missing = programme_.missing.find(std::int64_t{node} * periods_ + t);
                if (missing == programme_.missing.end()) {
                    continue;
                }
                const auto row = add_row(programme_, {RowKind::reserve, Sense::at_least,
                                                      programme_.reserve[cell(node, t)], node, t});
                put(row, programme_.stock[at(node)] + t, 1);
                put(row, missing->second, 1);
            }
        }
    }

    const Problem& problem_;
    const Nodes& nodes_;
    Programme& programme_;
    int periods_;
    std::vector<std::vector<OutBlock>> blocks_;  // per node
    std::vector<std::vector<Term>> slices_;      // per node and period, factor u_s
    std::vector<std::uint8_t> is_need_;          // per node
};

/// An upper estimate of the entries of the rows that sum over periods.
double entries_estimate(const Problem& problem, const Nodes& nodes, const Programme& programme) {
    const double per_period =
        static_cast<double>(programme.columns()) / std::max(1, problem.periods);
    double longest = 1;
    for (int item = 0; item < problem.item_names.size(); ++item) {
        longest = std::max(
            longest, static_cast<double>(std::min(problem.shelf_periods(item), problem.periods)));
    }
    const bool dated = std::ranges::any_of(
        problem.lots, [](const Lot& lot) { return lot.best_before.has_value(); });
    if (dated) {
        longest += problem.periods;
    }
    return per_period * problem.periods * (longest + 4) + nodes.count();
}

}  // namespace

Outcome add_goods_rows(const Problem& problem, const Nodes& nodes, Programme& programme) {
    if (entries_estimate(problem, nodes, programme) > 2e8) {
        return bad_input("this plan has more entries than this checker can hold");
    }
    GoodsRows(problem, nodes, programme).add_all();
    return Done{};
}

}  // namespace vorrat::verify

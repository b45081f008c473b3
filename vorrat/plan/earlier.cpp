#include "vorrat/plan/earlier.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace vorrat::plan {
namespace {

using solve::Stands;

/// Relative distance below which a quantity stands on its bound.
constexpr double on_bound = 1e-9;

class Translation {
public:
    Translation(const Problem& problem, const Programme& programme, const Plan& earlier, int shift)
        : problem_(problem),
          programme_(programme),
          columns_(programme.columns),
          program_(programme.builder.build()),
          earlier_(earlier),
          shift_(shift),
          x_(program_.columns(), 0),
          duals_(program_.rows(), 0),
          stands_(program_.columns(), Stands::lower) {}

    solve::Basis basis() {
        place_goods();
        place_runs();
        place_sends();
        place_needs();
        for (const Column column : {columns_.fairness, columns_.mean_coverage}) {
            if (column != no_column) {
                put(column, earlier_.fairness, 1);
            }
        }
        read_duals();
        free_columns();
        return solve::basis_near(stands_, rows());
    }

private:
    /// The period of the problem that was `period` in the earlier plan.
    std::optional<std::size_t> now(Period period) const {
        const int t = static_cast<int>(period.value) - shift_;
        return t >= 0 && t < problem_.horizon.periods ? std::optional(static_cast<std::size_t>(t))
                                                      : std::nullopt;
    }

    /// `full` is the bound that the quantity had then.
    void put(Column column, double quantity, double full) {
        if (column == no_column || quantity <= on_bound) {
            return;
        }
        const bool at_bound = quantity >= full * (1 - on_bound);
        const double upper = program_.column_upper[column];
        x_[column] = at_bound ? upper : std::min(quantity, upper);
        stands_[column] = at_bound ? Stands::upper : Stands::between;
    }

    std::optional<std::size_t> cell(ItemId item, PlaceId place, Period period) const {
        const auto node = problem_.network.find(item, place);
        const auto t = now(period);
        if (!node || !t) {
            return std::nullopt;
        }
        return *node * static_cast<std::size_t>(problem_.horizon.periods) + *t;
    }

    void place_goods() {
        for (const PlannedEntry& entry : earlier_.entries) {
            if (const auto at = cell(entry.item, entry.place, entry.period)) {
                const Column column = columns_.enter[*at];
                put(column, entry.quantity,
                    column == no_column ? 0 : program_.column_upper[column]);
            }
        }
        for (const PlannedStock& row : earlier_.stock) {
            if (const auto at = cell(row.item, row.place, row.period)) {
                put(columns_.stock[*at], row.stock, solve::infinity);
                put(columns_.waste[*at], row.waste, solve::infinity);
            }
        }
    }

    void place_runs() {
        std::map<std::pair<ActivityId, PlaceId>, std::size_t> site_at;
        for (std::size_t s = 0; s < problem_.network.sites.size(); ++s) {
            site_at[{problem_.network.sites[s].activity, problem_.network.sites[s].place}] = s;
        }
        const auto periods = static_cast<std::size_t>(problem_.horizon.periods);
        for (const PlannedRun& run : earlier_.runs) {
            const auto site = site_at.find({run.activity, run.place});
            const auto t = now(run.period);
            if (site != site_at.end() && t) {
                put(columns_.runs[site->second * periods + *t], run.runs, solve::infinity);
            }
        }
    }

    void place_sends() {
        std::map<std::tuple<LaneId, ItemId, std::size_t>, double> sent;
        for (const PlannedFlow& flow : earlier_.flows) {
            if (const auto t = now(flow.leaves)) {
                sent[{flow.lane, flow.item, *t}] += flow.quantity;
            }
        }
        for (const Send& send : columns_.sends) {
            const auto found =
                sent.find({send.lane, send.item, static_cast<std::size_t>(send.leaves)});
            if (found != sent.end()) {
                put(send.column, found->second, solve::infinity);
            }
        }
    }

    void place_needs() {
        using Slice = std::tuple<ItemId, PlaceId, std::size_t, double>;
        std::map<Slice, const NeedSlice*> slices;
        for (const NeedSlice& slice : earlier_.need) {
            if (const auto t = now(slice.period)) {
                slices[{slice.item, slice.place, *t, slice.level_to}] = &slice;
            }
        }
        for (std::size_t s = 0; s < problem_.needs.slices.size(); ++s) {
            const NeedSlice& slice = problem_.needs.slices[s];
            const auto found =
                slices.find({slice.item, slice.place, slice.period.index(), slice.level_to});
            if (found != slices.end()) {
                put(columns_.set_aside[s], found->second->set_aside, found->second->width);
            }
        }
        std::map<std::tuple<ItemId, PlaceId, std::size_t>, const PlannedStock*> stocks;
        for (const PlannedStock& row : earlier_.stock) {
            if (const auto t = now(row.period)) {
                stocks[{row.item, row.place, *t}] = &row;
            }
        }
        for (std::size_t k = 0; k < problem_.needs.cells.size(); ++k) {
            const NeedCell& need = problem_.needs.cells[k];
            const auto found =
                stocks.find({need.item, need.place, static_cast<std::size_t>(need.period)});
            if (found != stocks.end()) {
                put(columns_.reserve_missing[k], found->second->reserve_missing,
                    found->second->reserve);
            }
        }
    }

    /// The duals of the last stage, by the names of their rows.
    void read_duals() {
        std::map<Name, std::size_t> rows;
        for (std::size_t i = 0; i < programme_.keys.size(); ++i) {
            rows[name_of(programme_.keys[i], 0)] = i;
        }
        for (const RowDual& dual : earlier_.stages.back().duals) {
            const auto found = rows.find(name_of(dual.row, shift_));
            if (dual.row.kind == RowKind::keep_fairness) {
                keep_fairness_ = dual.value;
            } else if (dual.row.kind == RowKind::keep_worth) {
                keep_worth_ = dual.value;
            } else if (found != rows.end() && !programme_.own[found->second]) {
                duals_[found->second] = dual.value;
            }
        }
    }

    /// Columns on a bound that the last stage would move for nothing.
    void free_columns() {
        std::vector<double> cost(program_.columns(), 0);
        for (const auto& [column, burden] : programme_.burden) {
            cost[column] += burden;
        }
        for (const auto& [column, worth] : programme_.worth) {
            cost[column] -= keep_worth_ * worth;
        }
        cost[columns_.fairness] -= keep_fairness_;
        const solve::SparseMatrix& matrix = program_.matrix;
        for (std::size_t j = 0; j < program_.columns(); ++j) {
            double rest = cost[j];
            double size = std::abs(rest);
            for (std::size_t k = matrix.start[j]; k < matrix.start[j + 1]; ++k) {
                const double part = matrix.value[k] * duals_[matrix.row[k]];
                rest -= part;
                size += std::abs(part);
            }
            if (stands_[j] != Stands::between && std::abs(rest) <= on_bound * (1 + size)) {
                stands_[j] = stands_[j] == Stands::upper ? Stands::free_upper : Stands::free_lower;
            }
        }
    }

    /// A row with a dual, or one that the earlier quantities fill, stands on its bound.
    std::vector<Stands> rows() const {
        std::vector<double> sum(program_.rows(), 0);
        std::vector<double> size(program_.rows(), 1);
        const solve::SparseMatrix& matrix = program_.matrix;
        for (std::size_t j = 0; j < program_.columns(); ++j) {
            for (std::size_t k = matrix.start[j]; x_[j] != 0 && k < matrix.start[j + 1]; ++k) {
                sum[matrix.row[k]] += matrix.value[k] * x_[j];
                size[matrix.row[k]] += std::abs(matrix.value[k] * x_[j]);
            }
        }
        std::vector<Stands> stands;
        for (std::size_t i = 0; i < program_.rows(); ++i) {
            constexpr double near = 1e-6;  // what the floors of the stages give up
            const double lower = program_.row_lower[i];
            const double upper = program_.row_upper[i];
            const bool high = upper < solve::infinity && lower != upper;
            if (duals_[i] != 0 || lower == upper) {
                stands.push_back(high ? Stands::upper : Stands::lower);
            } else if (sum[i] <= lower + near * size[i]) {
                stands.push_back(Stands::free_lower);
            } else if (sum[i] >= upper - near * size[i]) {
                stands.push_back(Stands::free_upper);
            } else {
                stands.push_back(Stands::between);
            }
        }
        return stands;
    }

    using Name = std::tuple<RowKind, std::array<long, 7>, std::string>;
    static Name name_of(const RowKey& key, int shift) {
        const auto number = [](const auto& id) {
            return id ? static_cast<long>(id->index()) : -1L;
        };
        return {key.kind,
                {number(key.item), number(key.place), key.period ? number(key.period) - shift : -1,
                 number(key.lane), number(key.resource), number(key.community),
                 key.tier ? static_cast<long>(*key.tier) : -1L},
                key.indicator};
    }

    const Problem& problem_;
    const Programme& programme_;
    const Columns& columns_;
    solve::LinearProgram program_;
    const Plan& earlier_;
    int shift_;
    std::vector<double> x_;
    std::vector<double> duals_;
    double keep_fairness_ = 0;
    double keep_worth_ = 0;
    std::vector<Stands> stands_;
};

}  // namespace

solve::Basis basis_near(const Problem& problem, const Programme& programme, const Plan& earlier) {
    const auto days_between = static_cast<int>((problem.horizon.start - earlier.start).count());
    if (earlier.stages.empty() || earlier.period_days != problem.horizon.period_days ||
        days_between % problem.horizon.period_days != 0) {
        return {};
    }
    return Translation(problem, programme, earlier, days_between / problem.horizon.period_days)
        .basis();
}

}  // namespace vorrat::plan

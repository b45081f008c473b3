#include "vorrat/plan/alone.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "vorrat/plan/connections.h"

namespace vorrat::plan {

Alone::Alone(const Problem& problem, const Programme& programme,
             const solve::LinearProgram& program, CommunityId community, const Settings& settings)
    : draws_(programme.keys.size(), false) {
    cut(programme, program, kept_rows(problem, programme, community), settings);
}

std::vector<Alone::Row> Alone::kept_rows(const Problem& problem, const Programme& programme,
                                         CommunityId community) {
    std::vector<Row> kept;
    for (std::size_t row = 0; row < programme.keys.size(); ++row) {
        const RowKey& key = programme.keys[row];
        if (programme.own[row]) {
            kept.push_back(Row::none);
            continue;
        }
        const bool own = is_of_a_node(key.kind)
                             ? belongs_to(problem.world.places[*key.place], community)
                             : key.kind == RowKind::fairness && key.community == community;
        kept.push_back(own ? Row::own : is_limit(key.kind) ? Row::shared : Row::none);
    }
    return kept;
}

/// Columns that enter a row of the community, in all rows that are kept.
void Alone::cut(const Programme& programme, const solve::LinearProgram& program,
                std::span<const Row> kept, const Settings& settings) {
    const solve::SparseMatrix& a = program.matrix;
    const auto row_kept = [&](std::uint32_t row) {
        return row < kept.size() ? kept[row] : Row::none;
    };
    std::vector<std::uint32_t> row_of(kept.size(), no_row);
    solve::Builder builder;
    const auto add = [&](Column j, double upper) {
        const std::uint32_t column = builder.add_column(0, upper);
        for (std::size_t k = a.start[j]; k < a.start[j + 1]; ++k) {
            const std::uint32_t row = a.row[k];
            if (row_kept(row) == Row::none) {
                continue;
            }
            if (row_of[row] == no_row) {
                row_of[row] = builder.add_row(program.row_lower[row], program.row_upper[row]);
                rows_.push_back(row);
            }
            builder.add(row_of[row], column, a.value[k]);
        }
    };
    for (Column j = 0; j < program.columns(); ++j) {
        bool enters = false;
        bool comes = false;
        for (std::size_t k = a.start[j]; k < a.start[j + 1]; ++k) {
            const Row row = row_kept(a.row[k]);
            enters = enters || row == Row::own;
            comes =
                comes || (row == Row::none && a.value[k] < 0 && a.row[k] < programme.keys.size() &&
                          programme.keys[a.row[k]].kind == RowKind::balance);
        }
        if (!enters) {
            for (std::size_t k = a.start[j]; k < a.start[j + 1]; ++k) {
                if (row_kept(a.row[k]) == Row::shared) {
                    draws_[a.row[k]] = true;
                }
            }
            continue;
        }
        const auto position = static_cast<std::uint32_t>(columns_.size());
        lowest_ = j == programme.columns.fairness ? position : lowest_;
        if (comes) {
            coming_.push_back(position);
        }
        columns_.push_back(j);
        served_.push_back(0);
        for (std::size_t k = a.start[j]; k < a.start[j + 1]; ++k) {
            const std::uint32_t row = a.row[k];
            if (row_kept(row) == Row::own && programme.keys[row].kind == RowKind::fairness) {
                fairness_ = row;
                served_.back() = a.value[k];
            }
        }
        add(j, program.column_upper[j]);
    }
    for (const std::uint32_t position : coming_) {
        add(columns_[position], 0);
    }
    for (std::size_t row = 0; row < kept.size(); ++row) {
        draws_[row] = draws_[row] || kept[row] == Row::none;
    }
    need_ = -std::exchange(served_[lowest_], 0);
    sequence_.emplace(begin(builder.build(), settings));
    // Where the solver wanders about, the plan does without it.
    constexpr long steps_per_row = 4;
    sequence_->set_iteration_limit(steps_per_row * static_cast<long>(rows_.size()));
}

std::vector<double> Alone::best_coverage(const solve::LinearProgram& program) {
    looked_at_ = true;
    std::vector<double> duals(program.rows(), 0);
    // Need met by itself: z alone in the cost would leave the solver without direction.
    std::vector<double> cost(columns_.size() + coming_.size(), 0);
    for (std::size_t k = 0; k < columns_.size(); ++k) {
        cost[k] = -served_[k] / need_;
    }
    sequence_->set_column_bounds(lowest_, 0, 0);
    sequence_->set_cost(solve::Sense::minimise, cost);
    const solve::Solution solution = sequence_->solve();
    gave_up_ = solution.status != solve::Status::optimal;
    if (!gave_up_) {
        coverage_ = -solution.objective;
        for (std::size_t k = 0; k < rows_.size(); ++k) {
            duals[rows_[k]] = solution.row_duals[k];
        }
        duals[fairness_] = 1 / need_;
    }
    return duals;
}

/// Costs less the duals of the rows on which others draw too.
std::vector<double> Alone::priced(const solve::LinearProgram& program, std::span<const double> cost,
                                  std::span<const double> y) const {
    const solve::SparseMatrix& a = program.matrix;
    std::vector<double> left(columns_.size() + coming_.size(), 0);
    for (std::size_t k = 0; k < columns_.size(); ++k) {
        const Column j = columns_[k];
        left[k] = k == lowest_ ? 0 : cost[j];
        for (std::size_t at = a.start[j]; at < a.start[j + 1] && k != lowest_; ++at) {
            const std::uint32_t row = a.row[at];
            left[k] -= row >= draws_.size() || draws_[row] ? a.value[at] * y[row] : 0;
        }
    }
    for (std::size_t k = 0; k < coming_.size(); ++k) {
        const double price = left[coming_[k]];
        left[columns_.size() + k] = price + std::abs(price);
    }
    return left;
}

Terms Alone::answer(const solve::LinearProgram& program, std::span<const double> cost,
                    std::span<const double> y, std::span<const double> wished, double coverage) {
    const auto behind = static_cast<std::uint32_t>(columns_.size());
    for (std::uint32_t k = 0; k < coming_.size(); ++k) {
        const Column j = columns_[coming_[k]];
        const double upper = program.column_upper[j];
        const double first = std::clamp(wished[j], 0.0, upper);
        sequence_->set_column_bounds(coming_[k], 0, first);
        sequence_->set_column_bounds(behind + k, 0, upper - first);
    }
    sequence_->set_column_bounds(lowest_, std::max(0.0, coverage), 1);
    sequence_->set_cost(solve::Sense::minimise, priced(program, cost, y));
    const solve::Solution solution = sequence_->solve();
    for (std::uint32_t k = 0; k < coming_.size(); ++k) {
        sequence_->set_column_bounds(coming_[k], 0, program.column_upper[columns_[coming_[k]]]);
        sequence_->set_column_bounds(behind + k, 0, 0);
    }
    Terms found;
    if (solution.status == solve::Status::optimal) {
        for (std::size_t k = 0; k < columns_.size(); ++k) {
            found.push_back({columns_[k], solution.x[k]});
        }
        for (std::uint32_t k = 0; k < coming_.size(); ++k) {
            found[coming_[k]].coefficient += solution.x[behind + k];
        }
    }
    return found;
}

}  // namespace vorrat::plan

#include "vorrat/plan/closing.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vorrat::plan {
namespace {

/// A price moves only by more than this, relative: sweeps end although sums are rounded.
constexpr double still = 1e-13;
constexpr int sweeps_max = 40;
constexpr std::size_t block_items = 4;
constexpr std::size_t block_columns = 8192;

class Closing {
public:
    Closing(const Problem& problem, const Programme& programme, const Connections& connections,
            const solve::LinearProgram& stage, std::vector<double> y, Threads threads)
        : problem_(problem),
          programme_(programme),
          columns_(programme.columns),
          c_(connections),
          stage_(stage),
          threads_(threads),
          y_(std::move(y)) {}

    std::vector<double> close();

private:
    void obey_signs();
    void price_columns();
    void close_item(const Connections::Range& item);
    bool close_cell(std::uint32_t node, std::size_t t);
    void fit_stock(std::uint32_t node, std::size_t t);
    void fit_waste(std::uint32_t node, std::size_t t);
    void gain_item(const Connections::Range& item);
    double best_price(std::uint32_t node, std::size_t t, double most) const;
    double highest(std::uint32_t node, std::size_t t) const;
    double kept(std::uint32_t node, std::size_t t) const;
    double of_runs(std::uint32_t node, std::uint32_t site, std::size_t t) const;
    bool enters_freely(std::uint32_t node, std::size_t t) const;

    /// The dual of a row that may not exist.
    double dual(std::uint32_t row) const { return row == no_row ? 0 : y_[row]; }
    double cut(std::uint32_t row, double by) {
        if (row == no_row || by <= 0) {
            return 0;
        }
        const double part = std::min(by, y_[row]);
        y_[row] -= part;
        return part;
    }
    double credit(std::uint32_t node, std::size_t t) const;
    /// What goods are worth that leave the node: its price less what having to leave is worth.
    double leaving(std::uint32_t node, std::size_t t) const {
        return y_[c_.cell(node, t)] - credit(node, t);
    }

    const Problem& problem_;
    const Programme& programme_;
    const Columns& columns_;
    const Connections& c_;
    const solve::LinearProgram& stage_;
    Threads threads_;
    std::vector<double> y_;
    std::vector<double> given_;  ///< y as it was, signs obeyed
    std::vector<double> left_;   ///< columns: cost less the duals of the rows that nodes share
};

void Closing::obey_signs() {
    for (std::size_t i = 0; i < y_.size(); ++i) {
        if (!std::isfinite(stage_.row_upper[i])) {
            y_[i] = std::max(y_[i], 0.0);
        }
        if (!std::isfinite(stage_.row_lower[i])) {
            y_[i] = std::min(y_[i], 0.0);
        }
    }
    // A unit missing in a reserve costs what it costs: more is not paid for it.
    for (std::size_t k = 0; k < columns_.reserve_missing.size(); ++k) {
        const Column missing = columns_.reserve_missing[k];
        if (missing == no_column) {
            continue;
        }
        const NeedCell& need = problem_.needs.cells[k];
        const auto node = problem_.network.find(need.item, need.place);
        double& price = y_[c_.reserve[c_.cell(*node, static_cast<std::size_t>(need.period))]];
        price = std::min(price, std::max(0.0, left_[missing]));
    }
}

void Closing::price_columns() {
    left_ = stage_.cost;
    const solve::SparseMatrix& a = stage_.matrix;
    // The rows of nodes come first.
    std::uint32_t shared = 0;
    for (const auto* rows : {&c_.ready, &c_.shelf, &c_.reserve, &c_.expiry}) {
        for (const std::uint32_t row : *rows) {
            shared = row == no_row ? shared : std::max(shared, row + 1);
        }
    }
    shared = std::max<std::uint32_t>(shared, static_cast<std::uint32_t>(c_.ready.size()));
    parallel_blocks(left_.size(), block_columns, threads_,
                    [&](std::size_t first, std::size_t last) {
                        for (std::size_t j = first; j < last; ++j) {
                            for (std::size_t k = a.start[j + 1]; k-- > a.start[j];) {
                                if (a.row[k] < shared) {
                                    break;
                                }
                                left_[j] -= a.value[k] * y_[a.row[k]];
                            }
                        }
                    });
}

double Closing::credit(std::uint32_t node, std::size_t t) const {
    double sum = 0;
    for (std::size_t v = 1; v <= c_.shelf_periods[node] && v <= t; ++v) {
        sum += dual(c_.shelf[c_.cell(node, t - v)]);
    }
    for (std::size_t due = t; due < c_.periods; ++due) {
        sum += dual(c_.expiry[c_.cell(node, due)]);
    }
    return sum;
}

bool Closing::enters_freely(std::uint32_t node, std::size_t t) const {
    const Column enter = columns_.enter[c_.cell(node, t)];
    const ItemId item = problem_.network.nodes[node].item;
    return enter != no_column && stage_.column_upper[enter] >= problem_.ceilings.item[item];
}

/// The highest price of an output at which the runs of a site do not lose. What a run brings beyond
/// its inputs is shared among several outputs as their given prices say.
double Closing::of_runs(std::uint32_t node, std::uint32_t site, std::size_t t) const {
    const auto [id, place] = problem_.network.sites[site];
    const Activity& activity = problem_.world.activities[id];
    double rest = left_[columns_.runs[c_.cell(site, t)]];
    for (const ItemQuantity& q : activity.inputs) {
        rest += q.per_run * leaving(*problem_.network.find(q.item, place), t);
    }
    const ItemId made = problem_.network.nodes[node].item;
    double all = 0;
    double worth = 0;
    double own = 0;
    for (const ItemQuantity& q : activity.outputs) {
        all += q.per_run;
        worth += q.per_run * given_[c_.cell(*problem_.network.find(q.item, place), t)];
        own += q.item == made ? q.per_run : 0;
    }
    if (own == all) {
        return rest / own;
    }
    const double price = given_[c_.cell(node, t)];
    return rest < worth && worth > 0 ? price * rest / worth : price + (rest - worth) / all;
}

/// The highest price at which no way to the node in the period loses, from other nodes.
double Closing::highest(std::uint32_t node, std::size_t t) const {
    double most = std::numeric_limits<double>::infinity();
    if (enters_freely(node, t)) {
        most = left_[columns_.enter[c_.cell(node, t)]];
    }
    for (const std::uint32_t s : c_.sends_in.of(node)) {
        const SendGroup& send = c_.sends[s];
        if (send.lead <= t && t - send.lead < send.periods) {
            const std::size_t leaves = t - send.lead;
            most = std::min(most, left_[send.first + leaves] + leaving(send.from, leaves));
        }
    }
    for (const std::uint32_t site : c_.made_by.of(node)) {
        most = std::min(most, of_runs(node, site, t));
    }
    return most;
}

/// The highest price after the period at which keeping goods over does not lose.
double Closing::kept(std::uint32_t node, std::size_t t) const {
    const std::size_t cell = c_.cell(node, t);
    return left_[columns_.stock[cell]] + y_[cell] + dual(c_.shelf[cell]) - dual(c_.ready[cell]) -
           dual(c_.reserve[cell]);
}

/// Stock from period t to the next does not lose: what it is worth as reserve and in readiness
/// gives way, then more is paid for age, then the price of the next period.
void Closing::fit_stock(std::uint32_t node, std::size_t t) {
    const std::size_t cell = c_.cell(node, t);
    if (columns_.stock[cell] == no_column) {
        return;
    }
    const bool last = t + 1 == c_.periods;
    const std::uint32_t shelf = c_.shelf[cell];
    if (shelf != no_row) {
        y_[shelf] = 0;
    }
    double next = 0;
    if (!last) {
        next = y_[cell + 1];
    }
    double excess = next - kept(node, t);
    if (excess <= 0) {
        return;
    }
    if (shelf != no_row) {
        y_[shelf] = std::min(excess, given_[shelf]);
        excess -= y_[shelf];
    }
    excess -= cut(c_.reserve[cell], excess);
    excess -= cut(c_.ready[cell], excess);
    if (excess <= 0 || last) {
        return;
    }
    if (shelf != no_row) {
        // As much more as leaves goods worth their waste in all periods in which they may leave.
        double more = excess;
        for (std::size_t v = 1; v <= c_.shelf_periods[node] && t + v < c_.periods; ++v) {
            const Column waste = columns_.waste[c_.cell(node, t + v)];
            more = std::min(more, left_[waste] + leaving(node, t + v));
        }
        y_[shelf] += std::max(0.0, more);
        excess -= std::max(0.0, more);
    }
    y_[cell + 1] -= std::max(0.0, excess);
}

/// Waste does not lose: what leaving is worth gives way.
void Closing::fit_waste(std::uint32_t node, std::size_t t) {
    const std::size_t cell = c_.cell(node, t);
    const double waste = left_[columns_.waste[cell]];
    double loss = -(waste + leaving(node, t));
    for (std::size_t due = t; loss > 0 && due < c_.periods; ++due) {
        loss -= cut(c_.expiry[c_.cell(node, due)], loss);
    }
    for (std::size_t v = 1; loss > 0 && v <= c_.shelf_periods[node] && v <= t; ++v) {
        loss -= cut(c_.shelf[c_.cell(node, t - v)], loss);
    }
    cut(c_.ready[cell], dual(c_.ready[cell]) - std::max(0.0, waste + leaving(node, t)));
}

/// Returns whether the price moved.
bool Closing::close_cell(std::uint32_t node, std::size_t t) {
    const std::size_t cell = c_.cell(node, t);
    const double before = y_[cell];
    const double waste = left_[columns_.waste[cell]];
    y_[cell] = std::min(std::max(y_[cell], -waste), highest(node, t));
    if (t > 0) {
        fit_stock(node, t - 1);
    }
    fit_waste(node, t);
    if (t + 1 == c_.periods) {
        fit_stock(node, t);
    }
    return std::abs(y_[cell] - before) > still * (1 + std::abs(before));
}

void Closing::close_item(const Connections::Range& item) {
    for (int sweep = 0; sweep < sweeps_max; ++sweep) {
        bool moved = false;
        for (std::size_t t = 0; t < c_.periods; ++t) {
            for (const std::uint32_t node : c_.nodes_of(item)) {
                moved = close_cell(node, t) || moved;
            }
        }
        if (!moved) {
            return;
        }
    }
}

/// The price between the present one and `most` that gains most: the bound grows while more is
/// asked for than what is set aside and enters at the price.
double Closing::best_price(std::uint32_t node, std::size_t t, double most) const {
    struct Step {
        double price = 0;
        double width = 0;
    };
    const std::size_t cell = c_.cell(node, t);
    const double worth_of_leaving = credit(node, t);
    double price = y_[cell];
    double slope = stage_.row_lower[cell];
    std::vector<Step> steps;
    // The slices ask for goods up to the price at which they are given up.
    const std::uint32_t k = c_.need[cell];
    if (k != no_row) {
        const NeedCell& need = problem_.needs.cells[k];
        for (std::size_t s = need.first_slice; s < need.last_slice; ++s) {
            const Column column = columns_.set_aside[s];
            const double use = problem_.needs.slices[s].use;
            const double up_to =
                worth_of_leaving - (left_[column] + (1 - use) * dual(c_.ready[cell])) / use;
            if (up_to > price) {
                slope += use * stage_.column_upper[column];
                steps.push_back({up_to, use * stage_.column_upper[column]});
            }
        }
    }
    const Column enter = columns_.enter[cell];
    if (enter != no_column && !enters_freely(node, t)) {
        if (left_[enter] <= price) {
            slope -= stage_.column_upper[enter];
        } else {
            steps.push_back({left_[enter], stage_.column_upper[enter]});
        }
    }
    std::ranges::sort(steps, {}, &Step::price);
    constexpr double nothing = 1e-9;
    const double least = nothing * (1 + std::abs(stage_.row_lower[cell]));
    for (const Step& step : steps) {
        if (slope <= least || step.price >= most) {
            break;
        }
        price = step.price;
        slope -= step.width;
    }
    return slope > least ? most : price;
}

/// Raises prices again where the bound gains and still nothing loses.
void Closing::gain_item(const Connections::Range& item) {
    for (std::size_t t = 0; t < c_.periods; ++t) {
        for (const std::uint32_t node : c_.nodes_of(item)) {
            const std::size_t cell = c_.cell(node, t);
            double most = highest(node, t);
            if (t > 0 && columns_.stock[cell - 1] != no_column) {
                most = std::min(most, kept(node, t - 1));
            }
            if (std::isfinite(most) && most > y_[cell]) {
                y_[cell] = std::max(y_[cell], best_price(node, t, most));
            }
        }
    }
}

std::vector<double> Closing::close() {
    price_columns();
    obey_signs();
    derive_own_dual(programme_, stage_, y_);
    price_columns();
    given_ = y_;
    // Items of a level look at earlier levels only, unless recipes go round.
    const Threads together = c_.recipes_go_round ? Threads{1} : threads_;
    for (const auto& level : c_.levels) {
        parallel_blocks(level.size(), block_items, together,
                        [&](std::size_t first, std::size_t last) {
                            for (std::size_t k = first; k < last; ++k) {
                                close_item(level[k]);
                                gain_item(level[k]);
                            }
                        });
    }
    return std::move(y_);
}

}  // namespace

std::vector<double> closed_duals(const Problem& problem, const Programme& programme,
                                 const Connections& connections, const solve::LinearProgram& stage,
                                 std::vector<double> y, Threads threads) {
    return Closing(problem, programme, connections, stage, std::move(y), threads).close();
}

}  // namespace vorrat::plan

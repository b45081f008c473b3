#include "vorrat/plan/blocks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

namespace vorrat::plan {

using supply::Entry;
using supply::Role;

namespace {

/// A right side that no sum comes near: the row of a period that has none.
constexpr double no_limit = 1e30;

/// Weights of limits: rows over all needs move too slowly with a small one.
constexpr double limit_weight = 0.3;
constexpr double single_weight = 3;

/// Gain of the balance between what columns and what rows travel.
constexpr double weight_gain = 0.15;

/// What an item is typically moved in, units per cell, and what it is typically worth.
struct Scale {
    double size = 0;
    double price = 0;
};

/// From what is needed, down the recipes: an input is worth what is made of it, shared by quantity.
std::vector<Scale> scales_of(const Problem& problem, const Connections& connections) {
    const World& world = problem.world;
    std::vector<Scale> scales(world.items.size());
    for (const NeedCell& cell : problem.needs.cells) {
        const Item& item = world.items[cell.item];
        scales[cell.item.index()].size += cell.mean;
        scales[cell.item.index()].price = world.criteria.tier_weight[index(item.tier)];
    }
    for (auto level = connections.levels.rbegin(); level != connections.levels.rend(); ++level) {
        for (const Connections::Range& range : *level) {
            const ItemId item = problem.network.nodes[connections.order[range.first]].item;
            std::vector<std::uint32_t> makers;
            for (const std::uint32_t node : connections.nodes_of(range)) {
                for (const std::uint32_t site : connections.made_by.of(node)) {
                    makers.push_back(problem.network.sites[site].activity.value);
                }
            }
            std::ranges::sort(makers);
            makers.erase(std::unique(makers.begin(), makers.end()), makers.end());
            const Scale own = scales[item.index()];
            for (const std::uint32_t maker : makers) {
                const Activity& activity = world.activities[ActivityId{maker}];
                double made = 0;
                double taken = 0;
                for (const ItemQuantity& q : activity.outputs) {
                    made += q.item == item ? q.per_run : 0;
                }
                for (const ItemQuantity& q : activity.inputs) {
                    taken += q.per_run;
                }
                for (const ItemQuantity& q : activity.inputs) {
                    Scale& input = scales[q.item.index()];
                    input.size += own.size * q.per_run / made;
                    input.price = std::max(input.price, own.price * made / taken);
                }
            }
        }
    }
    std::vector<std::size_t> cells(world.items.size(), 0);
    for (const Node& node : problem.network.nodes) {
        cells[node.item.index()] += connections.periods;
    }
    constexpr double least = 1e-6;
    for (std::size_t i = 0; i < scales.size(); ++i) {
        scales[i].size =
            scales[i].size / static_cast<double>(std::max<std::size_t>(1, cells[i])) + least;
        scales[i].price += least;
    }
    return scales;
}

}  // namespace

/// Lays out a stage. The order is that of the supply programme: limits per period, single limits,
/// then item by item the rows, then the columns.
class BlockMaker {
public:
    BlockMaker(const Problem& problem, const Programme& programme, const Connections& connections,
               const solve::LinearProgram& stage, const Aims& aims, Blocks& blocks)
        : problem_(problem),
          programme_(programme),
          columns_(programme.columns),
          c_(connections),
          stage_(stage),
          aims_(aims),
          blocks_(blocks),
          supply_(blocks.supply_),
          scales_(scales_of(problem, connections)) {
        blocks_.column_at_.assign(stage.columns(), no_row);
        blocks_.row_at_.assign(stage.rows(), {});
        row_group_.assign(stage.rows(), no_row);
    }

    void make() {
        add_limits();
        add_singles();
        add_rows_of_items();
        add_columns_of_items();
        add_levels();
        supply_.finish();
    }

private:
    /// Places a row of the stage as period t of a group of rows.
    void place(std::uint32_t row, std::uint32_t group, std::size_t t) {
        const bool at_least = !std::isfinite(stage_.row_upper[row]);
        const double sign = at_least ? -1 : 1;
        blocks_.row_at_[row] = {group + static_cast<std::uint32_t>(t), sign};
        row_group_[row] = group;
        supply_.right[group + t] = at_least ? -stage_.row_lower[row] : stage_.row_upper[row];
    }
    void open(std::uint32_t group) {
        std::fill_n(supply_.right.begin() + group, supply_.stride(), no_limit);
    }

    void add_limits();
    void add_singles();
    void add_rows_of_items();
    void add_own(const std::vector<std::uint32_t>& rows, std::uint32_t node, std::size_t later);
    void add_columns_of_items();
    void add_levels();
    void add_group(ItemId item, std::span<const Column> columns, double reach);

    const Problem& problem_;
    const Programme& programme_;
    const Columns& columns_;
    const Connections& c_;
    const solve::LinearProgram& stage_;
    const Aims& aims_;
    Blocks& blocks_;
    supply::Programme& supply_;
    std::vector<Scale> scales_;
    std::vector<std::uint32_t> row_group_;  ///< per row of the stage
    std::map<std::uint32_t, std::uint32_t> item_at_;
};

void BlockMaker::add_limits() {
    // Rows of one limit differ in the period alone.
    std::map<std::tuple<RowKind, long, long, long>, std::uint32_t> groups;
    const auto number = [](const auto& id) { return id ? static_cast<long>(id->index()) : -1L; };
    for (std::uint32_t row = 0; row < programme_.keys.size(); ++row) {
        const RowKey& key = programme_.keys[row];
        if (!is_limit(key.kind) || !key.period) {
            continue;
        }
        const auto [found, added] = groups.try_emplace(
            {key.kind, number(key.resource), number(key.place), number(key.lane)}, 0);
        if (added) {
            found->second = supply_.add_limits();
            open(found->second);
        }
        place(row, found->second, key.period->value);
    }
}

void BlockMaker::add_singles() {
    for (std::uint32_t row = 0; row < stage_.rows(); ++row) {
        const bool floor = row >= programme_.keys.size();
        if (row == programme_.keys.size()) {
            continue;  // keep_fairness: the rows of the communities are held to the aim
        }
        if (!floor) {
            const RowKey& key = programme_.keys[row];
            const bool per_period = is_limit(key.kind) && key.period;
            if (per_period || (is_of_a_node(key.kind) && !programme_.own[row])) {
                continue;
            }
        }
        place(row, supply_.add_single_limit(), 0);
        if (!floor && programme_.own[row]) {
            blocks_.row_at_[row].back = supply_.add_single_limit();
            supply_.right[blocks_.row_at_[row].back] = -stage_.row_lower[row];
        }
        if (floor) {
            supply_.right[row_group_[row]] = -*aims_.worth;
        }
    }
    const solve::SparseMatrix& a = stage_.matrix;
    const Column z = columns_.fairness;
    for (std::size_t k = a.start[z]; k < a.start[z + 1]; ++k) {
        if (a.row[k] < programme_.keys.size()) {
            blocks_.coverage_rows_.push_back({row_group_[a.row[k]], -a.value[k]});
        }
    }
}

/// Rows of one family at a node, each `later` periods behind its own.
void BlockMaker::add_own(const std::vector<std::uint32_t>& rows, std::uint32_t node,
                         std::size_t later) {
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(c_.cell(node, 0));
    if (std::all_of(first, first + static_cast<std::ptrdiff_t>(c_.periods),
                    [](std::uint32_t row) { return row == no_row; })) {
        return;
    }
    const std::uint32_t group = supply_.nodes[supply_.add_own_limits()].row;
    open(group);
    for (std::size_t t = 0; t < c_.periods; ++t) {
        const std::uint32_t row = rows[c_.cell(node, t)];
        if (row != no_row) {
            place(row, group, t + later);
        }
    }
}

void BlockMaker::add_rows_of_items() {
    const auto& nodes = problem_.network.nodes;
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        const ItemId item = nodes[n].item;
        if (n == 0 || nodes[n - 1].item != item) {
            const Scale& scale = scales_[item.index()];
            item_at_[item.value] = supply_.add_item(scale.size, scale.price);
        }
        const std::uint32_t group =
            supply_.nodes[supply_.add_node(c_.need[c_.cell(n, 0)] != no_row)].row;
        for (std::size_t t = 0; t < c_.periods; ++t) {
            place(static_cast<std::uint32_t>(c_.cell(n, t)), group, t);
        }
        add_own(c_.ready, n, 0);
        add_own(c_.shelf, n, c_.shelf_periods[n]);
        add_own(c_.reserve, n, 0);
        add_own(c_.expiry, n, 0);
    }
}

/// One variable in all periods; no_column where it does not exist. Its entries are the same in all
/// periods in which its rows exist.
void BlockMaker::add_group(ItemId item, std::span<const Column> columns, double reach) {
    std::vector<Entry> entries;
    std::vector<double> cost(c_.periods, 0);
    std::vector<double> upper(c_.periods, 0);
    const auto group = static_cast<std::uint32_t>(supply_.groups.size());
    bool exists = false;
    for (std::size_t t = 0; t < columns.size(); ++t) {
        const Column column = columns[t];
        if (column == no_column) {
            continue;
        }
        exists = true;
        blocks_.column_at_[column] =
            group * static_cast<std::uint32_t>(supply_.stride()) + static_cast<std::uint32_t>(t);
        cost[t] = blocks_.scale_ * stage_.cost[column];
        upper[t] = stage_.column_upper[column];
        const solve::SparseMatrix& a = stage_.matrix;
        for (std::size_t k = a.start[column]; k < a.start[column + 1]; ++k) {
            const std::uint32_t row = a.row[k];
            const Blocks::RowAt& at = blocks_.row_at_[row];
            Entry entry;
            entry.row = row_group_[row];
            entry.coefficient = at.sign * a.value[k];
            if (entry.row >= supply_.limit_rows()) {
                entry.kind = Entry::Kind::balance;
                entry.lag = static_cast<std::uint16_t>(at.row - entry.row - t);
            } else {
                const bool single = row >= programme_.keys.size() || !programme_.keys[row].period;
                entry.kind = single ? Entry::Kind::single : Entry::Kind::limit;
            }
            if (at.back != no_row) {
                Entry back = entry;
                back.row = at.back;
                back.kind = Entry::Kind::single;
                back.coefficient = -entry.coefficient;
                entries.push_back(back);
            }
            const bool known = std::ranges::any_of(entries, [&](const Entry& e) {
                return e.row == entry.row && e.lag == entry.lag && e.kind == entry.kind;
            });
            if (!known) {
                entries.push_back(entry);
            }
        }
    }
    if (exists) {
        supply_.add_group(Role::run, item_at_.at(item.value), entries, cost, upper);
        supply_.groups.back().reach = reach;
    }
}

void BlockMaker::add_columns_of_items() {
    const Network& network = problem_.network;
    // What belongs to an item, in the order of items: sends by their first node, runs by what they
    // make first.
    std::vector<Column> columns(c_.periods);
    const auto add = [&](ItemId item, const auto& column_of, double per_unit) {
        for (std::size_t t = 0; t < c_.periods; ++t) {
            columns[t] = column_of(t);
        }
        const Scale& scale = scales_[item.index()];
        add_group(item, columns, scale.size / scale.price / (per_unit * per_unit));
    };
    std::map<std::uint32_t, std::vector<std::uint32_t>> sites;
    for (std::uint32_t s = 0; s < network.sites.size(); ++s) {
        const Activity& activity = problem_.world.activities[network.sites[s].activity];
        sites[activity.outputs.front().item.value].push_back(s);
    }
    std::vector<std::array<std::uint32_t, 5>> slices(c_.need.size());
    for (auto& none : slices) {
        none.fill(no_row);
    }
    for (std::size_t cell = 0; cell < c_.need.size(); ++cell) {
        if (c_.need[cell] == no_row) {
            continue;
        }
        const NeedCell& need = problem_.needs.cells[c_.need[cell]];
        for (std::size_t s = need.first_slice; s < need.last_slice; ++s) {
            const auto number = static_cast<std::size_t>(problem_.needs.slices[s].number());
            slices[cell][number - 1] = static_cast<std::uint32_t>(s);
        }
    }
    for (std::uint32_t n = 0; n < network.nodes.size(); ++n) {
        const ItemId item = network.nodes[n].item;
        if (n == 0 || network.nodes[n - 1].item != item) {
            for (const std::uint32_t s : sites[item.value]) {
                const Activity& activity = problem_.world.activities[network.sites[s].activity];
                add(
                    item, [&](std::size_t t) { return columns_.runs[c_.cell(s, t)]; },
                    activity.outputs.front().per_run);
            }
        }
        add(
            item, [&](std::size_t t) { return columns_.enter[c_.cell(n, t)]; }, 1);
        add(
            item, [&](std::size_t t) { return columns_.stock[c_.cell(n, t)]; }, 1);
        add(
            item, [&](std::size_t t) { return columns_.waste[c_.cell(n, t)]; }, 1);
        for (const std::uint32_t s : c_.sends_out.of(n)) {
            const SendGroup& send = c_.sends[s];
            add(
                item,
                [&](std::size_t t) {
                    return t < send.periods ? send.first + static_cast<Column>(t) : no_column;
                },
                1);
        }
        for (std::size_t number = 0; number < 5; ++number) {
            add(
                item,
                [&](std::size_t t) {
                    const std::uint32_t s = slices[c_.cell(n, t)][number];
                    return s == no_row ? no_column : columns_.set_aside[s];
                },
                1);
        }
        add(
            item,
            [&](std::size_t t) {
                const std::uint32_t k = c_.need[c_.cell(n, t)];
                return k == no_row ? no_column : columns_.reserve_missing[k];
            },
            1);
    }
}

void BlockMaker::add_levels() {
    // A coverage moves in the whole need of the largest community.
    double largest = 1;
    for (const CommunityForms& c : community_forms(problem_, columns_)) {
        largest = std::max(largest, c.weighted_need);
    }
    for (const Column level : {columns_.fairness, columns_.mean_coverage}) {
        if (level == no_column) {
            continue;
        }
        constexpr double share = 0.003;
        std::vector<Entry> entries;
        const solve::SparseMatrix& a = stage_.matrix;
        for (std::size_t k = a.start[level]; k < a.start[level + 1]; ++k) {
            const Blocks::RowAt& at = blocks_.row_at_[a.row[k]];
            if (at.row == no_row) {
                continue;
            }
            entries.push_back({.row = row_group_[a.row[k]],
                               .lag = 0,
                               .kind = Entry::Kind::single,
                               .coefficient = at.sign * a.value[k]});
            if (at.back != no_row) {
                entries.push_back({.row = at.back,
                                   .lag = 0,
                                   .kind = Entry::Kind::single,
                                   .coefficient = -a.value[k]});
            }
        }
        std::vector<double> cost(c_.periods, 0);
        std::vector<double> upper(c_.periods, 0);
        cost[0] = blocks_.scale_ * stage_.cost[level];
        upper[0] = stage_.column_upper[level];
        blocks_.column_at_[level] =
            static_cast<std::uint32_t>(supply_.groups.size() * supply_.stride());
        supply_.add_group(Role::level, supply::no_item, entries, cost, upper);
        supply_.groups.back().reach = share / largest;
    }
    blocks_.lowest_at_ = blocks_.column_at_[columns_.fairness];
    blocks_.aim_at(aims_.coverage, aims_.coverage_most);
}

Blocks::Blocks(const Problem& problem, const Programme& programme, const Connections& connections,
               const solve::LinearProgram& stage, const Aims& aims, double scale)
    : supply_(connections.periods), scale_(scale) {
    BlockMaker(problem, programme, connections, stage, aims, *this).make();
    supply_.limit_weight = limit_weight;
    supply_.single_weight = single_weight;
    supply_.weight_gain = weight_gain;
}

void Blocks::aim_at(double coverage, double most) {
    aim_ = coverage;
    supply_.upper[lowest_at_] = std::max(0.0, most - coverage);
    for (const CoverageRow& row : coverage_rows_) {
        supply_.right[row.row] = -row.need * coverage;
    }
}

std::vector<double> Blocks::columns_of(std::span<const double> x) const {
    std::vector<double> out(column_at_.size(), 0);
    for (std::size_t j = 0; j < out.size(); ++j) {
        out[j] = x[column_at_[j]] + (column_at_[j] == lowest_at_ ? aim_ : 0);
    }
    return out;
}

std::vector<double> Blocks::rows_of(std::span<const double> y) const {
    std::vector<double> out(row_at_.size(), 0);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const RowAt& at = row_at_[i];
        if (at.row != no_row) {
            out[i] = at.sign * y[at.row];
            out[i] -= at.back == no_row ? 0 : y[at.back];
            out[i] /= scale_;
        }
    }
    return out;
}

std::vector<double> Blocks::to_columns(std::span<const double> x) const {
    std::vector<double> out(supply_.columns(), 0);
    for (std::size_t j = 0; j < x.size(); ++j) {
        out[column_at_[j]] = x[j] - (column_at_[j] == lowest_at_ ? aim_ : 0);
    }
    return out;
}

std::vector<double> Blocks::to_rows(std::span<const double> y) const {
    std::vector<double> out(supply_.rows(), 0);
    for (std::size_t i = 0; i < row_at_.size(); ++i) {
        const RowAt& at = row_at_[i];
        if (at.row == no_row) {
            continue;
        }
        const double price = scale_ * y[i];
        out[at.row] = at.sign * price;
        if (at.back != no_row) {
            out[at.row] = std::min(price, 0.0);
            out[at.back] = std::min(-price, 0.0);
        }
    }
    return out;
}

}  // namespace vorrat::plan

#include <algorithm>

#include "vorrat/plan/programme.h"

namespace vorrat::plan {
namespace {

/// What comes into and leaves each node in each period, as terms; nodes x periods.
struct Movement {
    std::vector<Terms> in;
    std::vector<Terms> out;
};

class GoodsRows {
public:
    GoodsRows(const Problem& problem, Programme& programme)
        : problem_(problem),
          programme_(programme),
          columns_(programme.columns),
          periods_(static_cast<std::size_t>(problem.horizon.periods)) {
        const std::size_t cells = problem.network.nodes.size() * periods_;
        movement_ = {std::vector<Terms>(cells), std::vector<Terms>(cells)};
        collect_runs();
        collect_sends();
        collect_needs();
        collect_entries_and_waste();
    }

    void add_balance();
    void add_ready();
    void add_shelf();
    void add_expiry();
    void add_reserve();

private:
    std::size_t cell(std::uint32_t node, int t) const {
        return node * periods_ + static_cast<std::size_t>(t);
    }
    std::size_t cell(ItemId item, PlaceId place, int t) const {
        return cell(problem_.network.node_at.at(item, place), t);
    }
    RowKey key(RowKind kind, const Node& node, int t) const {
        RowKey row;
        row.kind = kind;
        row.item = node.item;
        row.place = node.place;
        row.period = Period{static_cast<std::uint32_t>(t)};
        return row;
    }
    void collect_runs();
    void collect_sends();
    void collect_needs();
    void collect_entries_and_waste();

    const Problem& problem_;
    Programme& programme_;
    const Columns& columns_;
    std::size_t periods_;
    Movement movement_;
};

void GoodsRows::collect_runs() {
    for (std::uint32_t s = 0; s < problem_.network.sites.size(); ++s) {
        const auto [id, place] = problem_.network.sites[s];
        const Activity& activity = problem_.world.activities[id];
        for (int t = 0; t < problem_.horizon.periods; ++t) {
            const Column runs = columns_.runs[cell(s, t)];
            for (const ItemQuantity& q : activity.inputs) {
                movement_.out[cell(q.item, place, t)].push_back({runs, q.per_run});
            }
            for (const ItemQuantity& q : activity.outputs) {
                movement_.in[cell(q.item, place, t)].push_back({runs, q.per_run});
            }
        }
    }
}

void GoodsRows::collect_sends() {
    for (const Send& send : columns_.sends) {
        const Lane& lane = problem_.world.lanes[send.lane];
        movement_.out[cell(send.item, lane.from, send.leaves)].push_back({send.column, 1});
        movement_.in[cell(send.item, lane.to, send.arrives)].push_back({send.column, 1});
    }
}

void GoodsRows::collect_needs() {
    for (std::size_t s = 0; s < problem_.needs.slices.size(); ++s) {
        const NeedSlice& slice = problem_.needs.slices[s];
        if (columns_.set_aside[s] == no_column) {
            continue;
        }
        const int t = static_cast<int>(slice.period.value);
        movement_.out[cell(slice.item, slice.place, t)].push_back(
            {columns_.set_aside[s], slice.use});
    }
}

void GoodsRows::collect_entries_and_waste() {
    for (std::size_t c = 0; c < movement_.in.size(); ++c) {
        if (columns_.enter[c] != no_column) {
            movement_.in[c].push_back({columns_.enter[c], 1});
        }
        movement_.out[c].push_back({columns_.waste[c], 1});
    }
}

void GoodsRows::add_balance() {
    std::vector<double> opening(movement_.in.size(), 0);
    for (const Arrival& arrival : problem_.opening.arrivals) {
        opening[cell(arrival.item, arrival.place, arrival.period)] += arrival.quantity;
    }
    for (std::uint32_t n = 0; n < problem_.network.nodes.size(); ++n) {
        for (int t = 0; t < problem_.horizon.periods; ++t) {
            const std::size_t c = cell(n, t);
            Terms terms = movement_.in[c];
            for (const auto& [column, coefficient] : movement_.out[c]) {
                terms.push_back({column, -coefficient});
            }
            if (columns_.stock[c] != no_column) {
                terms.push_back({columns_.stock[c], -1});
                if (t > 0) {
                    terms.push_back({columns_.stock[c - 1], 1});
                }
            }
            add_row(programme_, key(RowKind::balance, problem_.network.nodes[n], t), -opening[c],
                    -opening[c], terms);
        }
    }
}

void GoodsRows::add_ready() {
    for (const NeedCell& need : problem_.needs.cells) {
        const auto node = problem_.network.find(need.item, need.place);
        if (!node) {
            continue;
        }
        const std::size_t c = cell(*node, need.period);
        Terms terms{{columns_.waste[c], 1}};
        if (columns_.stock[c] != no_column) {
            terms.push_back({columns_.stock[c], 1});
        }
        for (std::size_t s = need.first_slice; s < need.last_slice; ++s) {
            terms.push_back({columns_.set_aside[s], problem_.needs.slices[s].use - 1});
        }
        add_row(programme_, key(RowKind::ready, {need.item, need.place}, need.period), 0,
                solve::infinity, terms);
    }
}

void GoodsRows::add_shelf() {
    for (std::uint32_t n = 0; n < problem_.network.nodes.size(); ++n) {
        const Node& node = problem_.network.nodes[n];
        const auto shelf = problem_.horizon.shelf_periods(problem_.world.items[node.item]);
        if (!shelf || *shelf < 1) {
            continue;
        }
        for (int t = 0; t + *shelf < problem_.horizon.periods; ++t) {
            Terms terms{{columns_.stock[cell(n, t)], -1}};
            for (int v = 1; v <= *shelf; ++v) {
                const Terms& out = movement_.out[cell(n, t + v)];
                terms.insert(terms.end(), out.begin(), out.end());
            }
            add_row(programme_, key(RowKind::shelf, node, t), 0, solve::infinity, terms);
        }
    }
}

void GoodsRows::add_expiry() {
    std::vector<double> expires(movement_.in.size(), 0);
    for (const DatedLot& lot : problem_.opening.dated) {
        expires[cell(lot.item, lot.place, lot.period)] += lot.quantity;
    }
    for (std::uint32_t n = 0; n < problem_.network.nodes.size(); ++n) {
        double due = 0;
        Terms terms;
        for (int t = 0; t < problem_.horizon.periods; ++t) {
            const std::size_t c = cell(n, t);
            terms.insert(terms.end(), movement_.out[c].begin(), movement_.out[c].end());
            if (expires[c] == 0) {
                continue;
            }
            due += expires[c];
            add_row(programme_, key(RowKind::expiry, problem_.network.nodes[n], t), due,
                    solve::infinity, terms);
        }
    }
}

void GoodsRows::add_reserve() {
    for (std::size_t k = 0; k < problem_.needs.cells.size(); ++k) {
        const NeedCell& need = problem_.needs.cells[k];
        const Column missing = columns_.reserve_missing[k];
        if (missing == no_column) {
            continue;
        }
        const std::size_t c = cell(need.item, need.place, need.period);
        add_row(programme_, key(RowKind::reserve, {need.item, need.place}, need.period),
                need.reserve, solve::infinity, {{columns_.stock[c], 1}, {missing, 1}});
    }
}

}  // namespace

void add_goods_rows(const Problem& problem, Programme& programme) {
    GoodsRows rows(problem, programme);
    rows.add_balance();
    rows.add_ready();
    rows.add_shelf();
    rows.add_expiry();
    rows.add_reserve();
}

}  // namespace vorrat::plan

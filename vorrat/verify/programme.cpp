#include "vorrat/verify/programme.h"

#include <algorithm>
#include <map>
#include <span>

namespace vorrat::verify {
namespace {

/// More columns than this do not fit the memory this checker may take.
constexpr double columns_max = 60'000'000;

std::int64_t other_key(RowKind kind, std::int64_t what) {
    return what * static_cast<std::int64_t>(row_kinds) + static_cast<std::int64_t>(kind);
}

/// Σ_s u_s q_s of the slices of one need cell.
Interval mean_need(std::span<const Slice> cell) {
    Interval sum;
    for (const Slice& slice : cell) {
        sum += use_of(slice) * slice.width;
    }
    return sum;
}

/// Q(level), linear between the levels of the slices.
Interval quantile(std::span<const Slice> cell, double level) {
    Interval sum;
    for (const Slice& slice : cell) {
        const Interval from = slice_levels.at(at(slice.number) - 1);
        const Interval to = slice_levels.at(at(slice.number));
        if (level >= to.lo) {
            sum += slice.width;
        } else if (level > from.lo) {
            sum += (Interval(level) - from) / (to - from) * slice.width;
        }
    }
    return sum;
}

class Builder {
public:
    Builder(const Problem& problem, Programme& programme)
        : problem_(problem), programme_(programme), nodes_(programme.nodes) {}

    /// An upper estimate of the columns and of the rows, before any is made.
    double size_estimate() const {
        const double ways = static_cast<double>(problem_.lanes.size() * problem_.items.size());
        const double blocks = ways + 5.0 * nodes_.count() +
                              static_cast<double>(nodes_.running.size()) +
                              static_cast<double>(problem_.capacities.size());
        return blocks * problem_.periods + 2.0 * static_cast<double>(problem_.slices.size());
    }

    void build() {
        programme_.goods_rows.assign(nodes_.node.size(), {-1, -1, -1, -1, -1});
        add_node_columns();
        add_ways();
        add_balances();
        add_shelf();
        add_expiry();
        add_needs();
        add_resources();
        add_limits();
        add_communities();
        programme_.lowest = columns(1);
        programme_.value.assign(at(columns_), 0);
    }

private:
    std::int32_t columns(int count) {
        const std::int32_t first = columns_;
        columns_ += count;
        return first;
    }

    /// Adds `count` rows, which do not exist before `set` says so.
    std::int32_t add_rows(RowKind kind, std::int64_t what, int count, Sense sense) {
        const auto first = static_cast<std::int32_t>(programme_.rows.size());
        for (int t = 0; t < count; ++t) {
            programme_.rows.push_back({.kind = kind, .sense = sense, .period = t, .what = what});
        }
        if (static_cast<std::size_t>(kind) < goods_kinds) {
            programme_.goods_rows[at(what)].at(static_cast<std::size_t>(kind)) = first;
        } else {
            programme_.other_rows.emplace(other_key(kind, what), first);
        }
        return first;
    }
    void set(std::int32_t row, Interval right) {
        programme_.rows[at(row)].exists = true;
        programme_.rows[at(row)].right = right;
    }
    void add_same_rows(RowKind kind, std::int64_t what, Interval right) {
        const std::int32_t first = add_rows(kind, what, problem_.periods, Sense::at_most);
        for (int t = 0; t < problem_.periods; ++t) {
            set(first + t, right);
        }
    }
    void add_one_row(RowKind kind, std::int64_t what, Sense sense, Interval right) {
        set(add_rows(kind, what, 1, sense), right);
    }
    /// The rows of the kind at the node, made when they are first asked for.
    std::int32_t rows_at(RowKind kind, int node) {
        const std::int32_t first = programme_.rows_of(kind, node);
        return first >= 0 ? first : add_rows(kind, node, problem_.periods, Sense::at_least);
    }

    void add_node_columns() {
        const int periods = problem_.periods;
        for (const auto& [item, place] : nodes_.node) {
            const bool keeps = problem_.items[at(item)].keeps != 0;
            const bool gives = nodes_.gives[nodes_.cell(item, place)] != 0;
            programme_.stock.push_back(keeps ? columns(periods) : -1);
            programme_.waste.push_back(columns(periods));
            programme_.enter.push_back(gives ? columns(periods) : -1);
            programme_.missing.push_back(-1);
        }
        for (std::size_t k = 0; k < nodes_.running.size(); ++k) {
            programme_.runs.push_back(columns(periods));
        }
    }

    void add_ways() {
        const int items = static_cast<int>(problem_.items.size());
        for (std::size_t l = 0; l < problem_.lanes.size(); ++l) {
            const Lane& lane = problem_.lanes[l];
            for (int item = 0; lane.lead < problem_.periods && item < items; ++item) {
                const int from = nodes_.find(item, lane.from);
                const int to = nodes_.find(item, lane.to);
                if (from < 0 || to < 0) {
                    continue;
                }
                programme_.way_of[static_cast<std::int64_t>(l) * items + item] =
                    static_cast<std::int32_t>(programme_.ways.size());
                programme_.ways.push_back(
                    {static_cast<int>(l), item, from, to, columns(problem_.periods - lane.lead)});
            }
        }
    }

    void add_balances() {
        for (int node = 0; node < nodes_.count(); ++node) {
            const auto first = add_rows(RowKind::balance, node, problem_.periods, Sense::equal);
            for (int t = 0; t < problem_.periods; ++t) {
                set(first + t, 0);
            }
        }
        for (const Goods& goods : problem_.goods) {
            const int node = nodes_.find(goods.item, goods.place);
            if (node >= 0 && goods.period >= 0) {
                Interval& right =
                    programme_.rows[at(programme_.rows_of(RowKind::balance, node) + goods.period)]
                        .right;
                right = right - goods.quantity;
            }
        }
    }

    void add_shelf() {
        for (int node = 0; node < nodes_.count(); ++node) {
            const int keeps = problem_.items[at(nodes_.node[at(node)].first)].keeps;
            for (int t = 0; keeps >= 1 && t + keeps < problem_.periods; ++t) {
                set(rows_at(RowKind::shelf, node) + t, 0);
            }
        }
    }

    void add_expiry() {
        std::map<std::pair<int, int>, Interval> due;  // node, period
        for (const Goods& lot : problem_.goods) {
            const int node = nodes_.find(lot.item, lot.place);
            if (lot.due >= 0 && node >= 0) {
                due[{node, lot.due}] += lot.quantity;
            }
        }
        Interval sum;
        int before = -1;
        for (const auto& [where, quantity] : due) {
            const auto [node, period] = where;
            sum = node == before ? sum + quantity : quantity;
            before = node;
            set(rows_at(RowKind::expiry, node) + period, sum);
        }
    }

    /// The slices of a cell follow each other in need.csv, which was checked when it was read.
    void add_needs() {
        const std::vector<Slice>& slices = problem_.slices;
        for (std::size_t begin = 0, end = 0; begin < slices.size(); begin = end) {
            while (end < slices.size() && slices[end].is_of_cell(slices[begin])) {
                ++end;
            }
            const Slice& first = slices[begin];
            const int node = nodes_.find(first.item, first.place);
            for (std::size_t s = begin; s < end; ++s) {
                programme_.set_aside.push_back(node < 0 ? -1 : columns(1));
            }
            if (node < 0) {
                continue;
            }
            if (programme_.rows_of(RowKind::ready, node) < 0) {
                const std::int32_t ready = rows_at(RowKind::ready, node);
                for (int t = 0; t < problem_.periods; ++t) {
                    set(ready + t, 0);
                }
            }
            add_reserve(node, std::span(slices).subspan(begin, end - begin));
        }
    }

    void add_reserve(int node, std::span<const Slice> cell) {
        const Slice& first = cell.front();
        const Interval target = reserve_target(cell);
        if (problem_.items[at(first.item)].keeps == 0 || !(target.middle() > 0)) {
            return;
        }
        const std::int32_t row = rows_at(RowKind::reserve, node) + first.period;
        if (programme_.rows[at(row)].exists) {
            return;
        }
        set(row, target);
        if (programme_.missing[at(node)] < 0) {
            programme_.missing[at(node)] = columns(problem_.periods);
        }
    }

    Interval reserve_target(std::span<const Slice> cell) const {
        const Reserve& reserve = problem_.criteria.reserve.at(at(problem_.tier_of(cell.front())));
        const Interval mean = mean_need(cell);
        if (reserve.days) {
            return Interval(*reserve.days) / problem_.period_days * mean;
        }
        return reserve.coverage ? larger(quantile(cell, *reserve.coverage) - mean, 0) : Interval();
    }

    void add_resources() {
        // Rows exist only where somebody uses the resource.
        std::map<std::int64_t, std::vector<std::optional<double>>> available;
        for (const auto& [a, place] : nodes_.running) {
            for (const Amount& use : problem_.activities[at(a)].resources) {
                for (const int where : {place, -1}) {
                    available[resource_at(problem_, use.of, where)].resize(at(problem_.periods));
                }
            }
        }
        // The row dated into a period replaces the undated one.
        for (const bool dated : {false, true}) {
            for (const Available& row : problem_.capacities) {
                const auto found = available.find(resource_at(problem_, row.of, row.place));
                if (found == available.end() || row.date.has_value() != dated) {
                    continue;
                }
                if (!dated) {
                    std::ranges::fill(found->second, row.quantity);
                } else if (const int t = problem_.period_inside(*row.date); t >= 0) {
                    found->second[at(t)] = row.quantity;
                }
            }
        }
        for (const auto& [what, list] : available) {
            const auto first = add_rows(RowKind::resource, what, problem_.periods, Sense::at_most);
            for (int t = 0; t < problem_.periods; ++t) {
                if (list[at(t)]) {
                    set(first + t, *list[at(t)]);
                }
            }
        }
    }

    void add_limits() {
        for (const Amount& work : problem_.criteria.work_per_week) {
            add_same_rows(RowKind::work, work.of,
                          Interval(work.quantity) * problem_.period_days / Interval(7));
        }
        for (std::size_t p = 0; p < problem_.places.size(); ++p) {
            if (problem_.places[p].storage_litres) {
                add_same_rows(RowKind::storage, static_cast<std::int64_t>(p),
                              *problem_.places[p].storage_litres);
            }
        }
        for (std::size_t l = 0; l < problem_.lanes.size(); ++l) {
            if (problem_.lanes[l].capacity_kg) {
                add_same_rows(RowKind::lane, static_cast<std::int64_t>(l),
                              *problem_.lanes[l].capacity_kg);
            }
        }
        for (std::size_t k = 0; k < problem_.criteria.caps.size(); ++k) {
            add_one_row(RowKind::cap, static_cast<std::int64_t>(k), Sense::at_most,
                        cap_over(problem_, problem_.criteria.caps[k]));
        }
        add_one_row(RowKind::keep_fairness, 0, Sense::at_least, problem_.claims.fairness_floor);
        add_one_row(RowKind::keep_worth, 0, Sense::at_least, problem_.claims.worth_floor);
    }

    void add_communities() {
        const std::size_t communities = at(problem_.community_names.size());
        programme_.community_need.assign(communities, {});
        programme_.community_met.assign(communities, {});
        programme_.community_weight.assign(communities, {});
        for (const Slice& slice : problem_.slices) {
            const int community = problem_.places[at(slice.place)].community;
            if (community < 0) {
                continue;
            }
            const auto tier = at(problem_.tier_of(slice));
            const Interval need = use_of(slice) * slice.width;
            programme_.community_need[at(community)].at(tier) += need;
            programme_.community_met[at(community)].at(tier) += use_of(slice) * slice.set_aside;
            programme_.community_weight[at(community)] += problem_.weight_of(slice) * need;
        }
        for (std::size_t c = 0; c < communities; ++c) {
            const auto what = static_cast<std::int64_t>(c);
            if (!(programme_.community_weight[c].middle() > 0)) {
                continue;
            }
            add_one_row(RowKind::fairness, what, Sense::at_least, 0);
            if (problem_.criteria.minimum_ratio > 0) {
                add_one_row(RowKind::ratio, what, Sense::at_least, 0);
            }
        }
        for (std::size_t c = 0; c < communities; ++c) {
            for (std::size_t tier = 0; tier < 3; ++tier) {
                const double share = problem_.criteria.minimum_coverage.at(tier);
                const Interval need = programme_.community_need[c].at(tier);
                if (share > 0 && need.middle() > 0) {
                    add_one_row(RowKind::minimum, static_cast<std::int64_t>(3 * c + tier),
                                Sense::at_least, Interval(share) * need);
                }
            }
        }
    }

    const Problem& problem_;
    Programme& programme_;
    const Nodes& nodes_;
    std::int32_t columns_ = 0;
};

}  // namespace

std::int32_t Programme::rows_of(RowKind kind, std::int64_t what) const {
    if (static_cast<std::size_t>(kind) < goods_kinds) {
        return goods_rows[at(what)].at(static_cast<std::size_t>(kind));
    }
    const auto found = other_rows.find(other_key(kind, what));
    return found == other_rows.end() ? -1 : found->second;
}

std::int32_t Programme::row(RowKind kind, std::int64_t what, int period) const {
    const std::int32_t first = rows_of(kind, what);
    return first >= 0 && rows[at(first + period)].exists ? first + period : -1;
}

Programme build_programme(Input& input, const Problem& problem) {
    Programme programme;
    if (input.error) {
        return programme;
    }
    programme.nodes = find_nodes(problem);
    Builder builder(problem, programme);
    if (builder.size_estimate() > columns_max) {
        input.fail("this plan has more variables than this checker can hold");
        return programme;
    }
    builder.build();
    return programme;
}

Interval cap_over(const Problem& problem, const Cap& cap) {
    if (cap.path.empty()) {
        return cap.total;
    }
    Interval sum;
    const int days_long = problem.periods * problem.period_days;
    for (int day = 0; day < days_long; ++day) {
        double total = cap.total;
        for (const CapStep& step : cap.path) {
            if (step.from <= problem.start + days{day}) {
                total = step.total;
            }
        }
        sum += total;
    }
    return sum / Interval(days_long);
}

std::int64_t resource_at(const Problem& problem, int resource, int place) {
    return std::int64_t{resource} * (problem.place_names.size() + 1) + place + 1;
}

}  // namespace vorrat::verify

#include <algorithm>

#include "vorrat/verify/programme.h"

namespace vorrat::verify {
namespace {

/// More columns than this do not fit the numbers that count them.
constexpr std::size_t columns_max = 20'000'000;

std::size_t at(int position) { return static_cast<std::size_t>(position); }

/// σ_ipt, section 1.3: the row dated into the period, else the undated one.
std::optional<double> source_limit(const Problem& problem, const std::vector<const Supply*>& rows,
                                   int period) {
    const Supply* undated = nullptr;
    const Supply* dated = nullptr;
    bool any_undated = false;
    for (const Supply* row : rows) {
        if (!row->date) {
            undated = row;
            any_undated = true;
        } else if (*row->date >= problem.start && problem.period_of(*row->date) == period) {
            dated = row;
        }
    }
    if (dated != nullptr) {
        return dated->available;
    }
    if (any_undated) {
        return undated->available;
    }
    return rows.empty() ? std::nullopt : std::optional<double>(0);
}

class Columns {
public:
    Columns(const Problem& problem, const Nodes& nodes, Programme& programme)
        : problem_(problem), nodes_(nodes), programme_(programme) {}

    void add_all() {
        add_stock_and_waste();
        add_entries();
        add_runs();
        add_ways();
        add_set_aside();
        add_reserves();
        programme_.lowest = add(Interval(1), 1);
    }

private:
    std::int32_t add(Interval upper, int count) {
        const auto first = static_cast<std::int32_t>(programme_.upper.size());
        programme_.upper.insert(programme_.upper.end(), at(count), upper);
        return first;
    }
    double ceiling(int item) const { return problem_.items[at(item)].ceiling; }

    void add_stock_and_waste() {
        for (const auto& [item, place] : nodes_.node) {
            const bool keeps = problem_.shelf_periods(item) != 0;
            programme_.stock.push_back(keeps ? add(ceiling(item), problem_.periods) : -1);
            programme_.waste.push_back(add(ceiling(item), problem_.periods));
        }
    }

    void add_entries() {
        std::unordered_map<std::int64_t, std::vector<const Supply*>> rows;
        for (const Supply& row : problem_.supplies) {
            rows[std::int64_t{row.item} * nodes_.places + row.place].push_back(&row);
        }
        for (const auto& [item, place] : nodes_.node) {
            const std::int64_t cell = std::int64_t{item} * nodes_.places + place;
            if (nodes_.gives[static_cast<std::size_t>(cell)] == 0) {
                programme_.enter.push_back(-1);
                continue;
            }
            programme_.enter.push_back(add(ceiling(item), problem_.periods));
            for (int t = 0; t < problem_.periods; ++t) {
                const auto limit = source_limit(problem_, rows[cell], t);
                if (!limit) {
                    continue;
                }
                const std::size_t column = at(programme_.enter.back()) + at(t);
                programme_.upper[column] = std::min(*limit, ceiling(item));
            }
        }
    }

    void add_runs() {
        for (const auto& [activity, place] : nodes_.running) {
            programme_.runs.push_back(
                add(problem_.activities[at(activity)].ceiling, problem_.periods));
        }
    }

    void add_ways() {
        const int items = static_cast<int>(problem_.items.size());
        for (std::size_t l = 0; l < problem_.lanes.size(); ++l) {
            const Lane& lane = problem_.lanes[l];
            if (lane.lead >= problem_.periods) {
                continue;
            }
            for (int item = 0; item < items; ++item) {
                const int from = nodes_.find(item, lane.from);
                const int to = nodes_.find(item, lane.to);
                if (from < 0 || to < 0) {
                    continue;
                }
                const auto column = add(ceiling(item), problem_.periods - lane.lead);
                programme_.way_of[static_cast<std::int64_t>(l) * items + item] =
                    static_cast<std::int32_t>(programme_.ways.size());
                programme_.ways.push_back({static_cast<int>(l), item, from, to, column});
            }
        }
    }

    void add_set_aside() {
        for (const Slice& slice : problem_.slices) {
            const bool exists = nodes_.find(slice.item, slice.place) >= 0;
            programme_.set_aside.push_back(exists ? add(slice.width, 1) : -1);
        }
    }

    Interval target(const std::vector<const Slice*>& cell, int tier) const {
        const Reserve& reserve = problem_.criteria.reserve.at(at(tier));
        const Interval mean = mean_need(cell);
        if (reserve.days) {
            return Interval(*reserve.days) / problem_.period_days * mean;
        }
        if (!reserve.coverage) {
            return 0;
        }
        return larger(quantile(cell, *reserve.coverage) - mean, 0);
    }

    /// The slices of a cell follow each other in need.csv; checked in answer.cpp.
    void add_reserves() {
        programme_.reserve.assign(nodes_.node.size() * at(problem_.periods), Interval());
        std::vector<const Slice*> cell;
        for (std::size_t s = 0; s < problem_.slices.size(); ++s) {
            const Slice& slice = problem_.slices[s];
            cell.push_back(&slice);
            const bool last = s + 1 == problem_.slices.size() ||
                              problem_.slices[s + 1].item != slice.item ||
                              problem_.slices[s + 1].place != slice.place ||
                              problem_.slices[s + 1].period != slice.period;
            if (!last) {
                continue;
            }
            add_reserve(slice, cell);
            cell.clear();
        }
    }

    void add_reserve(const Slice& slice, const std::vector<const Slice*>& cell) {
        const int node = nodes_.find(slice.item, slice.place);
        if (node < 0 || problem_.shelf_periods(slice.item) == 0) {
            return;
        }
        const Interval wanted = target(cell, problem_.items[at(slice.item)].tier);
        if (!(wanted.middle() > 0)) {
            return;
        }
        const std::int64_t where = std::int64_t{node} * problem_.periods + slice.period;
        if (programme_.missing.contains(where)) {
            return;
        }
        programme_.reserve[static_cast<std::size_t>(where)] = wanted;
        programme_.missing[where] = add(wanted, 1);
    }

    const Problem& problem_;
    const Nodes& nodes_;
    Programme& programme_;
};

/// An upper estimate of the columns, before any is made.
double columns_estimate(const Problem& problem, const Nodes& nodes) {
    const double items = static_cast<double>(problem.items.size());
    const double ways = static_cast<double>(problem.lanes.size()) * items;
    const double nodes_thrice = 3.0 * nodes.count();
    return (ways + nodes_thrice + static_cast<double>(nodes.running.size())) * problem.periods +
           2.0 * static_cast<double>(problem.slices.size());
}

}  // namespace

Interval use_of(const Slice& slice) {
    const auto k = at(slice.number);
    return Interval(1) -
           Interval(0.5) * (Interval(slice_levels.at(k - 1)) + Interval(slice_levels.at(k)));
}

Interval mean_need(const std::vector<const Slice*>& cell) {
    Interval sum;
    for (const Slice* slice : cell) {
        sum += use_of(*slice) * slice->width;
    }
    return sum;
}

Interval quantile(const std::vector<const Slice*>& cell, double level) {
    Interval sum;
    for (const Slice* slice : cell) {
        const double from = slice_levels.at(at(slice->number) - 1);
        const double to = slice_levels.at(at(slice->number));
        if (level >= to) {
            sum += slice->width;
        } else if (level > from) {
            const Interval share =
                (Interval(level) - Interval(from)) / (Interval(to) - Interval(from));
            sum += share * slice->width;
        }
    }
    return sum;
}

Outcome add_columns(const Problem& problem, const Nodes& nodes, Programme& programme) {
    if (columns_estimate(problem, nodes) > static_cast<double>(columns_max)) {
        return bad_input("this plan has more variables than this checker can hold");
    }
    Columns(problem, nodes, programme).add_all();
    programme.value.assign(programme.upper.size(), 0);
    return Done{};
}

}  // namespace vorrat::verify

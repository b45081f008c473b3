#include <algorithm>
#include <map>

#include "vorrat/verify/programme.h"

namespace vorrat::verify {
namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

/// Use of the resource per run, summed over the rows of the activity that name it.
double use_per_run(const Activity& activity, int resource) {
    double sum = 0;
    for (const Quantity& use : activity.resources) {
        if (use.of == resource) {
            sum += use.per_run;
        }
    }
    return sum;
}

class LimitRows {
public:
    LimitRows(const Problem& problem, const Nodes& nodes, Programme& programme)
        : problem_(problem), nodes_(nodes), programme_(programme) {}

    void add_all() {
        add_resources();
        add_work();
        add_storage();
        add_lanes();
        add_caps();
    }

private:
    void put(std::int32_t row, std::int32_t column, Interval factor) {
        programme_.entries.push_back({row, column, factor});
    }

    bool anybody_uses(int resource, int place) const {
        return std::ranges::any_of(nodes_.running, [&](const auto& run) {
            const Activity& activity = problem_.activities[at(run.first)];
            const bool here = place < 0 || run.second == place;
            return here && std::ranges::any_of(activity.resources, [&](const Quantity& use) {
                       return use.of == resource;
                   });
        });
    }

    void put_use(std::int32_t row, int resource, int place, int period) {
        for (std::size_t k = 0; k < nodes_.running.size(); ++k) {
            const auto [activity, where] = nodes_.running[k];
            if (place >= 0 && where != place) {
                continue;
            }
            const double use = use_per_run(problem_.activities[at(activity)], resource);
            if (use != 0) {
                put(row, programme_.runs[k] + period, use);
            }
        }
    }

    void add_resources() {
        // resource, place (-1: all) -> per period what is available, if anything is said
        std::map<std::pair<int, int>, std::vector<std::optional<double>>> available;
        for (const bool dated : {false, true}) {
            for (const Capacity& row : problem_.capacities) {
                if (row.date.has_value() != dated) {
                    continue;
                }
                auto& list = available[{row.resource, row.place}];
                list.resize(at(problem_.periods));
                if (!dated) {
                    std::ranges::fill(list, row.available);
                }
                if (!dated || *row.date < problem_.start) {
                    continue;
                }
                const int period = problem_.period_of(*row.date);
                if (period >= 0) {
                    list[at(period)] = row.available;
                }
            }
        }
        for (const auto& [where, list] : available) {
            const auto [resource, place] = where;
            if (!anybody_uses(resource, place)) {
                continue;
            }
            const std::int64_t what = std::int64_t{resource} * (nodes_.places + 1) + place + 1;
            for (int t = 0; t < problem_.periods; ++t) {
                if (!list[at(t)]) {
                    continue;
                }
                const auto row =
                    add_row(programme_, {RowKind::resource, Sense::at_most, *list[at(t)], what, t});
                put_use(row, resource, place, t);
            }
        }
    }

    void add_work() {
        for (const WorkLimit& limit : problem_.criteria.work_limits) {
            const Interval most = Interval(limit.per_week) * problem_.period_days / Interval(7);
            for (int t = 0; t < problem_.periods; ++t) {
                const auto row =
                    add_row(programme_, {RowKind::work, Sense::at_most, most, limit.resource, t});
                put_use(row, limit.resource, -1, t);
            }
        }
    }

    void add_storage() {
        std::vector<std::vector<int>> nodes_at(problem_.places.size());
        for (int node = 0; node < nodes_.count(); ++node) {
            nodes_at[at(nodes_.node[at(node)].second)].push_back(node);
        }
        for (std::size_t p = 0; p < problem_.places.size(); ++p) {
            if (!problem_.places[p].storage_litres) {
                continue;
            }
            const double most = *problem_.places[p].storage_litres;
            for (int t = 0; t < problem_.periods; ++t) {
                const auto row = add_row(programme_, {RowKind::storage, Sense::at_most, most,
                                                      static_cast<std::int64_t>(p), t});
                for (const int node : nodes_at[p]) {
                    const double litres = problem_.items[at(nodes_.node[at(node)].first)].litres;
                    const auto stock = programme_.stock[at(node)];
                    if (stock >= 0) {
                        put(row, stock + t, litres);
                    }
                }
            }
        }
    }

    void add_lanes() {
        std::vector<std::vector<const Way*>> ways(problem_.lanes.size());
        for (const Way& way : programme_.ways) {
            ways[at(way.lane)].push_back(&way);
        }
        for (std::size_t l = 0; l < problem_.lanes.size(); ++l) {
            const Lane& lane = problem_.lanes[l];
            if (!lane.capacity_kg) {
                continue;
            }
            for (int t = 0; t < problem_.periods; ++t) {
                const auto row =
                    add_row(programme_, {RowKind::lane, Sense::at_most, *lane.capacity_kg,
                                         static_cast<std::int64_t>(l), t});
                if (t + lane.lead >= problem_.periods) {
                    continue;
                }
                for (const Way* way : ways[l]) {
                    put(row, way->column + t, problem_.items[at(way->item)].kg);
                }
            }
        }
    }

    void add_caps() {
        for (std::size_t k = 0; k < problem_.criteria.caps.size(); ++k) {
            const Cap& cap = problem_.criteria.caps[k];
            const auto row =
                add_row(programme_, {RowKind::cap, Sense::at_most, cap_over(problem_, cap),
                                     static_cast<std::int64_t>(k), 0});
            for (const Term& term : indicator_terms(problem_, nodes_, programme_, cap.indicator)) {
                put(row, term.column, term.factor);
            }
        }
    }

    const Problem& problem_;
    const Nodes& nodes_;
    Programme& programme_;
};

}  // namespace

void add_limit_rows(const Problem& problem, const Nodes& nodes, Programme& programme) {
    LimitRows(problem, nodes, programme).add_all();
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

}  // namespace vorrat::verify

#include <algorithm>
#include <map>
#include <optional>

#include "vorrat/plan/programme.h"

namespace vorrat::plan {
namespace {

constexpr double days_per_week = 7;

std::size_t cell(std::size_t first, const Problem& problem, int t) {
    return first * static_cast<std::size_t>(problem.horizon.periods) + static_cast<std::size_t>(t);
}

Period period(int t) { return Period{static_cast<std::uint32_t>(t)}; }

/// A limit row that holds no variable is left out (docs/math/plan.md section 4).
void add_limit(Programme& programme, RowKey key, double limit, const Terms& terms) {
    if (terms.empty()) {
        return;
    }
    add_row(programme, std::move(key), -solve::infinity, limit, terms);
}

/// Use of a resource in a period: at one place, or at all.
Terms use_in(const Problem& problem, const Programme& programme, ResourceId resource,
             std::optional<PlaceId> place, int t) {
    Terms terms;
    for (std::size_t s = 0; s < problem.network.sites.size(); ++s) {
        const Site& site = problem.network.sites[s];
        if (place && site.place != *place) {
            continue;
        }
        for (const ResourceQuantity& use : problem.world.activities[site.activity].resources) {
            if (use.resource != resource || use.per_run == 0) {
                continue;
            }
            terms.push_back({programme.columns.runs[cell(s, problem, t)], use.per_run});
        }
    }
    return terms;
}

using ResourceAt = std::pair<ResourceId, std::optional<PlaceId>>;

/// What is available per period; nothing: not limited then. A dated row replaces the undated one.
std::map<ResourceAt, std::vector<std::optional<double>>> calendars(const Problem& problem) {
    const auto periods = static_cast<std::size_t>(problem.horizon.periods);
    std::map<ResourceAt, std::vector<std::optional<double>>> found;
    for (const bool dated : {false, true}) {
        for (const Capacity& capacity : problem.world.capacities) {
            if (capacity.date.has_value() != dated) {
                continue;
            }
            auto& calendar = found[{capacity.resource, capacity.place}];
            calendar.resize(periods);
            if (!dated) {
                std::ranges::fill(calendar, capacity.available);
            }
            const auto t = dated ? problem.horizon.period_of(*capacity.date) : std::nullopt;
            if (t) {
                calendar[static_cast<std::size_t>(*t)] = capacity.available;
            }
        }
    }
    return found;
}

void add_resource_rows(const Problem& problem, Programme& programme) {
    for (const auto& [what, calendar] : calendars(problem)) {
        for (int t = 0; t < problem.horizon.periods; ++t) {
            const auto available = calendar[static_cast<std::size_t>(t)];
            if (!available) {
                continue;
            }
            RowKey key;
            key.kind = RowKind::resource;
            key.resource = what.first;
            key.place = what.second;
            key.period = period(t);
            add_limit(programme, key, *available,
                      use_in(problem, programme, what.first, what.second, t));
        }
    }
}

void add_work_rows(const Problem& problem, Programme& programme) {
    for (const WorkLimit& limit : problem.world.criteria.work_limits) {
        const double per_period = limit.per_week * problem.horizon.period_days / days_per_week;
        for (int t = 0; t < problem.horizon.periods; ++t) {
            RowKey key;
            key.kind = RowKind::work;
            key.resource = limit.resource;
            key.period = period(t);
            add_limit(programme, key, per_period,
                      use_in(problem, programme, limit.resource, std::nullopt, t));
        }
    }
}

void add_storage_rows(const Problem& problem, Programme& programme) {
    const auto periods = static_cast<std::size_t>(problem.horizon.periods);
    std::vector<Terms> terms(problem.world.places.size() * periods);
    for (std::size_t c = 0; c < programme.columns.stock.size(); ++c) {
        const auto [item, place] = problem.network.nodes[c / periods];
        const double litres = problem.world.items[item].volume_per_unit.value;
        if (programme.columns.stock[c] == no_column || litres == 0) {
            continue;
        }
        terms[place.index() * periods + c % periods].push_back(
            {programme.columns.stock[c], litres});
    }
    for (const PlaceId place : problem.world.places.ids()) {
        const auto& storage = problem.world.places[place].storage;
        if (!storage) {
            continue;
        }
        for (int t = 0; t < problem.horizon.periods; ++t) {
            RowKey key;
            key.kind = RowKind::storage;
            key.place = place;
            key.period = period(t);
            add_limit(programme, key, storage->value, terms[cell(place.index(), problem, t)]);
        }
    }
}

void add_lane_rows(const Problem& problem, Programme& programme) {
    std::vector<Terms> terms(problem.world.lanes.size() *
                             static_cast<std::size_t>(problem.horizon.periods));
    for (const Send& send : programme.columns.sends) {
        const double kg = problem.world.items[send.item].mass_per_unit.value;
        if (kg == 0) {
            continue;
        }
        terms[cell(send.lane.index(), problem, send.leaves)].push_back({send.column, kg});
    }
    for (const LaneId lane : problem.world.lanes.ids()) {
        const auto& capacity = problem.world.lanes[lane].capacity;
        if (!capacity) {
            continue;
        }
        for (int t = 0; t < problem.horizon.periods; ++t) {
            RowKey key;
            key.kind = RowKind::lane;
            key.lane = lane;
            key.period = period(t);
            add_limit(programme, key, capacity->value, terms[cell(lane.index(), problem, t)]);
        }
    }
}

void add_cap_rows(const Problem& problem, Programme& programme) {
    for (const Cap& cap : problem.world.criteria.caps) {
        RowKey key;
        key.kind = RowKind::cap;
        key.indicator = cap.indicator;
        add_limit(programme, key, cap_over(cap, problem.horizon.start, problem.horizon.days_long()),
                  indicator_form(problem, programme.columns, cap.indicator));
    }
}

}  // namespace

void add_limit_rows(const Problem& problem, Programme& programme) {
    add_resource_rows(problem, programme);
    add_work_rows(problem, programme);
    add_storage_rows(problem, programme);
    add_lane_rows(problem, programme);
    add_cap_rows(problem, programme);
}

}  // namespace vorrat::plan

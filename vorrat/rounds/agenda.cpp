#include "vorrat/rounds/agenda.h"

#include <algorithm>
#include <map>
#include <utility>

namespace vorrat::rounds {
namespace {

constexpr double days_per_week = 7;

/// Means of all periods of the plan, per series at a depot.
Result<std::map<SeriesKey, double>> foreseen(const World& world, const NeedForecast& forecast) {
    const auto intervals = plan::plan_intervals(world.criteria, forecast.frequency);
    if (!intervals) {
        return intervals.error();
    }
    std::map<SeriesKey, double> sums;
    for (const Interval& interval : *intervals) {
        const auto at = std::ranges::find(forecast.intervals, interval);
        if (at == forecast.intervals.end()) {
            return bad_input("forecast: want the sum over every period of the plan");
        }
        const auto k = static_cast<std::size_t>(at - forecast.intervals.begin());
        for (std::size_t s = 0; s < forecast.series.size(); ++s) {
            const double mean = forecast.sum(s, k).mean;
            if (world.places[forecast.series[s].place].kind == PlaceKind::depot && mean > 0) {
                sums[forecast.series[s]] += mean;
            }
        }
    }
    return sums;
}

/// The hours of all places, scaled to what the criteria allow together.
std::vector<Labour> labours_of(const World& original, const World& one_period) {
    std::vector<Labour> labours;
    const double weeks = one_period.criteria.horizon_days / days_per_week;
    for (const WorkLimit& limit : original.criteria.work_limits) {
        const std::size_t first = labours.size();
        double sum = 0;
        for (const Capacity& capacity : one_period.capacities) {
            if (capacity.resource == limit.resource && capacity.place && capacity.available > 0) {
                labours.push_back({{limit.resource, *capacity.place}, capacity.available, 0});
                sum += capacity.available;
            }
        }
        const double share = std::min(1.0, limit.per_week * weeks / sum);
        for (std::size_t k = first; k < labours.size(); ++k) {
            labours[k].usual = share * labours[k].capacity;
        }
    }
    return labours;
}

}  // namespace

Result<Agenda> agenda_of(const World& world, const NeedForecast& forecast) {
    const auto sums = foreseen(world, forecast);
    if (!sums) {
        return sums.error();
    }
    if (sums->empty()) {
        return bad_input("rounds: nothing is needed at any depot");
    }
    Agenda agenda{plan::as_one_period(world, forecast.start), forecast.start, {}, {}};
    for (const auto& [what, quantity] : *sums) {
        agenda.asks.push_back({what, quantity});
    }
    agenda.labours = labours_of(world, agenda.world);
    return agenda;
}

Statements first_statements(const Agenda& agenda) {
    Statements first;
    for (const Ask& ask : agenda.asks) {
        first.requests.push_back(ask.foreseen);
    }
    for (const Labour& labour : agenda.labours) {
        first.offers.push_back(labour.usual);
    }
    return first;
}

}  // namespace vorrat::rounds

#include "vorrat/placement/under_way.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "vorrat/placement/goods.h"
#include "vorrat/placement/paths.h"
#include "vorrat/placement/ratio.h"
#include "vorrat/placement/suppliers.h"
#include "vorrat/placement/transport.h"

namespace vorrat::placement {
namespace {

constexpr std::size_t outlooks = 32;       // ways the time until the branching point may go
constexpr std::int64_t portions_max = 64;  // a row is shared out in at most so many

/// The hub at which the final place is chosen, and the lanes it can choose from.
struct Branching {
    std::vector<LaneId> lanes;
    Date last_morning;
};

/// A depot within reach: need paths and what it has without the goods in question.
struct Reach {
    PlaceId depot;
    LaneId lane;
    std::size_t arrives = 0;       ///< step from which the goods can be used
    std::size_t steps = 0;         ///< looked at: until the next shipment can help
    std::vector<double> needs;     ///< paths x steps
    std::vector<double> arriving;  ///< per step
    double stock = 0;
};

class Decider {
public:
    Decider(const World& world, const NeedForecast& forecast, Date as_of)
        : world_(world),
          forecast_(forecast),
          as_of_(as_of),
          goods_(world, as_of),
          suppliers_(world, as_of, forecast.frequency),
          drawer_(forecast.levels, std::max(1, forecast.horizon)),
          transport_(world) {}

    std::optional<Redirection> decide(std::size_t row) const;

private:
    std::optional<Branching> branching(const Transit& transit) const;
    std::optional<PlaceId> hub_for(const std::vector<PlaceId>& places) const;
    std::optional<LaneId> lane_between(PlaceId from, PlaceId to) const;
    std::optional<Reach> reach(const Transit& transit, LaneId lane, Date branches) const;
    std::size_t step_of(Date day) const;
    double option_worth(const Transit& transit, const std::vector<Reach>& all, Date branches,
                        const std::vector<double>& today) const;

    const World& world_;
    const NeedForecast& forecast_;
    Date as_of_;
    Goods goods_;
    Suppliers suppliers_;
    PathDrawer drawer_;
    Transport transport_;
};

/// Need lost from step `from` on, without the goods, when the stock at step `begin` is known.
double lost_on(const double* path, const Reach& reach, std::size_t begin, double stock) {
    double lost = 0;
    for (std::size_t t = begin; t < reach.steps; ++t) {
        stock += reach.arriving[t] - path[t];
        if (stock < 0) {
            lost += t >= reach.arrives ? -stock : 0;
            stock = 0;
        }
    }
    return lost;
}

/// Rising, so that E min(q, lost) is quick to sum.
std::vector<double> lost_paths(const Reach& reach, std::size_t begin, double stock) {
    std::vector<double> lost;
    for (std::size_t k = 0; k < path_count; ++k) {
        lost.push_back(lost_on(reach.needs.data() + k * reach.steps, reach, begin, stock));
    }
    return lost;
}

double avoided(const std::vector<double>& lost, double units) {
    double sum = 0;
    for (const double l : lost) {
        sum += std::min(l, units);
    }
    return sum / static_cast<double>(lost.size());
}

/// Units to each depot: portion by portion to where most shortage is avoided, ties to the first.
std::vector<double> shared(const std::vector<std::vector<double>>& lost, double units,
                           double pack) {
    std::vector<double> given(lost.size(), 0);
    const double packs = std::max(1.0, std::floor(units / pack));
    const double portion = pack * std::ceil(packs / static_cast<double>(portions_max));
    double left = units;
    while (left > 0) {
        const double next = left < 2 * portion && left != portion ? left : portion;
        std::size_t best = 0;
        double most = -1;
        for (std::size_t d = 0; d < lost.size(); ++d) {
            const double gain = avoided(lost[d], given[d] + next) - avoided(lost[d], given[d]);
            if (gain > most) {
                most = gain;
                best = d;
            }
        }
        given[best] += next;
        left -= next;
    }
    return given;
}

double total_avoided(const std::vector<std::vector<double>>& lost,
                     const std::vector<double>& given) {
    double sum = 0;
    for (std::size_t d = 0; d < lost.size(); ++d) {
        sum += avoided(lost[d], given[d]);
    }
    return sum;
}

std::size_t Decider::step_of(Date day) const {
    return static_cast<std::size_t>(first_step_from(as_of_, day, forecast_.frequency));
}

std::optional<LaneId> Decider::lane_between(PlaceId from, PlaceId to) const {
    for (const LaneId lane : suppliers_.lanes_to(to)) {
        if (world_.lanes[lane].from == from) {
            return lane;
        }
    }
    return std::nullopt;
}

/// The hub with lanes to all the places, the nearest to its farthest one.
std::optional<PlaceId> Decider::hub_for(const std::vector<PlaceId>& places) const {
    std::optional<PlaceId> best;
    int least = 0;
    for (const PlaceId hub : world_.places.ids()) {
        int farthest = 0;
        bool reaches_all = world_.places[hub].kind == PlaceKind::hub;
        for (const PlaceId place : places) {
            const auto lane = lane_between(hub, place);
            reaches_all = reaches_all && lane;
            farthest = lane ? std::max(farthest, world_.lanes[*lane].lead_days) : farthest;
        }
        if (reaches_all && (!best || farthest < least)) {
            best = hub;
            least = farthest;
        }
    }
    return best;
}

std::optional<Branching> Decider::branching(const Transit& transit) const {
    Branching found;
    if (transit.to_area) {
        const auto& places = world_.areas[*transit.to_area].places;
        const auto hub = hub_for(places);
        if (!hub) {
            return std::nullopt;
        }
        int farthest = 0;
        for (const PlaceId place : places) {
            found.lanes.push_back(*lane_between(*hub, place));
            farthest = std::max(farthest, world_.lanes[found.lanes.back()].lead_days);
        }
        found.last_morning = transit.arrives - days{farthest};
        return found;
    }
    // To a depot: still open while the hub that supplies it lies ahead.
    const auto lane = suppliers_.tree(transit.item).lane[*transit.to_place];
    if (!lane || world_.places[*transit.to_place].kind != PlaceKind::depot ||
        world_.places[world_.lanes[*lane].from].kind != PlaceKind::hub ||
        world_.lanes[*lane].from == transit.from) {
        return std::nullopt;
    }
    found.last_morning = transit.arrives - days{world_.lanes[*lane].lead_days};
    if (found.last_morning < as_of_) {
        return std::nullopt;
    }
    for (const LaneId other : world_.lanes.ids()) {
        if (world_.lanes[other].from == world_.lanes[*lane].from &&
            world_.places[world_.lanes[other].to].kind == PlaceKind::depot) {
            found.lanes.push_back(other);
        }
    }
    return found;
}

std::optional<Reach> Decider::reach(const Transit& transit, LaneId lane, Date branches) const {
    const PlaceId depot = world_.lanes[lane].to;
    const std::size_t series = forecast_.find({transit.item, depot});
    if (series == forecast_.series.size() || forecast_.intervals.empty()) {
        return std::nullopt;
    }
    Reach reach{depot, lane, 0, 0, {}, {}, 0};
    const Date leaves = std::max(as_of_, branches);
    reach.arrives = step_of(leaves + days{world_.lanes[lane].lead_days});
    const auto review =
        static_cast<std::size_t>(review_steps(world_.criteria, forecast_.frequency));
    const auto lead = static_cast<std::size_t>(lead_steps(world_.lanes[lane], forecast_.frequency));
    reach.steps = std::min(std::max(reach.arrives, lead) + review,
                           static_cast<std::size_t>(forecast_.horizon));
    // The interval stretches the paths' sums; the shortest that covers them, or the longest.
    std::size_t interval = 0;
    for (std::size_t k = 0; k < forecast_.intervals.size(); ++k) {
        const Interval& candidate = forecast_.intervals[k];
        if (candidate.first == 0 && candidate.steps <= static_cast<int>(reach.steps)) {
            interval = k;
        }
    }
    const auto summed = static_cast<std::size_t>(forecast_.intervals[interval].steps);
    reach.steps = std::max(reach.steps, summed);
    reach.needs.resize(path_count * reach.steps);
    drawer_.draw(forecast_, series, interval, static_cast<int>(reach.steps), reach.needs);
    reach.arriving.assign(reach.steps, 0);
    for (const Transit& other : goods_.transit(transit.item, depot)) {
        const std::size_t due = step_of(other.arrives);
        if (!(other == transit) && due < reach.steps) {
            reach.arriving[due] += other.quantity;
        }
    }
    reach.stock = total(goods_.stock(transit.item, depot));
    return reach;
}

/// Mean over outlooks of the best sharing at the branching point less that of today's sharing.
double Decider::option_worth(const Transit& transit, const std::vector<Reach>& all, Date branches,
                             const std::vector<double>& today) const {
    const std::size_t begin = step_of(branches);
    if (begin == 0) {
        return 0;
    }
    double sum = 0;
    for (std::size_t k = 0; k < outlooks; ++k) {
        std::vector<std::vector<double>> lost;
        for (std::size_t d = 0; d < all.size(); ++d) {
            const Reach& reach = all[d];
            double stock = reach.stock;
            // All series share their strata; an odd stride mixes them, so that depots differ.
            const std::size_t mixed = (k * (2 * d + 1) * 13 + 31 * d) % path_count;
            const double* path = reach.needs.data() + mixed * reach.steps;
            for (std::size_t t = 0; t < std::min(begin, reach.steps); ++t) {
                stock = std::max(0.0, stock + reach.arriving[t] - path[t]);
            }
            lost.push_back(lost_paths(reach, begin, stock));
        }
        const auto then = shared(lost, transit.quantity, world_.items[transit.item].pack_size);
        sum += total_avoided(lost, then) - total_avoided(lost, today);
    }
    return shortage_cost(world_, transit.item) * std::max(0.0, sum) / outlooks;
}

std::optional<Redirection> Decider::decide(std::size_t row) const {
    const Transit& transit = world_.transit[row];
    const auto open = branching(transit);
    if (!open || transit.quantity <= 0) {
        return std::nullopt;
    }
    std::vector<Reach> all;
    for (const LaneId lane : open->lanes) {
        if (auto one = reach(transit, lane, open->last_morning)) {
            all.push_back(std::move(*one));
        }
    }
    if (all.empty()) {
        return std::nullopt;
    }
    std::vector<std::vector<double>> lost;
    lost.reserve(all.size());
    for (const Reach& one : all) {
        lost.push_back(lost_paths(one, 0, one.stock));
    }
    const double pack = world_.items[transit.item].pack_size;
    std::vector<double> best = shared(lost, transit.quantity, pack);

    std::vector<double> planned(all.size(), 0);
    const double kg = world_.items[transit.item].mass_per_unit.value;
    double planned_cost = 0;
    double planned_co2e = 0;
    for (std::size_t d = 0; d < all.size(); ++d) {
        if (transit.to_place && all[d].depot == *transit.to_place) {
            planned[d] = transit.quantity;
            planned_cost = transport_.cost(all[d].lane) * kg * transit.quantity;
            planned_co2e = transport_.co2e_kg(all[d].lane) * kg * transit.quantity;
        }
    }
    Redirection result;
    result.transit = row;
    result.branches = open->last_morning;
    const double worth = shortage_cost(world_, transit.item);
    const double before = total_avoided(lost, planned);
    const auto fill = [&](const std::vector<double>& given) {
        result.parts.clear();
        result.cost = -planned_cost;
        result.co2e_kg = -planned_co2e;
        for (std::size_t d = 0; d < all.size(); ++d) {
            if (given[d] <= 0) {
                continue;
            }
            const Date leaves = std::max(as_of_, open->last_morning);
            result.parts.push_back(
                {all[d].depot, given[d], leaves + days{world_.lanes[all[d].lane].lead_days}});
            result.cost += transport_.cost(all[d].lane) * kg * given[d];
            result.co2e_kg += transport_.co2e_kg(all[d].lane) * kg * given[d];
        }
        result.shortage_avoided = total_avoided(lost, given);
        result.gain = worth * (result.shortage_avoided - before);
    };
    fill(best);
    result.option_worth = option_worth(transit, all, open->last_morning, best);
    if (transit.to_area) {
        result.fate = as_of_ < open->last_morning ? Fate::wait : Fate::address;
        return result;
    }
    // Calm: what was planned changes only for a gain worth the name.
    const double calm = world_.criteria.placement.calm * worth * std::max(before, 0.0);
    if (result.gain - result.cost > calm && best != planned) {
        result.fate = Fate::readdress;
        return result;
    }
    fill(planned);
    result.fate = Fate::confirm;
    return result;
}

}  // namespace

std::string_view name_of(Fate fate) {
    switch (fate) {
        case Fate::wait:
            return "wait";
        case Fate::address:
            return "address";
        case Fate::confirm:
            return "confirm";
        case Fate::readdress:
            return "readdress";
    }
    impossible("a Fate outside its enum");
}

Result<std::vector<Redirection>> redirect_under_way(const World& world,
                                                    const NeedForecast& forecast, Date as_of) {
    if (forecast.start != as_of) {
        return bad_input(
            fmt::format("goods under way on {}: want a forecast that starts on that "
                        "day, it starts on {}",
                        to_string(as_of), to_string(forecast.start)));
    }
    const Decider decider(world, forecast, as_of);
    std::vector<Redirection> all;
    for (std::size_t row = 0; row < world.transit.size(); ++row) {
        if (auto one = decider.decide(row)) {
            all.push_back(std::move(*one));
        }
    }
    return all;
}

World with_redirections(const World& world, std::span<const Redirection> redirections) {
    World changed = world;
    for (const Redirection& row : redirections) {
        if (row.fate != Fate::address && row.fate != Fate::readdress) {
            continue;
        }
        Transit goods = world.transit[row.transit];
        changed.transit[row.transit].quantity = 0;
        goods.to_area.reset();
        for (const Part& part : row.parts) {
            goods.to_place = part.to;
            goods.quantity = part.quantity;
            goods.arrives = part.arrives;
            changed.transit.push_back(goods);
        }
    }
    std::erase_if(changed.transit, [](const Transit& t) { return t.quantity <= 0; });
    return changed;
}

}  // namespace vorrat::placement

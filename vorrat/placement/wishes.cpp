#include "vorrat/placement/wishes.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "vorrat/placement/placement.h"
#include "vorrat/placement/ratio.h"

namespace vorrat::placement {
namespace {

constexpr std::size_t items_per_block = 16;
// Goods with a long life are not followed further than this many reviews after their arrival.
constexpr int reviews_followed = 4;

/// A depot that may be sent something today.
struct Candidate {
    std::size_t series;
    PlaceId place;
    LaneId lane;
    int lead;                      ///< steps
    std::size_t interval;          ///< of the protection interval
    double mean;                   ///< over it
    double from_areas = 0;         ///< share of each area transit is added through `arriving`
    std::vector<double> arriving;  ///< units per step of the protection interval
};

int due_step(const Morning& morning, Date arrives) {
    return first_step_from(morning.as_of, arrives, morning.forecast.frequency);
}

int protection_steps(const Morning& morning, int lead) {
    return lead + review_steps(morning.world.criteria, morning.forecast.frequency);
}

std::vector<Candidate> candidates(const Morning& morning, std::size_t first, std::size_t last,
                                  std::string& problem) {
    std::vector<Candidate> all;
    const NeedForecast& forecast = morning.forecast;
    for (std::size_t s = first; s < last; ++s) {
        const SeriesKey key = forecast.series[s];
        if (morning.world.places[key.place].kind != PlaceKind::depot) {
            continue;
        }
        const auto lane = lane_today(morning, key.item, key.place);
        if (!lane) {
            continue;
        }
        const int lead = lead_steps(morning.world.lanes[*lane], forecast.frequency);
        const int steps = protection_steps(morning, lead);
        const std::size_t interval = interval_of(forecast, steps);
        if (interval == forecast.intervals.size() || steps > forecast.horizon) {
            problem = fmt::format(
                "the forecast lacks the sum of its first {} steps, which lane {} to "
                "{} needs",
                steps, lane->value, morning.world.places[key.place].id);
            return {};
        }
        Candidate c{s, key.place, *lane, lead, interval, forecast.sum(s, interval).mean, 0, {}};
        c.arriving.assign(static_cast<std::size_t>(steps), 0.0);
        for (const Transit& t : morning.goods.transit(key.item, key.place)) {
            const int due = due_step(morning, t.arrives);
            if (due < steps) {
                c.arriving[static_cast<std::size_t>(due)] += t.quantity;
            }
        }
        all.push_back(std::move(c));
    }
    return all;
}

/// Goods under way to an area join its depots in proportion to their mean need.
void share_area_goods(const Morning& morning, ItemId item, std::vector<Candidate>& depots) {
    for (const Transit& t : morning.goods.to_areas(item)) {
        const std::vector<PlaceId>& places = morning.world.areas[*t.to_area].places;
        std::vector<Candidate*> reached;
        double need = 0;
        for (Candidate& c : depots) {
            if (std::find(places.begin(), places.end(), c.place) == places.end()) {
                continue;
            }
            reached.push_back(&c);
            need += c.mean;
        }
        for (Candidate* c : reached) {
            const double share =
                need > 0 ? c->mean / need : 1.0 / static_cast<double>(reached.size());
            const auto due = static_cast<std::size_t>(due_step(morning, t.arrives));
            if (due < c->arriving.size()) {
                c->arriving[due] += share * t.quantity;
            }
            c->from_areas += share * t.quantity;
        }
    }
}

/// What is left of the stock at the start of step `lead`, on one path; lots are first expired first
/// used and gone once their last day has passed.
double carry(const Morning& morning, std::span<const StockLot> lots, const Candidate& depot,
             std::span<const double> path, std::vector<double>& left) {
    left.clear();
    for (const StockLot& lot : lots) {
        left.push_back(lot.quantity);
    }
    double undated = 0;  // what arrives on the way is younger and used last
    for (int t = 0; t <= depot.lead; ++t) {
        const Date today = advance(morning.as_of, t, morning.forecast.frequency);
        for (std::size_t l = 0; l < left.size(); ++l) {
            if (lots[l].best_before.value_or(Date::max()) < today) {
                left[l] = 0;
            }
        }
        if (t == depot.lead) {
            break;
        }
        undated += depot.arriving[static_cast<std::size_t>(t)];
        double need = path[static_cast<std::size_t>(t)];
        for (double& lot : left) {
            const double used = std::min(lot, need);
            lot -= used;
            need -= used;
        }
        undated = std::max(0.0, undated - need);
    }
    for (const double lot : left) {
        undated += lot;
    }
    for (std::size_t t = static_cast<std::size_t>(depot.lead); t < depot.arriving.size(); ++t) {
        undated += depot.arriving[t];
    }
    return undated;
}

/// The same without dated lots: the fast path, one number instead of many lots.
double carry_undated(double stock, const Candidate& depot, std::span<const double> path) {
    for (std::size_t t = 0; t < static_cast<std::size_t>(depot.lead); ++t) {
        stock = std::max(0.0, stock + depot.arriving[t] - path[t]);
    }
    for (std::size_t t = static_cast<std::size_t>(depot.lead); t < depot.arriving.size(); ++t) {
        stock += depot.arriving[t];
    }
    return stock;
}

/// Steps from today on in which goods that may be used until `last` can be used.
int life_steps(const Morning& morning, std::optional<Date> last, int lead) {
    if (!last) {
        return 0;
    }
    const Frequency frequency = morning.forecast.frequency;
    const int review = review_steps(morning.world.criteria, frequency);
    const int steps = steps_between(morning.as_of, *last, frequency) + 1;
    return std::min({steps, morning.forecast.horizon, lead + reviews_followed * review});
}

Lack lack_of(const Morning& morning, const PathDrawer& drawer, const Candidate& depot, ItemId item,
             double on_hand) {
    const PlaceId origin = morning.world.lanes[depot.lane].from;
    const int life = life_steps(morning, life_of_goods(morning, item, origin), depot.lead);
    const auto protect = depot.arriving.size();
    const auto width = std::max(protect, static_cast<std::size_t>(life));
    std::vector<double> needs(path_count * width);
    drawer.draw(morning.forecast, depot.series, depot.interval, static_cast<int>(width), needs);
    const auto lots = morning.goods.stock(item, depot.place);
    const bool dated = !lots.empty() && lots.front().best_before;
    std::vector<double> left;
    Lack lack;
    lack.net.reserve(path_count);
    for (std::size_t k = 0; k < path_count; ++k) {
        const std::span<const double> path = std::span(needs).subspan(k * width, width);
        const double there =
            dated ? carry(morning, lots, depot, path, left) : carry_undated(on_hand, depot, path);
        double cycle = 0;
        for (auto t = static_cast<std::size_t>(depot.lead); t < protect; ++t) {
            cycle += path[t];
        }
        lack.net.push_back(static_cast<float>(cycle - there));
        if (life == 0) {
            continue;
        }
        double used = 0;
        for (int t = depot.lead; t < life; ++t) {
            used += path[static_cast<std::size_t>(t)];
        }
        lack.usable.push_back(static_cast<float>(used - there));
    }
    return lack;
}

Line blank_line(const Morning& morning, ItemId item, LaneId lane) {
    const World& world = morning.world;
    const Item& thing = world.items[item];
    Line line;
    line.item = item;
    line.lane = lane;
    line.pack = thing.pack_size > 0 ? thing.pack_size : 1;
    line.weight = shortage_cost(world, item);
    line.kg = thing.mass_per_unit.value;
    line.litres = thing.volume_per_unit.value;
    line.reason.critical_ratio = morning.aim(item, lane);
    if (morning.planned) {
        const auto before = morning.planned->find({item, lane});
        const double units = before == morning.planned->end() ? 0 : before->second;
        line.planned = static_cast<std::int64_t>(std::floor(units / line.pack));
    }
    return line;
}

/// Forms the want from what is lacking. `per_day`: mean need per day, for reserves in days.
void decide_want(const Morning& morning, double per_day, Lack lack, Line& line) {
    const Criteria& criteria = morning.world.criteria;
    const Tier tier = morning.world.items[line.item].tier;
    lack.ratio = line.reason.critical_ratio;
    lack.extra = criteria.reserve[vorrat::index(tier)].days.value_or(0.0) * per_day;
    lack.reserve_worth = criteria.reserve_weight;
    lack.least_use = morning.least_use;
    if (line.weight > 0) {
        lack.cost = morning.transport.cost(line.lane) * line.kg / line.weight;
        lack.waste_cost = morning.transport.waste_cost(line.item) / line.weight;
    }
    form_want(lack, line);
    line.reason.target = line.reason.on_hand + line.reason.in_transit + line.reason.wanted;
}

/// Each line at the position of its series.
void item_wishes(const Morning& morning, const PathDrawer& drawer, std::size_t first,
                 std::size_t last, std::vector<Line>& lines, std::string& problem) {
    const ItemId item = morning.forecast.series[first].item;
    const Frequency frequency = morning.forecast.frequency;
    std::vector<Candidate> depots = candidates(morning, first, last, problem);
    share_area_goods(morning, item, depots);
    for (const Candidate& depot : depots) {
        Line line = blank_line(morning, item, depot.lane);
        line.reason.on_hand = total(morning.goods.stock(item, depot.place));
        line.reason.in_transit = total(morning.goods.transit(item, depot.place)) + depot.from_areas;
        line.reason.need_mean = depot.mean;
        Lack lack = lack_of(morning, drawer, depot, item, line.reason.on_hand);
        const double days_long = static_cast<double>(depot.arriving.size()) * step_days(frequency);
        decide_want(morning, depot.mean / days_long, std::move(lack), line);
        if (line.want > 0) {
            lines[depot.series] = std::move(line);
        }
    }
}

int longest_path(const Morning& morning) {
    int longest = 1;
    for (const LaneId lane : morning.world.lanes.ids()) {
        const int lead = lead_steps(morning.world.lanes[lane], morning.forecast.frequency);
        const int review = review_steps(morning.world.criteria, morning.forecast.frequency);
        longest = std::max(longest, lead + reviews_followed * review);
    }
    return std::min(longest, std::max(1, morning.forecast.horizon));
}

}  // namespace

double Morning::aim(ItemId item, LaneId lane) const {
    const Lane& way = world.lanes[lane];
    if (world.places[way.to].kind != PlaceKind::depot) {
        return critical_ratio(world, item, forecast.frequency);
    }
    const int lead = lead_steps(way, forecast.frequency);
    if (world.places[way.from].kind != PlaceKind::hub) {
        return aims.at({lead, world.items[item].tier});
    }
    // What stays at a hub costs as much as at the depot; sent in vain, it is missed elsewhere only
    // when the hub runs out while it lies idle. docs/math/placement.md 2.2
    const double review = review_steps(world.criteria, forecast.frequency);
    const double missed =
        (1 - critical_ratio(world, item, forecast.frequency)) * review / (lead + review);
    return 1 / (1 + missed);
}

Aims aims_of(const World& world, Frequency frequency) {
    std::set<Tier> tiers;
    for (const Item& item : world.items) {
        tiers.insert(item.tier);
    }
    Aims all;
    for (const Lane& lane : world.lanes) {
        if (world.places[lane.to].kind != PlaceKind::depot ||
            world.places[lane.from].kind == PlaceKind::hub) {
            continue;
        }
        const int lead = lead_steps(lane, frequency);
        for (const Tier tier : tiers) {
            if (!all.contains({lead, tier})) {
                all[{lead, tier}] = vorrat::placement::aim(world.criteria, frequency, lead, tier);
            }
        }
    }
    return all;
}

Outcome check_forecast(const World& world, const NeedForecast& forecast, Date as_of) {
    if (forecast.start != as_of) {
        return bad_input(
            fmt::format("placement on {}: want a forecast that starts on that day, it "
                        "starts on {}",
                        to_string(as_of), to_string(forecast.start)));
    }
    if (forecast.series.empty()) {
        return Done{};
    }
    for (const Interval& interval : intervals_needed(world, forecast.frequency)) {
        if (interval_of(forecast, interval.steps) < forecast.intervals.size() &&
            interval.steps <= forecast.horizon) {
            continue;
        }
        return bad_input(
            fmt::format("placement: the forecast lacks the sum of its first {} steps "
                        "(it has {} steps)",
                        interval.steps, forecast.horizon));
    }
    return Done{};
}

std::optional<Date> life_of_goods(const Morning& morning, ItemId item, PlaceId origin) {
    const auto shelf_life = morning.world.items[item].shelf_life_days;
    const auto lots = morning.goods.stock(item, origin);
    if (morning.suppliers.given(item, origin) <= 0 && !lots.empty() && lots.front().best_before) {
        double half = total(lots) / 2;
        for (const StockLot& lot : lots) {
            half -= lot.quantity;
            if (half <= 0 && lot.best_before) {
                return lot.best_before;
            }
        }
    }
    if (!shelf_life) {
        return std::nullopt;
    }
    return morning.as_of + days{*shelf_life};
}

std::optional<LaneId> lane_today(const Morning& morning, ItemId item, PlaceId to) {
    for (const LaneId id : morning.suppliers.lanes_to(to)) {
        const Lane& lane = morning.world.lanes[id];
        const bool has_some = morning.suppliers.given(item, lane.from) > 0 ||
                              !morning.goods.stock(item, lane.from).empty();
        if (!has_some) {
            continue;
        }
        const auto life = life_of_goods(morning, item, lane.from);
        if (!life || *life >= morning.as_of + days{lane.lead_days}) {
            return id;
        }
    }
    return std::nullopt;
}

Result<std::vector<Line>> depot_wishes(const Morning& morning, Threads threads) {
    const std::vector<SeriesKey>& series = morning.forecast.series;
    std::vector<std::size_t> begins;  // of each item's series, and the end
    for (std::size_t s = 0; s < series.size(); ++s) {
        if (s == 0 || series[s].item != series[s - 1].item) {
            begins.push_back(s);
        }
    }
    const std::size_t items = begins.size();
    begins.push_back(series.size());
    const PathDrawer drawer(morning.forecast.levels, longest_path(morning));
    const std::size_t blocks = (items + items_per_block - 1) / items_per_block;
    std::vector<std::string> problems(blocks);
    std::vector<Line> lines(series.size());  // written in place: millions are not held twice
    parallel_blocks(items, items_per_block, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            item_wishes(morning, drawer, begins[i], begins[i + 1], lines,
                        problems[first / items_per_block]);
        }
    });
    for (const std::string& problem : problems) {
        if (!problem.empty()) {
            return bad_input(problem);
        }
    }
    std::erase_if(lines, [](const Line& line) { return line.want == 0; });
    return lines;
}

std::vector<Line> hub_wishes(const Morning& morning, PlaceId hub,
                             const PerId<ItemId, double>& echelon_stock) {
    const World& world = morning.world;
    const NeedForecast& forecast = morning.forecast;
    const PerId<ItemId, HubNeed> needs = hub_needs(world, forecast, morning.suppliers, hub);
    std::vector<Line> lines;
    for (const ItemId item : world.items.ids()) {
        const HubNeed& need = needs[item];
        if (need.steps == 0) {
            continue;
        }
        const auto lane = lane_today(morning, item, hub);
        if (!lane) {
            continue;
        }
        Line line = blank_line(morning, item, *lane);
        line.reason.on_hand = total(morning.goods.stock(item, hub));
        line.reason.in_transit = echelon_stock[item] - line.reason.on_hand;
        line.reason.need_mean = need.mean;
        Lack lack;
        for (std::size_t k = 0; k < path_count; ++k) {
            lack.net.push_back(static_cast<float>(need.on_path(k) - echelon_stock[item]));
        }
        const double days_long = need.steps * step_days(forecast.frequency);
        decide_want(morning, need.mean / days_long, std::move(lack), line);
        if (line.want > 0) {
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

}  // namespace vorrat::placement

#include "vorrat/placement/engine.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "vorrat/placement/ratio.h"

namespace vorrat::placement {
namespace {

// Parts of a row add up to it, relative.
constexpr double same_units = 1e-9;

/// All lanes of an order, in their order.
std::vector<LaneId> lanes_of(const Order& order) {
    std::vector<LaneId> lanes{order.lane};
    lanes.insert(lanes.end(), order.onward.begin(), order.onward.end());
    return lanes;
}

bool counts_stock(PlaceKind kind) { return kind == PlaceKind::depot || kind == PlaceKind::hub; }

World without_history_and_goods(const World& world) {
    World bare;
    bare.items = world.items;
    bare.places = world.places;
    bare.communities = world.communities;
    bare.lanes = world.lanes;
    bare.areas = world.areas;
    bare.activities = world.activities;
    bare.resources = world.resources;
    bare.capacities = world.capacities;
    bare.supplies = world.supplies;
    bare.indicators = world.indicators;
    bare.impacts = world.impacts;
    bare.criteria = world.criteria;
    bare.inputs = world.inputs;
    return bare;
}

}  // namespace

void stock_plants(const World& world, State& state) {
    for (const StockLot& lot : world.stock) {
        if (world.places[lot.place].kind == PlaceKind::plant) {
            state.add(lot.item, lot.place, {lot.quantity, lot.best_before.value_or(Date::max())});
        }
    }
}

Engine::Engine(const World& world, const ReplaySettings& settings, State opening)
    : world_(world),
      settings_(settings),
      state_(std::move(opening)),
      needs_(needs_played(world, settings.from, static_cast<std::size_t>(settings.steps), 0)),
      met_(needs_.units.size(), 0),
      waiting_(needs_.series.size(), 0),
      bare_(without_history_and_goods(world)),
      transport_(world) {}

ReplayReport Engine::blank_report(const std::string& policy) const {
    ReplayReport report;
    report.policy = policy;
    for (const CommunityId community : world_.communities.ids()) {
        report.communities.push_back({community, 0, 0});
    }
    return report;
}

Seen Engine::seen(Date today) const {
    Seen seen{today, bare_, last_review_};
    seen.world.history = known_before(world_.history, today);
    seen.world.stock = state_.lots();
    seen.world.transit = state_.transit();
    if (settings_.observed == Observed::need) {
        return seen;
    }
    for (std::size_t n = 0; n < needs_.series.size(); ++n) {
        const Series& original = world_.history.series[needs_.series[n]];
        const auto found = std::find_if(
            seen.world.history.series.begin(), seen.world.history.series.end(),
            [&](const Series& s) { return s.item == original.item && s.place == original.place; });
        if (found == seen.world.history.series.end()) {
            continue;
        }
        const int offset = steps_between(original.start, settings_.from, needs_.frequency);
        for (std::size_t t = 0; t < needs_.steps; ++t) {
            const std::ptrdiff_t at = offset + static_cast<std::ptrdiff_t>(t);
            if (at < 0 || at >= static_cast<std::ptrdiff_t>(found->quantity.size())) {
                continue;
            }
            const std::size_t cell = n * needs_.steps + t;
            if (met_[cell] >= needs_.units[cell]) {
                continue;
            }
            if (found->available.empty()) {
                found->available.assign(found->quantity.size(), 1);
            }
            found->quantity[static_cast<std::size_t>(at)] = met_[cell];
            found->available[static_cast<std::size_t>(at)] = 0;
        }
    }
    return seen;
}

Outcome Engine::check_order(const NamedPolicy& policy, const Order& order, Date today) const {
    const bool is_quantity = std::isfinite(order.quantity) && order.quantity >= 0;
    bool is_known =
        order.item.index() < world_.items.size() && order.lane.index() < world_.lanes.size();
    LaneId last = order.lane;
    for (const LaneId next : order.onward) {
        is_known = is_known && next.index() < world_.lanes.size() &&
                   world_.lanes[next].from == world_.lanes[last].to;
        last = next;
    }
    if (is_quantity && is_known) {
        return Done{};
    }
    return bad_input(fmt::format(
        "replay: policy {} on {}: want a known item and lane and a quantity "
        "of at least 0, found item {}, lane {}, quantity {}",
        policy.name, to_string(today), order.item.value, order.lane.value, order.quantity));
}

void Engine::send(const Order& order, double quantity, Date today) {
    const Item& item = world_.items[order.item];
    const double kg = quantity * item.mass_per_unit.value;
    const PlaceId from = world_.lanes[order.lane].from;
    PlaceId to = from;
    Date arrives = today;
    for (const LaneId id : lanes_of(order)) {
        to = world_.lanes[id].to;
        arrives += days{std::max(0, world_.lanes[id].lead_days)};
        report_.transport_tkm += transport_.tkm(id) * kg;
        report_.co2e_kg += transport_.co2e_kg(id) * kg;
    }
    if (world_.places[from].kind == PlaceKind::source) {
        const Date last = item.shelf_life_days ? today + days{*item.shelf_life_days} : Date::max();
        state_.send({order.item, from, to, {quantity, last}, arrives});
    } else {
        for (const Batch& batch : state_.take(order.item, from, quantity)) {
            state_.send({order.item, from, to, batch, arrives});
        }
    }
    report_.shipped_units += quantity;
    report_.shipped_kg += kg;
}

void Engine::remember_changes(const std::vector<Order>& orders) {
    std::map<std::pair<ItemId, LaneId>, double> now;
    for (const Order& order : orders) {
        if (order.quantity > 0) {
            now[{order.item, lanes_of(order).back()}] += order.quantity;
        }
    }
    for (const auto& [key, quantity] : now) {
        const auto before = last_orders_.find(key);
        const double planned = before == last_orders_.end() ? 0 : before->second;
        if (planned != quantity) {
            ++report_.orders_changed;
            report_.redecided_units += std::abs(quantity - planned);
        }
    }
    for (const auto& [key, quantity] : last_orders_) {
        if (!now.contains(key)) {
            ++report_.orders_changed;
            report_.redecided_units += quantity;
        }
    }
    last_orders_ = std::move(now);
}

Outcome Engine::check_redirection(const NamedPolicy& policy, const Redirection& row,
                                  const std::vector<Transit>& transit, Date today) const {
    double units = 0;
    bool is_possible = row.transit < transit.size();
    for (const Part& part : row.parts) {
        units += part.quantity;
        is_possible = is_possible && part.quantity > 0 && part.arrives >= today &&
                      part.to.index() < world_.places.size();
    }
    if (is_possible && std::abs(units - transit[row.transit].quantity) <= same_units * units) {
        return Done{};
    }
    return bad_input(fmt::format(
        "replay: policy {} on {}: want parts of a row under way that add up to it and arrive today "
        "or later, found row {} and {} units",
        policy.name, to_string(today), row.transit, units));
}

Outcome Engine::redirect(const NamedPolicy& policy, Date today) {
    const auto rows = policy.redirect(seen(today));
    if (!rows) {
        return rows.error();
    }
    const std::vector<Transit> transit = state_.transit();
    std::set<std::size_t> told;
    for (const Redirection& row : *rows) {
        if (!told.insert(row.transit).second) {
            return bad_input(fmt::format(
                "replay: policy {} on {}: want each row under way once, found row {} twice",
                policy.name, to_string(today), row.transit));
        }
        if (auto fine = check_redirection(policy, row, transit, today); !fine) {
            return fine;
        }
        for (const Part& part : row.parts) {
            const bool is_changed = part.fate != Fate::confirm && part.fate != Fate::wait;
            report_.redirected_units += is_changed ? part.quantity : 0;
            report_.co2e_kg += is_changed ? part.co2e_kg : 0;
        }
    }
    report_.released_units += state_.redirect(*rows);
    return Done{};
}

Outcome Engine::review(const NamedPolicy& policy, Date today) {
    if (policy.redirect) {
        if (auto done = redirect(policy, today); !done) {
            return done;
        }
    }
    const auto orders = policy.decide(seen(today));
    if (!orders) {
        return orders.error();
    }
    const Suppliers suppliers(world_, today, needs_.frequency);
    std::map<std::pair<ItemId, PlaceId>, double> asked;
    for (const Order& order : *orders) {
        if (auto fine = check_order(policy, order, today); !fine) {
            return fine;
        }
        asked[{order.item, world_.lanes[order.lane].from}] += order.quantity;
    }
    std::map<std::pair<ItemId, PlaceId>, double> share;
    for (const auto& [key, units] : asked) {
        const auto [item, place] = key;
        const bool is_source = world_.places[place].kind == PlaceKind::source;
        const double there = is_source ? suppliers.given(item, place) : state_.on_hand(item, place);
        share[key] = units > there ? there / units : 1.0;
    }
    for (const Order& order : *orders) {
        if (order.quantity <= 0) {
            continue;
        }
        const double part = share[{order.item, world_.lanes[order.lane].from}];
        const double pack = world_.items[order.item].pack_size;
        const double sent =
            part < 1 ? pack * std::floor(part * order.quantity / pack) : order.quantity;
        report_.orders.push_back({today, order, sent});
        report_.cut_units += order.quantity - sent;
        if (sent > 0) {
            send(order, sent, today);
        }
    }
    remember_changes(*orders);
    last_review_ = *orders;
    return Done{};
}

void Engine::meet_needs(std::size_t step) {
    double lost_cost = 0;
    for (std::size_t n = 0; n < needs_.series.size(); ++n) {
        const Series& series = world_.history.series[needs_.series[n]];
        const std::size_t cell = n * needs_.steps + step;
        const double need = needs_.units[cell];
        if (need <= 0) {
            continue;
        }
        double met = 0;
        for (const Batch& b : state_.take(series.item, series.place, need)) {
            met += b.quantity;
        }
        met_[cell] = met;
        waiting_[n] += need - met;
        report_.need += need;
        report_.lost += need - met;
        lost_cost += shortage_cost(world_, series.item) * (need - met);
        const CommunityId community = world_.places[series.place].community;
        if (community.index() < report_.communities.size()) {
            report_.communities[community.index()].need += need;
            report_.communities[community.index()].met += met;
        }
    }
    count_step(lost_cost);
}

/// Units lost at a place wait until stock is there again, one step each.
void Engine::count_waiting() {
    for (std::size_t n = 0; n < needs_.series.size(); ++n) {
        const Series& series = world_.history.series[needs_.series[n]];
        if (waiting_[n] > 0 && state_.on_hand(series.item, series.place) > 0) {
            waiting_[n] = 0;
        }
        report_.waiting_steps += waiting_[n];
    }
}

void Engine::count_step(double lost_cost) {
    double stock = 0;
    for (const StockLot& lot : state_.lots()) {
        if (counts_stock(world_.places[lot.place].kind)) {
            stock += lot.quantity;
        }
    }
    const double holding =
        world_.criteria.placement.holding_per_unit_and_day * step_days(needs_.frequency) * stock;
    report_.holding_cost += holding;
    report_.shortage_cost += lost_cost;
    report_.average_stock += stock / (settings_.steps - settings_.settle_steps);
    report_.cost_of_step.push_back(holding + lost_cost);
}

Result<ReplayReport> Engine::run(const NamedPolicy& policy, const Progress& progress) {
    const int every = review_steps(world_.criteria, needs_.frequency);
    int reviews = 0;
    int reviews_counted = 0;
    for (int step = 0; step < settings_.steps; ++step) {
        if (progress.stopped()) {
            return failed("replay: stopped");
        }
        progress.tell("replay " + policy.name, static_cast<double>(step) / settings_.steps);
        if (step == settings_.settle_steps) {
            report_ = blank_report(policy.name);
            reviews_counted = 0;
        }
        const Date today = advance(settings_.from, step, needs_.frequency);
        state_.receive(today);
        report_.wasted += state_.drop_expired(today);
        const bool may_decide = settings_.reviews == 0 || reviews < settings_.reviews;
        if (step % every == 0 && may_decide) {
            ++reviews;
            ++reviews_counted;
            if (const auto done = review(policy, today); !done) {
                return done.error();
            }
            state_.receive(today);
        }
        meet_needs(static_cast<std::size_t>(step));
        count_waiting();
    }
    report_.waiting_steps /= std::max(1.0, report_.need);
    report_.redecided_units /= std::max(1, reviews_counted);
    return report_;
}

}  // namespace vorrat::placement

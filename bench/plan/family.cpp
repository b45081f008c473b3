#include "family.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "family_world.h"

namespace vorrat::bench {
namespace {

using supply::Entry;
using supply::Programme;
using supply::Role;
using Kind = Entry::Kind;

constexpr int need_steps = 3;

Entry balance(std::uint32_t node_row, double a, int lag = 0) {
    return {node_row, static_cast<std::uint8_t>(lag), Kind::balance, a};
}
Entry limit(std::uint32_t row, double a) { return {row, 0, Kind::limit, a}; }
Entry single(std::uint32_t row, double a) { return {row, 0, Kind::single, a}; }

class ProgrammeMaker {
public:
    ProgrammeMaker(const FamilyWorld& world, Random& random)
        : world_(world), random_(random), programme_(world.periods()) {}

    Programme make() {
        make_limits();
        make_nodes();
        for (std::size_t i = 0; i < world_.goods.size(); ++i) {
            make_groups(i);
        }
        make_levels();
        set_limits();
        programme_.finish();
        return std::move(programme_);
    }

private:
    void make_limits();
    void make_nodes();
    void make_groups(std::size_t i);
    void add_runs(std::size_t i, double ceiling);
    void add_purchases(std::size_t i);
    void add_sends(std::size_t i, double ceiling);
    void add_stocks(std::size_t i, double ceiling);
    void add_needs(std::size_t i, std::size_t place);
    void make_levels();
    void set_limits();
    std::uint32_t node_row(std::size_t good, int place) const;

    const FamilyWorld& world_;
    Random& random_;
    Programme programme_;
    std::vector<std::vector<std::uint32_t>> nodes_;  ///< by good, one per place of it

    std::vector<std::uint32_t> storage_, labour_, lane_limit_, machine_, cap_, fair_;
    std::vector<double> storage_use_, labour_use_, machine_use_;
    std::array<double, family_caps> cap_use_{};
    std::vector<double> fair_sum_;
};

void ProgrammeMaker::make_limits() {
    const auto per_period = [&](std::size_t count) {
        std::vector<std::uint32_t> rows(count);
        for (std::uint32_t& row : rows) {
            row = programme_.add_limits();
        }
        return rows;
    };
    storage_ = per_period(index(world_.places()));
    labour_ = per_period(index(world_.places()));
    lane_limit_ = per_period(world_.lanes.size());
    machine_ = per_period(index(world_.size.plants * family_machine_groups));
    for (int k = 0; k < family_caps; ++k) {
        cap_.push_back(programme_.add_single_limit());
    }
    for (int k = 0; k < world_.size.depots * family_tiers; ++k) {
        fair_.push_back(programme_.add_single_limit());
    }
    storage_use_.assign(storage_.size(), 0);
    labour_use_.assign(labour_.size(), 0);
    machine_use_.assign(machine_.size(), 0);
    fair_sum_.assign(fair_.size(), 0);
}

void ProgrammeMaker::make_nodes() {
    // Typical quantity and price of a cell of the good, pushed down the recipes.
    std::vector<double> price(world_.goods.size(), 0);
    std::vector<double> typical(world_.goods.size(), 0);
    for (std::size_t i = 0; i < world_.goods.size(); ++i) {
        const Good& good = world_.goods[i];
        if (good.level == Level::final_good) {
            price[i] = good.worth;
            const auto asked = std::ranges::count_if(good.need, [](double q) { return q > 0; });
            const double spread = good.pace > 0.9 ? 0.2 : good.pace > 0.5 ? 0.4 : 0.9;
            typical[i] =
                good.total / 1.15 * (1 + 1.64 * spread) / std::max(1.0, static_cast<double>(asked));
        }
        price[i] = std::max(price[i], 1e-2);
        typical[i] = typical[i] > 0 ? typical[i] : 1;
        for (const int r : world_.recipes_of[i]) {
            for (const auto& [input, quantity] : world_.recipes[index(r)].inputs) {
                price[index(input)] = std::max(price[index(input)], 0.3 * price[i]);
                typical[index(input)] +=
                    typical[i] * quantity / static_cast<double>(world_.recipes_of[i].size());
            }
        }
    }
    nodes_.resize(world_.goods.size());
    for (std::size_t i = 0; i < world_.goods.size(); ++i) {
        programme_.add_item(typical[i], price[i]);
        for (const int place : world_.goods[i].places) {
            nodes_[i].push_back(programme_.add_node(world_.is_depot(place)));
        }
    }
}

std::uint32_t ProgrammeMaker::node_row(std::size_t good, int place) const {
    const auto& places = world_.goods[good].places;
    const auto found = std::ranges::lower_bound(places, place);
    if (found == places.end() || *found != place) {
        return supply::no_group;
    }
    return programme_.nodes[nodes_[good][static_cast<std::size_t>(found - places.begin())]].row;
}

void ProgrammeMaker::add_runs(std::size_t i, double ceiling) {
    for (const int r : world_.recipes_of[i]) {
        const Recipe& recipe = world_.recipes[index(r)];
        const int machine = recipe.plant * family_machine_groups + recipe.machine;
        std::vector<Entry> entries{balance(node_row(i, recipe.plant), 1)};
        for (const auto& [input, quantity] : recipe.inputs) {
            entries.push_back(balance(node_row(index(input), recipe.plant), -quantity));
        }
        entries.push_back(limit(labour_[index(recipe.plant)], recipe.labour));
        entries.push_back(limit(machine_[index(machine)], recipe.machine_hours));
        const double per_period = recipe.planned / static_cast<double>(world_.periods());
        labour_use_[index(recipe.plant)] += per_period * recipe.labour;
        machine_use_[index(machine)] += per_period * recipe.machine_hours;
        for (std::size_t k = 0; k < family_caps; ++k) {
            entries.push_back(single(cap_[k], recipe.impact.at(k)));
            cap_use_.at(k) += recipe.planned * recipe.impact.at(k);
        }
        const double cost = 0.5 * recipe.labour + 0.02 * recipe.impact[0];
        programme_.add_group(Role::run, static_cast<std::uint32_t>(i), entries,
                             std::vector<double>(world_.periods(), cost),
                             std::vector<double>(world_.periods(), ceiling));
    }
}

void ProgrammeMaker::add_purchases(std::size_t i) {
    for (const int k : world_.purchases_of[i]) {
        const Purchase& purchase = world_.purchases[index(k)];
        const double each =
            world_.goods[i].total / static_cast<double>(world_.purchases_of[i].size());
        std::vector<Entry> entries{balance(node_row(i, purchase.place), 1)};
        for (std::size_t c = 0; c < family_caps; ++c) {
            entries.push_back(single(cap_[c], purchase.impact.at(c)));
            cap_use_.at(c) += each * purchase.impact.at(c);
        }
        std::vector<double> upper(world_.periods());
        for (double& u : upper) {
            u = purchase.share * each / static_cast<double>(world_.periods()) *
                between(random_, 0.7, 1.3);
        }
        programme_.add_group(Role::enter, static_cast<std::uint32_t>(i), entries,
                             std::vector<double>(world_.periods(), 0.3 * purchase.cost), upper);
    }
}

void ProgrammeMaker::add_sends(std::size_t i, double ceiling) {
    const Good& good = world_.goods[i];
    const auto holds = [](const std::vector<int>& list, int place) {
        return std::ranges::find(list, place) != list.end();
    };
    for (std::size_t l = 0; l < world_.lanes.size(); ++l) {
        const Lane& lane = world_.lanes[l];
        const std::uint32_t from = node_row(i, lane.from);
        const std::uint32_t to = node_row(i, lane.to);
        if (from == supply::no_group || to == supply::no_group) {
            continue;
        }
        if (world_.is_depot(lane.from) && chance(random_, 0.7)) {
            continue;  // neighbours help each other with some goods only
        }
        if (world_.is_plant(lane.from)) {
            const bool final_good = good.level == Level::final_good;
            const bool gives = holds(good.made_at, lane.from) || !world_.purchases_of[i].empty();
            const bool part_way = world_.is_plant(lane.to) && good.level != Level::raw && gives &&
                                  holds(good.used_at, lane.to);
            if (world_.is_plant(lane.to) ? !part_way : !final_good) {
                continue;
            }
        }
        const double way = 0.1 * good.litres * world_.distance(lane.from, lane.to);
        std::vector<Entry> entries{balance(from, -1), balance(to, 1, lane.lead),
                                   limit(lane_limit_[l], good.litres)};
        if (!world_.is_plant(lane.from)) {
            entries.push_back(limit(labour_[index(lane.from)], 0.02 * good.litres));
        }
        entries.push_back(single(cap_[0], way));
        std::vector<double> upper(world_.periods(), ceiling);
        std::fill(upper.end() - lane.lead, upper.end(), 0);
        programme_.add_group(Role::send, static_cast<std::uint32_t>(i), entries,
                             std::vector<double>(world_.periods(), way), upper);
    }
}

void ProgrammeMaker::add_needs(std::size_t i, std::size_t place) {
    const Good& good = world_.goods[i];
    const int d = good.places[place] - world_.depot(0);
    const auto k =
        static_cast<std::size_t>(std::ranges::lower_bound(good.depots, d) - good.depots.begin());
    const std::uint32_t row = programme_.nodes[nodes_[i][place]].row;
    const double spread = good.pace > 0.9 ? 0.2 : good.pace > 0.5 ? 0.4 : 0.9;
    const std::array<double, need_steps> width{1, spread * 0.84, spread * 0.8};
    constexpr std::array<double, need_steps> penalty{1, 0.35, 0.1};
    constexpr std::array<double, need_steps> counts{1, 0.3, 0};
    const std::size_t fair = index(d * family_tiers + good.tier);
    for (std::size_t q = 0; q < need_steps; ++q) {
        std::vector<Entry> entries{balance(row, 1)};
        if (counts.at(q) > 0) {
            entries.push_back(single(fair_[fair], counts.at(q) * good.worth));
        }
        std::vector<double> cost(world_.periods());
        std::vector<double> upper(world_.periods());
        for (std::size_t t = 0; t < world_.periods(); ++t) {
            upper[t] = width.at(q) * good.need[k * world_.periods() + t];
            cost[t] = good.worth * penalty.at(q) * between(random_, 0.95, 1.05);
            programme_.right[row + t] += upper[t];
            fair_sum_[fair] += counts.at(q) * good.worth * upper[t];
        }
        programme_.add_group(Role::unmet, static_cast<std::uint32_t>(i), entries, cost, upper);
    }
}

void ProgrammeMaker::add_stocks(std::size_t i, double ceiling) {
    const Good& good = world_.goods[i];
    for (std::size_t k = 0; k < good.places.size(); ++k) {
        const int place = good.places[k];
        const std::uint32_t row = programme_.nodes[nodes_[i][k]].row;
        const double mean = world_.mean_at(good, place);
        programme_.right[row] -= mean * between(random_, 0, 1.5);
        storage_use_[index(place)] += good.litres * mean;
        const std::vector<Entry> stock{balance(row, -1), balance(row, 1 - good.spoils, 1),
                                       limit(storage_[index(place)], good.litres)};
        programme_.add_group(Role::stock, static_cast<std::uint32_t>(i), stock,
                             std::vector<double>(world_.periods(), 0.004 * good.litres),
                             std::vector<double>(world_.periods(), ceiling));
        std::vector<double> wasted(world_.periods(), good.spoils > 0 ? ceiling : 0);
        wasted[0] = ceiling;
        programme_.add_group(Role::waste, static_cast<std::uint32_t>(i),
                             std::vector<Entry>{balance(row, -1)},
                             std::vector<double>(world_.periods(), 0.05), wasted);
        if (world_.is_depot(place)) {
            add_needs(i, k);
        }
    }
}

void ProgrammeMaker::make_groups(std::size_t i) {
    const Good& good = world_.goods[i];
    double opening = 0;
    for (const int place : good.places) {
        opening += 1.5 * world_.mean_at(good, place);
    }
    const double ceiling = std::ceil(20 * (3 * good.total + opening)) + 1;
    add_runs(i, ceiling);
    add_purchases(i);
    add_sends(i, ceiling);
    // What was made in every period by every recipe must find room in the last one.
    add_stocks(i, 64 * ceiling);
}

void ProgrammeMaker::make_levels() {
    for (int tier = 0; tier < family_tiers; ++tier) {
        std::vector<Entry> entries;
        double sum = 0;
        for (int d = 0; d < world_.size.depots; ++d) {
            const std::size_t k = index(d * family_tiers + tier);
            sum += fair_sum_[k];
            if (fair_sum_[k] > 0) {
                entries.push_back(single(fair_[k], -fair_sum_[k]));
            }
        }
        std::vector<double> cost(world_.periods(), 0);
        std::vector<double> upper(world_.periods(), 0);
        cost[0] = 0.25 * sum;
        upper[0] = 1;
        programme_.add_group(Role::level, supply::no_item, entries, cost, upper);
    }
}

void ProgrammeMaker::set_limits() {
    std::vector<double> hub_litres(index(world_.size.hubs), 0);
    std::vector<double> depot_litres(index(world_.size.depots), 0);
    double all = 0;
    double made = 0;
    double parts = 0;
    for (std::size_t i = 0; i < world_.goods.size(); ++i) {
        const Good& good = world_.goods[i];
        parts += good.level == Level::part
                     ? good.total * good.litres / static_cast<double>(world_.periods())
                     : 0;
        for (const int d : good.depots) {
            const double litres = 1.15 * good.litres * world_.mean_at(good, world_.depot(d));
            depot_litres[index(d)] += litres;
            hub_litres[index(world_.first_hub[index(d)])] += litres;
            all += litres;
            made += world_.recipes_of[i].empty() ? 0 : litres;
        }
    }
    const auto fill = [&](std::uint32_t row, double low, double high, double least, double value) {
        for (std::size_t t = 0; t < world_.periods(); ++t) {
            programme_.right[row + t] = std::max(least, value * between(random_, low, high));
        }
    };
    for (std::size_t l = 0; l < world_.lanes.size(); ++l) {
        const Lane& lane = world_.lanes[l];
        double flow = 0;
        if (world_.is_depot(lane.from)) {
            flow = 0.05 * depot_litres[index(lane.to - world_.depot(0))];
        } else if (world_.is_depot(lane.to)) {
            const int d = lane.to - world_.depot(0);
            const bool first = lane.from == world_.hub(world_.first_hub[index(d)]);
            flow = depot_litres[index(d)] * (first ? 0.9 : 0.25);
        } else if (world_.is_plant(lane.to)) {
            flow = 0.5 * parts / std::max(1.0, world_.size.plants * (world_.size.plants - 1.0));
        } else if (world_.is_plant(lane.from)) {
            flow = 0.9 * made / world_.size.plants * hub_litres[index(lane.to - world_.hub(0))] /
                   std::max(all, 1e-9);
        } else {
            flow = 0.1 * hub_litres[index(lane.to - world_.hub(0))];
        }
        fill(lane_limit_[l], 0.8, 1.3, 1, flow);
    }
    for (int place = 0; place < world_.places(); ++place) {
        fill(storage_[index(place)], 0.6, 1, 1, storage_use_[index(place)]);
        const double handling = world_.is_plant(place) ? 0
                                : world_.is_depot(place)
                                    ? 0.002 * depot_litres[index(place - world_.depot(0))]
                                    : 0.02 * hub_litres[index(place - world_.hub(0))];
        if (world_.is_plant(place)) {
            fill(labour_[index(place)], 0.85, 1.05, 0.1, labour_use_[index(place)]);
        } else {
            fill(labour_[index(place)], 0.85, 1.15, 0.1, handling);
        }
    }
    for (std::size_t k = 0; k < machine_.size(); ++k) {
        fill(machine_[k], 0.8, 1.25, 0.1, machine_use_[k]);
    }
    cap_use_[0] += 0.08 * all * static_cast<double>(world_.periods());
    programme_.right[cap_[0]] = 0.72 * cap_use_[0];
    programme_.right[cap_[1]] = 0.62 * cap_use_[1];
}

}  // namespace

Programme make_family(const FamilySize& size) {
    Random random(size.seed);
    const FamilyWorld world = draw_world(size, random);
    return ProgrammeMaker(world, random).make();
}

}  // namespace vorrat::bench

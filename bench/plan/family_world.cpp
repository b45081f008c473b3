#include "family_world.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vorrat::bench {
namespace {

class WorldMaker {
public:
    WorldMaker(const FamilySize& size, Random& random) : random_(random) { world_.size = size; }

    FamilyWorld make() {
        make_lanes();
        make_goods();
        make_recipes();
        make_needs();
        follow_recipes();
        make_purchases();
        find_places();
        return std::move(world_);
    }

private:
    int below(std::size_t n) {
        return static_cast<int>(random_.below(static_cast<std::uint32_t>(n)));
    }

    void add_lane(int from, int to, int lead);
    void make_lanes();
    void make_goods();
    int pick(Level level, int cluster);
    void make_recipes();
    void make_needs();
    void follow_recipes();
    void make_purchases();
    void find_places();

    Random& random_;
    FamilyWorld world_;
    std::vector<double> depot_size_;
    std::array<std::vector<std::vector<int>>, 3> by_cluster_;
    std::array<int, 4> level_start_{};
};

void WorldMaker::add_lane(int from, int to, int lead) {
    const bool known = std::ranges::any_of(
        world_.lanes, [&](const Lane& lane) { return lane.from == from && lane.to == to; });
    if (!known && from != to) {
        world_.lanes.push_back({from, to, std::min(lead, world_.size.periods - 1)});
    }
}

void WorldMaker::make_lanes() {
    for (int place = 0; place < world_.places(); ++place) {
        world_.x.push_back(between(random_, 0, 1));
        world_.y.push_back(between(random_, 0, 1));
    }
    for (int p = 0; p < world_.size.plants; ++p) {
        for (int h = 0; h < world_.size.hubs; ++h) {
            add_lane(p, world_.hub(h), 1);
        }
        for (int q = 0; q < world_.size.plants; ++q) {
            add_lane(p, q, 1);
        }
    }
    for (int d = 0; d < world_.size.depots; ++d) {
        std::vector<std::pair<double, int>> hubs;
        for (int h = 0; h < world_.size.hubs; ++h) {
            hubs.emplace_back(world_.distance(world_.depot(d), world_.hub(h)), h);
        }
        std::ranges::sort(hubs);
        world_.first_hub.push_back(hubs[0].second);
        add_lane(world_.hub(world_.first_hub.back()), world_.depot(d), 0);
        add_lane(world_.hub(hubs[std::min<std::size_t>(1, hubs.size() - 1)].second),
                 world_.depot(d), 1);
        int neighbour = d;
        for (int e = 0; e < world_.size.depots; ++e) {
            const bool nearer =
                neighbour == d || world_.distance(world_.depot(d), world_.depot(e)) <
                                      world_.distance(world_.depot(d), world_.depot(neighbour));
            neighbour = e != d && nearer ? e : neighbour;
        }
        add_lane(world_.depot(d), world_.depot(neighbour), 0);
        depot_size_.push_back(std::exp(0.4 * random_.normal()));
    }
    for (int h = 0; h < world_.size.hubs; ++h) {
        for (int k = 0; k < world_.size.hubs; ++k) {
            add_lane(world_.hub(h), world_.hub(k), 1);
        }
    }
}

void WorldMaker::make_goods() {
    const int finals = std::max(1, world_.size.items * 6 / 10);
    const int parts = std::max(1, world_.size.items / 4);
    const int raws = std::max(1, world_.size.items - finals - parts);
    level_start_ = {0, finals, finals + parts, finals + parts + raws};
    const int clusters = std::max(1, world_.size.items / 200);
    for (auto& lists : by_cluster_) {
        lists.resize(index(clusters));
    }
    for (int i = 0; i < level_start_[3]; ++i) {
        Good good;
        good.level = i < finals ? Level::final_good : i < finals + parts ? Level::part : Level::raw;
        good.cluster = below(index(clusters));
        by_cluster_.at(static_cast<std::size_t>(good.level))[index(good.cluster)].push_back(i);
        const double which = random_.uniform();
        good.tier = which < 0.25 ? 0 : which < 0.45 ? 1 : 2;
        constexpr std::array worth{30.0, 60.0, 8.0};
        good.litres = std::exp(0.7 * random_.normal());
        good.worth = worth.at(index(good.tier)) * std::exp(0.5 * random_.normal());
        good.scale = 20 * std::exp(random_.normal());
        good.spoils = good.tier == 0 && chance(random_, 0.5) ? 0.15 * between(random_, 0.3, 1) : 0;
        good.pace = random_.uniform();
        world_.goods.push_back(good);
    }
}

int WorldMaker::pick(Level level, int cluster) {
    const auto& near = by_cluster_.at(static_cast<std::size_t>(level))[index(cluster)];
    if (chance(random_, 0.85) && !near.empty()) {
        return near[index(below(near.size()))];
    }
    const auto k = static_cast<std::size_t>(level);
    return level_start_.at(k) + below(index(level_start_.at(k + 1) - level_start_.at(k)));
}

void WorldMaker::make_recipes() {
    world_.recipes_of.resize(world_.goods.size());
    for (std::size_t i = 0; i < world_.goods.size(); ++i) {
        const Good good = world_.goods[i];
        const bool made =
            good.level == Level::final_good ? chance(random_, 0.65) : good.level == Level::part;
        if (!made) {
            continue;
        }
        const int plants = chance(random_, 0.6) || world_.size.plants < 2 ? 1 : 2;
        const int first =
            (good.cluster + (chance(random_, 0.7) ? 0 : below(index(world_.size.plants)))) %
            world_.size.plants;
        Recipe recipe;
        recipe.made = static_cast<int>(i);
        const int inputs = 1 + below(3);
        for (int k = 0; k < inputs; ++k) {
            const bool part = good.level == Level::final_good && chance(random_, 0.8);
            const int input = pick(part ? Level::part : Level::raw, good.cluster);
            const bool twice = std::ranges::any_of(
                recipe.inputs, [&](const auto& known) { return known.first == input; });
            if (!twice) {
                recipe.inputs.emplace_back(input, between(random_, 0.2, 1.5));
            }
        }
        recipe.labour = 0.3 * std::exp(0.5 * random_.normal());
        recipe.machine = below(family_machine_groups);
        recipe.machine_hours = 0.2 * std::exp(0.4 * random_.normal());
        recipe.impact = {0.5 * std::exp(0.6 * random_.normal()),
                         0.5 * std::exp(0.8 * random_.normal())};
        for (int a = 0; a < plants; ++a) {
            recipe.plant = (first + a) % world_.size.plants;
            world_.goods[i].made_at.push_back(recipe.plant);
            for (const auto& [input, quantity] : recipe.inputs) {
                world_.goods[index(input)].used_at.push_back(recipe.plant);
            }
            const int ways = chance(random_, 0.15) ? 2 : 1;
            for (int way = 0; way < ways; ++way) {
                Recipe one = recipe;
                for (auto& [input, quantity] : one.inputs) {
                    quantity *= between(random_, 0.95, 1.05);
                }
                one.labour *= between(random_, 0.9, 1.1) * (way == 0 ? 1 : 1.5);
                one.machine_hours *= between(random_, 0.9, 1.1);
                one.impact[0] *= between(random_, 0.9, 1.1) * (way == 0 ? 1 : 0.5);
                one.impact[1] *= between(random_, 0.9, 1.1) * (way == 0 ? 1 : 0.7);
                world_.recipes_of[i].push_back(static_cast<int>(world_.recipes.size()));
                world_.recipes.push_back(one);
            }
        }
    }
}

void WorldMaker::make_needs() {
    for (std::size_t i = 0; i < index(level_start_[1]); ++i) {
        Good& good = world_.goods[i];
        const double share = good.pace > 0.9 ? 0.9 : good.pace > 0.5 ? 0.35 : 0.12;
        const double idle = good.pace > 0.9 ? 0 : good.pace > 0.5 ? 0.15 : 0.5;
        for (int d = 0; d < world_.size.depots; ++d) {
            if (chance(random_, share)) {
                good.depots.push_back(d);
            }
        }
        if (good.depots.empty()) {
            good.depots.push_back(below(index(world_.size.depots)));
        }
        const double phase = between(random_, 0, 2 * std::numbers::pi);
        for (const int d : good.depots) {
            const double mean =
                good.scale * depot_size_[index(d)] * std::exp(0.3 * random_.normal());
            for (std::size_t t = 0; t < world_.periods(); ++t) {
                const double angle = phase + 2 * std::numbers::pi * static_cast<double>(t) /
                                                 static_cast<double>(world_.periods());
                const double need = chance(random_, idle) ? 0
                                                          : mean * (1 + 0.3 * std::sin(angle)) *
                                                                std::exp(0.25 * random_.normal());
                good.need.push_back(need);
                good.total += 1.15 * need;
            }
        }
    }
}

void WorldMaker::follow_recipes() {
    for (std::size_t i = 0; i < world_.goods.size(); ++i) {
        for (const int r : world_.recipes_of[i]) {
            Recipe& recipe = world_.recipes[index(r)];
            recipe.planned =
                world_.goods[i].total / static_cast<double>(world_.recipes_of[i].size());
            for (const auto& [input, quantity] : recipe.inputs) {
                world_.goods[index(input)].total += recipe.planned * quantity;
            }
        }
    }
}

void WorldMaker::make_purchases() {
    world_.purchases_of.resize(world_.goods.size());
    const auto add = [&](std::size_t i, int place, double cost, double scale, double share) {
        Purchase purchase{static_cast<int>(i), place, cost, {}, share};
        purchase.impact = {scale * std::exp(0.6 * random_.normal()),
                           scale * std::exp(0.8 * random_.normal())};
        world_.purchases_of[i].push_back(static_cast<int>(world_.purchases.size()));
        world_.purchases.push_back(purchase);
    };
    for (std::size_t i = 0; i < world_.goods.size(); ++i) {
        std::vector<int>& used = world_.goods[i].used_at;
        std::ranges::sort(used);
        used.erase(std::unique(used.begin(), used.end()), used.end());
        if (!world_.recipes_of[i].empty()) {
            continue;
        }
        if (world_.goods[i].level == Level::final_good) {
            for (int h = 0; h < world_.size.hubs; ++h) {
                if (h == 0 || chance(random_, 0.4)) {
                    const int at = world_.hub((world_.goods[i].cluster + h) % world_.size.hubs);
                    add(i, at, between(random_, 0.5, 3), 1, between(random_, 0.7, 1.4));
                }
            }
        } else {
            for (const int plant : used) {
                add(i, plant, between(random_, 0.2, 1), 0.3, between(random_, 0.8, 1.6));
            }
        }
    }
}

void WorldMaker::find_places() {
    for (std::size_t i = 0; i < world_.goods.size(); ++i) {
        Good& good = world_.goods[i];
        good.places = good.made_at;
        good.places.insert(good.places.end(), good.used_at.begin(), good.used_at.end());
        for (const int d : good.depots) {
            good.places.push_back(world_.hub(world_.first_hub[index(d)]));
            good.places.push_back(world_.depot(d));
        }
        for (const int k : world_.purchases_of[i]) {
            good.places.push_back(world_.purchases[index(k)].place);
        }
        std::ranges::sort(good.places);
        good.places.erase(std::unique(good.places.begin(), good.places.end()), good.places.end());
    }
}

}  // namespace

double FamilyWorld::distance(int a, int b) const {
    return std::hypot(x[index(a)] - x[index(b)], y[index(a)] - y[index(b)]) + 0.05;
}

double FamilyWorld::mean_at(const Good& good, int place) const {
    if (!is_depot(place)) {
        return good.total / static_cast<double>(periods()) /
               static_cast<double>(good.places.size());
    }
    const auto found = std::ranges::lower_bound(good.depots, place - depot(0));
    const auto k = static_cast<std::size_t>(found - good.depots.begin());
    double sum = 0;
    for (std::size_t t = 0; t < periods(); ++t) {
        sum += good.need[k * periods() + t];
    }
    return sum / static_cast<double>(periods());
}

FamilyWorld draw_world(const FamilySize& size, Random& random) {
    return WorldMaker(size, random).make();
}

}  // namespace vorrat::bench

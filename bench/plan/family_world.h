#pragma once

#include <array>
#include <utility>
#include <vector>

#include "family.h"

#include "vorrat/base/random.h"

namespace vorrat::bench {

constexpr int family_tiers = 3;
constexpr int family_machine_groups = 4;
constexpr int family_caps = 2;

enum class Level { final_good, part, raw };

struct Lane {
    int from = 0;
    int to = 0;
    int lead = 0;
};

struct Good {
    Level level = Level::final_good;
    int cluster = 0;
    int tier = 0;
    double litres = 1;
    double worth = 1;
    double scale = 1;
    double spoils = 0;
    double pace = 0;  ///< in [0, 1): how often it is asked for
    std::vector<int> depots;
    std::vector<double> need;  ///< depots x periods
    double total = 0;          ///< need over the horizon, recipes followed
    std::vector<int> made_at;
    std::vector<int> used_at;
    std::vector<int> places;  ///< rising: where the good is made, used, stored or needed
};

struct Recipe {
    int made = 0;
    int plant = 0;
    std::vector<std::pair<int, double>> inputs;
    double labour = 0;
    int machine = 0;
    double machine_hours = 0;
    std::array<double, family_caps> impact{};
    double planned = 0;  ///< runs over the horizon that the need suggests
};

struct Purchase {
    int item = 0;
    int place = 0;
    double cost = 0;
    std::array<double, family_caps> impact{};
    double share = 0;
};

/// Places, goods and recipes of a programme of the family, before any limit is set. Places are
/// numbered plants first, then hubs, then depots.
struct FamilyWorld {
    FamilySize size;
    std::vector<double> x;  ///< of places, in the unit square
    std::vector<double> y;
    std::vector<Lane> lanes;
    std::vector<int> first_hub;  ///< of depots
    std::vector<Good> goods;     ///< finals, then parts, then raw goods
    std::vector<Recipe> recipes;
    std::vector<std::vector<int>> recipes_of;  ///< by good
    std::vector<Purchase> purchases;
    std::vector<std::vector<int>> purchases_of;  ///< by good

    std::size_t periods() const { return static_cast<std::size_t>(size.periods); }
    int places() const { return size.plants + size.hubs + size.depots; }
    int hub(int h) const { return size.plants + h; }
    int depot(int d) const { return size.plants + size.hubs + d; }
    bool is_plant(int place) const { return place < size.plants; }
    bool is_depot(int place) const { return place >= size.plants + size.hubs; }
    double distance(int a, int b) const;
    /// Need per period for the good at a place; at a plant or hub, its share of all need.
    double mean_at(const Good& good, int place) const;
};

inline std::size_t index(int k) { return static_cast<std::size_t>(k); }

inline double between(Random& random, double low, double high) {
    return low + (high - low) * random.uniform();
}
inline bool chance(Random& random, double p) { return random.uniform() < p; }

FamilyWorld draw_world(const FamilySize& size, Random& random);

}  // namespace vorrat::bench

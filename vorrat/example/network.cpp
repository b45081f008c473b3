#include "vorrat/example/network.h"

#include <algorithm>
#include <array>

#include "vorrat/base/check.h"
#include "vorrat/example/towns.h"

namespace vorrat::example {
namespace {

struct Pair {
    std::string_view from;
    std::string_view to;
    std::string_view mode;
    int lead_days;
};

// Goods by rail wait for the block train, hence the longer lead time.
// clang-format off
constexpr auto trunk_table = std::to_array<Pair>({
    {"farms",     "mill",      "road", 1}, {"farms", "dairy", "refrigerated", 1},
    {"farms",     "cannery",   "road", 1}, {"farms", "soapworks", "road", 1},
    {"wholesale", "mill",      "road", 1}, {"wholesale", "dairy", "road", 1},
    {"wholesale", "cannery",   "road", 1}, {"wholesale", "soapworks", "road", 1},
    {"mill",      "cannery",   "road", 1}, {"cannery", "mill",  "road", 1},
    {"dairy",     "cannery",   "refrigerated", 1}, {"cannery", "dairy", "road", 1},
    {"dairy",     "mill",      "refrigerated", 1},
    {"farms",     "hub_leipzig", "road", 1},         {"farms", "hub_dresden", "road", 1},         {"farms", "hub_chemnitz", "road", 1},
    {"wholesale", "hub_leipzig", "refrigerated", 1}, {"wholesale", "hub_dresden", "refrigerated", 1}, {"wholesale", "hub_chemnitz", "refrigerated", 1},
    {"mill",      "hub_leipzig", "road", 1},         {"mill",  "hub_dresden", "road", 1},         {"mill",  "hub_chemnitz", "road", 1},
    {"dairy",     "hub_leipzig", "refrigerated", 1}, {"dairy", "hub_dresden", "refrigerated", 1}, {"dairy", "hub_chemnitz", "refrigerated", 1},
    {"cannery",   "hub_leipzig", "road", 1},         {"cannery", "hub_dresden", "road", 1},       {"cannery", "hub_chemnitz", "road", 1},
    {"soapworks", "hub_leipzig", "road", 1},         {"soapworks", "hub_dresden", "road", 1},     {"soapworks", "hub_chemnitz", "road", 1},
    {"port",      "hub_leipzig", "rail", 4},         {"port", "hub_dresden", "rail", 4},
    {"port",      "hub_leipzig", "road", 2},         {"port", "hub_dresden", "road", 2},          {"port",  "hub_chemnitz", "road", 2},
    {"hub_leipzig", "hub_chemnitz", "road", 1},      {"hub_chemnitz", "hub_leipzig", "road", 1},
    {"hub_dresden", "hub_chemnitz", "road", 1},      {"hub_chemnitz", "hub_dresden", "road", 1},
});
// clang-format on

int km_between(std::string_view from, std::string_view to) {
    return road_km(coordinates_of(from), coordinates_of(to));
}

int lead_days_for(int km) {
    if (km <= 60) {
        return 1;
    }
    return km <= 110 ? 2 : 3;
}

std::vector<std::string_view> hubs_by_distance(std::string_view depot) {
    std::vector<std::string_view> hubs;
    for (const Site& site : sites()) {
        if (site.kind == PlaceKind::hub) {
            hubs.push_back(site.id);
        }
    }
    std::ranges::stable_sort(hubs, {},
                             [depot](std::string_view hub) { return km_between(hub, depot); });
    return hubs;
}

}  // namespace

Coordinates coordinates_of(std::string_view place) {
    for (const Town& town : towns()) {
        if (town.id == place) {
            return {town.latitude, town.longitude};
        }
    }
    for (const Site& site : sites()) {
        if (site.id == place) {
            return {site.latitude, site.longitude};
        }
    }
    impossible("a place id of the example is in its tables");
}

std::string_view nearest_hub(std::string_view depot) { return hubs_by_distance(depot).front(); }

std::vector<Connection> connections() {
    std::vector<Connection> all;
    all.reserve(std::size(trunk_table) + 2 * towns().size());
    for (const Pair& pair : trunk_table) {
        all.push_back(
            {pair.from, pair.to, pair.mode, pair.lead_days, km_between(pair.from, pair.to)});
    }
    constexpr double not_much_farther = 1.6;
    for (const Town& town : towns()) {
        const auto hubs = hubs_by_distance(town.id);
        const int near = km_between(hubs[0], town.id);
        const int next = km_between(hubs[1], town.id);
        all.push_back({hubs[0], town.id, "road", lead_days_for(near), near});
        if (next <= not_much_farther * near) {
            all.push_back({hubs[1], town.id, "road", lead_days_for(next), next});
        }
    }
    return all;
}

}  // namespace vorrat::example

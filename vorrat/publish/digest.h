#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/publish/text.h"

namespace vorrat::publish {

// What story and report tell, added up from the publication once.

struct ItemNeed {
    ItemId item;
    double units = 0;  ///< expected need over the plan
    double kilograms = 0;
    double met_units = 0;
    double last_units = 0;  ///< need per plan length, from the last 28 days of the history
};

struct Made {
    ActivityId activity;
    double runs = 0;
    double kilograms = 0;  ///< of all outputs
};

/// A limit over all periods in which one more unit of it would be worth something.
struct Binding {
    RowKey row;       ///< of the period where it is worth most
    int periods = 0;  ///< in so many periods it binds
    double used = 0;  ///< in that period
    double limit = 0;
    double valuation = 0;
};

struct CommunityCoverage {
    CommunityId community;
    std::array<double, tier_count> need{};
    std::array<double, tier_count> met{};
    double share = 1;  ///< of need weighted by tier, as the plan's fairness counts it
};

struct Digest {
    int days = 0;
    double population = 0;
    double need_kg = 0;
    std::array<double, tier_count> need{};
    std::array<double, tier_count> met{};
    std::vector<ItemNeed> items;                 ///< by kilograms, largest first; only needed ones
    std::vector<ItemNeed> unmet;                 ///< by weight of what is missing, largest first
    std::vector<Made> made;                      ///< by kilograms, largest first
    std::vector<Binding> bindings;               ///< by worth of the whole limit, largest first
    std::vector<CommunityCoverage> communities;  ///< with need, lowest first
    double sent_kg = 0;                          ///< by the shipments of today
};

Digest digest(const Publication& publication);

/// Of an indicator over the whole plan; none: the plan has no such indicator.
std::optional<double> total_of(const Plan& plan, std::string_view indicator);

/// The place or community as people call it.
std::string place_name(const World& world, PlaceId place);
std::string community_name(const World& world, CommunityId community);
std::string item_name(const World& world, ItemId item);
std::string activity_name(const World& world, ActivityId activity);

/// A limit in words: "labour_hours at Mill North".
Text limit_in_words(const World& world, const RowKey& row);
/// What one unit of the limit is: "hour", "kg", "litre".
Text limit_unit(const World& world, const RowKey& row);
Text tier_in_words(Tier tier);

}  // namespace vorrat::publish

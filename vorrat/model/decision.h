#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/model/ids.h"

namespace vorrat {

struct World;

/// One number of the criteria as a council set it: a row of decisions.csv, which only grows.
struct Decision {
    std::string id;
    Date date;
    std::string council;
    std::string key;       ///< dotted, e.g. caps.co2e_kg.total
    std::string value;     ///< as criteria_values writes it; empty: the criterion was given up
    std::string replaced;  ///< what the record held before; empty: nothing
    std::string reason;
    std::string proposal;  ///< in the council's record; empty: decided without one

    bool operator==(const Decision&) const = default;
};

/// A need that people decided to see otherwise: a row of need_changes.csv. What is foreseen for the
/// item is multiplied by `factor`; what is no longer asked for can be asked of another item.
struct NeedChange {
    ItemId item;
    std::optional<CommunityId> community;  ///< none: everywhere
    double factor = 1;                     ///< >= 0; at most 1 where the item is replaced
    std::optional<ItemId> replaced_by;
    double ratio = 1;  ///< units of the other item per unit no longer asked for

    bool operator==(const NeedChange&) const = default;
};

/// What somebody who plans knows better than the history: a row of need_overrides.csv. The forecast
/// of the item at the place is corrected from one day to another, both included.
struct NeedOverride {
    std::string id;
    ItemId item;
    PlaceId place;  ///< a depot
    Date from;
    Date until;
    std::optional<double> factor;    ///< >= 0; this or the quantity
    std::optional<double> quantity;  ///< units needed on all these days together, >= 0
    std::string reason;
    Date made;
    std::string by;                 ///< an account; empty: not said
    std::optional<Date> withdrawn;  ///< none: in force

    static constexpr double factor_max = 100;

    bool operator==(const NeedOverride&) const = default;
};

/// A number of the criteria by its dotted key, as text.
struct CriterionValue {
    std::string key;
    std::string value;

    bool operator==(const CriterionValue&) const = default;
};

/// Every number a plan of this world is made under, defaults included, in the order of
/// docs/formats/criteria.md. Numbers are the shortest decimals that read back to the same double; a
/// path is `2027-01-01 170000; 2028-01-01 160000`; forbidden activities are `a; b` or `none`; a
/// need seen otherwise is its factor, and `0.8 > tea x 0.5` where tea replaces it. Caps, limits of
/// work and reserves that nobody set are not listed.
std::vector<CriterionValue> criteria_values(const World& world);

/// Whether decisions can be about this key: a number of criteria.toml, a need (`needs.<item>`,
/// `needs.<item>@<community>`) or an activity added to the tables (`activities.<id>`).
bool can_be_decided(std::string_view key);

/// Equal as numbers, or else as texts.
bool same_value(std::string_view a, std::string_view b);

enum class Standing {
    adopted,    ///< the last decision about it set this value
    undecided,  ///< nobody decided about it
    differs     ///< the last decision set another value
};

struct CriterionStanding {
    std::string key;
    std::string value;  ///< empty: decided, but the criteria do not have it
    Standing standing = Standing::undecided;
    std::optional<std::size_t> decision;  ///< the last about this key, in World::decisions
};

/// What the record says about every number of the criteria, then about numbers that were decided
/// and are not there.
std::vector<CriterionStanding> standings(const World& world);

/// Whether every number of the criteria is the one last decided.
bool adopted(const World& world);

}  // namespace vorrat

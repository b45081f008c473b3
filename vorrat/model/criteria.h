#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/model/ids.h"
#include "vorrat/model/network.h"

namespace vorrat {

/// Stock to hold against surprise; at most one of the two is set.
struct Reserve {
    std::optional<double> coverage;  ///< in (0, 1): probability that the need of a period is met
    std::optional<double> days;      ///< of mean need

    bool operator==(const Reserve&) const = default;
};

struct CapStep {
    Date from;
    double total = 0;

    bool operator==(const CapStep&) const = default;
};

/// Upper limit of an indicator over the horizon. With a path, each day of the horizon counts with
/// its share of the total in force that day.
struct Cap {
    std::string indicator;  ///< of impacts.csv, or transport_tkm, waste_kg, or a resource id
    double total = 0;
    std::vector<CapStep> path;  ///< rising dates

    bool operator==(const Cap&) const = default;
};

/// So much of a resource may be used per week over all places, whatever the tables say exists.
struct WorkLimit {
    ResourceId resource;
    double per_week = 0;

    bool operator==(const WorkLimit&) const = default;
};

struct PlacementCriteria {
    int review_days = 7;
    double holding_per_unit_and_day = 0.02;
    double shortage_per_unit = 1.0;
    double calm = 0.02;  ///< least relative gain that changes a shipment already planned

    bool operator==(const PlacementCriteria&) const = default;
};

/// What people decide; `criteria.toml`. See docs/formats/criteria.md.
struct Criteria {
    int horizon_days = 56;
    int period_days = 7;
    PlacementCriteria placement;
    std::array<double, tier_count> tier_weight{100, 10, 1};
    std::array<Reserve, tier_count> reserve{};
    double reserve_weight = 0.02;  ///< worth of a unit of reserve, as a share of its tier's weight
    std::array<double, tier_count> minimum_coverage{};  ///< of each community, hard; 0: none
    double minimum_ratio = 0;  ///< lowest community coverage / coverage of all; 0: none
    std::vector<Cap> caps;
    std::vector<WorkLimit> work_limits;
    std::vector<ActivityId> forbidden;
    /// weight of one unit of an indicator in the last stage of the plan
    std::map<std::string, double> burden{};
    /// dotted key -> the decision that set it, e.g. "caps.co2e_kg.total" -> "council, 2026-11-03"
    std::map<std::string, std::string> decisions{};

    bool operator==(const Criteria&) const = default;
};

constexpr std::size_t index(Tier tier) { return static_cast<std::size_t>(tier); }

/// Periods of the plan: the horizon, the last period cut off when it is not whole; at least 1.
int period_count(const Criteria& criteria);

/// The total of a cap in force for a plan that begins on `start` and lasts `days_long` days.
double cap_over(const Cap& cap, Date start, int days_long);

}  // namespace vorrat

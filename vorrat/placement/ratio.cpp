#include "vorrat/placement/ratio.h"

#include <algorithm>

#include "vorrat/reserve/reserve.h"

namespace vorrat::placement {
namespace {

// A free item is sent up to the largest need the paths know, one that nobody misses not at all.
constexpr double most = 0.9999;

double cost_of_tier(const Criteria& criteria, std::size_t tier) {
    const double basic = criteria.tier_weight[index(Tier::basic)];
    return criteria.placement.shortage_per_unit * criteria.tier_weight[tier] /
           (basic > 0 ? basic : 1.0);
}

double ratio_of_tier(const Criteria& criteria, std::size_t tier, Frequency frequency) {
    const double b = cost_of_tier(criteria, tier);
    const double h = cycle_holding_cost(criteria, frequency);
    return b > 0 ? std::min(most, b / (b + h)) : 0.0;
}

}  // namespace

int step_days(Frequency frequency) {
    switch (frequency) {
        case Frequency::day:
            return 1;
        case Frequency::week:
            return 7;
        case Frequency::month:
            return 30;
        case Frequency::hour:
        case Frequency::quarter:
        case Frequency::year:
            break;  // no workspace has them
    }
    impossible("a Frequency outside its enum");
}

int first_step_from(Date as_of, Date day, Frequency frequency) {
    const int step = steps_between(as_of, day, frequency);
    return std::max(0, advance(as_of, step, frequency) < day ? step + 1 : step);
}

int lead_steps(const Lane& lane, Frequency frequency) {
    const int step = step_days(frequency);
    return (std::max(0, lane.lead_days) + step - 1) / step;
}

int review_steps(const Criteria& criteria, Frequency frequency) {
    const int step = step_days(frequency);
    return std::max(1, (criteria.placement.review_days + step - 1) / step);
}

double shortage_cost(const World& world, ItemId item) {
    return cost_of_tier(world.criteria, index(world.items[item].tier));
}

double cycle_holding_cost(const Criteria& criteria, Frequency frequency) {
    return criteria.placement.holding_per_unit_and_day * review_steps(criteria, frequency) *
           step_days(frequency);
}

double critical_ratio(const World& world, ItemId item, Frequency frequency) {
    const std::size_t tier = index(world.items[item].tier);
    const double covered = world.criteria.reserve[tier].coverage.value_or(0.0);
    return std::max(ratio_of_tier(world.criteria, tier, frequency), std::min(most, covered));
}

double aim(const Criteria& criteria, Frequency frequency, int lead, Tier tier) {
    const double ratio = ratio_of_tier(criteria, index(tier), frequency);
    const double covered = criteria.reserve[index(tier)].coverage.value_or(0.0);
    const reserve::Cycle cycle{lead, review_steps(criteria, frequency)};
    return std::max(reserve::near_myopic_ratio(ratio, cycle), std::min(most, covered));
}

}  // namespace vorrat::placement

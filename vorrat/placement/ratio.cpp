#include "vorrat/placement/ratio.h"

#include <algorithm>

namespace vorrat::placement {

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

int lead_steps(const Lane& lane, Frequency frequency) {
    const int step = step_days(frequency);
    return (std::max(0, lane.lead_days) + step - 1) / step;
}

int review_steps(const Criteria& criteria, Frequency frequency) {
    const int step = step_days(frequency);
    return std::max(1, (criteria.placement.review_days + step - 1) / step);
}

double shortage_cost(const World& world, ItemId item) {
    const Criteria& criteria = world.criteria;
    const double basic = criteria.tier_weight[index(Tier::basic)];
    const double weight = criteria.tier_weight[index(world.items[item].tier)];
    return criteria.placement.shortage_per_unit * weight / (basic > 0 ? basic : 1.0);
}

double cycle_holding_cost(const Criteria& criteria, Frequency frequency) {
    return criteria.placement.holding_per_unit_and_day * review_steps(criteria, frequency) *
           step_days(frequency);
}

double critical_ratio(const World& world, ItemId item, Frequency frequency) {
    const double b = shortage_cost(world, item);
    const double h = cycle_holding_cost(world.criteria, frequency);
    // A free item is sent up to the largest need the paths know, one that nobody misses not at all.
    const double most = 0.9999;
    const double ratio = b > 0 ? std::min(most, b / (b + h)) : 0.0;
    const Reserve& reserve = world.criteria.reserve[index(world.items[item].tier)];
    return std::max(ratio, std::min(most, reserve.coverage.value_or(0.0)));
}

}  // namespace vorrat::placement

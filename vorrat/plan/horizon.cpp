#include "vorrat/plan/horizon.h"

#include <algorithm>

namespace vorrat::plan {

std::optional<int> Horizon::period_of(Date date) const {
    const auto day = static_cast<int>((date - start).count());
    if (day < 0 || day >= days_long()) {
        return std::nullopt;
    }
    return day / period_days;
}

std::optional<int> Horizon::arrival_period(Date date) const {
    return period_of(std::max(date, start));
}

int Horizon::lead_periods(const Lane& lane) const {
    return (2 * lane.lead_days + period_days) / (2 * period_days);
}

std::optional<int> Horizon::shelf_periods(const Item& item) const {
    if (!item.shelf_life_days) {
        return std::nullopt;
    }
    return *item.shelf_life_days / period_days;
}

Horizon horizon_of(const Criteria& criteria, Date start) {
    return {start, std::max(1, criteria.period_days), period_count(criteria)};
}

}  // namespace vorrat::plan

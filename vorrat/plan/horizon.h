#pragma once

#include <optional>

#include "vorrat/base/date.h"
#include "vorrat/model/criteria.h"
#include "vorrat/model/network.h"

namespace vorrat::plan {

/// The days a plan covers, docs/math/plan.md section 1.
struct Horizon {
    Date start;
    int period_days = 7;
    int periods = 1;

    int days_long() const { return period_days * periods; }

    /// The period that contains the day; nothing outside the horizon.
    std::optional<int> period_of(Date date) const;

    /// The period of arrival of goods under way: what should have come already comes at once.
    std::optional<int> arrival_period(Date date) const;

    /// Periods on the way, rounded to the nearest.
    int lead_periods(const Lane& lane) const;

    /// Whole periods an item may be carried over; nothing: it keeps for ever.
    std::optional<int> shelf_periods(const Item& item) const;
};

Horizon horizon_of(const Criteria& criteria, Date start);

}  // namespace vorrat::plan

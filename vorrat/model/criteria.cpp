#include "vorrat/model/criteria.h"

#include <algorithm>

namespace vorrat {

int period_count(const Criteria& criteria) {
    return std::max(1, criteria.horizon_days / std::max(1, criteria.period_days));
}

double cap_over(const Cap& cap, Date start, int days_long) {
    if (cap.path.empty() || days_long < 1) {
        return cap.total;
    }
    double sum = 0;
    for (int day = 0; day < days_long; ++day) {
        double total = cap.total;
        for (const CapStep& step : cap.path) {
            if (step.from <= start + days{day}) {
                total = step.total;
            }
        }
        sum += total;
    }
    return sum / days_long;
}

}  // namespace vorrat

#include "vorrat/learn/lead_times.h"

#include <algorithm>
#include <cmath>

namespace vorrat::learn {
namespace {

constexpr double trust = 3;  // orders that the promise counts for

bool same(double a, double b) { return std::abs(a - b) <= 1e-6 * (1 + std::abs(a)); }

using Orders = std::vector<LeadTimes::OpenOrder>;

/// Positions of open orders that make `units` together: one, two, all oldest, in this order of
/// trust; empty when none do.
std::vector<std::size_t> that_make(const Orders& open, double units) {
    for (std::size_t a = 0; a < open.size(); ++a) {
        if (same(open[a].units, units)) {
            return {a};
        }
    }
    for (std::size_t a = 0; a < open.size(); ++a) {
        for (std::size_t b = a + 1; b < open.size(); ++b) {
            if (same(open[a].units + open[b].units, units)) {
                return {a, b};
            }
        }
    }
    for (std::size_t a = 0; a < open.size(); ++a) {
        for (std::size_t b = a + 1; b < open.size(); ++b) {
            for (std::size_t c = b + 1; c < open.size(); ++c) {
                if (same(open[a].units + open[b].units + open[c].units, units)) {
                    return {a, b, c};
                }
            }
        }
    }
    std::vector<std::size_t> oldest;
    double sum = 0;
    for (std::size_t a = 0; a < open.size() && sum < units && !same(sum, units); ++a) {
        oldest.push_back(a);
        sum += open[a].units;
    }
    return oldest;
}

double sum_of(const Orders& open) {
    double sum = 0;
    for (const LeadTimes::OpenOrder& order : open) {
        sum += order.units;
    }
    return sum;
}

}  // namespace

LeadTimes::LeadTimes(int promised)
    : at_once_(promised == 0), arrived_after_(static_cast<std::size_t>(promised) + 1, 0.0) {
    arrived_after_.back() = trust;
    total_ = trust;
}

void LeadTimes::ordered(double units) {
    if (units > 0 && !at_once_) {
        open_.push_back({units, 0});
    }
}

void LeadTimes::morning(double arrived, double in_transit) {
    if (at_once_) {
        return;
    }
    for (OpenOrder& order : open_) {
        ++order.age;
    }
    if (arrived > 0) {
        count_arrivals(arrived);
    }
    const double missing = sum_of(open_) - in_transit;
    if (missing > 1e-6) {
        count_lost(missing);
    }
}

void LeadTimes::count_arrivals(double units) {
    const auto come = that_make(open_, units);
    for (std::size_t n = come.size(); n-- > 0;) {
        const int lead = open_[come[n]].age;
        if (lead > longest()) {
            arrived_after_.resize(static_cast<std::size_t>(lead) + 1, 0.0);
        }
        arrived_after_[static_cast<std::size_t>(lead)] += 1;
        total_ += 1;
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(come[n]));
    }
}

void LeadTimes::count_lost(double units) {
    // What vanishes without arriving most likely was sent last.
    Orders newest(open_.rbegin(), open_.rend());
    const auto lost = that_make(newest, units);
    for (std::size_t n = lost.size(); n-- > 0;) {
        newest.erase(newest.begin() + static_cast<std::ptrdiff_t>(lost[n]));
        never_ += 1;
        total_ += 1;
    }
    open_.assign(newest.rbegin(), newest.rend());
}

double LeadTimes::probability(int lead) const {
    const bool seen = lead >= 0 && lead <= longest();
    return seen ? arrived_after_[static_cast<std::size_t>(lead)] / total_ : 0;
}

double LeadTimes::mean() const {
    double sum = 0;
    for (int lead = 0; lead <= longest(); ++lead) {
        sum += lead * probability(lead);
    }
    return sum / (1 - probability_never());
}

double LeadTimes::probability_never() const { return never_ / total_; }

int LeadTimes::draw_from(int first, Random& random) const {
    double sum = 0;
    for (int lead = first; lead <= longest(); ++lead) {
        sum += probability(lead);
    }
    double u = random.uniform() * sum;
    for (int lead = first; lead <= longest(); ++lead) {
        u -= probability(lead);
        if (u < 0) {
            return lead;
        }
    }
    return std::max(first, longest());
}

int LeadTimes::draw_rest(const OpenOrder& order, Random& random) const {
    return draw_from(order.age + 1, random) - order.age;
}

int LeadTimes::draw_lead(Random& random) const { return draw_from(0, random); }

}  // namespace vorrat::learn

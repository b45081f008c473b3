#include "vorrat/rounds/price_adjustment.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace vorrat::rounds {
namespace {

std::vector<plan::Wish> wishes_of(const Agenda& agenda, const Statements& stated) {
    std::vector<plan::Wish> wishes;
    for (std::size_t k = 0; k < agenda.asks.size(); ++k) {
        wishes.push_back({agenda.asks[k].what, stated.requests[k], 0});
    }
    return wishes;
}

/// The number of the labour whose hours a limit is; -1: none.
std::ptrdiff_t labour_of(const Agenda& agenda, const RowKey& row) {
    if (row.kind != RowKind::resource || !row.place) {
        return -1;
    }
    const auto found = std::ranges::find(
        agenda.labours, plan::ResourceAt{*row.resource, *row.place}, &Labour::what);
    return found == agenda.labours.end() ? -1 : found - agenda.labours.begin();
}

/// What is offered counts where people offer it.
double limit_of(const Agenda& agenda, const Statements& stated, const PlanLimit& limit) {
    const auto labour = labour_of(agenda, limit.row);
    return labour < 0 ? limit.limit : stated.offers[static_cast<std::size_t>(labour)];
}

Valuations valuations_of(const Agenda& agenda, const plan::PricedUse& use,
                         const std::vector<double>& prices) {
    Valuations valuations;
    for (const Ask& ask : agenda.asks) {
        const auto found = use.cost.find(ask.what);
        valuations.goods.push_back(found == use.cost.end() ? std::numeric_limits<double>::infinity()
                                                           : std::max(0.0, found->second));
    }
    valuations.hours.assign(agenda.labours.size(), 0);
    for (std::size_t l = 0; l < use.limits.size(); ++l) {
        const auto labour = labour_of(agenda, use.limits[l].row);
        if (labour >= 0) {
            valuations.hours[static_cast<std::size_t>(labour)] = prices[l];
        }
    }
    return valuations;
}

bool same_limit(const RowKey& a, const RowKey& b) {
    return a.kind == b.kind && a.place == b.place && a.lane == b.lane && a.resource == b.resource &&
           a.indicator == b.indicator;
}

/// The valuations of the first answer, one per limit.
std::vector<double> first_prices(const Agenda& agenda, const plan::PricedUse& use,
                                 const Answer& first) {
    std::vector<double> prices;
    for (const PlanLimit& limit : use.limits) {
        const auto labour = labour_of(agenda, limit.row);
        const auto known = std::ranges::find_if(
            first.limits, [&](const PlanLimit& other) { return same_limit(limit.row, other.row); });
        prices.push_back(labour >= 0 ? first.valuations.hours[static_cast<std::size_t>(labour)]
                         : known == first.limits.end() ? 0
                                                       : std::max(0.0, known->valuation));
    }
    return prices;
}

/// Where a limit that nobody priced is overused, its valuation begins.
double beginning(const std::vector<double>& prices) {
    constexpr double share = 1e-3;
    double sum = 0;
    for (const double price : prices) {
        sum += price;
    }
    return sum > 0 ? share * sum / static_cast<double>(prices.size()) : share;
}

/// By how much a limit is out of balance, as a share of it; negative where less is used than there
/// is. In proportion, or valuations would fall on the way through plans that are within the limits
/// only in the mean.
double excess_of(double used, double limit) {
    const double of_nothing = used > limit ? 1 : 0;
    return limit > 0 ? used / limit - 1 : of_nothing;
}

/// What a plan uses of each limit, and the limits at the time.
struct Uses {
    std::vector<double> used;
    std::vector<double> limits;
};

Uses uses_of(const Agenda& agenda, const Statements& stated, const plan::PricedUse& use) {
    Uses uses;
    for (const PlanLimit& limit : use.limits) {
        uses.used.push_back(limit.used);
        uses.limits.push_back(limit_of(agenda, stated, limit));
    }
    return uses;
}

void move_towards(std::vector<double>& values, const std::vector<double>& target, double share) {
    values.resize(target.size(), 0);
    for (std::size_t k = 0; k < values.size(); ++k) {
        values[k] += share * (target[k] - values[k]);
    }
}

/// A limit that is worth next to nothing may be left unused, as hours that nobody needs may.
double largest_excess(const Uses& carried_out, const std::vector<double>& prices) {
    constexpr double free_share = 1e-3;
    const double all =
        std::inner_product(prices.begin(), prices.end(), carried_out.limits.begin(), 0.0);
    double largest = 0;
    for (std::size_t l = 0; l < prices.size(); ++l) {
        const double excess = excess_of(carried_out.used[l], carried_out.limits[l]);
        const bool counts = excess > 0 || prices[l] * carried_out.limits[l] > free_share * all;
        largest = std::max(largest, counts ? std::abs(excess) : 0);
    }
    return largest;
}

void adjust(std::vector<double>& prices, const Uses& now, double step) {
    const double least = beginning(prices);
    for (std::size_t l = 0; l < prices.size(); ++l) {
        const double excess = excess_of(now.used[l], now.limits[l]);
        const double change = std::clamp(step * excess, -1.0, 1.0);  // e-fold at the most
        prices[l] = prices[l] > 0 ? prices[l] * std::exp(change) : excess > 0 ? least : 0;
        if (prices[l] < least * excess_allowed) {
            prices[l] = 0;
        }
    }
}

}  // namespace

Result<std::vector<PriceRound>> adjust_prices(const Agenda& agenda,
                                              const SimulatedCouncils& councils,
                                              const Answer& first, const PriceRule& rule, int most,
                                              const Progress& progress) {
    std::vector<PriceRound> rounds;
    Statements stated = first_statements(agenda);
    auto start =
        plan::cheapest_use(agenda.world, agenda.start, wishes_of(agenda, stated), {}, progress);
    if (!start) {
        return start.error();
    }
    std::vector<double> prices = first_prices(agenda, *start, first);
    const bool mean = rule.carried_out == CarriedOut::mean_of_plans;
    Uses carried_out;
    for (int round = 1; round <= most; ++round) {
        const auto use = plan::cheapest_use(agenda.world, agenda.start, wishes_of(agenda, stated),
                                            prices, progress);
        if (!use) {
            return use.error();
        }
        const Uses now = uses_of(agenda, stated, *use);
        const double share = mean ? 2.0 / (round + 1) : 1.0;
        move_towards(carried_out.used, now.used, share);
        move_towards(carried_out.limits, now.limits, share);
        rounds.push_back({stated, largest_excess(carried_out, prices)});
        if (rounds.back().largest_excess <= excess_allowed) {
            break;
        }
        adjust(prices, now, mean ? rule.step / std::sqrt(round) : rule.step);
        stated = councils.revise(stated, valuations_of(agenda, *use, prices));
    }
    return rounds;
}

}  // namespace vorrat::rounds

#include "vorrat/rounds/facilitator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace vorrat::rounds {
namespace {

using Tranches = std::vector<std::vector<Tranche>>;

/// Below this share of what was foreseen a request is too small to be out of balance.
constexpr double least_share = 0.01;

/// Units of worth: an hour below it is one that nobody needs.
constexpr double free_hour = 1e-3;

double top_worth(const Agenda& agenda, const Ask& ask) {
    constexpr double times_the_tier = 2;
    const Tier tier = agenda.world.items[ask.what.item].tier;
    return times_the_tier * agenda.world.criteria.tier_weight[index(tier)];
}

std::vector<plan::Wish> wishes_of(const Agenda& agenda, const Tranches& requests) {
    std::vector<plan::Wish> wishes;
    for (std::size_t k = 0; k < agenda.asks.size(); ++k) {
        for (const Tranche& tranche : requests[k]) {
            wishes.push_back({agenda.asks[k].what, tranche.width, tranche.value});
        }
    }
    return wishes;
}

std::vector<plan::Effort> efforts_of(const Agenda& agenda, const Tranches& offers) {
    std::vector<plan::Effort> efforts;
    for (std::size_t k = 0; k < agenda.labours.size(); ++k) {
        for (const Tranche& tranche : offers[k]) {
            efforts.push_back({agenda.labours[k].what, tranche.width, tranche.value});
        }
    }
    return efforts;
}

/// What was met and used, summed as the wishes and efforts were made.
Statements sums(const Tranches& requests, const Tranches& offers, const plan::WishAnswer& answer) {
    const auto add_up = [](const Tranches& all, const std::vector<double>& parts) {
        std::vector<double> sums;
        std::size_t next = 0;
        for (const auto& tranches : all) {
            double sum = 0;
            for (std::size_t k = 0; k < tranches.size(); ++k) {
                sum += parts[next++];
            }
            sums.push_back(sum);
        }
        return sums;
    };
    return {add_up(requests, answer.met), add_up(offers, answer.used)};
}

Valuations valuations_of(const Agenda& agenda, const plan::WishAnswer& answer) {
    Valuations valuations;
    for (const Ask& ask : agenda.asks) {
        const auto found = answer.valuation.find(ask.what);
        valuations.goods.push_back(found == answer.valuation.end()
                                       ? std::numeric_limits<double>::infinity()
                                       : std::max(0.0, found->second));
    }
    for (const Labour& labour : agenda.labours) {
        const auto found = answer.hour_valuation.find(labour.what);
        valuations.hours.push_back(
            found == answer.hour_valuation.end() ? 0 : std::max(0.0, found->second));
    }
    return valuations;
}

std::vector<ItemExcess> item_excesses(const Agenda& agenda, const Statements& stated,
                                      const Statements& possible) {
    struct Sums {
        double requested = 0, possible = 0, more = 0, less = 0, foreseen = 0;
    };
    std::map<ItemId, Sums> by_item;
    for (std::size_t k = 0; k < agenda.asks.size(); ++k) {
        Sums& sum = by_item[agenda.asks[k].what.item];
        const double difference = stated.requests[k] - possible.requests[k];
        sum.requested += stated.requests[k];
        sum.possible += possible.requests[k];
        sum.more += std::max(0.0, difference);
        sum.less += std::max(0.0, -difference);
        sum.foreseen += agenda.asks[k].foreseen;
    }
    std::vector<ItemExcess> excesses;
    for (const auto& [item, sum] : by_item) {
        const double base = std::max({sum.requested, sum.possible, least_share * sum.foreseen});
        excesses.push_back({item, sum.requested, sum.possible, sum.more / base, sum.less / base});
    }
    return excesses;
}

double hour_excess(double offered, double used, double valuation) {
    const bool free = valuation <= free_hour && used <= offered;
    const double base = std::max(offered, used);
    return free || base <= 0 ? 0 : std::abs(offered - used) / base;
}

std::vector<SocialCost> social_costs(const Agenda& agenda, const Answer& answer) {
    const auto& communities = agenda.world.communities;
    PerId<CommunityId, double> cost(communities.size(), 0);
    for (std::size_t k = 0; k < agenda.asks.size(); ++k) {
        if (answer.possible.requests[k] > 0) {
            cost[agenda.world.places[agenda.asks[k].what.place].community] +=
                answer.valuations.goods[k] * answer.possible.requests[k];
        }
    }
    double all = 0;
    double people = 0;
    for (const CommunityId id : communities.ids()) {
        all += cost[id];
        people += communities[id].population;
    }
    std::vector<SocialCost> costs;
    for (const CommunityId id : communities.ids()) {
        const double here = communities[id].population;
        const double per_person = here > 0 ? cost[id] / here : 0;
        costs.push_back({id, per_person, all > 0 ? per_person * people / all : 0});
    }
    return costs;
}

}  // namespace

Result<Answer> weigh(const Agenda& agenda, const Statements& statements, const Tranches& requests,
                     const Tranches& offers, const Progress& progress) {
    auto solved = plan::answer_wishes(agenda.world, agenda.start, wishes_of(agenda, requests),
                                      efforts_of(agenda, offers), progress);
    if (!solved) {
        return solved.error();
    }
    Answer answer;
    answer.possible = sums(requests, offers, *solved);
    answer.valuations = valuations_of(agenda, *solved);
    answer.items = item_excesses(agenda, statements, answer.possible);
    for (std::size_t k = 0; k < agenda.labours.size(); ++k) {
        answer.hour_excess.push_back(hour_excess(statements.offers[k], answer.possible.offers[k],
                                                 answer.valuations.hours[k]));
        answer.largest_excess = std::max(answer.largest_excess, answer.hour_excess.back());
    }
    for (const ItemExcess& excess : answer.items) {
        answer.largest_excess = std::max({answer.largest_excess, excess.need, excess.supply});
    }
    answer.costs = social_costs(agenda, answer);
    answer.limits = std::move(solved->limits);
    std::ranges::stable_sort(answer.limits, std::greater<>(), &PlanLimit::valuation);
    answer.gap = std::abs(solved->value - solved->bound) / std::max(1.0, std::abs(solved->bound));
    return answer;
}

Facilitator::Facilitator(const Agenda& agenda) : agenda_(agenda) {
    for (const Ask& ask : agenda.asks) {
        requests_.emplace_back(Slope::falling, top_worth(agenda, ask));
    }
    offers_.assign(agenda.labours.size(), Curve(Slope::rising));
    known_ = {std::vector<double>(agenda.asks.size(), 0),
              std::vector<double>(agenda.labours.size(), 0)};
}

Result<Answer> Facilitator::answer(const Statements& statements, const Progress& progress) {
    Tranches requests;
    Tranches offers;
    for (std::size_t k = 0; k < requests_.size(); ++k) {
        requests_[k].add(statements.requests[k], known_.goods[k]);
        requests.push_back(requests_[k].tranches());
    }
    for (std::size_t k = 0; k < offers_.size(); ++k) {
        offers_[k].add(statements.offers[k], known_.hours[k]);
        offers.push_back(offers_[k].tranches());
    }
    auto answer = weigh(agenda_, statements, requests, offers, progress);
    if (answer) {
        known_ = answer->valuations;
    }
    return answer;
}

}  // namespace vorrat::rounds

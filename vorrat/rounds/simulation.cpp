#include "vorrat/rounds/simulation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "vorrat/base/random.h"

namespace vorrat::rounds {
namespace {

constexpr double spread = 0.4;            // of the logarithms of worths and efforts
constexpr double effort_of_value = 0.02;  // effort scale, in mean valuations of an hour
constexpr int true_tranches = 100;        // that a true curve is cut into

/// Of every four councils.
constexpr std::array tempers{Temper::open, Temper::careful, Temper::open, Temper::stubborn};

double wanted(double foreseen, double scale, double valuation) {
    return foreseen * std::exp(-valuation / scale);
}

double offered(const Labour& labour, double effort, double valuation) {
    return labour.capacity - (labour.capacity - labour.usual) * std::exp(-valuation / effort);
}

/// Integral of the marginal worth -a ln(q / s) from 0 to q <= s.
double worth_of(double quantity, double foreseen, double scale) {
    const double q = std::min(quantity, foreseen);
    return q <= 0 ? 0 : scale * q * (1 - std::log(q / foreseen));
}

/// Integral of the marginal effort -e ln((a - o) / (a - usual)) from `usual` to o <= a.
double effort_of(double quantity, const Labour& labour, double effort) {
    const double left = labour.capacity - std::min(quantity, labour.capacity);
    const double usual_left = labour.capacity - labour.usual;
    if (left >= usual_left) {
        return 0;
    }
    const double logs = left > 0 ? left * std::log(left / usual_left) : 0;
    return effort * (usual_left - left + logs);
}

std::vector<Tranche> steps(double from, double to, auto&& value_at) {
    std::vector<Tranche> tranches;
    const double width = (to - from) / true_tranches;
    for (int k = 0; k < true_tranches && width > 0; ++k) {
        tranches.push_back({width, value_at(from + (k + 0.5) * width)});
    }
    return tranches;
}

}  // namespace

double share_of_the_way(Temper temper) {
    switch (temper) {
        case Temper::open:
            return 1;
        case Temper::careful:
            return 0.7;
        case Temper::stubborn:
            return 0.35;
        case Temper::fixed:
            return 0;
    }
    impossible("a Temper outside its enum");
}

SimulatedCouncils::SimulatedCouncils(const Agenda& agenda, const Answer& first, std::uint64_t seed,
                                     int fixed)
    : agenda_(agenda), tempers_(agenda.world.communities.size()) {
    for (const CommunityId id : agenda.world.communities.ids()) {
        tempers_[id] = static_cast<int>(id.index()) < fixed ? Temper::fixed
                                                            : tempers[id.index() % tempers.size()];
    }
    Random random(seed);
    for (const Ask& ask : agenda.asks) {
        const Tier tier = agenda.world.items[ask.what.item].tier;
        scale_.push_back(agenda.world.criteria.tier_weight[index(tier)] *
                         std::exp(spread * random.normal()));
    }
    double mean = 0;
    for (const double valuation : first.valuations.hours) {
        mean += valuation / static_cast<double>(first.valuations.hours.size());
    }
    for (std::size_t k = 0; k < agenda.labours.size(); ++k) {
        place_tempers_.push_back(tempers[k % tempers.size()]);
        effort_.push_back(effort_of_value * std::max(mean, 1.0) *
                          std::exp(spread * random.normal()));
    }
}

Statements SimulatedCouncils::revise(const Statements& last, const Valuations& valuations) const {
    Statements next = last;
    for (std::size_t k = 0; k < agenda_.asks.size(); ++k) {
        const Ask& ask = agenda_.asks[k];
        const double best = wanted(ask.foreseen, scale_[k], valuations.goods[k]);
        next.requests[k] +=
            share_of_the_way(tempers_[agenda_.world.places[ask.what.place].community]) *
            (best - last.requests[k]);
    }
    for (std::size_t k = 0; k < agenda_.labours.size(); ++k) {
        const double best = offered(agenda_.labours[k], effort_[k], valuations.hours[k]);
        next.offers[k] += share_of_the_way(place_tempers_[k]) * (best - last.offers[k]);
    }
    return next;
}

double SimulatedCouncils::worth(const Statements& possible) const {
    double sum = 0;
    for (std::size_t k = 0; k < agenda_.asks.size(); ++k) {
        sum += worth_of(possible.requests[k], agenda_.asks[k].foreseen, scale_[k]);
    }
    for (std::size_t k = 0; k < agenda_.labours.size(); ++k) {
        sum -= effort_of(possible.offers[k], agenda_.labours[k], effort_[k]);
    }
    return sum;
}

Result<double> SimulatedCouncils::best_worth(const Progress& progress) const {
    std::vector<std::vector<Tranche>> requests;
    std::vector<std::vector<Tranche>> offers;
    for (std::size_t k = 0; k < agenda_.asks.size(); ++k) {
        const double foreseen = agenda_.asks[k].foreseen;
        requests.push_back(steps(0, foreseen, [&](double quantity) {
            return -scale_[k] * std::log(quantity / foreseen);
        }));
    }
    for (std::size_t k = 0; k < agenda_.labours.size(); ++k) {
        const Labour& labour = agenda_.labours[k];
        std::vector<Tranche> tranches{{labour.usual, 0}};
        const auto more = steps(labour.usual, labour.capacity, [&](double quantity) {
            return -effort_[k] *
                   std::log((labour.capacity - quantity) / (labour.capacity - labour.usual));
        });
        tranches.insert(tranches.end(), more.begin(), more.end());
        offers.push_back(std::move(tranches));
    }
    const auto answer = weigh(agenda_, first_statements(agenda_), requests, offers, progress);
    if (!answer) {
        return answer.error();
    }
    return worth(answer->possible);
}

Result<std::vector<PlayedRound>> play(const Agenda& agenda, const SimulatedCouncils& councils,
                                      int most, const Progress& progress) {
    Facilitator facilitator(agenda);
    std::vector<PlayedRound> rounds;
    Statements stated = first_statements(agenda);
    for (int round = 1; round <= most; ++round) {
        progress.tell("rounds", static_cast<double>(round - 1) / most);
        auto answer = facilitator.answer(stated, progress);
        if (!answer) {
            return answer.error();
        }
        rounds.push_back({stated, std::move(*answer)});
        if (rounds.back().answer.converged()) {
            break;
        }
        stated = councils.revise(stated, rounds.back().answer.valuations);
    }
    return rounds;
}

}  // namespace vorrat::rounds

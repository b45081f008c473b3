#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

#include "vorrat/base/check.h"
#include "vorrat/base/random.h"
#include "vorrat/learn/learn.h"
#include "vorrat/reserve/reserve.h"

/// Made-up need of six kinds, and a game of one item that any rule can play.
namespace vorrat::learn::testing {

enum class Kind { stationary, trend, season, level_shift, spikes, intermittent };
constexpr std::array kinds{Kind::stationary,  Kind::trend,  Kind::season,
                           Kind::level_shift, Kind::spikes, Kind::intermittent};
constexpr std::array<std::string_view, 6> kind_names{"stationary",  "trend",  "season",
                                                     "level shift", "spikes", "intermittent"};

constexpr std::size_t history_periods = 5;
constexpr std::size_t played_periods = 50;

/// Whole units, history first. Mean 5 to 200, coefficient of variation 0.1 to 0.5; trends end at
/// 0.2 to 3 times the beginning; seasons of 4 to 26 periods swing by 0.3 to 0.9; levels shift once
/// or twice by 0.3 to 3; a spike in 3 to 10 % of periods multiplies by 3 to 6; intermittent need
/// arises in 15 to 50 % of periods.
inline std::vector<double> made_up_need(Kind kind, std::uint64_t seed) {
    Random random(seed, static_cast<std::uint64_t>(kind));
    const std::size_t n = history_periods + played_periods;
    const double mean = std::exp(random.between(std::log(5.0), std::log(200.0)));
    const double variation = random.between(0.1, 0.5);
    const double end = std::exp(random.between(std::log(0.2), std::log(3.0)));
    const double season = 4 + random.below(23);
    const double swing = random.between(0.3, 0.9);
    const double phase = random.between(0, 2 * std::numbers::pi);
    const double spike_share = random.between(0.03, 0.1);
    const double need_share = random.between(0.15, 0.5);
    double level = 1;
    const std::size_t first = history_periods + random.below(40);
    const std::size_t second = random.uniform() < 0.5 ? first + 5 + random.below(20) : n;
    std::vector<double> needs;
    for (std::size_t t = 0; t < n; ++t) {
        const double share = static_cast<double>(t) / static_cast<double>(n);
        double factor = 1;
        switch (kind) {
            case Kind::stationary:
                break;
            case Kind::trend:
                factor = 1 + (end - 1) * share;
                break;
            case Kind::season:
                factor =
                    1 + swing * std::sin(2 * std::numbers::pi * static_cast<double>(t) / season +
                                         phase);
                break;
            case Kind::level_shift:
                if (t == first || t == second) {
                    level *= std::exp((random.uniform() < 0.5 ? -1 : 1) * random.between(0.4, 1.2));
                }
                factor = level;
                break;
            case Kind::spikes:
                factor = random.uniform() < spike_share ? random.between(3, 6) : 1;
                break;
            case Kind::intermittent:
                factor = random.uniform() < need_share ? 1 / need_share : 0;
                break;
        }
        const double noise = 1 + variation * random.normal();
        needs.push_back(std::max(0.0, std::round(mean * factor * noise)));
    }
    return needs;
}

enum class Leads { none, four, erratic };  // erratic: promised 2, drawn from 1, 2, 3, never
constexpr std::array leads{Leads::none, Leads::four, Leads::erratic};
constexpr std::array<std::string_view, 3> lead_names{"lead 0", "lead 4", "lead 2?"};
constexpr std::array profits{1.0, 4.0, 19.0};
constexpr std::size_t never = 1000;

inline int promised(Leads lead) {
    switch (lead) {
        case Leads::none:
            return 0;
        case Leads::four:
            return 4;
        case Leads::erratic:
            return 2;
    }
    impossible("Leads outside its enum");
}

/// Plays the periods behind the history; `rule` gets a Morning and gives units.
/// returns  the reward relative to selling everything without holding anything
template <class Rule>
double played(const std::vector<double>& needs, Leads kind, double profit, std::uint64_t seed,
              Rule rule) {
    Random random(seed, 77);
    std::vector<double> due(history_periods + played_periods + never + 1, 0.0);
    Morning morning;
    double reward = 0;
    double all = 0;
    double stock = 0;
    double under_way = 0;
    double met = 0;
    for (std::size_t t = 0; t < played_periods; ++t) {
        morning.arrived = due[t];
        stock += due[t];
        under_way -= due[t];
        morning.on_hand = stock;
        morning.in_transit = under_way;
        const double units = rule(morning);
        const std::size_t drawn = 1 + random.below(4);
        const std::size_t lead = kind == Leads::none   ? 0
                                 : kind == Leads::four ? 4
                                 : drawn == 4          ? never
                                                       : drawn;
        if (lead == 0) {
            stock += units;
        } else if (lead != never) {
            due[t + lead] += units;
            under_way += units;
        }
        const double need = needs[history_periods + t];
        met = std::min(stock, need);
        stock -= met;
        reward += profit * met - stock;
        all += profit * need;
        morning.need = need;
    }
    return all > 0 ? reward / all : 0;
}

/// Up to mean and deviation of all observations over lead + 1 periods.
class BaseStock {
public:
    BaseStock(std::vector<double> history, int lead, double profit)
        : needs_(std::move(history)), periods_(lead + 1), profit_(profit) {}

    double operator()(const Morning& morning) {
        if (morning.need) {
            needs_.push_back(*morning.need);
        }
        double mean = 0;
        for (const double need : needs_) {
            mean += need / static_cast<double>(needs_.size());
        }
        double squares = 0;
        for (const double need : needs_) {
            squares += (need - mean) * (need - mean);
        }
        const double deviation = std::sqrt(squares / static_cast<double>(needs_.size() - 1));
        const double level = periods_ * mean + reserve::normal_quantile(profit_ / (profit_ + 1)) *
                                                   deviation * std::sqrt(periods_);
        return std::max(0.0, std::round(level - morning.on_hand - morning.in_transit));
    }

private:
    std::vector<double> needs_;
    double periods_;
    double profit_;
};

/// Mean reward of learning and of base stock over `games` needs of a kind, all profits.
struct Rewards {
    double learned = 0;
    double base_stock = 0;
};

inline Rewards rewards(Kind kind, Leads lead, std::uint64_t games, std::uint64_t first_seed) {
    Rewards sum;
    std::array<double, profits.size()> aim{};
    for (std::size_t p = 0; p < profits.size(); ++p) {
        aim[p] = aim_of({.lead = promised(lead), .profit = profits[p], .holding = 1});
    }
    for (std::uint64_t game = 0; game < games; ++game) {
        const std::vector<double> needs = made_up_need(kind, first_seed + game);
        const std::vector<double> history(needs.begin(),
                                          needs.begin() + static_cast<long>(history_periods));
        for (std::size_t p = 0; p < profits.size(); ++p) {
            const double profit = profits[p];
            Learner learner({.lead = promised(lead),
                             .profit = profit,
                             .holding = 1,
                             .periods = static_cast<int>(played_periods),
                             .history = history,
                             .aim = aim[p]});
            const double share = 1.0 / static_cast<double>(games * profits.size());
            const std::uint64_t seed = first_seed + game;
            sum.learned += share * played(needs, lead, profit, seed, [&](const Morning& morning) {
                               return learner.decide(morning);
                           });
            sum.base_stock += share * played(needs, lead, profit, seed,
                                             BaseStock(history, promised(lead), profit));
        }
    }
    return sum;
}

}  // namespace vorrat::learn::testing

#include "vorrat/reserve/near_myopic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "vorrat/base/random.h"

namespace vorrat::reserve {
namespace {

constexpr double resolved = 0.97;   // beyond, 128 paths do not tell ratios apart
constexpr double variation = 0.6;   // squared coefficient of variation of the need of a step
constexpr std::size_t paths = 128;  // that the rule looks at
constexpr std::size_t runs = 128;   // that are played side by side
constexpr std::size_t cycles_settled = 10;
constexpr std::size_t cycles_counted = 30;
constexpr int lead_max = 20;  // steps; longer leads change the ratio no further
constexpr std::uint64_t seed = 8'615'473;
// Odds of the ratios tried, relative to those of the critical ratio.
constexpr std::array odds_tried{1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3};

/// Gamma need of mean 1.
double some_need(Random& random) { return variation * random.gamma(1 / variation); }

/// Stock and goods under way of one run; under_way[t] arrives at the start of step t from now.
struct Played {
    double stock = 1;
    std::vector<double> under_way;
};

class Play {
public:
    Play(double ratio, Cycle cycle) : ratio_(ratio), cycle_(cycle) {
        Random random(seed);
        const auto review = static_cast<std::size_t>(cycle.review);
        const std::size_t steps = static_cast<std::size_t>(cycle.lead) + review;
        // Each run foresees with paths of its own, so that chance in them averages out.
        for (std::size_t k = 0; k < runs * paths * steps; ++k) {
            foreseen_.push_back(some_need(random));
        }
        const std::size_t played = (cycles_settled + cycles_counted) * review;
        for (std::size_t k = 0; k < runs * played; ++k) {
            needs_.push_back(some_need(random));
        }
    }

    /// Mean cost per step of aiming at `aim`, shortage at 1, holding at its worth.
    double cost(double aim) const {
        const double hold = (1 - ratio_) / ratio_ / cycle_.review;  // per step
        const auto lead = static_cast<std::size_t>(cycle_.lead);
        const std::size_t per_run = needs_.size() / runs;
        double sum = 0;
        std::vector<double> net(paths);
        for (std::size_t r = 0; r < runs; ++r) {
            Played state{1, std::vector<double>(lead + 1, 1.0)};
            for (std::size_t t = 0; t < per_run; ++t) {
                if (t % static_cast<std::size_t>(cycle_.review) == 0) {
                    state.under_way[lead] = order(r, state, aim, net);
                }
                state.stock += state.under_way.front();
                std::rotate(state.under_way.begin(), state.under_way.begin() + 1,
                            state.under_way.end());
                state.under_way.back() = 0;
                const double need = needs_[r * per_run + t];
                const double lost = std::max(0.0, need - state.stock);
                state.stock = std::max(0.0, state.stock - need);
                if (t >= cycles_settled * static_cast<std::size_t>(cycle_.review)) {
                    sum += lost + hold * state.stock;
                }
            }
        }
        return sum;
    }

private:
    /// The rule of section 3: the aim's quantile of what the cycle lacks.
    double order(std::size_t run, const Played& state, double aim, std::vector<double>& net) const {
        const auto lead = static_cast<std::size_t>(cycle_.lead);
        const std::size_t steps = lead + static_cast<std::size_t>(cycle_.review);
        for (std::size_t k = 0; k < paths; ++k) {
            const double* path = foreseen_.data() + (run * paths + k) * steps;
            double stock = state.stock;
            for (std::size_t t = 0; t < lead; ++t) {
                stock = std::max(0.0, stock + state.under_way[t] - path[t]);
            }
            double cycle = 0;
            for (std::size_t t = lead; t < steps; ++t) {
                cycle += path[t];
            }
            net[k] = cycle - stock;
        }
        const auto rank = std::min<std::size_t>(
            paths - 1, static_cast<std::size_t>(aim * static_cast<double>(paths)));
        const auto at = net.begin() + static_cast<std::ptrdiff_t>(rank);
        std::nth_element(net.begin(), at, net.end());
        return std::max(0.0, *at);
    }

    double ratio_;
    Cycle cycle_;
    std::vector<double> foreseen_;  // runs x paths x (lead + review)
    std::vector<double> needs_;     // runs x played steps
};

}  // namespace

double near_myopic_ratio(double ratio, Cycle cycle) {
    if (cycle.lead <= 0 || ratio <= 0 || ratio > resolved) {
        return ratio;
    }
    cycle.lead = std::min(cycle.lead, lead_max);
    const Play play(ratio, cycle);
    const double odds = ratio / (1 - ratio);
    double best = ratio;
    double least = play.cost(ratio);
    for (const double part : odds_tried) {
        const double aim = part * odds / (1 + part * odds);
        const double cost = play.cost(aim);
        if (cost < least) {
            least = cost;
            best = aim;
        }
    }
    return best;
}

}  // namespace vorrat::reserve

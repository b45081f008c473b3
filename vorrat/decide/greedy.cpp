#include <algorithm>
#include <numeric>

#include "vorrat/decide/rules.h"

namespace vorrat::decide {

void add_by_score(const Market& market, std::int64_t limit, Unwanted unwanted,
                  const std::function<Fraction(OptionIndex)>& score, Tally& tally) {
    const std::vector<bool> taken = marked(market, tally.selected);
    std::vector<Fraction> scores;
    std::vector<OptionIndex> order;
    for (OptionIndex option = 0; option < market.options(); ++option) {
        scores.push_back(score(option));
        if (!taken[option] && (unwanted == Unwanted::fill || market.weight[option] > 0)) {
            order.push_back(option);
        }
    }
    break_tie(market, order);
    std::ranges::stable_sort(order,
                             [&](OptionIndex a, OptionIndex b) { return scores[a] > scores[b]; });
    std::size_t equals_end = 0;  // of the options with the score of this one
    bool named = false;
    for (std::size_t k = 0; k < order.size(); ++k) {
        const OptionIndex option = order[k];
        const std::int64_t left = limit - tally.cost;
        if (unwanted == Unwanted::fill && left == 0) {
            return;
        }
        if (k == equals_end) {
            named = false;
            while (equals_end < order.size() && scores[order[equals_end]] == scores[option]) {
                ++equals_end;
            }
        }
        if (market.cost[option] > left) {
            tally.steps.emplace_back(
                Passed{.option = option, .score = scores[option], .left = left});
            continue;
        }
        Taken step{.option = option, .score = scores[option], .left = left - market.cost[option]};
        if (!named) {
            step.tied.assign(order.begin() + static_cast<std::ptrdiff_t>(k) + 1,
                             order.begin() + static_cast<std::ptrdiff_t>(equals_end));
            named = true;
        }
        tally.selected.push_back(option);
        tally.cost += market.cost[option];
        tally.steps.emplace_back(std::move(step));
    }
}

Tally greedy(const Market& market, std::int64_t limit) {
    Tally tally;
    for (const OptionIndex option : gifts(market)) {
        tally.selected.push_back(option);
        tally.steps.emplace_back(
            Taken{.option = option, .score = Fraction(market.weight[option]), .left = limit});
    }
    add_by_score(
        market, limit, Unwanted::leave,
        [&](OptionIndex option) -> Fraction {
            return market.cost[option] == 0 ? Fraction(0)
                                            : market.score(option) / market.cost[option];
        },
        tally);
    return tally;
}

Tally separable(const Market& market, std::int64_t seats, bool shared) {
    std::vector<Fraction> score(market.options(), 0);
    for (std::uint32_t voter = 0; voter < market.groups(); ++voter) {
        const std::int64_t listed = market.wishes.start[voter + 1] - market.wishes.start[voter];
        for (std::size_t k = market.wishes.start[voter]; k < market.wishes.start[voter + 1]; ++k) {
            score[market.wishes.option[k]] +=
                Fraction(market.members(voter), shared ? listed : std::int64_t{1});
        }
    }
    Tally tally;
    add_by_score(
        market, seats, Unwanted::fill, [&](OptionIndex option) { return score[option]; }, tally);
    return tally;
}

}  // namespace vorrat::decide

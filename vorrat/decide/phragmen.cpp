#include <algorithm>
#include <map>
#include <numeric>

#include "vorrat/decide/rules.h"

namespace vorrat::decide {
namespace {

/// Voters by their load: those whose last purchase was the same carry the same.
class Loads {
public:
    Loads(const Market& market, const std::vector<Fraction>& of_group)
        : market_(market), level_(of_group.size()) {
        std::map<Fraction, std::uint32_t> known;
        for (std::size_t voter = 0; voter < of_group.size(); ++voter) {
            const auto [at, fresh] =
                known.emplace(of_group[voter], static_cast<std::uint32_t>(values_.size()));
            if (fresh) {
                values_.push_back(of_group[voter]);
            }
            level_[voter] = at->second;
        }
    }

    /// (cost + loads of the supporters) / supporters
    Fraction after(OptionIndex option) {
        people_.resize(values_.size(), 0);
        std::vector<std::uint32_t> levels;
        for (const Market::Support& support : market_.of(option)) {
            const std::uint32_t level = level_[support.voter];
            if (people_[level] == 0) {
                levels.push_back(level);
            }
            people_[level] += market_.members(support.voter);
        }
        Fraction sum = market_.cost[option];
        std::int64_t supporters = 0;
        for (const std::uint32_t level : levels) {
            sum += values_[level] * people_[level];
            supporters += people_[level];
            people_[level] = 0;
        }
        return sum / supporters;
    }

    std::int64_t carry(OptionIndex option, const Fraction& load) {
        std::int64_t supporters = 0;
        for (const Market::Support& support : market_.of(option)) {
            level_[support.voter] = static_cast<std::uint32_t>(values_.size());
            supporters += market_.members(support.voter);
        }
        values_.push_back(load);
        return supporters;
    }

private:
    const Market& market_;
    std::vector<Fraction> values_{};
    std::vector<std::uint32_t> level_;
    std::vector<std::int64_t> people_{};  // per level: 0 between two calls of `after`
};

struct Next {
    Fraction load;
    std::vector<OptionIndex> options;  // all of the lowest load, by rank
};

Next next_of(const Market& market, Loads& loads, const std::vector<OptionIndex>& remaining) {
    Next next;
    for (const OptionIndex option : remaining) {
        const Fraction load = loads.after(option);
        if (next.options.empty() || load < next.load) {
            next = {load, {option}};
        } else if (load == next.load) {
            next.options.push_back(option);
        }
    }
    break_tie(market, next.options);
    return next;
}

void select(const Market& market, Loads& loads, const Next& next, Equals& equals, Tally& tally) {
    const OptionIndex option = next.options.front();
    const std::int64_t supporters = loads.carry(option, next.load);
    tally.selected.push_back(option);
    tally.cost += market.cost[option];
    tally.steps.emplace_back(Loaded{.option = option,
                                    .load = next.load,
                                    .supporters = supporters,
                                    .tied = equals.others(next.options)});
}

std::vector<OptionIndex> wanted(const Market& market, const Tally& tally, std::int64_t limit) {
    const std::vector<bool> taken = marked(market, tally.selected);
    std::vector<OptionIndex> options;
    for (OptionIndex option = 0; option < market.options(); ++option) {
        if (!taken[option] && market.weight[option] > 0 && market.cost[option] <= limit) {
            options.push_back(option);
        }
    }
    return options;
}

}  // namespace

void fill_by_phragmen(const Market& market, std::int64_t seats,
                      const std::vector<Fraction>& of_group, Tally& tally) {
    Loads loads(market, of_group);
    std::vector<OptionIndex> remaining = wanted(market, tally, seats);
    Equals equals(market);
    while (tally.cost < seats && !remaining.empty()) {
        const Next next = next_of(market, loads, remaining);
        std::erase(remaining, next.options.front());
        select(market, loads, next, equals, tally);
    }
    if (tally.cost < seats) {
        // Nobody wants the others: by the tie rule.
        add_by_score(
            market, seats, Unwanted::fill, [](OptionIndex) { return Fraction(0); }, tally);
    }
}

Tally phragmen(const Market& market, std::int64_t limit, bool committee) {
    Tally tally;
    const std::vector<Fraction> none(market.groups(), 0);
    if (committee) {
        fill_by_phragmen(market, limit, none, tally);
        return tally;
    }
    Loads loads(market, none);
    std::vector<OptionIndex> remaining = wanted(market, tally, limit);
    Equals equals(market);
    while (!remaining.empty()) {
        const Next next = next_of(market, loads, remaining);
        for (const OptionIndex option : next.options) {
            if (market.cost[option] > limit - tally.cost) {
                tally.steps.emplace_back(Stopped{.option = option, .left = limit - tally.cost});
                return tally;
            }
        }
        std::erase(remaining, next.options.front());
        select(market, loads, next, equals, tally);
    }
    return tally;
}

}  // namespace vorrat::decide
